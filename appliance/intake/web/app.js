/** The app after the first page: one screen at a time, in this page's memory, without addresses. */

import "./shell.js";
import { languages, load } from "safehold:catalogues";
import { setPageLanguage, translator } from "../../web/l10n.js";
import { TransferError } from "../../web/errors.js";
import { asAnswer } from "./clocks.js";
import { byId, el, paragraph } from "./dom.js";
import { persist } from "./network.js";
import { asFragment } from "./pin.js";
import { screens } from "./screens/index.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("./screens/index.js").ScreenName} ScreenName
 * @typedef {{store: Store, showStart: (stage: Stage) => void}} FirstPage
 * @typedef {typeof import("./sealing.js")} Sealing
 * @typedef {import("./first.js").Stage} Stage
 * @typedef {Node | string} Child
 */

/** How long a short notice covers the bottom of the screen. */
const SAID_FOR_MS = 5000;

export class App {
  /**
   * @param {Store} store
   * @param {ReturnType<typeof translator>} words
   */
  constructor(store, words) {
    this.store = store;
    this.words = words;
    this.t = words.t.bind(words);
    this.main = byId("main");
    /** @type {{name: ScreenName, parameter?: any}[]} */
    this.trail = [];
    /** What the first page was made of, to come back to. */
    this.firstPage = [...this.main.childNodes];
    this.firstLanguage = words.code;
    /** Cryptography, on its way while she reads. @type {Promise<Sealing>} */
    this.sealing = loadSealing();
    /** The report under way, if any. @type {import("./sending.js").Sending | undefined} */
    this.sending = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.silence = undefined;
    store.addEventListener("forgotten", () => this.forget());
  }

  forget() {
    this.trail = [];
    this.sending = undefined;
  }

  /**
   * @param {ScreenName} name
   * @param {any} [parameter] what the screen is about
   */
  show(name, parameter) {
    this.trail.push({ name, parameter });
    this.draw();
  }

  /** The last screen takes the place of this one: nothing to come back to. */
  replace(/** @type {ScreenName} */ name, /** @type {any} */ parameter = undefined) {
    this.trail = [];
    this.show(name, parameter);
  }

  back() {
    this.trail.pop();
    if (this.trail.length) this.draw();
    else this.home();
  }

  /** The first page, as it was. */
  home() {
    this.trail = [];
    if (this.words.code !== this.firstLanguage) {
      location.replace(`/${this.words.code}.html${asFragment(this.store.get("pin"))}`);
      return;
    }
    this.main.replaceChildren(...this.firstPage);
    document.body.classList.remove("in-app");
    this.arrive();
  }

  draw() {
    const current = this.trail[this.trail.length - 1];
    if (!current) return;
    /** @type {(app: App, parameter: any) => Child | Child[]} */
    const screen = screens[current.name];
    const content = screen(this, current.parameter);
    this.main.replaceChildren(...(Array.isArray(content) ? content : [content]));
    document.body.classList.add("in-app");
    this.arrive();
  }

  /** A new screen starts at its top, for eyes and for a screen reader. */
  arrive() {
    scrollTo(0, 0);
    const title = this.main.querySelector("h1, h2");
    title?.setAttribute("tabindex", "-1");
    /** @type {HTMLElement | null} */ (title)?.focus({ preventScroll: true });
    this.say("");
  }

  /** @param {string} text read out politely; also seen where a screen has no place of its own for it */
  say(text) {
    const status = byId("status");
    status.textContent = text;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => { status.textContent = ""; }, SAID_FOR_MS);
  }

  /** @param {string} code */
  async speak(code) {
    this.words = await wordsFor(code);
    this.t = this.words.t.bind(this.words);
    this.store.set("language", code);
    setPageLanguage(document.documentElement, this.words);
    this.wordFrame();
    this.draw();
  }

  /** What stands around the screens: languages, quick exit, training banner. */
  wordFrame() {
    const others = languages.filter(({ code }) => code !== this.words.code);
    const choices = others.map(({ code, name, dir }) =>
      el("button", { type: "button", class: "quiet", lang: code, dir, onclick: () => void this.speak(code) }, name));
    document.querySelector("header nav")?.replaceChildren(...choices);
    byId("exit").textContent = this.t("app-exit");
    byId("exit-hint").textContent = this.t("app-exit-hint");
    byId("training").textContent = this.t("app-training");
  }
}

/** @param {string} code */
async function wordsFor(code) {
  const { dir } = languages.find((language) => language.code === code) ?? { dir: "ltr" };
  return translator(code, await persist(() => load(code).catch(lost)), dir);
}

const loadSealing = () => persist(() => import("./sealing.js").catch(lost));

/** A script that did not come is a lost connection. @returns {never} */
function lost() {
  throw new TransferError("offline");
}

/**
 * Take over from the first page.
 *
 * @param {FirstPage} firstPage
 * @param {any} untrusted what the intake service says of the deployment
 * @returns {Promise<Stage>} the stage of the start section
 */
export async function prepare({ store, showStart }, untrusted) {
  const app = new App(store, await wordsFor(store.get("language")));
  void app.sealing.then(({ readDeployment }) => {
    const deployment = readDeployment(untrusted, store.get("pin"));
    store.set("deployment", deployment);
    showContacts(app, deployment);
    if (deployment.state !== "ready") showStart(deployment.state);
  });
  byId("begin").addEventListener("click", () => begin(app));
  byId("return").addEventListener("click", () => open(app, "return"));
  return untrusted?.state === "ready" ? "ready" : "help-only";
}

/** @param {App} app */
function begin(app) {
  const { store } = app;
  const elapsed = asAnswer(store.get("elapsed"));
  if (elapsed && !store.get("answers")["elapsed"]) store.set("answers", { ...store.get("answers"), elapsed });
  open(app, "question");
}

/** @param {App} app @param {ScreenName} name */
function open(app, name) {
  app.wordFrame();
  app.show(name);
}

/**
 * @param {App} app
 * @param {import("./sealing.js").Deployment} deployment
 */
function showContacts({ words, t }, { directory, checked }) {
  const contacts = directory?.help ?? [];
  if (!contacts.length) return;
  // The directory may come when she has left already, and the page is gone.
  document.getElementById("contacts")?.replaceChildren(
    el("h3", {}, t("first-help-local")),
    checked ? "" : paragraph(t("first-help-unchecked"), "note"),
    el("ul", {}, ...contacts.map(({ label, value }) =>
      el("li", {}, `${label[words.code] ?? Object.values(label)[0] ?? ""} `, el("b", { dir: "auto" }, value)))),
  );
}

