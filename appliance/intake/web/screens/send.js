/** While the message is on its way: always a word on how it stands. */

import { button, el, heading, paragraph } from "../dom.js";

/** @param {import("../app.js").App} app */
export function send(app) {
  const { t, words, sending } = app;
  const stands = el("p", { "aria-live": "polite", class: "lead" });
  const actions = el("div", { class: "actions" });
  const sayings = {
    sealing: () => t("send-sealing"),
    sending: () => t("send-text"),
    retrying: () => t("send-retry"),
    refused: () => t("send-refused"),
    stored: () => t("send-done"),
  };
  const draw = () => {
    // Redrawn in another language, this screen is no longer the one to speak.
    if (!sending || !stands.isConnected) return;
    stands.textContent = sayings[sending.stage]();
    if (sending.stage === "stored") app.replace("code");
    if (sending.stage === "refused") actions.replaceChildren(...refused());
  };
  const again = () => button(t("app-again"), () => { actions.replaceChildren(); void sending?.start(); }, "primary");
  const refused = () => [
    paragraph(words.error(sending?.error), "note"),
    sending?.readersChanged ? "" : again(),
    button(t("app-back"), () => app.back()),
  ];
  sending?.addEventListener("stage", draw);
  queueMicrotask(draw);
  return [heading(t("send-heading")), stands, el("div", { class: "waiting", "aria-hidden": "true" }), actions];
}
