/**
 * What was signed in a case, checked before it counts or is shown: grants and referrals of colleagues, consents and
 * withdrawals of hers (docs/record-format.md §6). The server stores and lists statements; nothing here takes its word
 * for who signed, what stands, or whether all of them came.
 */

import { canonical, hash, verify } from "../../web/crypto.js";
import { standingOf } from "../../web/directory.js";
import { SignatureError } from "../../web/errors.js";
import {
  demand, is, isCompartment, isDay, isHash, isId, isPositive, isSignature, objectOf,
} from "../../web/shape.js";
import { today } from "./days.js";

/**
 * @typedef {import("./session.js").Certificate} Certificate
 * @typedef {{code: string, detail?: string}} Problem what did not hold and was left out
 * @typedef {{consent: string, compartments: string[], recipient: string, expires: string, purpose: string,
 *   state: "live" | "withdrawn" | "expired", statement: any}} Consent
 * @typedef {{referral: string, signer: string, recipient: string, service_type: string, consent: string,
 *   compartments: string[], status: string}} Referral
 * @typedef {"own" | "current" | "past"} Trust whose word a grant is: the reader's, a colleague's in force, or of one who
 *   was: a key of theirs reads, and nothing is sealed to it
 * @typedef {{grant: string, signer: string, recipient: string, compartment: string, generation: number, expires: string,
 *   wrap: string, basis: {duty?: string, consent?: string, hash?: string, renews?: string, recovery?: string}}} Grant
 *   `renews`: the grant that the same person had under a key she has lost; `recovery`: trustees opened it
 *
 * @typedef {object} Reader
 * @property {string} id of the case
 * @property {(key: string) => Certificate} certificateOf throws for keys that nobody vouches for
 * @property {(key: string) => string[]} formerOf keys that a key succeeds, by signed certificates
 * @property {(key: string) => {verify: string, isInForce: boolean}} recoveryKey throws for keys that trustees never had
 * @property {(code: string, detail?: string) => void} problem
 */

/** Which word stands when several were said of one referral: an end outweighs what came before it. */
const WEIGHT = ["in_progress", "accepted", "done", "rejected", "revoked"];

/** No second generation of a compartment key is made in this version: a statement that names one is not followed. */
const ONLY_GENERATION = 1;

/** They see no case, so they give no key to one. */
const WITHOUT_CASES = ["operator", "analyst"];

const FURTHER = { reason: isHash, recovery: isId, renews: isId };
const isDuty = objectOf({ duty: isId }, FURTHER);
const isAgreed = objectOf({ consent: isId, hash: isHash }, FURTHER);
const isGrant = objectOf({
  basis: (basis) => isDuty(basis) || isAgreed(basis),
  case: isId,
  compartment: isCompartment,
  expires: isDay,
  generation: isPositive,
  grant: isId,
  recipient: isId,
  seq: isPositive,
  signature: isSignature,
  signer: isId,
  type: is("grant"),
  v: is(1),
  wrap: isHash,
});

/** @param {any} statement @param {string} type @param {string} caseId */
function demandOf(statement, type, caseId) {
  if (statement?.type !== type || statement.case !== caseId) throw new SignatureError(type);
}

/**
 * @template T
 * @param {any[]} rows
 * @param {(row: any) => T} check
 * @param {(row: any) => void} failed
 * @returns {T[]} those that hold
 */
function holding(rows, check, failed) {
  const found = [];
  for (const row of rows) {
    try {
      found.push(check(row));
    } catch {
      failed(row);
    }
  }
  return found;
}

/**
 * The same statement delivered twice counts once, and is named. Two under one id contradict each other: neither counts.
 *
 * @template T
 * @param {T[]} found the one to keep of two alike first
 * @param {(one: T) => {id: string, statement: any}} about
 * @param {(code: string, detail?: string) => void} problem
 * @param {string} code of a contradiction
 * @returns {T[]}
 */
function once(found, about, problem, code) {
  /** @type {Map<string, {kept: T, said: string, sound: boolean}>} */
  const known = new Map();
  for (const one of found) {
    const { id, statement } = about(one);
    const said = hash(canonical(statement));
    const before = known.get(id);
    if (!before) known.set(id, { kept: one, said, sound: true });
    else if (before.said === said) problem("repeated", id);
    else {
      problem(code, id);
      before.sound = false;
    }
  }
  return [...known.values()].filter(({ sound }) => sound).map(({ kept }) => kept);
}

/**
 * @param {any[]} rows
 * @param {Reader} reader
 * @returns {Map<string, Grant>} those that are what their signers signed, old ones too; `trustIn` says what each is worth
 */
export function checkGrants(rows, { id, certificateOf, recoveryKey, problem }) {
  const check = (/** @type {any} */ { statement }) => {
    demandOf(statement, "grant", id);
    demand(isGrant, statement);
    const { basis, signer } = statement;
    verify(statement, (basis.recovery ? recoveryKey(signer) : certificateOf(signer)).verify);
    if (statement.generation !== ONLY_GENERATION) throw new SignatureError("generation");
    return statement;
  };
  const grants = holding(rows, check, ({ statement }) => problem("grant", statement?.grant));
  const about = (/** @type {any} */ statement) => ({ id: statement.grant, statement });
  return new Map(once(grants, about, problem, "grant").map((statement) => [statement.grant, statement]));
}

