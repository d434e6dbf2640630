/** One case: what she told, the thread, her files, her consents. Each part is opened only when it is asked for. */

import { action, el } from "../dom.js";
import { reference } from "./cases.js";
import { filesPart } from "./files.js";
import { referralPart } from "./referral.js";
import { threadPart } from "./thread.js";

/**
 * @typedef {import("../app.js").Desk} Desk
 * @typedef {import("../casework.js").Casework} Casework
 */

const PARTS = /** @type {const} */ ({
  story: storyPart,
  thread: threadPart,
  files: filesPart,
  referral: referralPart,
});

/** @param {Desk} desk @param {Casework} work @param {keyof typeof PARTS} [part] */
export async function caseScreen(desk, work, part = "story") {
  const { t } = desk.words;
  const tabs = /** @type {(keyof typeof PARTS)[]} */ (Object.keys(PARTS)).map((name) =>
    action(t(`case-part-${name}`), () => caseScreen(desk, work, name), desk.failed, {
      "aria-current": String(name === part),
      id: `part-${name}`,
    }),
  );
  const content = await PARTS[part](desk, work, () => caseScreen(desk, work, part));
  desk.show(
    t("case-heading", { reference: reference(work.id) }),
    work.clear.urgent_care && el("p", {}, el("span", { class: "tag urgent" }, t("case-urgent"))),
    problems(desk, work),
    takePart(desk, work),
    referredPart(desk, work),
    el("div", { class: "tabs", role: "navigation" }, ...tabs),
    ...content,
    el("p", {}, action(t("case-back-to-list"), () => desk.home(), desk.failed, { class: "quiet" })),
  );
}

/** @param {Desk} desk @param {Casework} work */
function problems(desk, work) {
  const { t } = desk.words;
  const codes = [...new Set(work.problems.map(({ code }) => code))];
  if (codes.length === 0) return null;
  return el("div", { class: "warn", role: "alert" }, ...codes.map((code) => el("p", {}, t(`case-problem-${code}`))));
}

/** @param {Desk} desk @param {Casework} work */
function takePart(desk, work) {
  const { t } = desk.words;
  if (work.clear.state !== "new" || !work.isDutyReader) return null;
  const take = async () => {
    await work.take();
    await caseScreen(desk, work);
  };
  return el("div", { class: "card" }, el("p", {}, t("case-take-why")), action(t("case-take"), take, desk.failed, { class: "primary" }));
}

/** @param {Desk} desk @param {Casework} work */
function referredPart(desk, work) {
  const { t } = desk.words;
  const mine = work.clear.referrals.find(
    (/** @type {any} */ one) => one.statement.recipient === desk.session.identity.key && one.status === "in_progress",
  );
  if (!mine) return null;
  const answer = (/** @type {"accepted" | "rejected"} */ status) => async () => {
    await work.answerReferral(mine.statement.referral, status);
    await caseScreen(desk, work);
  };
  return el(
    "div",
    { class: "card" },
    el("p", {}, t("case-referred-to-you", {
      from: desk.nameOf(mine.statement.signer), service: t(`case-service-${mine.statement.service_type}`),
    })),
    action(t("case-accept"), answer("accepted"), desk.failed, { class: "primary" }),
    " ",
    action(t("case-reject"), answer("rejected"), desk.failed),
  );
}

/** @param {Desk} desk @param {Casework} work @returns {Promise<Node[]>} */
async function storyPart(desk, work) {
  const { t } = desk.words;
  const parts = [];
  for (const compartment of ["contact", "account"]) {
    if (!work.readable.includes(compartment)) {
      parts.push(el("p", { class: "card" }, t("case-no-key", { compartment: t(`case-compartment-${compartment}`) })));
      continue;
    }
    const report = await work.openReport(compartment);
    parts.push(el("h2", {}, t(`case-compartment-${compartment}`)), report ? answers(desk, report) : el("p", {}, t("case-nothing-here")));
  }
  return parts;
}

/** @param {Desk} desk @param {any} report */
function answers(desk, report) {
  const { t } = desk.words;
  const rows = Object.entries(report.answers).flatMap(([question, value]) => [
    el("dt", {}, desk.label(`question-${question}`, question)),
    el("dd", {}, answerText(desk, question, value)),
  ]);
  if (report.left_out?.length) {
    const names = report.left_out.map((/** @type {string} */ id) => desk.organisationName(id)).join(", ");
    rows.push(el("dt", {}, t("case-left-out")), el("dd", {}, names));
  }
  if (report.directory?.expired) rows.push(el("dt", {}, t("case-directory-old")), el("dd", {}, t("case-directory-old-why")));
  rows.push(el("dt", {}, t("case-sent-at")), el("dd", {}, desk.time(report.at)));
  return rows.length ? el("dl", {}, ...rows) : el("p", {}, t("case-nothing-here"));
}

/** @param {Desk} desk @param {string} question @param {unknown} value @returns {string} */
function answerText(desk, question, value) {
  if (Array.isArray(value)) return value.map((one) => answerText(desk, question, one)).join(", ");
  if (typeof value === "boolean") return desk.words.t(value ? "case-yes" : "case-no");
  const text = String(value);
  return /^[a-z0-9_-]{1,40}$/.test(text) ? desk.label(`choice-${question}-${text}`, text) : text;
}
