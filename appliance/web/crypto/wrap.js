/** Wraps: compartment keys sealed to people (docs/record-format.md §4). */

import {
  demand, is, isCompartment, isId, isIdentity, isPositive, isRecipient, isVerify, listOf, objectOf,
} from "../shape.js";
import { canonical, parseCanonical } from "./canonical.js";
import { open, seal } from "./seal.js";

/**
 * @typedef {{compartment: string, generation: number, identity: string}} WrappedKey
 * @typedef {{recipient: string, verify: string}} Reporter
 * @typedef {{case?: string, keys: WrappedKey[], reporter?: Reporter}} Wrap
 */

/** @type {import("../shape.js").Check} */
const isReporter = objectOf({ recipient: isRecipient, verify: isVerify });

/** @param {import("../shape.js").Check} isName */
const keyOf = (isName) => objectOf({ compartment: isName, generation: isPositive, identity: isIdentity });

const isCaseWrap = objectOf({
  case: isId,
  keys: listOf(keyOf(isCompartment), 64),
  reporter: isReporter,
  type: is("wrap"),
  v: is(1),
});

const isDutyWrap = objectOf({
  keys: listOf(keyOf((name) => name === "intake" || name === "staff"), 64),
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
export async function makeWrap({ case: caseId, keys, reporter }, recipients) {
  const bare = keys.map(({ compartment, generation, identity }) => ({ compartment, generation, identity }));
  const wrap = { case: caseId, keys: bare, reporter, type: "wrap", v: 1 };
  const bytes = canonical(wrap);
  readWrap(bytes);
  return seal(bytes, recipients);
}

/** @param {Uint8Array} bytes @returns {Wrap} */
function readWrap(bytes) {
  const value = parseCanonical(bytes);
  const { case: caseId, keys, reporter } = demand(
    (untrusted) => isCaseWrap(untrusted) || isDutyWrap(untrusted),
    value,
  );
  return caseId ? { case: caseId, keys, reporter } : { keys };
}

/**
 * @param {Uint8Array} bytes
 * @param {readonly string[]} identities
 * @returns {Promise<Wrap>}
 * @throws {DecryptionError | RecipientError | FormatError}
 */
export const openWrap = async (bytes, identities) => readWrap(await open(bytes, identities));
