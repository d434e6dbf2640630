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

const isCaseWrap = objectOf({
  case: isId,
  keys: keysOf(isCompartment),
  reporter: isReporter,
  type: is("wrap"),
  v: is(1),
});

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
