/** A last look: who will read, what the server sees, what is sent. */

import { button, el, heading, paragraph } from "../dom.js";
import { inUnits } from "../files.js";
import { askedAnswers, inWords, isUrgentInClear } from "../form.js";
import { Sending } from "../sending.js";
import { progress, STEPS } from "./question.js";

/**
 * @typedef {import("../app.js").App} App
 * @typedef {import("../app.js").Sealing} Sealing
 */

/** @param {App} app */
export function review(app) {
  const { t } = app;
  const readers = el("div", {}, paragraph(t("app-wait")));
  const send = button(t("review-send"), () => void begin(app), "primary");
  send.disabled = true;
  void app.sealing.then((sealing) => {
    const { verified, checked } = app.store.get("deployment") ?? {};
    if (!verified) return app.home();
    readers.replaceChildren(...whoReads(app, sealing, verified.directory),
      checked ? "" : paragraph(t("review-unpinned"), "note"),
      verified.expired ? paragraph(t("review-expired"), "note") : "");
    send.disabled = false;
    return undefined;
  });
  return [
    progress(app, STEPS),
    heading(t("review-heading")),
    readers,
    paragraph(t("review-clear", { urgent: isUrgentInClear(app.store.get("answers")) ? "yes" : "no" })),
    ...whatGoes(app),
    el("div", { class: "actions" }, send, button(t("app-back"), () => app.back())),
  ];
}

/**
 * @param {App} app
 * @param {Sealing} sealing
 * @param {import("../sealing.js").Directory} directory
 */
function whoReads(app, sealing, directory) {
  const { t, store } = app;
  const readers = sealing.readersOf(directory);
  const last = el("p", { class: "note", role: "alert" });
  const boxes = readers.map(({ id, name }) => readerBox(app, id, name, readers.length, last));
  const recovery = directory.recovery
    ? [paragraph(t("review-recovery")), checkbox(t("review-recovery-keep"), store.get("recovery"), (on) => {
      store.set("recovery", on);
      return true;
    })]
    : [paragraph(t("review-no-recovery"))];
  return [
    el("fieldset", {},
      el("legend", {}, t("review-readers")),
      readers.length > 1 ? paragraph(`${t("review-readers-lead")} ${t("review-left-out-note")}`, "hint") : "",
      ...boxes, last),
    ...recovery,
  ];
}

/**
 * @param {App} app
 * @param {string} id
 * @param {string} name
 * @param {number} count of readers
 * @param {HTMLElement} last where to say that one has to remain
 */
function readerBox({ store, t }, id, name, count, last) {
  if (count === 1) return paragraph(name, "name");
  return checkbox(name, !store.get("leftOut").includes(id), (on) => {
    const leftOut = on ? store.get("leftOut").filter((other) => other !== id) : [...store.get("leftOut"), id];
    const fits = leftOut.length < count;
    last.textContent = fits ? "" : t("review-reader-last");
    if (fits) store.set("leftOut", leftOut);
    return fits;
  });
}

/**
 * @param {string} label
 * @param {boolean} checked
 * @param {(on: boolean) => boolean} keep whether the change stands
 */
function checkbox(label, checked, keep) {
  const input = el("input", {
    type: "checkbox", checked, autocomplete: "off",
    onchange: () => { if (!keep(input.checked)) input.checked = !input.checked; },
  });
  return el("label", { class: "choice" }, input, label);
}

/** @param {App} app */
function whatGoes({ t, store }) {
  const answers = Object.entries(askedAnswers(store.get("answers")));
  const files = store.get("files");
  const size = inUnits(t, files.reduce((sum, { blob }) => sum + blob.size, 0));
  return [
    paragraph(t("review-answers", { count: answers.length })),
    answers.length
      ? el("details", {}, el("summary", {}, t("review-show")),
        el("dl", {}, ...answers.flatMap(([id, answer]) =>
          [el("dt", {}, t(`question-${id}`)), el("dd", { dir: "auto" }, inWords(t, id, answer))])))
      : "",
    paragraph(t("review-files", { count: files.length, size })),
  ];
}

/** @param {App} app */
async function begin(app) {
  app.sending = new Sending(app.store, await app.sealing);
  app.store.set("draft", true);
  app.show("send");
  void app.sending.start();
}
