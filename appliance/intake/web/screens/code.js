/** Her code, once the server has her report; and her files on their way below it. */

import { persist } from "../network.js";
import { button, el, heading, paragraph } from "../dom.js";
import { transfers } from "./transfers.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app */
export function code(app) {
  const { t, sending } = app;
  if (!sending) return [];
  void startUploads(app);
  return [
    paragraph(t("send-done"), "lead good"),
    heading(t("code-heading")),
    paragraph(t("code-lead")),
    shown(sending.code),
    paragraph(t("code-keep")),
    copyButton(app, sending.code),
    paragraph(t("code-disguise"), "hint"),
    ...unreadable(app, sending.unreadable),
    transfers(app, () => sending.uploads),
    confirmation(app, sending.code),
    spare(app),
    el("div", { class: "actions" }, button(t("code-done"), () => app.show("finish"), "primary")),
  ];
}

/**
 * Eight groups of four, as one text: what is marked and copied by hand is the code and nothing else.
 *
 * @param {string} digits
 */
const shown = (digits) => el("p", { class: "code", dir: "ltr" }, ...digits.split(" ").flatMap((group, place) =>
  [place ? " " : "", el("span", {}, group)]));

/** @param {App} app @param {string} digits */
function copyButton({ t }, digits) {
  const said = el("p", { class: "hint", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(digits);
      said.textContent = t("code-copied");
    } catch {
      // An old browser: it can still be marked and copied by hand.
      said.textContent = "";
      const range = document.createRange();
      range.selectNodeContents(/** @type {Node} */ (document.querySelector(".code")));
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
    }
  };
  return el("div", {}, button(t("code-copy"), () => void copy()), said);
}

/** @param {App} app @param {string[]} names */
const unreadable = ({ t }, names) => names.map((name) => paragraph(t("files-unreadable", { name }), "note"));

/** @param {App} app @param {string} digits */
function confirmation({ t }, digits) {
  const said = el("p", { role: "status" });
  const typed = el("input", {
    id: "confirm", inputmode: "numeric", autocomplete: "off", spellcheck: "false", dir: "ltr",
    oninput: () => {
      const bare = typed.value.replace(/\D/g, "");
      const right = bare === digits.replace(/\D/g, "");
      said.textContent = right ? t("code-confirm-right") : bare.length < 32 ? "" : t("code-confirm-wrong");
    },
  });
  return el("details", {}, el("summary", {}, t("code-confirm")),
    el("div", { class: "field" }, el("label", { for: "confirm" }, t("code-confirm-label")), typed), said);
}

/** @param {App} app */
function spare({ t, sending }) {
  const place = el("div", {});
  const show = () => place.replaceChildren(
    shown(sending?.sealing.newCode() ?? ""), paragraph(t("code-spare-warning"), "note"));
  place.append(button(t("code-spare-show"), show));
  return el("details", {}, el("summary", {}, t("code-spare-heading")), paragraph(t("code-spare-lead")), place);
}

/** @param {App} app */
async function startUploads({ sending }) {
  if (!sending?.report || sending.uploads || !sending.files.length) return;
  const { Uploads } = await persist(() => import("../later/uploads.js"));
  if (sending.uploads) return;
  sending.uploads = new Uploads(sending.report, sending.files);
  sending.dispatchEvent(new Event("uploads"));
  void sending.uploads.run();
}
