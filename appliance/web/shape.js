/** Strict reading of JSON objects: a parser refuses unknown members and wrong types (record-format §1). */

import { FormatError } from "./errors.js";

/** @typedef {(value: unknown) => boolean} Check */

/** @param {RegExp} pattern @returns {Check} */
const like = (pattern) => (value) => typeof value === "string" && pattern.test(value);

export const isId = like(/^[0-9a-f]{32}$/);
export const isHash = like(/^[0-9a-f]{64}$/);
export const isDay = like(/^\d{4}-\d\d-\d\d$/);
export const isTime = like(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
export const isRecipient = like(/^age1pq1[02-9ac-hj-np-z]{1952}$/);
export const isIdentity = like(/^AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]{58}$/);
export const isVerify = like(/^[\w-]{43}$/);
export const isSignature = like(/^[\w-]{86}$/);
export const isWord = like(/^[a-z][a-z_]{0,40}$/);
export const isCompartment = like(/^(contact|account|thread|evidence|medical|psychosocial|legal|team)$/);
/** Where messages are: with her, or as notes among professionals. */
export const isSpoken = like(/^(thread|medical|psychosocial|legal|team)$/);

/** @type {Check} */
export const isText = (value) => typeof value === "string" && value.length <= 1 << 20;

/** @type {Check} */
export const isBoolean = (value) => typeof value === "boolean";

/** @type {Check} */
export const isCount = (value) => Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;

/** @type {Check} */
export const isPositive = (value) => isCount(value) && value !== 0;

/** @type {Check} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} expected @returns {Check} */
export const is = (expected) => (value) => value === expected;

/** @param {Check} check @param {number} [most] @returns {Check} */
export const listOf = (check, most = 4096) => (value) =>
  Array.isArray(value) && value.length <= most && value.every(check);

/** @param {Record<string, Check>} required @param {Record<string, Check>} [optional] @returns {Check} */
export const objectOf = (required, optional = {}) => (value) => {
  if (!isObject(value)) return false;
  const object = /** @type {Record<string, unknown>} */ (value);
  const known = new Map([...Object.entries(required), ...Object.entries(optional)]);
  const names = Object.keys(object);
  return (
    names.every((name) => known.get(name)?.(object[name])) &&
    Object.keys(required).every((name) => names.includes(name))
  );
};

/** @param {Check} checkName @param {Check} check @returns {Check} */
export const mapOf = (checkName, check) => (value) =>
  isObject(value) && Object.entries(/** @type {object} */ (value)).every(([n, v]) => checkName(n) && check(v));

/**
 * @param {Check} check
 * @param {unknown} untrusted
 * @returns {any} the value itself
 * @throws {FormatError}
 */
export function demand(check, untrusted) {
  if (!check(untrusted)) throw new FormatError("members");
  return untrusted;
}
