/** Bytes and their spellings (docs/record-format.md §1). */

import { base32nopad, base64urlnopad, hex } from "@scure/base";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { randomBytes } from "@noble/hashes/utils.js";
import { FormatError } from "../errors.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export { randomBytes, sha256 };

/** @param {string} text */
export const utf8 = (text) => encoder.encode(text);

/**
 * @param {Uint8Array} bytes
 * @throws {FormatError} not UTF-8
 */
export function text(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new FormatError("not UTF-8");
  }
}

/** @param {Uint8Array} bytes */
export const toHex = (bytes) => hex.encode(bytes);

/** RFC 4648 §6 without padding, as code generators (RFC 6238) read their secrets. @param {Uint8Array} bytes */
export const base32 = (bytes) => base32nopad.encode(bytes);

/** @param {Uint8Array} bytes base64url without padding */
export const b64 = (bytes) => base64urlnopad.encode(bytes);

/**
 * Read base64url without padding; strict, so one value has one spelling.
 *
 * @param {unknown} untrusted
 * @param {number} [length] bytes expected
 * @returns {Uint8Array}
 * @throws {FormatError}
 */
export function unb64(untrusted, length) {
  let bytes;
  try {
    bytes = base64urlnopad.decode(/** @type {string} */ (untrusted));
  } catch {
    throw new FormatError("not base64url");
  }
  if (length !== undefined && bytes.length !== length) throw new FormatError("wrong length");
  return bytes;
}

/** A fresh id: 16 random bytes as 32 hexadecimal digits. */
export const randomId = () => toHex(randomBytes(16));

/** @param {...Uint8Array} parts */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} bytes @returns {Uint8Array} SHA-256 */
export const digest = (bytes) => sha256(bytes);

/** @param {Uint8Array} bytes @returns {string} SHA-256 in hexadecimal */
export const hash = (bytes) => toHex(digest(bytes));

/**
 * SHA-256 of a file, read in pieces so that memory stays flat.
 *
 * @param {Blob} blob
 * @param {(done: number) => void} [progress]
 */
export async function hashBlob(blob, progress) {
  const state = sha256.create();
  for (let at = 0; at < blob.size; at += 1 << 18) {
    const piece = await blob.slice(at, at + (1 << 18)).arrayBuffer();
    state.update(new Uint8Array(piece));
    progress?.(Math.min(at + (1 << 18), blob.size));
  }
  return toHex(state.digest());
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} message
 */
export const hmacSha256 = (key, message) => hmac(sha256, key, message);

/**
 * Compare without telling by the time taken where two byte strings differ.
 *
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
export function equal(a, b) {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}
