/** Referral: ask for her consent, see it, and only then give keys. There is no way around the consent. */

import { SafeholdError } from "../../../web/errors.js";
import { FIRST_COMPARTMENTS } from "../casework.js";
import { today } from "../days.js";
import { action, el, field } from "../dom.js";
import { notesOf } from "../notes.js";
import { openRequests } from "../requests.js";
import { answerReferral, askConsent, refer, sharedBy } from "../steps.js";
import { orShowNews } from "./thread.js";

/**
 * @typedef {import("../app.js").Desk} Desk
 * @typedef {import("../casework.js").Casework} Casework
 * @typedef {import("../casework.js").Consent} Consent
 * @typedef {import("./case.js").Redraw} Redraw
 */

const SERVICES = [
  "health_medical", "psychosocial", "legal_assistance", "safe_house_shelter", "police_other_security", "livelihoods",
  "child_protection_education",
];
const MAY_END = ["in_progress", "accepted"];

/** @param {Desk} desk @param {Casework} work @param {Redraw} redraw @returns {Promise<Node[]>} */
export async function referralPart(desk, work, redraw) {
  const { t } = desk.words;
  await work.confirmConsents();
  if (work.readable.includes("thread") && (work.leads || work.consents.length)) await work.openThread();
  const asked = openRequests(work.thread?.messages ?? [], work.consents, today()).map((one) => requestCard(desk, one));
  const consents = work.consents.map((consent) => consentCard(desk, work, consent, redraw));
  const cards = [...asked, ...consents];
  return [
    el("h2", {}, t("case-consents")),
    ...(cards.length ? cards : [el("p", {}, t("case-no-consents"))]),
    ...(work.leads && work.readable.includes("thread") ? await askForm(desk, work, redraw) : []),
  ];
}

/** @param {Desk} desk @param {ReturnType<typeof openRequests>[number]} asked */
function requestCard({ words: { t }, names }, { at, request, refused }) {
  return el(
    "section",
    { class: "card", "data-request": request.recipient },
    el("strong", {}, names.personInFull(request.recipient)),
    " ",
    el("span", { class: refused ? "tag withdrawn" : "tag" }, t(refused ? "case-consent-refused" : "case-consent-waiting")),
    el("p", {}, t("case-consent-would", {
      at: names.time(at), compartments: names.compartments(request.compartments), expires: names.day(request.expires),
    })),
    refused
      ? el("p", { "data-refused": "" }, t("case-consent-refused-on", { day: names.time(refused) }))
      : el("p", {}, el("small", {}, t("case-consent-refusal"))),
  );
}

/** @param {Desk} desk @param {Casework} work @param {Consent} consent @param {Redraw} redraw */
function consentCard(desk, work, consent, redraw) {
  const { t } = desk.words;
  const { names } = desk;
  return el(
    "section",
    { class: "card", "data-consent": consent.consent },
    el("strong", {}, names.personInFull(consent.recipient)),
    " ",
    el("span", { class: `tag ${consent.state}` }, t(`case-consent-${consent.state}`)),
    el("p", {}, t(consent.state === "live" ? "case-consent-scope" : "case-consent-scope-ended", {
      compartments: names.compartments(consent.compartments), expires: names.day(consent.expires),
    })),
    ...referralOf(desk, work, consent, redraw),
    consent.state === "withdrawn" && el("p", {}, el("small", {}, t("case-withdrawn-limit"))),
  );
}

/** @param {Desk} desk @param {Casework} work @param {Consent} consent @param {Redraw} redraw */
function referralOf(desk, work, consent, redraw) {
  const { t } = desk.words;
  const made = work.referrals.find((one) => one.consent === consent.consent);
  if (!made) {
    const held = sharedBy(work, consent).length > 0;
    const now = async () => {
      await orShowNews(work, redraw, () => refer(work, consent, serviceOf(work, consent)));
      await redraw(t("case-referred"));
    };
    return [held && consent.state === "live" && action(t("case-refer-now"), now, desk.failed, { class: "primary", id: "refer" })];
  }
  const end = async () => {
    await answerReferral(work, made.referral, "revoked");
    await redraw(t("case-said-revoked"));
  };
  const mayEnd = made.signer === desk.session.identity.key && MAY_END.includes(made.status);
  return [
    el("p", { class: "state" }, t("case-referral-state", { state: t(`case-referral-${made.status}`) })),
    mayEnd && action(t("case-revoke"), end, desk.failed, { class: "quiet" }),
  ];
}

