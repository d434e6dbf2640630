/** Frames: a length, the content and Padmé padding (docs/record-format.md §3). */

import { DecryptionError } from "../errors.js";
import { concat } from "./bytes.js";

const PREFIX_BYTES = 8;
const SMALLEST_BYTES = 1024;

/** @param {number} value @returns {number} position of the highest bit set */
function log2(value) {
  const high = Math.floor(value / 2 ** 32);
  return high ? 63 - Math.clz32(high) : 31 - Math.clz32(value);
}

/**
 * Padmé (PURBs, 2019): round up so that only the leading bits of a length show.
 *
 * @param {number} length at least 2
 */
export function padme(length) {
  const exponent = log2(length);
  const step = 2 ** (exponent - (log2(exponent) + 1));
  return step < 1 ? length : Math.ceil(length / step) * step;
}

/**
 * Bytes of the frame around content of this size.
 *
 * @param {number} size
 */
export const framedSize = (size) => Math.max(SMALLEST_BYTES, padme(PREFIX_BYTES + size));

/** @param {number} size @returns {Uint8Array} */
export function framePrefix(size) {
  const prefix = new Uint8Array(PREFIX_BYTES);
  const view = new DataView(prefix.buffer);
  view.setUint32(0, Math.floor(size / 2 ** 32));
  view.setUint32(4, size % 2 ** 32);
  return prefix;
}

/** @param {Uint8Array} bytes */
export function frame(bytes) {
  const padding = new Uint8Array(framedSize(bytes.length) - PREFIX_BYTES - bytes.length);
  return concat(framePrefix(bytes.length), bytes, padding);
}

/**
 * The content size that a frame of `framed` bytes declares.
 *
 * @param {Uint8Array} start at least the first 8 bytes
 * @param {number} framed
 * @throws {DecryptionError} the size of the frame is not the one its content asks for
 */
export function contentSize(start, framed) {
  if (start.length < PREFIX_BYTES) throw new DecryptionError("frame too short");
  const view = new DataView(start.buffer, start.byteOffset, PREFIX_BYTES);
  const size = view.getUint32(0) * 2 ** 32 + view.getUint32(4);
  if (!Number.isSafeInteger(size) || framedSize(size) !== framed) {
    throw new DecryptionError("frame size");
  }
  return size;
}

/** @param {Uint8Array} padding @throws {DecryptionError} */
export function checkPadding(padding) {
  let bits = 0;
  for (let i = 0; i < padding.length; i++) bits |= padding[i];
  if (bits) throw new DecryptionError("padding");
}

/**
 * @param {Uint8Array} framed
 * @returns {Uint8Array} the content
 * @throws {DecryptionError} a wrong size, or padding that is not zero
 */
export function unframe(framed) {
  const end = PREFIX_BYTES + contentSize(framed, framed.length);
  checkPadding(framed.subarray(end));
  return framed.slice(PREFIX_BYTES, end);
}
