/** Referral: ask for her consent, see it, and only then give keys. There is no way around the consent. */

import { SafeholdError } from "../../../web/errors.js";
import { FIRST_COMPARTMENTS } from "../casework.js";
import { action, el, field } from "../dom.js";

/**
 * @typedef {import("../app.js").Desk} Desk
 * @typedef {import("../casework.js").Casework} Casework
 * @typedef {import("../casework.js").Consent} Consent
 */

const SERVICES = [
  "health_medical", "psychosocial", "legal_assistance", "safe_house_shelter", "police_other_security", "livelihoods",
  "child_protection_education",
];

/** @param {Desk} desk @param {Casework} work @param {() => Promise<void>} redraw @returns {Promise<Node[]>} */
export async function referralPart(desk, work, redraw) {
  const { t } = desk.words;
  if (work.readable.includes("thread") && work.consents.length) await work.openThread();
  const consents = work.consents.map((consent) => consentCard(desk, work, consent, redraw));
  const canAsk = work.readable.includes("thread") && work.clear.state === "taken";
  return [
    el("h2", {}, t("case-consents")),
    ...(consents.length ? consents : [el("p", {}, t("case-no-consents"))]),
    ...(canAsk ? await askForm(desk, work, redraw) : []),
  ];
}

/** @param {Desk} desk @param {Casework} work @param {Consent} consent @param {() => Promise<void>} redraw */
function consentCard(desk, work, consent, redraw) {
  const { t } = desk.words;
  const done = work.clear.referrals.find((/** @type {any} */ one) => one.statement.consent === consent.consent);
  const held = consent.compartments.every((one) => work.readable.includes(one));
  const refer = async () => {
    await work.refer(consent, serviceOf(work, consent));
    desk.say(t("case-referred"));
    await redraw();
  };
  return el(
    "section",
    { class: "card", "data-consent": consent.consent },
    el("strong", {}, desk.nameOf(consent.recipient)),
    el("span", { class: `tag ${consent.state}` }, t(`case-consent-${consent.state}`)),
    el("p", {}, t("case-consent-scope", {
      compartments: consent.compartments.map((one) => t(`case-compartment-${one}`)).join(", "),
      expires: desk.day(consent.expires),
    })),
    done && el("p", {}, t("case-referral-state", { state: t(`case-referral-${done.status}`) })),
    !done && held && consent.state === "live" && action(t("case-refer-now"), refer, desk.failed, { class: "primary" }),
    consent.state === "withdrawn" && el("p", {}, el("small", {}, t("case-withdrawn-limit"))),
  );
}

/** What was asked for in the request that she answered. @param {Casework} work @param {Consent} consent @returns {string} */
function serviceOf(work, consent) {
  const requests = (work.thread?.messages ?? []).flatMap(({ request }) => (request ? [request] : []));
  const asked = requests.filter(({ recipient }) => recipient === consent.recipient).pop();
  if (!asked) throw new SafeholdError("not_found");
  return asked.service_type;
}

/** @param {Desk} desk @param {Casework} work @param {() => Promise<void>} redraw @returns {Promise<Node[]>} */
async function askForm(desk, work, redraw) {
  const { t } = desk.words;
  const leftOut = await leftOutBy(work);
  const people = desk.referable().filter(({ certificate }) => !leftOut.includes(certificate.organisation));
  if (people.length === 0) return [el("p", {}, t("case-nobody-to-refer"))];
  const who = el("select", { id: "refer-to" }, ...people.map(({ certificate }) =>
    el("option", { value: certificate.key }, desk.labelOf(certificate.key))));
  const service = el("select", { id: "service" }, ...SERVICES.map((name) => el("option", { value: name }, t(`case-service-${name}`))));
  const boxes = FIRST_COMPARTMENTS.filter((name) => work.readable.includes(name)).map((name) => ({
    name,
    box: el("input", { type: "checkbox", id: `share-${name}`, value: name }),
  }));
  const text = el("textarea", { id: "reason" }, t("case-consent-draft"));
  const ask = async () => {
    const chosen = boxes.filter(({ box }) => box.checked).map(({ name }) => name);
    if (chosen.length === 0) throw new SafeholdError("nothing_chosen");
    const colleague = desk.session.colleagues.get(who.value);
    if (!colleague) throw new SafeholdError("not_found");
    await work.askConsent(colleague.certificate, desk.labelOf(who.value), service.value, chosen, text.value.trim());
    await work.load();
    desk.say(t("case-consent-asked"));
    await redraw();
  };
  return [
    el("h2", {}, t("case-ask-consent")),
    el("p", {}, t("case-ask-why")),
    field(t("case-refer-to"), who),
    field(t("case-service"), service),
    el("fieldset", {}, el("legend", {}, t("case-share-what")), ...boxes.map(({ name, box }) =>
      el("label", { class: "choice", for: box.id }, box, t(`case-compartment-${name}`)))),
    field(t("case-reason"), text),
    el("p", {}, action(t("case-ask"), ask, desk.failed, { class: "primary" })),
  ];
}

/** Organisations that she left out are not offered. @param {Casework} work @returns {Promise<string[]>} */
async function leftOutBy(work) {
  if (!work.readable.includes("contact")) return [];
  const report = await work.openReport("contact");
  return report?.left_out ?? [];
}
