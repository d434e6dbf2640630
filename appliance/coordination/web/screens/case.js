/** One case: what she told, the thread, her files, notes about it, her consents. Each part is opened only when it is asked for. */

import form from "../../../../config/forms/intake.json";
import { action, el } from "../dom.js";
import { answerReferral, take } from "../steps.js";
import { reference } from "./cases.js";
import { filesPart } from "./files.js";
import { notesPart } from "./notes.js";
import { referralPart } from "./referral.js";
import { threadPart } from "./thread.js";

/**
 * @typedef {import("../app.js").Desk} Desk
 * @typedef {import("../casework.js").Casework} Casework
 * @typedef {(said?: string) => Promise<void>} Redraw draws the part again and says what was done
 */

const PARTS = /** @type {const} */ ({
  story: storyPart,
  thread: threadPart,
  files: filesPart,
  notes: notesPart,
  referral: referralPart,
});

/** @param {Desk} desk @param {Casework} work @param {keyof typeof PARTS} [part] */
export async function caseScreen(desk, work, part = "story") {
  const { t } = desk.words;
  const tabs = /** @type {(keyof typeof PARTS)[]} */ (Object.keys(PARTS)).map((name) =>
    action(tabName(desk, work, name), () => fresh(desk, work, name), desk.failed, {
      "aria-current": String(name === part),
      id: `part-${name}`,
    }),
  );
  const redraw = async (said = "") => {
    await caseScreen(desk, work, part);
    if (said) desk.say(said);
  };
  const content = await PARTS[part](desk, work, redraw);
  desk.at(redraw);
  desk.show(
    t("case-heading", { reference: reference(work.id) }),
    work.clear.urgent_care && el("p", {}, el("span", { class: "tag urgent" }, t("case-urgent"))),
    problems(desk, work),
    takePart(desk, work),
    referredPart(desk, work),
    el("div", { class: "tabs", role: "navigation" }, ...tabs),
    ...content,
    el("p", {}, action(t("case-back-to-list"), () => desk.home(), desk.failed, { class: "quiet", id: "to-list" })),
  );
}

/** @param {Desk} desk @param {Casework} work @param {keyof typeof PARTS} name */
function tabName({ words: { t } }, work, name) {
  const words = t(`case-part-${name}`);
  return name === "thread" && work.clear.unanswered ? t("case-part-unanswered", { part: words }) : words;
}

/** Turning to a part asks again what there is. @param {Desk} desk @param {Casework} work @param {keyof typeof PARTS} part */
async function fresh(desk, work, part) {
  await work.load();
  await caseScreen(desk, work, part);
}

/** @param {Desk} desk @param {Casework} work */
function problems(desk, work) {
  const { t } = desk.words;
  const codes = [...new Set(work.problems.map(({ code }) => code))];
  if (codes.length === 0) return null;
  return el("div", { class: "warn", role: "alert" }, ...codes.map((code) => el("p", { "data-problem": code }, t(`case-problem-${code}`))));
}

/** @param {Desk} desk @param {Casework} work */
function takePart(desk, work) {
  const { t } = desk.words;
  if (work.clear.state !== "new" || !work.duty) return null;
  const mine = async () => {
    try {
      await take(work);
    } catch (error) {
      if (/** @type {any} */ (error)?.code !== "conflict") throw error;
      await desk.home();
      throw Object.assign(new Error(), { code: "taken" });
    }
    await caseScreen(desk, work);
    desk.say(t("case-taken-now"));
  };
  return el("div", { class: "card" }, el("p", {}, t("case-take-why")),
    action(t("case-take"), mine, desk.failed, { class: "primary", id: "take" }));
}

/** @param {Desk} desk @param {Casework} work */
function referredPart(desk, work) {
  const { t } = desk.words;
  const mine = work.referrals.find(
    ({ recipient, status }) => recipient === desk.session.identity.key && status === "in_progress",
  );
  if (!mine) return null;
  const answer = (/** @type {"accepted" | "rejected"} */ status) => async () => {
    await answerReferral(work, mine.referral, status);
    await caseScreen(desk, work);
    desk.say(t(`case-said-${status}`));
  };
  return el(
    "div",
    { class: "card" },
    el("p", {}, t("case-referred-to-you", {
      from: desk.names.personInFull(mine.signer), service: t(`case-service-${mine.service_type}`),
    })),
    action(t("case-accept"), answer("accepted"), desk.failed, { class: "primary", id: "accept" }),
    " ",
    action(t("case-reject"), answer("rejected"), desk.failed),
  );
}

/** @param {Desk} desk @param {Casework} work @returns {Promise<Node[]>} */
async function storyPart(desk, work) {
  const { t } = desk.words;
  const parts = [];
  for (const compartment of ["contact", "account"]) {
    parts.push(el("h2", {}, t(`case-compartment-${compartment}`)));
    if (!work.readable.includes(compartment)) parts.push(el("p", { class: "card" }, t("case-no-key")));
    else parts.push(answers(desk, await work.openReport(compartment)));
  }
  return parts;
}

/** Questions in the order in which she was asked. */
const ASKED = form.screens.flatMap(({ questions }) => questions.map(({ id }) => id));

/** @param {[string, unknown]} one @param {[string, unknown]} other */
const asAsked = ([one], [other]) => ASKED.indexOf(one) - ASKED.indexOf(other);

/** @param {Desk} desk @param {any} report */
function answers(desk, report) {
  const { t } = desk.words;
  if (!report) return el("p", { class: "card" }, t("case-not-shown"));
  const rows = Object.entries(report.answers).sort(asAsked).flatMap(([question, value]) => [
    el("dt", {}, desk.names.label(`question-${question}`, question)),
    el("dd", { dir: "auto" }, answerText(desk, question, value)),
  ]);
  if (rows.length === 0) rows.push(el("dt", {}, t("case-nothing-here")));
  rows.push(...aboutReport(desk, report));
  return el("dl", {}, ...rows);
}

/** What the device said about itself. @param {Desk} desk @param {any} report */
function aboutReport(desk, report) {
  const { t } = desk.words;
  const rows = [];
  if (report.left_out?.length) {
    const names = report.left_out.map((/** @type {string} */ id) => (id === "recovery" ? t("case-recovery") : desk.names.organisation(id)));
    rows.push(el("dt", {}, t("case-left-out")), el("dd", {}, names.join(", ")));
  }
  if (report.directory?.expired) rows.push(el("dt", {}, t("case-directory-old")), el("dd", {}, t("case-directory-old-why")));
  if (report.directory?.unchecked) rows.push(el("dt", {}, t("case-directory-unchecked")), el("dd", {}, t("case-directory-unchecked-why")));
  if (report.directory) rows.push(el("dt", {}, t("case-sent-at")), el("dd", {}, desk.names.time(report.at)));
  return rows;
}

/** @param {Desk} desk @param {string} question @param {unknown} value @returns {string} */
function answerText(desk, question, value) {
  if (Array.isArray(value)) return value.map((one) => answerText(desk, question, one)).join(", ");
  if (typeof value === "boolean") return desk.words.t(value ? "case-yes" : "case-no");
  const text = String(value);
  return /^[a-z0-9_-]{1,60}$/.test(text) ? desk.names.label(`choice-${question}-${text}`, text) : text;
}
