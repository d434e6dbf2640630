/**
 * The case app: what is on the screen and who moves between screens. Keys live in session.js, a case in casework.js;
 * a screen is a function that ends in `desk.show(…)`.
 */

import { languages, load } from "safehold:catalogues";
import { chooseLanguage, setPageLanguage, translator } from "../../web/l10n.js";
import { Casework } from "./casework.js";
import { action, el } from "./dom.js";
import { caseScreen } from "./screens/case.js";
import { casesScreen } from "./screens/cases.js";
import { comparisonScreen, invitationScreen } from "./screens/invitation.js";
import { signInScreen } from "./screens/sign_in.js";
import { Session } from "./session.js";

const IDLE_MS = 15 * 60 * 1000;

export class Desk {
  session = new Session();
  /** @type {Map<string, string>} unsent words, in memory only */
  #drafts = new Map();
  /** @type {string[]} object addresses of decrypted files; revoked when the screen changes */
  #addresses = [];
  #idle = 0;

  /** @param {ReturnType<typeof translator>} words */
  constructor(words) {
    this.words = words;
    this.failed = this.failed.bind(this);
  }

  /** @param {string} heading @param {...(Node | string | null | undefined | false)} content */
  show(heading, ...content) {
    for (const address of this.#addresses.splice(0)) URL.revokeObjectURL(address);
    const main = this.#part("main");
    main.replaceChildren(el("h1", {}, heading), ...content.filter(isNode));
    this.#drawBar();
    this.#part("training").hidden = !this.session.directory?.training;
    this.say("");
    main.focus();
    scrollTo(0, 0);
  }

  /** @param {string} id @returns {HTMLElement} */
  #part(id) {
    const found = document.getElementById(id);
    if (!found) throw new Error(`no element ${id}`);
    return found;
  }

  #drawBar() {
    const { t } = this.words;
    const signedIn = this.session.network.signedIn;
    const out = signedIn ? [action(t("case-sign-out"), () => this.signOut(), this.failed, { class: "quiet" })] : [];
    this.#part("languages").replaceChildren(...out, languagePicker(this));
  }

  /** @param {string} text spoken by a screen reader too */
  say(text) {
    this.#part("notice").replaceChildren(text ? el("p", { class: "card" }, text) : "");
  }

  /** @param {unknown} error */
  failed(error) {
    const { code, expected } = /** @type {{code?: string, expected?: number}} */ (error ?? {});
    if (code === "unauthenticated" && this.session.network.signedIn) return void this.signOut("case-session-ended");
    const notice = el("div", { class: "warn", role: "alert" }, this.words.error(error));
    if (expected !== undefined || code === "conflict") notice.append(el("p", {}, this.words.t("case-somebody-else")));
    this.#part("notice").replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} [view] */
  async home(view) {
    if (this.session.status === "pending") return comparisonScreen(this, this.session.identity);
    await casesScreen(this, view);
  }

  signIn() {
    signInScreen(this);
  }

  /** @param {string} [why] message id */
  async signOut(why) {
    this.#drafts.clear();
    await this.session.signOut();
    this.session = new Session();
    await this.session.loadDirectory().catch(() => undefined);
    this.signIn();
    if (why) this.say(this.words.t(why));
  }

  /** @param {string} id */
  async openCase(id) {
    await caseScreen(this, await new Casework(this.session, id).load());
  }

  /** A forgotten screen closes itself: the phone may be in other hands by then. */
  watchIdle() {
    const rest = () => {
      clearTimeout(this.#idle);
      this.#idle = window.setTimeout(() => {
        if (this.session.network.signedIn) this.signOut("case-idle");
      }, IDLE_MS);
    };
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, rest, { passive: true });
    rest();
  }

  /** @param {string} id @returns {string} */
  draft(id) {
    return this.#drafts.get(id) ?? "";
  }

  /** @param {string} id @param {string} text */
  keepDraft(id, text) {
    this.#drafts.set(id, text);
  }

  /** @param {Blob} blob @returns {string} */
  addressOf(blob) {
    const address = URL.createObjectURL(blob);
    this.#addresses.push(address);
    return address;
  }

  /** @param {string} id @param {string} otherwise @returns {string} */
  label(id, otherwise) {
    return this.words.has(id) ? this.words.t(id) : otherwise;
  }

  /** @param {string} key @returns {string} */
  nameOf(key) {
    return this.session.colleagues.get(key)?.name || this.words.t("case-unknown-person");
  }

  /** @param {string} key @returns {string} name, role and organisation */
  labelOf(key) {
    const certificate = this.session.colleagues.get(key)?.certificate;
    if (!certificate) return this.nameOf(key);
    const role = this.words.t(`case-role-${certificate.role}`);
    return `${this.nameOf(key)}, ${role}, ${this.organisationName(certificate.organisation)}`;
  }

  /** @param {string} id @returns {string} */
  organisationName(id) {
    return this.session.directory?.organisations.find((one) => one.id === id)?.name ?? id.slice(0, 8);
  }

  /** Colleagues a case can be referred to. */
  referable() {
    return [...this.session.colleagues.values()].filter(
      ({ certificate: { key, role, status } }) =>
        key !== this.session.identity.key && status === "active" && role !== "operator" && role !== "analyst",
    );
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
  languageName(code) {
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

/** @param {Node | string | null | undefined | false} one @returns {one is Node | string} */
const isNode = (one) => Boolean(one);

/** @param {Desk} desk */
function languagePicker(desk) {
  const picker = el(
    "select",
    { "aria-label": desk.words.t("case-language") },
    ...languages.map(({ code, name }) => el("option", { value: code, selected: code === desk.words.code, lang: code }, name)),
  );
  picker.addEventListener("change", async () => {
    desk.words = await wordsFor(picker.value);
    if (desk.session.network.signedIn) await desk.home().catch(desk.failed);
    else desk.signIn();
  });
  return picker;
}

/** @param {string} code */
async function wordsFor(code) {
  const language = languages.find((one) => one.code === code) ?? chooseLanguage(navigator.languages, languages);
  setPageLanguage(document.documentElement, language);
  return translator(language.code, await load(language.code), language.dir);
}

/** @param {{invite: string, pin: string}} link what the address held */
export async function start({ invite, pin }) {
  const desk = new Desk(await wordsFor(""));
  desk.session.pin = pin;
  desk.watchIdle();
  try {
    if (invite) return await invitationScreen(desk, invite);
    await desk.session.loadDirectory();
  } catch (error) {
    desk.show(desk.words.t("case-title"));
    desk.failed(error);
    return;
  }
  desk.signIn();
}