/** What was asked for in the request that she answered. @param {Casework} work @param {Consent} consent @returns {string} */
function serviceOf(work, consent) {
  const requests = (work.thread?.messages ?? []).flatMap(({ request }) => (request ? [request] : []));
  const asked = requests.filter(({ recipient }) => recipient === consent.recipient).pop();
  if (!asked) throw new SafeholdError("not_found");
  return asked.service_type;
}

/** @param {Desk} desk @param {Casework} work @param {Redraw} redraw @returns {Promise<Node[]>} */
async function askForm(desk, work, redraw) {
  const { t } = desk.words;
  const people = await offered(desk, work);
  if (people.length === 0) return [el("p", {}, t("case-nobody-to-refer"))];
  const who = el("select", { id: "refer-to" }, ...people.map(({ certificate: { key } }) =>
    el("option", { value: key }, desk.names.personInFull(key))));
  const service = el("select", { id: "service" }, ...SERVICES.map((name) => el("option", { value: name }, t(`case-service-${name}`))));
  const boxes = FIRST_COMPARTMENTS.filter((name) => work.readable.includes(name)).map((name) =>
    el("input", { type: "checkbox", id: `share-${name}`, value: name }));
  const notes = el("input", { type: "checkbox", id: "share-notes" });
  const notesChoice = el("div", {});
  const offerNotes = () => {
    notes.checked = false;
    notes.value = notesOf(people.find(({ certificate }) => certificate.key === who.value)?.certificate.role ?? "") ?? "";
    const kept = notes.value && t("case-share-notes", { notes: t(`case-compartment-${notes.value}`) });
    notesChoice.replaceChildren(kept ? el("label", { class: "choice", for: notes.id }, notes, kept) : "");
  };
  who.addEventListener("change", offerNotes);
  offerNotes();
  const draft = `${work.id}/reason`;
  const hers = await desk.wordsFor(work.clear.language);
  const text = desk.drafts.watch(draft, el("textarea", { id: "reason", dir: "auto" }), hers.t("case-consent-draft"));
  const ask = async () => {
    const compartments = [...boxes, notes].filter(({ checked }) => checked).map(({ value }) => value);
    if (!boxes.some(({ checked }) => checked)) throw new SafeholdError("nothing_chosen");
    const wish = { recipient: who.value, name: desk.names.person(who.value), service: service.value, compartments, text: text.value.trim() };
    await orShowNews(work, redraw, () => askConsent(work, wish));
    desk.drafts.sent(draft);
    await redraw(t("case-consent-asked"));
  };
  return [
    el("h2", {}, t("case-ask-consent")),
    el("p", {}, t("case-ask-why")),
    field(t("case-refer-to"), who),
    field(t("case-service"), service),
    el("fieldset", {}, el("legend", {}, t("case-share-what")), ...boxes.map((box) =>
      el("label", { class: "choice", for: box.id }, box, t(`case-compartment-${box.value}`))), notesChoice),
    field(t("case-reason"), text),
    el("p", {}, action(t("case-ask"), ask, desk.failed, { class: "primary", id: "ask" })),
  ];
}

/** Colleagues of organisations that she left out are not offered. @param {Desk} desk @param {Casework} work */
async function offered(desk, work) {
  const report = work.readable.includes("contact") ? await work.openReport("contact") : undefined;
  const leftOut = report?.left_out ?? [];
  return desk.session.referable().filter(({ certificate }) => !leftOut.includes(certificate.organisation));
}
