/** Passphrases, stretched away from the page's own thread (docs/record-format.md §10). */

import { FormatError, SafeholdError } from "../errors.js";
import { demand, is, isCount, isText, objectOf } from "../shape.js";
import { b64, randomBytes, unb64 } from "./bytes.js";

/**
 * @typedef {{kdf: "argon2id", memory_kib: number, passes: number, lanes: number, salt: string, v: 1}} Kdf
 */

const isKdf = objectOf({
  kdf: is("argon2id"),
  memory_kib: isCount,
  passes: isCount,
  lanes: is(1),
  salt: isText,
  v: is(1),
});

/** @returns {Kdf} the parameters of a new account */
export const newKdf = () =>
  ({ kdf: "argon2id", memory_kib: 65536, passes: 3, lanes: 1, salt: b64(randomBytes(16)), v: 1 });

/**
 * @param {unknown} untrusted
 * @returns {Kdf}
 * @throws {FormatError} too weak to be safe or too large to be honest
 */
export function parseKdf(untrusted) {
  const kdf = demand(isKdf, untrusted);
  unb64(kdf.salt, 16);
  const sound = kdf.memory_kib >= 19456 && kdf.memory_kib <= 1 << 20 && kdf.passes >= 1 && kdf.passes <= 16;
  if (!sound) throw new FormatError("kdf");
  return kdf;
}

/**
 * Stretch a passphrase in a worker.
 *
 * @param {string} passphrase
 * @param {unknown} kdf as stored beside the account
 * @param {(share: number) => void} [progress] from 0 to 1
 * @returns {Promise<Uint8Array>} 32 bytes
 * @throws {FormatError | SafeholdError}
 */
export async function argon2id(passphrase, kdf, progress) {
  const request = { passphrase, kdf: parseKdf(kdf) };
  const worker = new Worker(WORKER_URL);
  try {
    return await answerOf(worker, request, progress);
  } finally {
    worker.terminate();
  }
}

/**
 * @param {Worker} worker
 * @param {object} request
 * @param {(share: number) => void} [progress]
 * @returns {Promise<Uint8Array>}
 */
function answerOf(worker, request, progress) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.output) resolve(data.output);
      else if (data.error) reject(new SafeholdError("unavailable", data.error));
      else progress?.(data.share);
    };
    worker.onerror = () => reject(new SafeholdError("unavailable", "worker"));
    worker.postMessage(request);
  });
}
