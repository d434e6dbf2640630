/** Wraps: compartment keys sealed to people (docs/record-format.md §4). */

import {
  demand, is, isCompartment, isId, isIdentity, isPositive, isRecipient, isSignature, isVerify, listOf, objectOf,
} from "../shape.js";
import { SignatureError } from "../errors.js";
import { canonical, parseCanonical } from "./canonical.js";
import { open, seal } from "./seal.js";
import { signText, verifySigned } from "./signature.js";

const CONTEXT = "safehold/wrap/v1";

/**
 * @typedef {{compartment: string, generation: number, identity: string}} WrappedKey
 * @typedef {{recipient: string, verify: string}} Reporter
 * @typedef {{case?: string, keys: WrappedKey[], reporter?: Reporter, signature?: string}} Wrap
 */

/** @type {import("../shape.js").Check} */
const isReporter = objectOf({ recipient: isRecipient, verify: isVerify });

/**
 * One key or more, none of them twice.
 *
 * @param {import("../shape.js").Check} isName
 * @returns {import("../shape.js").Check}
 */
const keysOf = (isName) => (keys) => {
  const isKey = objectOf({ compartment: isName, generation: isPositive, identity: isIdentity });
  if (!listOf(isKey, 64)(keys)) return false;
  const places = /** @type {WrappedKey[]} */ (keys).map(({ compartment, generation }) => `${compartment} ${generation}`);
  return places.length > 0 && new Set(places).size === places.length;
};

const isCaseWrap = objectOf(
  {
    case: isId,
    keys: keysOf(isCompartment),
    reporter: isReporter,
    type: is("wrap"),
    v: is(1),
  },
  { signature: isSignature },
);

const isDutyWrap = objectOf({
  keys: keysOf((name) => name === "intake" || name === "staff"),
  type: is("wrap"),
  v: is(1),
});

/**
 * Seal keys to people. Intake and staff keys travel without `case` and `reporter`.
 *
 * @param {Wrap} wrap members of `keys` beyond the three named ones are left out
 * @param {readonly string[]} recipients
 * @returns {Promise<Uint8Array>}
 * @throws {FormatError | RecipientError}
 */
export async function makeWrap(wrap, recipients) {
  const bytes = canonical({ ...unsigned(wrap), signature: wrap.signature });
  readWrap(bytes);
  return seal(bytes, recipients);
}

/**
 * The wrap that comes with a report, signed by who reports. Her recipient is no secret from the server: without this it
 * could seal keys of its own to her, and read what she then seals to them.
 *
 * @param {Wrap} wrap
 * @param {Uint8Array} signingSeed hers
 * @param {readonly string[]} recipients
 * @returns {Promise<Uint8Array>}
 * @throws {FormatError | RecipientError}
 */
export const makeReportWrap = (wrap, signingSeed, recipients) =>
  makeWrap({ ...wrap, signature: signText(CONTEXT, unsigned(wrap), signingSeed) }, recipients);

/** @param {Wrap} wrap what its signature covers */
function unsigned({ case: caseId, keys, reporter }) {
  const bare = keys.map(({ compartment, generation, identity }) => ({ compartment, generation, identity }));
  return { case: caseId, keys: bare, reporter, type: "wrap", v: 1 };
}

/** @param {Uint8Array} bytes @returns {Wrap} */
function readWrap(bytes) {
  const value = parseCanonical(bytes);
  const { case: caseId, keys, reporter, signature } = demand(
    (untrusted) => isCaseWrap(untrusted) || isDutyWrap(untrusted),
    value,
  );
  if (!caseId) return { keys };
  return signature ? { case: caseId, keys, reporter, signature } : { case: caseId, keys, reporter };
}

/**
 * @param {Uint8Array} bytes
 * @param {readonly string[]} identities
 * @returns {Promise<Wrap>}
 * @throws {DecryptionError | RecipientError | FormatError}
 */
export const openWrap = async (bytes, identities) => readWrap(await open(bytes, identities));

/**
 * Open the wrap that came with a report. Whoever may read it has keys only from who reported.
 *
 * @param {Uint8Array} bytes
 * @param {readonly string[]} identities
 * @param {string} [verifyKey] the reporter's, where the reader knows it: her own
 * @returns {Promise<Wrap>}
 * @throws {DecryptionError | RecipientError | FormatError}
 * @throws {SignatureError} not signed by the reporter that it names, or by another one
 */
export async function openReportWrap(bytes, identities, verifyKey) {
  const wrap = await openWrap(bytes, identities);
  const named = wrap.reporter?.verify;
  if (!named || named !== (verifyKey ?? named)) throw new SignatureError("reporter");
  verifySigned(CONTEXT, unsigned(wrap), wrap.signature, named);
  return wrap;
}
