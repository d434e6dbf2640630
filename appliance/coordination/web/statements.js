/**
 * What was signed in a case, checked before it counts or is shown: grants and referrals of colleagues, consents and
 * withdrawals of hers (docs/record-format.md §6). The server stores and lists statements; nothing here takes its word
 * for who signed, what stands, or whether all of them came.
 */

import { canonical, hash, verify } from "../../web/crypto.js";
import { SignatureError } from "../../web/errors.js";
import { today } from "./days.js";

/**
 * @typedef {import("./session.js").Certificate} Certificate
 * @typedef {{code: string, detail?: string}} Problem what did not hold and was left out
 * @typedef {{consent: string, compartments: string[], recipient: string, expires: string, purpose: string,
 *   state: "live" | "withdrawn" | "expired", statement: any}} Consent
 * @typedef {{referral: string, signer: string, recipient: string, service_type: string, consent: string,
 *   compartments: string[], status: string}} Referral
 *
 * @typedef {object} Reader
 * @property {string} id of the case
 * @property {(key: string) => Certificate} certificateOf throws for keys that nobody vouches for
 * @property {(code: string, detail?: string) => void} problem
 */

/** Which word stands when several were said of one referral: an end outweighs what came before it. */
const WEIGHT = ["in_progress", "accepted", "done", "rejected", "revoked"];

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

/** @param {any[]} rows @param {Reader} reader @returns {Map<string, any>} statements by grant */
export function checkGrants(rows, { id, certificateOf, problem }) {
  const check = (/** @type {any} */ { statement }) => {
    demandOf(statement, "grant", id);
    verify(statement, certificateOf(statement.signer).verify);
    return statement;
  };
  const grants = holding(rows, check, ({ statement }) => problem("grant", statement?.grant));
  return new Map(grants.map((grant) => [grant.grant, grant]));
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
  return holding(rows, check, ({ statement }) => problem("consent", statement?.consent));
}

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
      verify(change, certificateOf(change.signer).verify);
      return change.status;
    });
    const status = heaviest(said);
    if (status !== stated) throw new SignatureError("status");
    const { referral, signer, recipient, service_type, consent, compartments } = statement;
    return { referral, signer, recipient, service_type, consent, compartments, status };
  };
  return holding(rows, check, ({ statement }) => problem("referral", statement?.referral));
}

/** @param {string[]} said */
const heaviest = (said) => WEIGHT[Math.max(0, ...said.map((one) => WEIGHT.indexOf(one)))];

/**
 * Whether a grant to this person rests on a consent of hers that covers it.
 *
 * @param {any} grant
 * @param {Consent[]} consents
 */
export function isFounded({ basis, recipient, compartment }, consents) {
  if (!basis.consent) return true;
  const consent = consents.find(({ consent: id }) => id === basis.consent);
  if (!consent || consent.recipient !== recipient || !consent.compartments.includes(compartment)) return false;
  return hash(canonical(consent.statement)) === basis.hash;
}
