/** Derivation and identities (docs/record-format.md §2, §4). */

import { bech32 } from "@scure/base";
import { ed25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { generateHybridIdentity, identityToRecipient } from "age-encryption";
import { RecipientError } from "../errors.js";
import { b64, sha256, toHex, utf8 } from "./bytes.js";

const SALT = utf8("safehold/v1");

/**
 * @typedef {object} Identity
 * @property {string} identity `AGE-SECRET-KEY-PQ-1…`
 * @property {string} recipient `age1pq1…`
 * @property {Uint8Array} signingSeed
 * @property {string} verify Ed25519 public key, b64
 * @property {string} key key id
 *
 * @typedef {object} CompartmentKey
 * @property {string} compartment
 * @property {number} generation
 * @property {string} identity
 * @property {string} recipient
 */

/**
 * HKDF-SHA256 under our salt.
 *
 * @param {Uint8Array} secret
 * @param {string} label
 * @param {number} length
 */
export const derive = (secret, label, length) => hkdf(sha256, secret, SALT, utf8(label), length);

/**
 * The hash that a key id and its fingerprint words are cut from.
 *
 * @param {string} recipient
 * @param {string} [verify] b64; empty for intake, staff and compartment keys
 */
export const keyHash = (recipient, verify = "") =>
  sha256(utf8(`safehold/key/v1\n${recipient}\n${verify}`));

/**
 * @param {string} recipient
 * @param {string} [verify]
 * @returns {string} key id
 */
export const keyId = (recipient, verify) => toHex(keyHash(recipient, verify).subarray(0, 16));

/**
 * @param {string} identity
 * @returns {Promise<string>} its recipient
 * @throws {RecipientError} not a hybrid identity
 */
export async function recipientOf(identity) {
  if (!/^AGE-SECRET-KEY-PQ-1/.test(identity)) throw new RecipientError("not hybrid");
  try {
    return await identityToRecipient(identity);
  } catch {
    throw new RecipientError("malformed");
  }
}

/**
 * @param {Uint8Array} secret
 * @param {string} label
 * @returns {Promise<Identity>}
 */
export async function deriveIdentity(secret, label) {
  const both = derive(secret, label, 64);
  const words = bech32.toWords(both.subarray(0, 32));
  const identity = bech32.encode("age-secret-key-pq-", words, false).toUpperCase();
  const recipient = await recipientOf(identity);
  const signingSeed = both.slice(32);
  const verify = b64(ed25519.getPublicKey(signingSeed));
  return { identity, recipient, signingSeed, verify, key: keyId(recipient, verify) };
}

/** @returns {Promise<{identity: string, recipient: string}>} a fresh hybrid pair */
export async function generatePair() {
  const identity = await generateHybridIdentity();
  return { identity, recipient: await recipientOf(identity) };
}

/**
 * @param {string} compartment
 * @returns {Promise<CompartmentKey>}
 */
export async function generateCompartmentKey(compartment) {
  return { compartment, generation: 1, ...(await generatePair()) };
}
