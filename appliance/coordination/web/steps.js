/** The steps that a professional takes in a case. Each is signed here; what it seals, it seals to keys it has checked. */

import { b64, generatePair, hash, makeWrap, randomId, recipientOf, seal, sign } from "../../web/crypto.js";
import { SafeholdError } from "../../web/errors.js";
import { storeBlob } from "../../web/files.js";
import { placeNext, writeMessage } from "../../web/thread.js";
import { FIRST_COMPARTMENTS } from "./casework.js";
import { dayAfter } from "./days.js";
import { NOTES, openingBasis } from "./notes.js";
import { basisOn } from "./statements.js";

/**
 * @typedef {import("./casework.js").Casework} Casework
 * @typedef {import("./casework.js").Key} Key
 * @typedef {import("./session.js").Certificate} Certificate
 * @typedef {import("./statements.js").Consent} Consent
 * @typedef {{compartments: string[], expires: string, purpose: "referral", recipient: string,
 *   recipient_label: string, service_type: string, certificate: Certificate}} ConsentRequest
 */

const OWN_GRANT_DAYS = 365;
const CONSENT_DAYS = 180;

/** @param {Casework} work @param {{text: string, request?: ConsentRequest}} words */
export async function sendMessage(work, words) {
  await write(work, "thread", work.thread ?? (await work.openThread()), words);
}

/** @param {Casework} work @param {string} compartment @param {string} text */
export async function writeNote(work, compartment, text) {
  await write(work, compartment, work.notes.get(compartment) ?? (await work.openNotes(compartment)), { text });
}

/**
 * @param {Casework} work
 * @param {string} compartment
 * @param {import("./casework.js").Casework["thread"] & object} before what was said in it, as checked
 * @param {{text: string, request?: ConsentRequest}} words
 */
async function write(work, compartment, before, { text, request }) {
  const { identity, certificate, storage } = work.session;
  const place = placeNext(before, identity.key);
  const draft = { case: work.id, certificate, compartment, place, request, text };
  const bytes = await seal(writeMessage(draft, identity), [await recipientOf(work.sealingKey(compartment).identity)]);
  const blob = randomId();
  const [ticket] = await work.tickets([
    { op: "put", blob, compartment, kind: "message", size: bytes.length, seq: place.seq },
  ]);
  await storeBlob({ origin: storage, blob, ticket, bytes });
}

/** @param {Casework} work @param {Record<string, unknown>} statement @returns {any} */
function signed(work, statement) {
  const { identity } = work.session;
  return sign({ ...statement, case: work.id, signer: identity.key, v: 1 }, identity.signingSeed);
}

/**
 * @param {Casework} work
 * @param {{key: Key, to: {key: string, recipient: string}, basis: object, expires: string, seq: number}} what
 */
export async function grant(work, { key, to, basis, expires, seq }) {
  const wrap = await makeWrap({ case: work.id, keys: [key], reporter: work.reporter }, [to.recipient]);
  const { compartment, generation } = key;
  const statement = signed(work, {
    basis, compartment, expires, generation, grant: randomId(), recipient: to.key, seq, type: "grant", wrap: hash(wrap),
  });
  return { statement, wrap: b64(wrap) };
}

/**
 * Make a new case this person's own: grants to herself, so that a later change of the intake key takes nothing.
 *
 * @param {Casework} work
 */
export async function take(work) {
  const { certificate: to, network } = work.session;
  if (!to) throw new SafeholdError("unauthenticated");
  const first = work.clear.next_seq;
  const basis = { duty: work.duty };
  const grants = await Promise.all(
    FIRST_COMPARTMENTS.map((name, place) =>
      grant(work, { key: work.sealingKey(name), to, basis, expires: dayAfter(OWN_GRANT_DAYS), seq: first + place })),
  );
  await network.post(`/cases/${work.id}/take`, { grants });
  await work.load();
}

/**
 * Open a compartment for notes: its key is made here and goes to this person alone. Others get it by her consent.
 *
 * @param {Casework} work
 * @param {string} compartment
 */
export async function openCompartment(work, compartment) {
  const { certificate: to, network } = work.session;
  const found = openingBasis(work, compartment);
  if (!to || !found) throw new SafeholdError("not_found");
  const { identity } = await generatePair();
  const key = { compartment, generation: 1, identity };
  const made = await grant(work, { key, to, ...found, seq: work.clear.next_seq });
  await network.post(`/cases/${work.id}/compartments`, { compartment, grants: [made] });
  await work.load();
}

/**
 * @param {Casework} work
 * @param {{recipient: string, name: string, service: string, compartments: string[], text: string}} wish
 */
export async function askConsent(work, { recipient, name, service, compartments, text }) {
  const certificate = work.session.certificateInForce(recipient);
  /** @type {ConsentRequest} */
  const request = {
    certificate, compartments, expires: dayAfter(CONSENT_DAYS), purpose: "referral", recipient, recipient_label: name,
    service_type: service,
  };
  await sendMessage(work, { text, request });
  await work.load();
}

/**
 * What a referral on a consent can share today. Notes that nobody keeps yet are opened by the colleague who will.
 *
 * @param {Casework} work
 * @param {Consent} consent
 * @returns {string[]} nothing, where a key of what she told is missing here
 */
export function sharedBy(work, { compartments }) {
  const held = compartments.filter((name) => work.readable.includes(name));
  return compartments.every((name) => held.includes(name) || NOTES.includes(name)) ? held : [];
}

/**
 * Refer on a consent of hers: only compartments she agreed to, and only those whose key is held here.
 *
 * @param {Casework} work
 * @param {Consent} agreed
 * @param {string} service
 */
export async function refer(work, agreed, service) {
  const { consent, recipient, expires } = agreed;
  const to = work.session.certificateInForce(recipient);
  const basis = basisOn(agreed);
  const compartments = sharedBy(work, agreed);
  const first = work.clear.next_seq;
  const grants = await Promise.all(
    compartments.map((name, place) => grant(work, { key: work.sealingKey(name), to, basis, expires, seq: first + place })),
  );
  const statement = signed(work, {
    compartments, consent, grants: grants.map((one) => one.statement.grant), recipient, referral: randomId(),
    response_timeframe: "2_days", seq: first + grants.length, service_type: service, type: "referral",
  });
  await work.session.network.post(`/cases/${work.id}/referrals`, { statement, grants });
  await work.load();
}

/** @param {Casework} work @param {string} referral @param {"accepted" | "rejected" | "done" | "revoked"} status */
export async function answerReferral(work, referral, status) {
  const statement = signed(work, { referral, seq: work.clear.next_seq, status, type: "referral_status" });
  await work.session.network.post(`/cases/${work.id}/referrals/${referral}/status`, statement);
  await work.load();
}
