/** A colleague's name, as it was sealed to the staff key (docs/record-format.md §8). */

import { open, parseCanonical, unb64 } from "../../web/crypto.js";
import { demand, is, objectOf } from "../../web/shape.js";

const LONGEST_NAME = 200;
/** Characters that nobody sees and that move others: with them a name could draw over the words beside it. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** @param {unknown} value */
const isName = (value) => typeof value === "string" && [...value].length <= LONGEST_NAME && !UNSEEN.test(value);

const isProfile = objectOf({ name: isName, type: is("profile"), v: is(1) });

/**
 * Anybody can seal to the staff key, so a profile is checked like anything else from the server.
 *
 * @param {string | undefined} untrusted profile
 * @param {string[]} staffKeys
 * @returns {Promise<string>} empty if it does not open or is not one
 */
export async function openProfile(untrusted, staffKeys) {
  if (!untrusted || staffKeys.length === 0) return "";
  try {
    return demand(isProfile, parseCanonical(await open(unb64(untrusted), staffKeys))).name;
  } catch {
    return "";
  }
}
