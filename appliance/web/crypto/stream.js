/** Seals of files: the same bytes as seal.js makes, with memory that does not grow with the file. */

import { DecryptionError } from "../errors.js";
import { concat } from "./bytes.js";
import { checkPadding, contentSize, framedSize, framePrefix } from "./frame.js";
import { checkCount, countRecipients, decrypted, decrypterWith, encrypterTo, HEADER_LIMIT_BYTES } from "./seal.js";

/** As large as an age chunk, so that no piece waits for the next. */
const PIECE_BYTES = 1 << 16;

/**
 * The frame of a file, read only as fast as it is consumed.
 *
 * @param {Blob} blob
 * @returns {ReadableStream<Uint8Array>}
 */
function framedStream(blob) {
  const total = framedSize(blob.size);
  const prefix = framePrefix(blob.size);
  let at = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        const bytes = at === 0 ? prefix : await piece(blob, at - prefix.length, Math.min(PIECE_BYTES, total - at));
        controller.enqueue(bytes);
        at += bytes.length;
        if (at === total) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * `length` bytes of the file from `at`, with zeros after its end.
 *
 * @param {Blob} blob
 * @param {number} at
 * @param {number} length
 */
async function piece(blob, at, length) {
  const bytes = new Uint8Array(length);
  bytes.set(new Uint8Array(await blob.slice(at, at + length).arrayBuffer()));
  return bytes;
}

/**
 * Seal a file as it is read.
 *
 * @param {Blob} blob
 * @param {string} recipient its compartment's; content has exactly one
 * @returns {Promise<{stream: ReadableStream<Uint8Array>, size: number}>} `size` is exact
 * @throws {RecipientError}
 */
export async function sealBlob(blob, recipient) {
  const stream = await encrypterTo([recipient]).encrypt(framedStream(blob));
  return { stream, size: stream.size(framedSize(blob.size)) };
}

/**
 * @param {ReadableStream<Uint8Array>} stream
 * @returns {Promise<{head: Uint8Array, rest: ReadableStream<Uint8Array>}>} `rest` is whole again
 */
async function peek(stream) {
  const reader = stream.getReader();
  let head = new Uint8Array(0);
  let done = false;
  while (!done && head.length < HEADER_LIMIT_BYTES) {
    const next = await reader.read();
    done = next.done;
    if (next.value) head = concat(head, next.value);
  }
  let first = true;
  const rest = new ReadableStream({
    async pull(controller) {
      const next = first ? { done: false, value: head } : await reader.read();
      first = false;
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { head, rest };
}

/**
 * Takes the frame off a stream of plaintext pieces; keeps only content.
 *
 * @param {number} framed bytes of the frame
 */
function unframer(framed) {
  let at = 0;
  let start = new Uint8Array(0);
  let end = -1;
  /** @type {Blob[]} */
  const content = [];
  /** @param {Uint8Array} bytes */
  const take = (bytes) => {
    const inside = bytes.subarray(0, Math.max(0, end - at));
    if (inside.length) content.push(new Blob([inside.slice()]));
    checkPadding(bytes.subarray(inside.length));
    at += bytes.length;
  };
  return {
    content,
    /** @param {Uint8Array} bytes */
    push(bytes) {
      if (end >= 0) return take(bytes);
      start = concat(start, bytes);
      if (start.length < 8) return;
      end = 8 + contentSize(start, framed);
      at = 8;
      take(start.subarray(8));
    },
    finish() {
      if (at !== framed) throw new DecryptionError("frame cut short");
    },
  };
}

/**
 * Open a sealed file. Nothing of it is handed out before all of it has verified.
 *
 * @param {Blob | ReadableStream<Uint8Array>} sealed
 * @param {readonly string[]} identities
 * @param {number} size bytes of the sealed file
 * @returns {Promise<Blob>}
 * @throws {RecipientError} classical stanzas, or other than one recipient
 * @throws {DecryptionError}
 */
export async function openBlob(sealed, identities, size) {
  const { head, rest } = await peek(sealed instanceof Blob ? sealed.stream() : sealed);
  checkCount(countRecipients(head), 1);
  return decrypted(async () => {
    const plain = await decrypterWith(identities).decrypt(rest);
    const frame = unframer(plain.size(size));
    const reader = plain.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) frame.push(next.value);
    frame.finish();
    return new Blob(frame.content);
  });
}