/**
 * Whether its signer may give this key today. What she signed to herself outlives its day: a compartment keeps
 * its last reader.
 *
 * A grant bears no day that its signer could not have made up. So who has been disabled since, or whose certificate is
 * past its day, is believed only as far as reading goes, and on duty not at all.
 *
 * @param {Grant} grant checked
 * @param {Reader} reader
 * @param {Map<string, Grant>} grants all that were checked
 * @returns {Trust}
 * @throws {SignatureError}
 */
export function trustIn(grant, reader, grants) {
  const { basis, expires, recipient, signer: key } = grant;
  const { certificateOf, recoveryKey } = reader;
  if (basis.recovery) {
    if (expires < today()) throw new SignatureError("expired");
    if (basis.renews) demandRenewed(grant, grants.get(basis.renews), reader);
    else if (certificateOf(recipient).role !== "case_manager") throw new SignatureError("duty");
    return recoveryKey(key).isInForce ? "current" : "past";
  }
  const signer = certificateOf(key);
  const isOwn = key === recipient;
  const isInForce = standingOf(signer, today()) === "current";
  if (!isOwn && expires < today()) throw new SignatureError("expired");
  if (WITHOUT_CASES.includes(signer.role)) throw new SignatureError("role");
  if (basis.renews) demandRenewed(grant, grants.get(basis.renews), reader);
  else if (basis.duty) demandDuty(signer, certificateOf(recipient), isInForce);
  if (!isInForce) return "past";
  return isOwn ? "own" : "current";
}

/**
 * Given again to somebody who lost her key: the same compartment on the same basis, no longer than before.
 *
 * @param {Grant} grant @param {Grant | undefined} old @param {Reader} reader
 * @throws {SignatureError}
 */
function demandRenewed({ basis, compartment, generation, expires, recipient }, old, reader) {
  // What she made to herself on duty outlived its day: trustees give it with a new one.
  const lasts = Boolean(basis.recovery && basis.duty && old?.signer === old?.recipient);
  const same =
    old && old.compartment === compartment && old.generation === generation && (lasts || expires <= old.expires) &&
    ["duty", "consent", "hash"].every((name) => Reflect.get(old.basis, name) === Reflect.get(basis, name));
  if (!same) throw new SignatureError("renewed");
  demandSuccessor(recipient, old, reader);
}

/**
 * That somebody is, by the signed certificates, who an old grant was made to: another key, the same work. What a key was
 * given on duty stays within a duty team.
 *
 * @param {string} key @param {Grant} old @param {Reader} reader
 * @throws {SignatureError}
 */
export function demandSuccessor(key, old, { certificateOf, formerOf }) {
  const [now, before, signer] = [key, old.recipient, old.signer].map(certificateOf);
  const same = now.role === before.role && now.organisation === before.organisation;
  if (!same || !formerOf(key).includes(old.recipient)) throw new SignatureError("successor");
  if (old.basis.duty && !old.basis.renews) demandDuty(signer, before, true);
}

/**
 * On duty a key stays within the duty team of one organisation.
 *
 * @param {Certificate} signer @param {Certificate} recipient @param {boolean} isInForce
 * @throws {SignatureError}
 */
function demandDuty(signer, recipient, isInForce) {
  const team = [signer, recipient].every(({ role }) => role === "case_manager");
  if (!team || !isInForce || signer.organisation !== recipient.organisation) throw new SignatureError("duty");
}

/**
 * @param {any[]} rows
 * @param {Reader} reader
 * @param {string} verifyKey hers, from the wrap
 * @returns {Consent[]} those that she signed, with what became of each
 */
export function checkConsents(rows, { id, problem }, verifyKey) {
  const check = (/** @type {any} */ { statement, withdrawal }) => {
    demandOf(statement, "consent", id);
    verify(statement, verifyKey);
    if (withdrawal) checkWithdrawal(withdrawal, statement.consent, id, verifyKey);
    const { consent, compartments, recipient, expires, purpose } = statement;
    return { consent, compartments, recipient, expires, purpose, state: stateOf(expires, Boolean(withdrawal)), statement };
  };
  const found = holding(rows, check, ({ statement }) => problem("consent", statement?.consent));
  // Of two alike the one that she took back counts.
  const worstFirst = found.sort((one, other) => Number(other.state === "withdrawn") - Number(one.state === "withdrawn"));
  return once(worstFirst, ({ consent, statement }) => ({ id: consent, statement }), problem, "consent").sort(bySeq);
}

/** The order of the server's list changes nothing. @param {{statement: any}} one @param {{statement: any}} other */
const bySeq = ({ statement: one }, { statement: other }) => one.seq - other.seq || (one.signer < other.signer ? -1 : 1);

/** @param {any} withdrawal @param {string} consent @param {string} id @param {string} verifyKey @throws {SignatureError} */
function checkWithdrawal(withdrawal, consent, id, verifyKey) {
  demandOf(withdrawal, "withdrawal", id);
  if (withdrawal.consent !== consent) throw new SignatureError("withdrawal");
  verify(withdrawal, verifyKey);
}

