/** Messages with the survivor. Nothing is shown as hers, or a colleague's, whose signature did not hold. */

import { SafeholdError } from "../../../web/errors.js";
import { action, el, field } from "../dom.js";
import { sendMessage } from "../steps.js";

/**
 * @typedef {import("../app.js").Desk} Desk
 * @typedef {import("../casework.js").Casework} Casework
 * @typedef {import("./case.js").Redraw} Redraw
 */

/** @param {Desk} desk @param {Casework} work @param {Redraw} redraw @returns {Promise<Node[]>} */
export async function threadPart(desk, work, redraw) {
  const { t } = desk.words;
  if (!work.readable.includes("thread")) return [el("p", { class: "card" }, t("case-no-key"))];
  const { messages, problems } = await work.openThread();
  const rows = messages.map((one) => messageRow(desk, one));
  return [
    ...warnings(desk, problems),
    rows.length ? el("ol", { class: "plain" }, ...rows) : el("p", {}, t("case-thread-empty")),
    ...answerForm(desk, work, redraw),
  ];
}

/** @param {Desk} desk @param {readonly {code: string}[]} problems */
export function warnings(desk, problems) {
  const { t } = desk.words;
  const codes = [...new Set(problems.map(({ code }) => code))];
  if (codes.length === 0) return [];
  return [el("div", { class: "warn", role: "alert" }, ...codes.map((code) =>
    el("p", { "data-problem": code }, desk.names.label(`case-thread-${code}`, t("case-thread-other")))))];
}

/** @param {Desk} desk @param {Casework} work @param {Redraw} redraw */
function answerForm(desk, work, redraw) {
  const { t } = desk.words;
  const text = desk.drafts.watch(work.id, el("textarea", { id: "answer", maxlength: 20000, dir: "auto" }));
  const send = async () => {
    if (!text.value.trim()) {
      text.focus();
      throw new SafeholdError("nothing_written");
    }
    await orShowNews(work, redraw, () => sendMessage(work, { text: text.value.trim() }));
    desk.drafts.sent(work.id);
    await work.load();
    await redraw(t("case-sent"));
  };
  return [
    field(t("case-answer"), text, t("case-answer-hint")),
    el("p", {}, action(t("case-send"), send, desk.failed, { class: "primary", id: "send" })),
  ];
}

/**
 * When another window of hers was quicker, show what it did before the error says so. What is typed stays typed.
 *
 * @param {Casework} work
 * @param {Redraw} redraw
 * @param {() => Promise<void>} step
 */
export async function orShowNews(work, redraw, step) {
  try {
    await step();
  } catch (error) {
    const { code } = /** @type {{code?: string}} */ (error ?? {});
    if (code !== "sequence" && code !== "conflict") throw error;
    await work.load();
    await redraw();
    throw new SafeholdError("overtaken");
  }
}

/** @param {Desk} desk @param {any} message */
export function messageRow(desk, message) {
  const { t } = desk.words;
  const { names } = desk;
  const who = message.fromReporter ? t("case-reporter") : names.personInFull(message.signer);
  const { request, standing } = message;
  return el(
    "li",
    { class: `card ${message.fromReporter ? "" : "mine"}` },
    el("small", {}, `${who} · ${names.time(message.at)}`),
    el("div", { class: "message", dir: "auto" }, message.text),
    request && el("p", {}, el("em", {}, t("case-asked-consent", {
      who: names.personInFull(request.recipient), compartments: names.compartments(request.compartments),
    }))),
    standing && standing !== "current" && el("small", { class: "warn" }, t(`case-writer-${standing}`)),
  );
}
