/** Fingerprint words: a key as six words that two people can compare (docs/record-format.md §2). */

import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as french } from "@scure/bip39/wordlists/french.js";
import { keyHash } from "./crypto.js";

const WORDS = 6;
const BITS = 11;

/**
 * @param {string} recipient
 * @param {string} verify b64; empty for a key that does not sign
 * @param {string} language the deployment's first
 * @returns {string[]} six words
 */
export function fingerprintWords(recipient, verify, language) {
  const list = language === "fr" ? french : english;
  let bits = 0n;
  for (const byte of keyHash(recipient, verify).subarray(0, 9)) bits = (bits << 8n) | BigInt(byte);
  const spare = 72n - BigInt(WORDS * BITS);
  return Array.from({ length: WORDS }, (_, i) => {
    const shift = spare + BigInt((WORDS - 1 - i) * BITS);
    // The list spells accents as separate marks; people and screens expect composed letters.
    return list[Number((bits >> shift) & 2047n)].normalize("NFC");
  });
}