/** @param {string} expires @param {boolean} withdrawn @returns {Consent["state"]} */
function stateOf(expires, withdrawn) {
  if (withdrawn) return "withdrawn";
  return expires < today() ? "expired" : "live";
}

/**
 * Her clear statements have one counter: a number that is missing was kept back, or is not there yet.
 *
 * @param {any[]} rows every consent of the case
 * @returns {boolean}
 */
export function isNumberMissing(rows) {
  const seqs = rows.flatMap(({ statement, withdrawal }) => [statement?.seq, withdrawal?.seq]).filter(Number.isInteger);
  return new Set(seqs).size < Math.max(0, ...seqs);
}

/**
 * Hold the server's list against the copies that her browser sealed: what she took back stays taken back, even if the
 * server forgets to say so.
 *
 * @param {Consent[]} consents
 * @param {any[]} copies opened blobs of kind `consent`
 * @param {Reader} reader
 * @param {string} verifyKey
 * @returns {Consent[]}
 */
export function heldAgainstCopies(consents, copies, { id, problem }, verifyKey) {
  const signed = holding(
    copies.filter(({ type }) => type !== "consent_body"),
    (copy) => {
      if (copy.case !== id) throw new SignatureError("case");
      verify(copy, verifyKey);
      return copy;
    },
    (copy) => problem("consent", copy?.consent),
  );
  const takenBack = new Set(signed.filter(({ type }) => type === "withdrawal").map(({ consent }) => consent));
  const known = new Set(consents.map(({ consent }) => consent));
  const given = signed.filter(({ type }) => type === "consent");
  for (const { consent } of given) if (!known.has(consent)) problem("withheld-consent", consent);
  return consents.map((one) => {
    if (one.state !== "live" || !takenBack.has(one.consent)) return one;
    problem("withheld-withdrawal", one.consent);
    return { ...one, state: "withdrawn" };
  });
}

/**
 * @param {any[]} rows
 * @param {Reader} reader
 * @returns {Referral[]}
 */
export function checkReferrals(rows, { id, certificateOf, problem }) {
  const check = (/** @type {any} */ { statement, statuses, status: stated }) => {
    demandOf(statement, "referral", id);
    verify(statement, certificateOf(statement.signer).verify);
    const said = statuses.map((/** @type {any} */ change) => {
      demandOf(change, "referral_status", id);
      if (change.referral !== statement.referral) throw new SignatureError("referral");
      const signer = certificateOf(change.signer);
      verify(change, signer.verify);
      demandSayInIt(change, statement, signer);
      return change.status;
    });
    const status = heaviest(said);
    if (status !== stated) throw new SignatureError("status");
    return { statement, status };
  };
  const found = holding(rows, check, ({ statement }) => problem("referral", statement?.referral));
  const furthestFirst = found.sort((one, other) => WEIGHT.indexOf(other.status) - WEIGHT.indexOf(one.status));
  const about = (/** @type {{statement: any}} */ { statement }) => ({ id: statement.referral, statement });
  return once(furthestFirst, about, problem, "referral").sort(bySeq).map(({ statement, status }) => {
    const { referral, signer, recipient, service_type, consent, compartments } = statement;
    return { referral, signer, recipient, service_type, consent, compartments, status };
  });
}

/**
 * Its recipient says what she does with it; who referred, or a case manager who leads the case since, takes it back.
 *
 * @param {any} change @param {any} referral @param {Certificate} signer
 * @throws {SignatureError}
 */
function demandSayInIt(change, referral, signer) {
  const byRecipient = change.signer === referral.recipient && change.status !== "revoked";
  const byReferrer = change.signer === referral.signer || signer.role === "case_manager";
  if (!byRecipient && !(byReferrer && change.status === "revoked")) throw new SignatureError("status");
}

/** @param {string[]} said */
const heaviest = (said) => WEIGHT[Math.max(0, ...said.map((one) => WEIGHT.indexOf(one)))];

/** What a grant quotes of the consent that it rests on. @param {Consent} consent */
export const basisOn = ({ consent, statement }) => ({ consent, hash: hash(canonical(statement)) });

/**
 * Whether a grant to this person rests on a consent of hers that covers it. What she took back founds nothing any more,
 * but for the key that somebody made and keeps to notes of her own.
 *
 * @param {Grant} grant
 * @param {Consent[]} consents
 * @param {(key: string) => string[]} formerOf she agreed to a person: a key that succeeds the one she was shown is hers too
 */
export function isFounded({ basis, signer, recipient, compartment, expires }, consents, formerOf) {
  if (basis.duty) return true;
  const consent = consents.find(({ consent: id }) => id === basis.consent);
  if (!consent || !consent.compartments.includes(compartment)) return false;
  const keys = basis.renews ? formerOf(recipient) : [recipient];
  if (!keys.includes(consent.recipient)) return false;
  if (expires > consent.expires || (signer !== recipient && consent.state !== "live")) return false;
  return basisOn(consent).hash === basis.hash;
}
