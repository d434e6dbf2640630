/** Recording a voice, where the phone can. The recording stays in memory like any chosen file. */

import { button, el, paragraph } from "../dom.js";

/** As the browser names them, with the ending that players know. */
const ENDINGS = Object.freeze({ "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" });

/**
 * @param {import("../app.js").App} app
 * @param {(file: File) => void} add
 * @returns {HTMLElement | string} nothing where the browser cannot record
 */
export function recorder({ t }, add) {
  if (!("MediaRecorder" in globalThis) || !navigator.mediaDevices) return "";
  const place = el("div", { class: "recorder" });
  const idle = () => place.replaceChildren(button(t("files-record"), () => void record()));
  const failed = () => place.append(paragraph(t("files-record-failed"), "note"));

  async function record() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const stop = listen(stream, place, t);
      add(await stop);
    } catch {
      idle();
      return failed();
    }
    return idle();
  }
  idle();
  return place;
}

/**
 * Record until she stops, or leaves this screen.
 *
 * @param {MediaStream} stream
 * @param {HTMLElement} place
 * @param {import("../form.js").Translate} t
 * @returns {Promise<File>}
 */
function listen(stream, place, t) {
  const media = new MediaRecorder(stream);
  /** @type {Blob[]} */
  const pieces = [];
  const began = Date.now();
  const shown = paragraph(t("files-recording", { seconds: 0 }));
  const ticking = setInterval(() => {
    if (!place.isConnected) media.stop();
    shown.textContent = t("files-recording", { seconds: Math.round((Date.now() - began) / 1000) });
  }, 1000);
  const end = () => {
    clearInterval(ticking);
    stream.getTracks().forEach((track) => track.stop());
  };
  return new Promise((resolve, reject) => {
    media.ondataavailable = ({ data }) => pieces.push(data);
    media.onerror = () => { end(); reject(new Error("recorder")); };
    media.onstop = () => { end(); resolve(asFile(pieces, media.mimeType, t)); };
    media.start(1000);
    place.replaceChildren(shown, button(t("files-record-stop"), () => media.stop(), "primary"));
  });
}

/**
 * @param {Blob[]} pieces
 * @param {string} mimeType
 * @param {import("../form.js").Translate} t
 */
function asFile(pieces, mimeType, t) {
  const type = mimeType.split(";")[0] || "audio/webm";
  const ending = ENDINGS[/** @type {keyof typeof ENDINGS} */ (type)] ?? "webm";
  return new File(pieces, `${t("files-record-name")}.${ending}`, { type });
}
