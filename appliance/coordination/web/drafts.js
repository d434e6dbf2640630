/** Words that were typed and not sent. They live in this page's memory and nowhere else. */

export class Drafts {
  /** @type {Map<string, string>} */
  #texts = new Map();
  /** Whose they are while nobody is signed in. */
  #owner = "";
  #case = "";

  get isEmpty() {
    return ![...this.#texts.values()].some((text) => text.trim());
  }

  /** @param {string} id @param {string} [otherwise] */
  of(id, otherwise = "") {
    return this.#texts.get(id) ?? otherwise;
  }

  /** @param {string} id @param {string} text */
  keep(id, text) {
    this.#texts.set(id, text);
  }

  /** @param {string} id */
  sent(id) {
    this.#texts.delete(id);
  }

  /**
   * Put a field under this watch.
   *
   * @template {HTMLInputElement | HTMLTextAreaElement} T
   * @param {string} id
   * @param {T} field
   * @param {string} [otherwise] what it holds at first
   * @returns {T}
   */
  watch(id, field, otherwise) {
    field.value = this.of(id, otherwise);
    field.addEventListener("input", () => this.keep(id, field.value));
    return field;
  }

  drop() {
    this.#texts.clear();
    this.#owner = "";
    this.#case = "";
  }

  /** @param {string} key id of who typed them @param {string} caseId on the screen at that time, or nothing */
  keepFor(key, caseId) {
    this.#owner = key;
    this.#case = caseId;
  }

  /**
   * Somebody has signed in: her own drafts are hers again, those of anybody else are dropped.
   *
   * @param {string} key
   * @returns {string} the case where she was, or nothing
   */
  claim(key) {
    const back = this.#owner === key ? this.#case : "";
    if (this.#owner && this.#owner !== key) this.drop();
    this.#owner = "";
    return back;
  }
}
