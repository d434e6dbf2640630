/** The last step: the code goes from the screen, and everything from memory. */

import { button, el, heading, paragraph } from "../dom.js";
import { transfers } from "./transfers.js";

/** @param {import("../app.js").App} app */
export function finish(app) {
  const { t, sending } = app;
  const end = () => {
    sending?.uploads?.pause();
    app.sending = undefined;
    app.store.clearDraft();
    app.home();
  };
  const onTheirWay = sending?.files.length && !sending.uploads?.done;
  return [
    heading(t("code-leave-heading")),
    paragraph(t("code-leave-text")),
    onTheirWay ? paragraph(t("code-leave-files"), "note") : "",
    transfers(app, () => sending?.uploads),
    el("div", { class: "actions" },
      button(t("code-leave-stay"), () => app.back(), onTheirWay ? "primary" : ""),
      button(t("code-leave-go"), end, onTheirWay ? "" : "primary")),
  ];
}
