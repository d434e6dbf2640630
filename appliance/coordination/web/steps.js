/** The steps that a professional takes in a case. Each is signed here; what it seals, it seals to keys it has checked. */

import { b64, canonical, hash, makeWrap, randomId, recipientOf, seal, sign } from "../../web/crypto.js";
import { SafeholdError } from "../../web/errors.js";
import { storeBlob } from "../../web/files.js";
import { placeNext, writeMessage } from "../../web/thread.js";
import { FIRST_COMPARTMENTS } from "./casework.js";
import { dayAfter } from "./days.js";

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
export async function sendMessage(work, { text, request }) {
  const thread = work.thread ?? (await work.openThread());
  const { identity, certificate, storage } = work.session;
  const place = placeNext(thread, identity.key);
  const draft = { case: work.id, certificate, compartment: /** @type {const} */ ("thread"), place, request, text };
  const bytes = await seal(writeMessage(draft, identity), [await recipientOf(work.sealingKey("thread").identity)]);
  const blob = randomId();
  const [ticket] = await work.tickets([
    { op: "put", blob, compartment: "thread", kind: "message", size: bytes.length, seq: place.seq },
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
 * @param {{key: Key, to: Certificate, basis: object, expires: string, seq: number}} what
 */
async function grant(work, { key, to, basis, expires, seq }) {
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
 * Refer on a consent of hers: exactly the compartments she agreed to, and only those whose key is held here.
 *
 * @param {Casework} work
 * @param {Consent} consent
 * @param {string} service
 */
export async function refer(work, { consent, recipient, compartments, expires, statement: agreed }, service) {
  const to = work.session.certificateInForce(recipient);
  const basis = { consent, hash: hash(canonical(agreed)) };
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
