/** Ed25519 signatures over a context and canonical JSON (docs/record-format.md §6–8). */

import { ed25519 } from "@noble/curves/ed25519.js";
import { SignatureError } from "../errors.js";
import { b64, concat, unb64, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";

const STATEMENT = "safehold/statement/v1";

/** @param {string} context @param {object} object */
const message = (context, object) => concat(utf8(`${context}\n`), canonical(object));

/**
 * @param {string} context such as `safehold/directory/v1`
 * @param {object} object without its signature
 * @param {Uint8Array} signingSeed
 * @returns {string} b64
 */
export const signText = (context, object, signingSeed) =>
  b64(ed25519.sign(message(context, object), signingSeed));

/**
 * @param {string} context
 * @param {object} object without its signature
 * @param {unknown} signature
 * @param {unknown} key the signer's verify key
 * @returns {void}
 * @throws {SignatureError}
 */
export function verifySigned(context, object, signature, key) {
  let valid = false;
  try {
    // RFC 8032 as other libraries check it, not the laxer ZIP-215 that is the default here.
    valid = ed25519.verify(unb64(signature, 64), message(context, object), unb64(key, 32), { zip215: false });
  } catch {
    valid = false;
  }
  if (!valid) throw new SignatureError(context);
}

/**
 * Sign a statement.
 *
 * @template {object} T
 * @param {T} statement
 * @param {Uint8Array} signingSeed
 * @returns {T & {signature: string}}
 */
export const sign = (statement, signingSeed) => ({
  ...statement,
  signature: signText(STATEMENT, statement, signingSeed),
});

/**
 * @param {{signature?: unknown} & Record<string, unknown>} statement
 * @param {unknown} verifyKey
 * @returns {void}
 * @throws {SignatureError}
 */
export function verify(statement, verifyKey) {
  const { signature, ...rest } = statement;
  verifySigned(STATEMENT, rest, signature, verifyKey);
}
