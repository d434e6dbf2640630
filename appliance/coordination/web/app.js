/**
 * The case app: what is on the screen and who moves between screens. Keys live in session.js, a case in casework.js;
 * a screen is a function that begins with `desk.at(…)` and ends in `desk.show(…)`.
 */

import { languages, load } from "safehold:catalogues";
import { SafeholdError } from "../../web/errors.js";
import { chooseLanguage, setPageLanguage, translator } from "../../web/l10n.js";
import { Casework } from "./casework.js";
import { action, el } from "./dom.js";
import { Drafts } from "./drafts.js";
import { Names } from "./names.js";
import { rewrap } from "./rewraps.js";
import { caseScreen } from "./screens/case.js";
import { casesScreen } from "./screens/cases.js";
import { comparisonScreen, invitationScreen } from "./screens/invitation.js";
import { signInScreen } from "./screens/sign_in.js";
import { Session } from "./session.js";

const IDLE_MS = 15 * 60 * 1000;

export class Desk {
  session = new Session();
  drafts = new Drafts();
  /** @type {string[]} object addresses of decrypted files; revoked when the screen changes */
  #addresses = [];
  #idle = 0;
  /** Draws the screen again, in another language. @type {() => unknown} */
  #again = () => undefined;
  /** The case on the screen. */
  #case = "";
  #view = "new";

  /** @param {ReturnType<typeof translator>} words */
  constructor(words) {
    this.words = words;
    this.failed = this.failed.bind(this);
  }

  get names() {
    return new Names(this.words, this.session);
  }

  /** @param {() => unknown} again what draws this screen */
  at(again) {
    this.#again = again;
  }

  /** @param {string} heading @param {...(Node | string | null | undefined | false)} content */
  show(heading, ...content) {
    for (const address of this.#addresses.splice(0)) URL.revokeObjectURL(address);
    const main = part("main");
    main.replaceChildren(el("h1", {}, heading), ...content.filter(isNode));
    this.#drawBar();
    this.say("");
    main.focus();
    scrollTo(0, 0);
  }

  #drawBar() {
    const { t } = this.words;
    const signedIn = this.session.network.signedIn;
    const out = signedIn ? [action(t("case-sign-out"), () => this.leave(), this.failed, { class: "quiet", id: "sign-out" })] : [];
    part("bar").querySelector("strong")?.replaceChildren(t("case-title"));
    part("languages").replaceChildren(languagePicker(this), ...out);
    part("training").replaceChildren(t("case-training"));
    if (this.session.directory?.training) part("training").hidden = false;
    document.title = t("case-title");
  }

  /** @param {string} text spoken by a screen reader too */
  say(text) {
    const said = el("p", { class: "said" }, text);
    part("notice").replaceChildren(text ? said : "");
    // It lies over the page on a small screen: the next click takes it away. Not its press: what moves then, misses the click.
    if (text) addEventListener("click", () => said.remove(), { once: true });
  }

  /** @param {unknown} error */
  failed(error) {
    const { code } = /** @type {{code?: string}} */ (error ?? {});
    if (code === "unauthenticated" && this.session.network.signedIn) return void this.signOut("case-session-ended");
    const notice = el("div", { class: "warn", role: "alert" }, this.words.error(error));
    part("notice").replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  }

  /** The list, as it was left. @param {string} [view] */
  async home(view = this.#view) {
    this.#case = "";
    this.#view = view;
    if (this.session.status === "pending") return comparisonScreen(this, this.session.identity);
    await casesScreen(this, view);
  }

  signIn() {
    signInScreen(this);
  }

  /** Where she was when the session ended, or the list. */
  async arrive() {
    this.#view = this.session.intake.size ? "new" : "referred";
    // Beside her work; what fails is tried again at the next sign-in, and the operator sees how far it is.
    rewrap(this.session, (id) => id === this.#case).catch(() => undefined);
    const wanted = this.drafts.claim(this.session.identity.key);
    if (!wanted) return this.home();
    await this.openCase(wanted).catch(() => this.home());
  }

  /** She leaves of her own will: nothing stays. */
  async leave() {
    this.drafts.drop();
    await this.signOut();
  }

  /** @param {string} [why] message id; unsent words then wait for the same person */
  async signOut(why) {
    if (why) this.drafts.keepFor(this.session.identity.key, this.#case);
    this.#case = "";
    await this.session.signOut();
    this.session = new Session();
    await this.session.loadDirectory().catch(() => undefined);
    this.signIn();
    if (why) this.say(this.words.t(why));
  }

  /** @param {string} id */
  async openCase(id) {
    await caseScreen(this, await new Casework(this.session, id).load());
    this.#case = id;
    // So that the phone's own way back leads to the list, not out of the app. The address stays the same.
    if (history.state !== "case") history.pushState("case", "");
  }

  /** The way back of the phone or the browser. */
  wentBack() {
    if (this.session.network.signedIn && this.#case) this.home().catch(this.failed);
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

  /** @param {Blob} blob @returns {string} */
  addressOf(blob) {
    const address = URL.createObjectURL(blob);
    this.#addresses.push(address);
    return address;
  }

  /**
   * Words for her, in the language of her report; in this person's where the app does not speak it.
   *
   * @param {string} code of the language of the report
   */
  async wordsFor(code) {
    const known = languages.find((one) => one.code === code);
    return known ? translator(known.code, await load(known.code), known.dir) : this.words;
  }

  /** @param {string} code of a language */
  async speak(code) {
    this.words = await wordsFor(code);
    await this.#again();
  }
}

/** @param {string} id @returns {HTMLElement} */
function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
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
  picker.addEventListener("change", () => desk.speak(picker.value).catch(desk.failed));
  return picker;
}

/** @param {string} code */
async function wordsFor(code) {
  const language = languages.find((one) => one.code === code) ?? chooseLanguage(navigator.languages, languages);
  setPageLanguage(document.documentElement, language);
  return translator(language.code, await load(language.code), language.dir);
}

/** @param {Desk} desk @param {string} invite */
async function begin(desk, invite) {
  try {
    // Without the key that the link carries, nobody here could tell the deployment's directory from another.
    if (invite && !desk.session.pin) throw new SafeholdError("invitation");
    if (invite) return await invitationScreen(desk, invite);
    await desk.session.loadDirectory();
    desk.signIn();
  } catch (error) {
    const { t } = desk.words;
    desk.at(() => begin(desk, invite));
    desk.show(
      t("case-title"),
      el("p", {}, action(t("case-try-again"), () => begin(desk, invite), desk.failed)),
      invite && el("p", {}, action(t("case-go-sign-in"), () => begin(desk, ""), desk.failed, { class: "quiet" })),
    );
    desk.failed(error);
  }
}

/** @param {{invite: string, pin: string}} link what the address held */
export async function start({ invite, pin }) {
  // The phone's way back must not show a picture of what was there.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  const desk = new Desk(await wordsFor(""));
  desk.session.pin = pin;
  desk.watchIdle();
  addEventListener("popstate", () => desk.wentBack());
  addEventListener("beforeunload", (event) => desk.drafts.isEmpty || event.preventDefault());
  await begin(desk, invite);
}
