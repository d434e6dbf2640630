/** Her consents and withdrawals, signed with the key that only her code makes (record-format §6). */

import { b64, canonical, hash, randomBytes, randomId, sign } from "../../../web/crypto.js";
import { timeOf } from "../../../web/times.js";

/** Counts up whenever `consent-text` or the name of a part in the catalogue changes its meaning. */
const TEXT_VERSION = 2;

/**
 * @typedef {import("../../../web/crypto/receipt.js").Receipt} Receipt
 * @typedef {import("../../../web/thread.js").Request} Request
 *
 * @typedef {{statement: any, copy: Uint8Array}} Signed the statement, and its bytes to be sealed
 *
 * @typedef {object} Agreement
 * @property {string} case
 * @property {number} seq
 * @property {string} language
 * @property {Request} request
 * @property {string[]} compartments those she ticked
 * @property {string} text the words she saw
 */

/**
 * @param {Agreement} agreement
 * @param {Receipt} receipt
 * @returns {{body: Uint8Array, statement: Signed}} both to be sealed, the statement also sent
 */
export function prepareConsent({ case: caseId, seq, language, request, compartments, text }, receipt) {
  const consent = randomId();
  const body = canonical({
    case: caseId, consent, given_at: timeOf(new Date()), language, purpose: request.purpose,
    recipient_label: request.recipient_label, salt: b64(randomBytes(32)), text, text_version: TEXT_VERSION,
    type: "consent_body", v: 1,
  });
  const { recipient, purpose, expires } = request;
  return {
    body,
    statement: signed({
      case: caseId, commitment: hash(body), compartments, consent, expires, purpose, recipient, seq,
      signer: receipt.key, type: "consent", v: 1,
    }, receipt),
  };
}

/**
 * @param {{case: string, seq: number, consent: string}} place
 * @param {Receipt} receipt
 */
export const prepareWithdrawal = (place, receipt) =>
  signed({ ...place, signer: receipt.key, type: "withdrawal", v: 1 }, receipt);

/**
 * The same again under another number.
 *
 * @param {any} statement
 * @param {number} seq
 * @param {Receipt} receipt
 */
export const numberedAs = ({ signature, ...rest }, seq, receipt) => signed({ ...rest, seq }, receipt);

/** @param {object} statement @param {Receipt} receipt @returns {Signed} */
function signed(statement, { signingSeed }) {
  const whole = sign(statement, signingSeed);
  return { statement: whole, copy: canonical(whole) };
}
