/**
 * Giving somebody who lost her key what she could read before (docs/decisions/0014). The server says where; that she read
 * it, that it is still hers, and who she is now follow from what was signed, or nothing is given.
 */

import { SafeholdError, SignatureError } from "../../web/errors.js";
import { Casework } from "./casework.js";
import { today } from "./days.js";
import { checkConsents, checkGrants, demandSuccessor } from "./statements.js";
import { grant } from "./steps.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Certificate} Certificate
 * @typedef {import("./statements.js").Grant} Grant
 * @typedef {import("./statements.js").Reader} Reader
 * @typedef {{case: string, grants: {statement: any}[], consents: {statement: any}[]}} Entry what the server says of a case
 * @typedef {{to: Certificate, count: number, cases: Entry[]}} Renewal
 */

/** Says nothing about one case: the line, the server or the session has failed. */
const PASSING = ["offline", "unavailable", "sealed", "unauthenticated", "too_many_tries"];

/** @param {Session} session @param {string} id @returns {Reader} */
const readerOf = (session, id) => ({
  id,
  certificateOf: (key) => {
    const colleague = session.colleagues.get(key);
    if (!colleague) throw new SignatureError("unknown signer");
    return colleague.certificate;
  },
  recoveryKey: (key) => session.recoveryKey(key),
  formerOf: (key) => session.formerOf(key),
  problem: () => undefined,
});

/**
 * Whom this person can give access again, as far as that can be told without opening a case.
 *
 * @param {Session} session
 * @returns {Promise<Renewal[]>}
 */
export async function renewals(session) {
  const { renewals: rows } = await session.network.get("/me/renewals");
  const found = [];
  for (const { key, count, cases } of rows) {
    const to = inForce(session, key);
    if (!to || session.formerOf(key).length === 0) continue;
    const sound = cases.filter((/** @type {Entry} */ entry) => hers(session, to, entry).length > 0);
    if (sound.length > 0) found.push({ to, count: Math.max(0, count - cases.length) + sound.length, cases: sound });
  }
  return found;
}

/**
 * @param {Session} session @param {string} key
 * @returns {Certificate | undefined} nothing for somebody who may be given no key today
 * @throws {SafeholdError} the list of colleagues is old, so nobody may
 */
function inForce(session, key) {
  try {
    return session.certificateInForce(key);
  } catch (error) {
    if (!(error instanceof SafeholdError) || error.code !== "certificate") throw error;
  }
}

/**
 * The old grants of a case that were hers and have not run out.
 *
 * @param {Session} session @param {Certificate} to @param {Entry} entry
 * @returns {Grant[]}
 */
function hers(session, to, { case: id, grants }) {
  const reader = readerOf(session, id);
  return [...checkGrants(grants, reader).values()].filter((old) => {
    try {
      demandSuccessor(to.key, old, reader);
      return old.expires >= today();
    } catch {
      return false;
    }
  });
}

/**
 * Give access again, case by case. What does not hold is left out and counted.
 *
 * @param {Session} session
 * @param {Renewal} renewal
 * @param {(done: number) => void} progress
 * @returns {Promise<{given: number, left: number}>} cases
 */
export async function giveAgain(session, { to, cases }, progress) {
  let given = 0;
  for (const [place, entry] of cases.entries()) {
    try {
      given += Number(await giveCase(session, to, entry));
    } catch (error) {
      if (!(error instanceof SafeholdError) || PASSING.includes(error.code)) throw error;
    }
    progress(place + 1);
  }
  return { given, left: cases.length - given };
}

/** @param {Session} session @param {Certificate} to @param {Entry} entry @returns {Promise<boolean>} */
async function giveCase(session, to, entry) {
  const work = await new Casework(session, entry.case).load();
  await work.confirmConsents();
  const olds = hers(session, to, entry).filter((old) => isHeld(work, old) && isStillAgreed(work, entry, old));
  if (olds.length === 0) return false;
  const first = work.clear.next_seq;
  const still = session.certificateInForce(to.key);
  const grants = await Promise.all(olds.map((old, place) => grant(work, {
    key: work.sealingKey(old.compartment), to: still, basis: { ...old.basis, renews: old.grant }, expires: old.expires,
    seq: first + place,
  })));
  await session.network.post(`/cases/${entry.case}/renewals`, { grants });
  return true;
}

/** Nobody gives a key that she only reads with, or does not have. @param {Casework} work @param {Grant} old */
function isHeld(work, { compartment, generation }) {
  const key = work.keys.get(compartment);
  return key?.generation === generation && !key.readOnly;
}

/**
 * What she agreed to under the old key and has not taken back, as this person sees it.
 *
 * @param {Casework} work @param {Entry} entry @param {Grant} old
 */
function isStillAgreed(work, entry, { basis, recipient, compartment, expires }) {
  if (basis.duty) return true;
  const verifyKey = work.reporter?.verify ?? "";
  const told = checkConsents(entry.consents, readerOf(work.session, work.id), verifyKey);
  const seen = work.consents.find(({ consent }) => consent === basis.consent);
  const agreed = seen ?? told.find(({ consent }) => consent === basis.consent);
  const keys = [recipient, ...work.session.formerOf(recipient)];
  return (
    agreed?.state === "live" && keys.includes(agreed.recipient) && agreed.compartments.includes(compartment) &&
    expires <= agreed.expires
  );
}
