/** The survivor's receipt code and what follows from it (docs/record-format.md §9). */

import { CodeError, SignatureError } from "../errors.js";
import { b64, equal, hmacSha256, randomBytes, toHex, unb64, utf8 } from "./bytes.js";
import { derive, deriveIdentity } from "./identity.js";

const SECRET_DIGITS = 30;
const MODULUS = 97;
/** Far more than a code with separators; a pasted page is not read. */
const LONGEST_TEXT = 200;

/** @typedef {import("./identity.js").Identity & {mailbox: string, pinKey: Uint8Array}} Receipt */

/** @param {string} digits @returns {number} the number they spell, modulo 97 */
function remainder(digits) {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % MODULUS;
  return rest;
}

/** @returns {string} random decimal digits, each equally likely */
function randomDigits() {
  let digits = "";
  while (digits.length < SECRET_DIGITS) {
    const [byte] = randomBytes(1);
    if (byte < 250) digits += byte % 10;
  }
  return digits;
}

/** @returns {string} a fresh code in eight groups of four */
export function newCode() {
  const digits = randomDigits();
  const check = MODULUS + 1 - remainder(`${digits}00`);
  return formatCode(digits + String(check).padStart(2, "0"));
}

/** @param {string} digits */
const formatCode = (digits) => /** @type {string[]} */ (digits.match(/.{4}/g)).join(" ");

/**
 * The value of one decimal digit of any script. Every script's ten digits stand in a row from its
 * zero, and rows that touch are whole rows: counting digits back from here gives the value.
 *
 * @param {string} digit
 */
function digitValue(digit) {
  const point = /** @type {number} */ (digit.codePointAt(0));
  let before = 0;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(point - before - 1))) before += 1;
  return before % 10;
}

/**
 * Read a code as a person writes it.
 *
 * @param {string} untrusted
 * @returns {Uint8Array} the secret
 * @throws {CodeError} another character, another number of digits, or a wrong check
 */
export function parseCode(untrusted) {
  if ([...untrusted].length > LONGEST_TEXT) throw new CodeError("length");
  let digits = "";
  for (const sign of untrusted) {
    if (/\p{Nd}/u.test(sign)) digits += digitValue(sign);
    else if (!/[.\t\n\v\f\r\ufeff\p{Z}\p{Pd}]/u.test(sign)) throw new CodeError("character");
  }
  if (digits.length !== SECRET_DIGITS + 2) throw new CodeError("length");
  if (remainder(digits) !== 1) throw new CodeError("check");
  return utf8(digits.slice(0, SECRET_DIGITS));
}

/**
 * Everything a code opens.
 *
 * @param {Uint8Array} secret from `parseCode`
 * @returns {Promise<Receipt>}
 */
export async function openCode(secret) {
  const identity = await deriveIdentity(secret, "receipt");
  const mailbox = toHex(derive(secret, "mailbox", 16));
  return { ...identity, mailbox, pinKey: derive(secret, "pin", 32) };
}

/**
 * What her mailbox keeps so that a second device can check the deployment key it is told.
 *
 * @param {Uint8Array} pinKey
 * @param {string} deploymentPin b64 of the deployment's verify key
 * @returns {string} b64
 */
export const makeMailboxPin = (pinKey, deploymentPin) => b64(hmacSha256(pinKey, unb64(deploymentPin, 32)));

/**
 * @param {Uint8Array} pinKey
 * @param {unknown} untrustedPin the mailbox's `pin`
 * @param {string} key the deployment key that the directory file states
 * @returns {void}
 * @throws {SignatureError} the code was not made for this deployment key
 */
export function checkMailboxPin(pinKey, untrustedPin, key) {
  const told = unb64(untrustedPin, 32);
  if (!equal(hmacSha256(pinKey, unb64(key, 32)), told)) throw new SignatureError("mailbox pin");
}
