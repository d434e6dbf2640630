/** Seals: framed content in the age v1 format, hybrid recipients only (docs/record-format.md §3). */

import { Decrypter, Encrypter } from "age-encryption";
import { DecryptionError, RecipientError, SafeholdError } from "../errors.js";
import { frame, unframe } from "./frame.js";

const HYBRID_STANZA = "mlkem768x25519";
const INTRO = "age-encryption.org/v1\n";

const MOST_RECIPIENTS = 32;

/** A header holds one stanza of 1.6 kB per recipient. */
export const HEADER_LIMIT_BYTES = 1 << 16;

/**
 * @param {readonly string[]} recipients
 * @returns {Encrypter}
 * @throws {RecipientError} one is not hybrid, or there is none
 */
export function encrypterTo(recipients) {
  if (!recipients.length || recipients.length > MOST_RECIPIENTS) throw new RecipientError("number of recipients");
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    // typage would mix classical and hybrid recipients without a word.
    if (!/^age1pq1/.test(recipient)) throw new RecipientError("not hybrid");
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new RecipientError("malformed");
    }
  }
  return encrypter;
}

/**
 * @param {readonly string[]} identities
 * @returns {Decrypter}
 * @throws {RecipientError}
 */
export function decrypterWith(identities) {
  const decrypter = new Decrypter();
  for (const identity of identities) {
    if (!/^AGE-SECRET-KEY-PQ-1/.test(identity)) throw new RecipientError("not hybrid");
    try {
      decrypter.addIdentity(identity);
    } catch {
      throw new RecipientError("malformed");
    }
  }
  return decrypter;
}

/**
 * Count the recipients of an age file, grease left out.
 *
 * @param {Uint8Array} start the beginning of the file, at least its whole header
 * @returns {number}
 * @throws {DecryptionError} no age header
 * @throws {RecipientError} a stanza that is not hybrid, or too many
 */
export function countRecipients(start) {
  const head = new TextDecoder("latin1").decode(start.subarray(0, HEADER_LIMIT_BYTES));
  const end = head.indexOf("\n---");
  if (!head.startsWith(INTRO) || end < 0) throw new DecryptionError("no age header");
  // A stanza's body is base64, which has no ">": a line "-> " always opens a stanza.
  const stanzas = head.slice(0, end).split("\n").filter((line) => line.startsWith("-> "));
  const types = stanzas.map((line) => line.split(" ")[1]).filter((type) => !type.endsWith("-grease"));
  if (types.some((type) => type !== HYBRID_STANZA)) throw new RecipientError("not hybrid");
  if (types.length > MOST_RECIPIENTS) throw new RecipientError("too many");
  return types.length;
}

/**
 * Seal bytes to hybrid recipients. The content is framed first.
 *
 * @param {Uint8Array} bytes
 * @param {readonly string[]} recipients
 * @returns {Promise<Uint8Array>}
 * @throws {RecipientError} a recipient that is not `age1pq1…`
 */
export async function seal(bytes, recipients) {
  return encrypterTo(recipients).encrypt(frame(bytes));
}

/**
 * Open what `seal` made.
 *
 * @param {Uint8Array} sealed
 * @param {readonly string[]} identities each is tried
 * @param {number} [recipients] how many it must be sealed to: 1 for content
 * @returns {Promise<Uint8Array>}
 * @throws {RecipientError} a stanza that is not hybrid, or another number of them
 * @throws {DecryptionError} no identity fits, the file is damaged, or the frame is wrong
 */
export async function open(sealed, identities, recipients) {
  checkCount(countRecipients(sealed), recipients);
  return unframe(await decrypted(() => decrypterWith(identities).decrypt(sealed)));
}

/** @param {number} found @param {number} [wanted] @throws {RecipientError} */
export function checkCount(found, wanted) {
  if (wanted !== undefined && found !== wanted) throw new RecipientError("number of recipients");
}

/**
 * Run a decryption; what the library throws becomes ours.
 *
 * @template T
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function decrypted(run) {
  try {
    return await run();
  } catch (error) {
    if (error instanceof SafeholdError) throw error;
    throw new DecryptionError("does not open");
  }
}
