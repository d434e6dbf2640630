/** Argon2id of a passphrase (docs/record-format.md §10). Slow: it belongs in a worker. */

import { argon2idAsync } from "@noble/hashes/argon2.js";
import { unb64, utf8 } from "./crypto/bytes.js";
import { parseKdf } from "./crypto/passphrase.js";

/**
 * @param {string} passphrase
 * @param {unknown} untrustedKdf
 * @param {(share: number) => void} [progress]
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export function stretch(passphrase, untrustedKdf, progress) {
  const kdf = parseKdf(untrustedKdf);
  return argon2idAsync(utf8(passphrase.normalize("NFKC")), unb64(kdf.salt, 16), {
    t: kdf.passes,
    m: kdf.memory_kib,
    p: kdf.lanes,
    dkLen: 32,
    onProgress: progress,
  });
}
