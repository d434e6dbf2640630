/** The signed documents of a deployment: key directory, staff directory, certificates (docs/record-format.md §7–8). */

import { keyId, verifySigned } from "./crypto.js";
import { FormatError, SignatureError } from "./errors.js";
import {
  demand, is, isBoolean, isDay, isHash, isId, isObject, isPositive, isRecipient, isSignature, isText, isVerify, isWord,
  listOf, mapOf, objectOf,
} from "./shape.js";

/**
 * @typedef {{id: string, name: string, services: string[], intake?: {key: string, recipient: string}}} Organisation
 * @typedef {{country: string, deployment: string, expires: string, form: {id: string, version: number},
 *   help: {label: Record<string, string>, value: string}[], issued: string, languages: string[],
 *   log: {key: string, origin: string}, name: string, organisations: Organisation[], previous?: string,
 *   recovery?: string, training?: boolean, type: "directory", v: 1, version: number}} Directory
 * @typedef {{deployment: string, expires: string, issued: string, key: string, organisation: string, recipient: string,
 *   role: string, status: "active" | "disabled", type: "person", v: 1, verify: string, signature: string}} Certificate
 * @typedef {{certificates: Certificate[], deployment: string, issued: string,
 *   staff: {key: string, recipient: string}, type: "staff", v: 1, version: number}} Staff
 */

const isKeyPair = objectOf({ key: isId, recipient: isRecipient });

const isDirectory = objectOf(
  {
    country: isText,
    deployment: isId,
    expires: isDay,
    form: objectOf({ id: isText, version: isPositive }),
    help: listOf(objectOf({ label: mapOf(isWordOrTag, isText), value: isText }), 64),
    issued: isDay,
    languages: listOf(isWordOrTag, 32),
    log: objectOf({ key: isVerify, origin: isText }),
    name: isText,
    organisations: listOf(
      objectOf({ id: isId, name: isText, services: listOf(isWord, 16) }, { intake: isKeyPair }),
      64,
    ),
    type: is("directory"),
    v: is(1),
    version: isPositive,
  },
  { previous: isHash, recovery: isRecipient, training: isBoolean },
);

const isCertificate = objectOf({
  deployment: isId,
  expires: isDay,
  issued: isDay,
  key: isId,
  organisation: isId,
  recipient: isRecipient,
  role: isWord,
  signature: isSignature,
  status: (value) => value === "active" || value === "disabled",
  type: is("person"),
  v: is(1),
  verify: isVerify,
});

const isStaff = objectOf({
  certificates: listOf(isObject),
  deployment: isId,
  issued: isDay,
  staff: isKeyPair,
  type: is("staff"),
  v: is(1),
  version: isPositive,
});

/** A language tag such as `fr` or `pt-BR`. @param {unknown} value */
function isWordOrTag(value) {
  return typeof value === "string" && /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(value);
}

/** A key id is a hash of its key: one that does not match was put there by somebody else. */
/** @param {{key: string, recipient: string, verify?: string}} named */
function checkKeyId({ key, recipient, verify }) {
  if (keyId(recipient, verify) !== key) throw new SignatureError("key id");
}

/**
 * @param {any} untrusted the file `{directory, key, signature}`
 * @param {string} pin the deployment's verify key, b64
 * @returns {Directory}
 * @throws {FormatError | SignatureError}
 */
export function checkDirectory(untrusted, pin) {
  if (!isObject(untrusted)) throw new FormatError("directory");
  verifySigned("safehold/directory/v1", untrusted.directory, untrusted.signature, pin);
  const directory = demand(isDirectory, untrusted.directory);
  for (const { intake } of directory.organisations) if (intake) checkKeyId(intake);
  return directory;
}

/**
 * @param {any} untrusted the file `{staff, signature}`
 * @param {string} pin
 * @returns {Staff} every certificate in it checked too
 * @throws {FormatError | SignatureError}
 */
export function checkStaff(untrusted, pin) {
  if (!isObject(untrusted)) throw new FormatError("staff");
  verifySigned("safehold/staff/v1", untrusted.staff, untrusted.signature, pin);
  const staff = demand(isStaff, untrusted.staff);
  checkKeyId(staff.staff);
  for (const certificate of staff.certificates) checkCertificate(certificate, pin);
  return staff;
}

/**
 * @param {any} untrusted
 * @param {string} pin
 * @returns {Certificate}
 * @throws {FormatError | SignatureError}
 */
export function checkCertificate(untrusted, pin) {
  const certificate = demand(isCertificate, untrusted);
  const { signature, ...rest } = certificate;
  verifySigned("safehold/certificate/v1", rest, signature, pin);
  checkKeyId(certificate);
  return certificate;
}

/** @param {{expires: string}} document @param {string} today `YYYY-MM-DD`, UTC */
export const isExpired = ({ expires }, today) => expires < today;
