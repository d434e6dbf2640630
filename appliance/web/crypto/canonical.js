/** Canonical JSON, RFC 8785, narrowed to what the record format allows (§1). */

import { FormatError } from "../errors.js";
import { text, utf8 } from "./bytes.js";

const MOST_LEVELS = 16;

/**
 * @param {unknown} value
 * @param {number} [level] how deep it stands; a limit, so that no input exhausts the stack
 * @returns {string}
 */
function write(value, level = 0) {
  if (level > MOST_LEVELS) throw new FormatError("too deep");
  if (typeof value === "string") return writeString(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return writeNumber(value);
  if (Array.isArray(value)) return `[${value.map((one) => write(one, level + 1)).join(",")}]`;
  if (value !== null && typeof value === "object") return writeObject(value, level + 1);
  throw new FormatError("no JSON value");
}

/** @param {string} value */
function writeString(value) {
  // JSON.stringify writes a lone surrogate as \udXXX; RFC 8785 wants an error instead.
  for (const point of value) {
    const code = /** @type {number} */ (point.codePointAt(0));
    if (code >= 0xd800 && code <= 0xdfff) throw new FormatError("lone surrogate");
  }
  return JSON.stringify(value);
}

/** @param {number} value */
function writeNumber(value) {
  if (!Number.isSafeInteger(value)) throw new FormatError("no safe integer");
  return String(value === 0 ? 0 : value);
}

/** @param {object} value @param {number} level of its members */
function writeObject(value, level) {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // The default order of strings in JavaScript is by UTF-16 code unit, as RFC 8785 §3.2.3 wants.
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${writeString(name)}:${write(member, level)}`).join(",")}}`;
}

/**
 * The canonical bytes of a JSON value. Members that are `undefined` are left out.
 *
 * @param {unknown} value
 * @returns {Uint8Array}
 * @throws {FormatError} null, a fraction, an unsafe integer or a lone surrogate
 */
export const canonical = (value) => utf8(write(value));

/**
 * Parse one JSON object that must be in canonical form.
 *
 * @param {Uint8Array} untrusted
 * @returns {any}
 * @throws {FormatError}
 */
export function parseCanonical(untrusted) {
  const words = text(untrusted);
  let value;
  try {
    value = JSON.parse(words);
  } catch {
    throw new FormatError("no JSON");
  }
  if (typeof value !== "object" || Array.isArray(value) || write(value) !== words) throw new FormatError("not canonical");
  return value;
}
