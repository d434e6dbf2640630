/** The signed key directory, staff directory and certificates (docs/record-format.md §7, §8). */

import { canonical, hash, keyId, verifySigned } from "./crypto.js";
import { FormatError, SignatureError } from "./errors.js";
import {
  demand, is, isCount, isDay, isHash, isId, isObject, isPositive, isRecipient, isSignature, isText, isVerify, isWord,
  listOf, mapOf, objectOf,
} from "./shape.js";

/**
 * @typedef {{id: string, intake?: {key: string, recipient: string}, name: string, services: string[]}} Organisation
 *
 * @typedef {object} Directory
 * @property {string} country
 * @property {string} deployment
 * @property {string} expires
 * @property {{id: string, version: number}} form
 * @property {{label: Record<string, string>, value: string}[]} help
 * @property {string} issued
 * @property {string[]} languages
 * @property {{key: string, origin: string}} log
 * @property {string} name
 * @property {Organisation[]} organisations
 * @property {string} [recovery]
 * @property {true} [training]
 * @property {number} version
 *
 * @typedef {object} VerifiedDirectory
 * @property {Directory} directory
 * @property {string} hash of the signed file
 * @property {boolean} expired her report still goes out, marked
 * @property {true} [unchecked] taken by the key it states, for want of a pin; marked too
 * @property {string} pin
 *
 * @typedef {object} Certificate
 * @property {string} deployment
 * @property {string} expires
 * @property {string} issued
 * @property {string} key
 * @property {string} organisation
 * @property {string} recipient
 * @property {string} role
 * @property {"active" | "disabled"} status
 * @property {string} [succeeds] key id that the same person had before, where she lost it
 * @property {string} signature
 * @property {string} verify
 *
 * @typedef {object} Staff
 * @property {Certificate[]} certificates
 * @property {string} deployment
 * @property {string} issued
 * @property {{key: string, recipient: string, verify: string}[]} [recovery] keys that are or were in force
 * @property {{key: string, recipient: string}} staff
 * @property {number} version
 */

/** @typedef {"current" | "expired" | "disabled"} Standing */

const isLanguage = /** @param {unknown} value */ (value) => typeof value === "string" && /^[A-Za-z0-9-]{2,16}$/.test(value);
const isKeyOf = objectOf({ key: isId, recipient: isRecipient });

const isOrganisation = objectOf(
  { id: isId, name: isText, services: listOf(isWord, 16) },
  { intake: isKeyOf },
);

const isDirectory = objectOf(
  {
    country: isText,
    deployment: isId,
    expires: isDay,
    form: objectOf({ id: isText, version: isPositive }),
    help: listOf(objectOf({ label: mapOf(isLanguage, isText), value: isText }), 64),
    issued: isDay,
    languages: listOf(isLanguage, 64),
    log: objectOf({ key: isVerify, origin: isText }),
    name: isText,
    organisations: listOf(isOrganisation, 100),
    type: is("directory"),
    v: is(1),
    version: isPositive,
  },
  { previous: isHash, recovery: isRecipient, training: is(true) },
);

const isCertificate = objectOf(
  {
    deployment: isId,
    expires: isDay,
    issued: isDay,
    key: isId,
    organisation: isId,
    recipient: isRecipient,
    role: isWord,
    signature: isSignature,
    status: (status) => status === "active" || status === "disabled",
    type: is("person"),
    v: is(1),
    verify: isVerify,
  },
  { succeeds: isId },
);

const isRecoveryKey = objectOf({ key: isId, recipient: isRecipient, verify: isVerify });

const isStaff = objectOf(
  {
    certificates: listOf(isObject),
    deployment: isId,
    issued: isDay,
    staff: isKeyOf,
    type: is("staff"),
    v: is(1),
    version: isCount,
  },
  { recovery: listOf(isRecoveryKey, 100) },
);

/** @param {{key: string, recipient: string}} keys @param {string} [verify] @throws {FormatError} */
function checkKeyId({ key, recipient }, verify) {
  if (keyId(recipient, verify) !== key) throw new FormatError("key id");
}

/**
 * @param {unknown} untrusted the signed file
 * @param {string} pin
 * @returns {Directory}
 * @throws {SignatureError} not signed by the pinned key
 * @throws {FormatError}
 */
export function checkDirectory(untrusted, pin) {
  const file = demand(objectOf({ directory: isObject, key: isVerify, signature: isSignature }), untrusted);
  if (file.key !== pin) throw new SignatureError("another deployment key");
  verifySigned("safehold/directory/v1", file.directory, file.signature, pin);
  const directory = demand(isDirectory, file.directory);
  for (const { intake } of directory.organisations) if (intake) checkKeyId(intake);
  return directory;
}

/**
 * What a new report needs to know of the directory.
 *
 * @param {unknown} untrusted the signed file
 * @param {string} pin
 * @param {string} today
 * @returns {VerifiedDirectory}
 * @throws {SignatureError | FormatError}
 */
export function verifyDirectory(untrusted, pin, today) {
  const directory = checkDirectory(untrusted, pin);
  return { directory, hash: hash(canonical(untrusted)), expired: isExpired(directory, today), pin };
}

/**
 * @param {unknown} untrusted
 * @param {string} pin
 * @returns {Certificate}
 * @throws {SignatureError | FormatError}
 */
export function checkCertificate(untrusted, pin) {
  const certificate = demand(isCertificate, untrusted);
  const { signature, ...rest } = certificate;
  verifySigned("safehold/certificate/v1", rest, signature, pin);
  checkKeyId(certificate, certificate.verify);
  return certificate;
}

/**
 * @param {unknown} untrusted the signed staff directory
 * @param {string} pin
 * @returns {Staff}
 * @throws {SignatureError | FormatError}
 */
export function checkStaff(untrusted, pin) {
  const file = demand(objectOf({ staff: isObject, signature: isSignature }), untrusted);
  verifySigned("safehold/staff/v1", file.staff, file.signature, pin);
  const staff = demand(isStaff, file.staff);
  checkKeyId(staff.staff);
  for (const one of staff.recovery ?? []) checkKeyId(one, one.verify);
  return { ...staff, certificates: staff.certificates.map((/** @type {unknown} */ one) => checkCertificate(one, pin)) };
}

/**
 * Whether a server may be showing yesterday's colleagues: both directories are signed again every day while the box is
 * open, the staff directory never before the other, and none is good past the key directory's last day.
 *
 * @param {{issued: string}} staff
 * @param {{issued: string, expires: string}} directory
 * @param {string} day
 */
export const isOutdated = (staff, directory, day) => staff.issued < directory.issued || isExpired(directory, day);

/** @param {{expires: string}} document @param {string} day its last day is still good */
export const isExpired = ({ expires }, day) => expires < day;

/**
 * @param {Certificate} certificate
 * @param {string} day
 * @returns {Standing}
 */
export function standingOf(certificate, day) {
  if (certificate.status === "disabled") return "disabled";
  return isExpired(certificate, day) ? "expired" : "current";
}
