/** Files she wants kept safe: original bytes, as they are. */

import { button, el, heading, paragraph } from "../dom.js";
import { form } from "../form.js";
import { inUnits, LARGEST_FILE_BYTES, noteChosen } from "../files.js";
import { recorder } from "./recorder.js";
import { progress } from "./question.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export function files(app) {
  const { t } = app;
  const list = el("ul", { class: "files" });
  const said = el("p", { class: "note", role: "alert" });
  const draw = () => list.replaceChildren(...rows(app, draw));
  const add = (/** @type {readonly File[]} */ chosen) => {
    said.textContent = chosen.map((file) => addFile(app, file)).filter(Boolean).join(" ");
    draw();
  };
  draw();
  return [
    progress(app, form.screens.length + 1),
    heading(t("files-heading")),
    paragraph(t("files-lead")),
    paragraph(t("files-note"), "hint"),
    list,
    said,
    picker(t("files-add"), add),
    recorder(app, (file) => add([file])),
    el("div", { class: "actions" },
      button(t("app-next"), () => app.show("review"), "primary"),
      button(t("app-back"), () => app.back())),
  ];
}

/**
 * A file field that looks like a button and can be reached by keyboard.
 *
 * @param {string} label
 * @param {(files: readonly File[]) => void} add
 */
export function picker(label, add) {
  const input = el("input", { type: "file", multiple: true, class: "hidden-field", onchange: take });
  function take() {
    add([...(input.files ?? [])]);
    input.value = "";
  }
  return el("label", { class: "picker" }, input, el("span", {}, label));
}

/**
 * @param {App} app
 * @param {File} file
 * @returns {string} why it was not added, if so
 */
function addFile({ store, t, sealing }, file) {
  if (!file.size) return t("files-empty", { name: file.name });
  if (file.size > LARGEST_FILE_BYTES) {
    return t("files-too-large", { name: file.name, limit: inUnits(t, LARGEST_FILE_BYTES) });
  }
  store.set("files", [...store.get("files"), noteChosen(file, sealing)]);
  store.set("draft", true);
  return "";
}

/** @param {App} app @param {() => void} redraw */
function rows({ store, t }, redraw) {
  const chosen = store.get("files");
  if (!chosen.length) return [el("li", { class: "hint" }, t("files-none"))];
  return chosen.map((one) => el("li", {},
    el("span", { class: "name", dir: "auto" }, one.name), ` ${inUnits(t, one.blob.size)} `,
    el("button", {
      type: "button", class: "quiet", "aria-label": t("files-remove-named", { name: one.name }),
      onclick: () => {
        store.set("files", store.get("files").filter((other) => other !== one));
        redraw();
      },
    }, t("files-remove"))));
}
