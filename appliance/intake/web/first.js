/**
 * The first page's own script: small, because it is all that comes before help is readable. Every
 * word is already in the page; this shows and hides. The rest of the app loads while she reads.
 */

import { TransferError } from "../../web/errors.js";
import { advice, WINDOWS_H } from "./clocks.js";
import { byId } from "./dom.js";
import { watchExit, watchLeaving } from "./exit.js";
import { fetchDirectory, persist } from "./network.js";
import { asFragment, takePin } from "./pin.js";
import { Store } from "./store.js";

const store = new Store();
store.set("language", document.documentElement.lang);
store.set("pin", takePin());

function forget() {
  store.clear();
  for (const field of document.querySelectorAll("input, textarea")) field.remove();
}

/** @param {string} elapsed */
function showAdvice(elapsed) {
  store.set("elapsed", elapsed || undefined);
  for (const line of document.querySelectorAll("[data-care]")) {
    const { care, advice: given } = /** @type {HTMLElement} */ (line).dataset;
    const wanted = advice(WINDOWS_H[/** @type {keyof typeof WINDOWS_H} */ (care)], elapsed);
    /** @type {HTMLElement} */ (line).hidden = given !== wanted;
  }
}

function offerClocks() {
  const choices = /** @type {HTMLSelectElement} */ (byId("elapsed"));
  choices.value = "";
  choices.addEventListener("change", () => showAdvice(choices.value));
  store.addEventListener("forgotten", () => {
    choices.value = "";
    showAdvice("");
  });
  byId("clocks").hidden = false;
}

/** Another language takes this page's place and keeps the pin. */
function keepPinAcrossLanguages() {
  for (const link of document.querySelectorAll("a[hreflang]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      location.replace(/** @type {HTMLAnchorElement} */ (link).pathname + asFragment(store.get("pin")));
    });
  }
}

/** The links at the top do what the buttons far below do, as soon as those can be pressed; before, they show why not yet. */
function shortenTheWay() {
  byId("jump").hidden = false;
  for (const link of document.querySelectorAll("a[data-to]")) {
    link.addEventListener("click", (event) => {
      // Not by the address: a fragment in it would be a place to come back to.
      event.preventDefault();
      const button = byId(/** @type {HTMLElement} */ (link).dataset.to ?? "");
      if (button.closest("[hidden]")) byId("start").scrollIntoView();
      else button.click();
    });
  }
}

/** @typedef {"wait" | "unreachable" | "help-only" | "mismatch" | "ready"} Stage how the start section stands */

/** @param {Stage} stage */
function showStart(stage) {
  for (const part of byId("start").children) {
    const { stages } = /** @type {HTMLElement} */ (part).dataset;
    /** @type {HTMLElement} */ (part).hidden = stages !== undefined && !stages.split(" ").includes(stage);
  }
}

/** A lost connection while the scripts come is tried again like any other. */
const loadApp = () =>
  persist(() => import("./app.js").catch(lost), { onRetry: () => showStart("unreachable") });

/** @returns {never} */
function lost() {
  throw new TransferError("offline");
}

/** Help is on the screen before the line is asked for anything else. */
async function shown() {
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
}

async function prepare() {
  await shown();
  const early = await persist(fetchDirectory, { onRetry: () => showStart("unreachable") });
  showStart("wait");
  // The page of a practice site says so from the start; this is for one that became so since.
  if (early?.directory?.directory?.training === true) byId("training").hidden = false;
  const app = await loadApp();
  showStart(await app.prepare({ store, showStart }, early));
}

watchExit(/** @type {HTMLAnchorElement} */ (byId("exit")), forget);
watchLeaving(() => store.get("draft"), forget);
keepPinAcrossLanguages();
offerClocks();
shortenTheWay();
void prepare();
