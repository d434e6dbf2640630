/** Messages with the survivor. Nothing is shown as hers, or a colleague's, whose signature did not hold. */

import { action, el, field } from "../dom.js";

/**
 * @typedef {import("../app.js").Desk} Desk
 * @typedef {import("../casework.js").Casework} Casework
 */

/** @param {Desk} desk @param {Casework} work @param {() => Promise<void>} redraw @returns {Promise<Node[]>} */
export async function threadPart(desk, work, redraw) {
  const { t } = desk.words;
  if (!work.readable.includes("thread")) {
    return [el("p", { class: "card" }, t("case-no-key", { compartment: t("case-compartment-thread") }))];
  }
  const { messages, problems } = await work.openThread();
  const text = el("textarea", { id: "answer", maxlength: 20000 }, desk.draft(work.id));
  text.addEventListener("input", () => desk.keepDraft(work.id, text.value));
  const send = async () => {
    if (!text.value.trim()) return;
    await work.sendMessage({ text: text.value.trim() });
    desk.keepDraft(work.id, "");
    await work.load();
    desk.say(t("case-sent"));
    await redraw();
  };
  const codes = [...new Set(problems.map(({ code }) => code))];
  return [
    codes.length ? el("div", { class: "warn", role: "alert" }, ...codes.map((code) => el("p", {}, desk.label(`case-thread-${code}`, t("case-thread-other"))))) : "",
    messages.length ? el("ol", { class: "plain" }, ...messages.map((one) => messageRow(desk, work, one))) : el("p", {}, t("case-thread-empty")),
    field(t("case-answer"), text, t("case-answer-hint")),
    el("p", {}, action(t("case-send"), send, desk.failed, { class: "primary", id: "send" })),
  ].map((one) => (typeof one === "string" ? document.createTextNode(one) : one));
}

/** @param {Desk} desk @param {Casework} work @param {any} message */
function messageRow(desk, work, message) {
  const { t } = desk.words;
  const who = message.fromReporter ? t("case-reporter") : desk.nameOf(message.signer);
  const request = message.request && t("case-asked-consent", {
    who: message.request.recipient_label,
    compartments: message.request.compartments.map((/** @type {string} */ one) => t(`case-compartment-${one}`)).join(", "),
  });
  return el(
    "li",
    { class: `card ${message.signer === desk.session.identity.key ? "mine" : ""}` },
    el("small", {}, `${who} · ${desk.time(message.at)}`),
    el("div", { class: "message" }, message.text),
    request && el("p", {}, el("em", {}, request)),
  );
}
