/** Files on their way: one line each, how far it is, and a way to pause. */

import { button, el, paragraph } from "../dom.js";
import { inUnits } from "../files.js";

/** @typedef {import("../later/uploads.js").Uploads} Uploads */

/**
 * @param {import("../app.js").App} app
 * @param {() => Uploads | undefined} uploadsOf
 * @returns {HTMLElement} empty while there is nothing to send
 */
export function transfers(app, uploadsOf) {
  const place = el("section", { "aria-live": "polite" });
  const draw = () => {
    const uploads = uploadsOf();
    place.replaceChildren(...(uploads ? [overview(app, uploads)] : []));
  };
  const follow = () => {
    uploadsOf()?.addEventListener("change", draw);
    draw();
  };
  app.sending?.addEventListener("uploads", follow);
  follow();
  return place;
}

/** @param {import("../app.js").App} app @param {Uploads} uploads */
function overview({ t, words }, uploads) {
  const { files, paused, done } = uploads;
  const toggle = () => (paused ? uploads.resume() : uploads.pause());
  const failed = files.find(({ error }) => error);
  return el("div", {},
    el("h3", {}, t("send-files-heading")),
    el("ul", { class: "files" }, ...files.map((file) => line(t, file, paused))),
    failed ? paragraph(words.error(failed.error), "note") : "",
    !paused && files.some(({ retrying }) => retrying) ? paragraph(t("send-retry"), "note") : "",
    paragraph(t(done ? "send-files-done" : "send-files-going"), done ? "good" : "hint"),
    done ? "" : button(t(paused || failed ? "send-resume" : "send-pause"), failed ? () => uploads.resume() : toggle));
}

/**
 * @param {import("../form.js").Translate} t
 * @param {Uploads["files"][number]} file
 * @param {boolean} paused
 */
function line(t, { name, size, sent, state, total }, paused) {
  const percent = total ? Math.floor((100 * sent) / total) : 0;
  const progress = state === "sending"
    ? el("progress", { max: 100, value: percent, "aria-label": name })
    : "";
  return el("li", {}, el("span", { class: "name", dir: "auto" }, name), ` ${inUnits(t, size)} `, progress,
    el("span", { class: "state" }, stateOf(t, state, percent, paused)));
}

/**
 * @param {import("../form.js").Translate} t
 * @param {Uploads["files"][number]["state"]} state
 * @param {number} percent
 * @param {boolean} paused
 */
function stateOf(t, state, percent, paused) {
  if (state === "done") return t("send-file-done");
  if (state === "failed") return t("send-file-failed");
  if (paused) return t("send-file-paused");
  return state === "sending" ? t("send-file-progress", { percent }) : t("send-file-waiting");
}
