/** How things are called on the screen: people, organisations, days, sizes. */

/** @typedef {import("./session.js").Session} Session */

export class Names {
  /**
   * @param {import("./app.js").Desk["words"]} words
   * @param {Session} session
   */
  constructor(words, session) {
    this.words = words;
    this.session = session;
  }

  /** @param {string} id @param {string} otherwise @returns {string} */
  label(id, otherwise) {
    return this.words.has(id) ? this.words.t(id) : otherwise;
  }

  /** @param {string} key @returns {string} her name; if no sound one is known, her role and the key's id */
  person(key) {
    const colleague = this.session.colleagues.get(key);
    if (!colleague) return this.words.t("case-unknown-person");
    return colleague.name || `${this.words.t(`case-role-${colleague.certificate.role}`)} ${key.slice(0, 8)}`;
  }

  /** @param {string} key @returns {string} name, role and organisation */
  personInFull(key) {
    const colleague = this.session.colleagues.get(key);
    if (!colleague) return this.person(key);
    const { name, certificate: { organisation, role } } = colleague;
    const named = name ? [name, this.words.t(`case-role-${role}`)] : [this.person(key)];
    return [...named, this.organisation(organisation)].join(", ");
  }

  /** @param {string} id @returns {string} */
  organisation(id) {
    return this.session.directory?.organisations.find((one) => one.id === id)?.name ?? id.slice(0, 8);
  }

  /** @param {readonly string[]} names @returns {string} */
  compartments(names) {
    return names.map((name) => this.words.t(`case-compartment-${name}`)).join(", ");
  }

  /** @param {string} day */
  day(day) {
    return new Date(`${day}T12:00:00Z`).toLocaleDateString(this.words.code, { dateStyle: "medium" });
  }

  /** @param {string} time */
  time(time) {
    return new Date(time).toLocaleString(this.words.code, { dateStyle: "medium", timeStyle: "short" });
  }

  /** @param {string} code */
  language(code) {
    return new Intl.DisplayNames([this.words.code], { type: "language" }).of(code) ?? code;
  }

  /** @param {number} bytes */
  size(bytes) {
    const [unit, divisor] = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    return (bytes / Number(divisor)).toLocaleString(this.words.code, {
      style: "unit", unit: String(unit), maximumFractionDigits: 1,
    });
  }
}
