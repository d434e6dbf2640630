/** A new report: everything sealed in the browser before the first byte is sent (record-format §4, §5, §12). */

import {
  canonical, concat, generateCompartmentKey, generatePair, hash, makeMailboxPin, makeReportWrap, openCode, parseCode,
  randomId, seal,
} from "./crypto.js";
import { FormatError, SafeholdError } from "./errors.js";
import { writeMessage } from "./thread.js";
import { timeOf } from "./times.js";

/** The place of the recovery recipient among those that she may leave out. */
export const RECOVERY = "recovery";
/** Messages and file descriptions that one bundle may hold. */
export const MOST_EXTRA_PARTS = 16;

const COMPARTMENTS = ["contact", "account", "thread", "evidence"];

/**
 * @typedef {import("./crypto/identity.js").CompartmentKey} CompartmentKey
 * @typedef {import("./crypto/receipt.js").Receipt} Receipt
 * @typedef {string | string[] | boolean | number} Answer
 *
 * @typedef {object} Values
 * @property {{contact: Record<string, Answer>, account: Record<string, Answer>}} answers skipped questions are absent
 * @property {{id: string, version: number}} form
 * @property {string} language
 * @property {boolean} [urgentCare] stands in clear; only if she agreed to say so
 * @property {readonly string[]} [leftOut] organisation ids, or `RECOVERY`
 * @property {string} [message]
 * @property {Date} [now]
 *
 * @typedef {object} FileNote
 * @property {string} blob id under which the file itself will be uploaded
 * @property {string} name
 * @property {string} media_type
 * @property {string} sha256 of the original
 * @property {number} size of the original
 *
 * @typedef {object} Part
 * @property {string} kind
 * @property {string} [compartment]
 * @property {Uint8Array} sealed
 *
 * @typedef {object} Report
 * @property {Uint8Array} bundle send these very bytes again after a loss
 * @property {string} case
 * @property {Record<string, CompartmentKey>} keys by compartment
 * @property {Receipt} receipt
 */

/**
 * Seal a report.
 *
 * @param {Values} values
 * @param {import("./directory.js").VerifiedDirectory} verified
 * @param {string} code her receipt code
 * @param {readonly FileNote[]} [files]
 * @returns {Promise<Report>}
 * @throws {CodeError | FormatError | SafeholdError}
 */
export async function makeReport(values, verified, code, files = []) {
  const receipt = await openCode(parseCode(code));
  const caseId = randomId();
  const at = timeOf(values.now ?? new Date());
  const keys = await freshKeys();
  const parts = [
    await wrapPart(caseId, keys, receipt, verified.directory, values.leftOut ?? []),
    ...(await reportParts(caseId, at, keys, receipt, values, verified)),
    ...(await messagePart(caseId, keys, receipt, values)),
    ...(await inTurn(files, (file) => itemPart(caseId, at, keys.evidence, file))),
  ];
  if (parts.length > 3 + MOST_EXTRA_PARTS) throw new SafeholdError("too_large", "parts");
  return { bundle: bundleOf(header(caseId, receipt, values, verified), parts), case: caseId, keys, receipt };
}

/** Let the page paint and hear "leave quickly" between steps: on an old phone each takes a moment. */
const breathe = () => new Promise((resolve) => setTimeout(resolve));

/**
 * One after another, with a breath before each.
 *
 * @template T, R
 * @param {readonly T[]} list
 * @param {(one: T) => Promise<R>} step
 * @returns {Promise<R[]>}
 */
async function inTurn(list, step) {
  const results = [];
  for (const one of list) {
    await breathe();
    results.push(await step(one));
  }
  return results;
}

/** @returns {Promise<Record<string, CompartmentKey>>} */
async function freshKeys() {
  const keys = await inTurn(COMPARTMENTS, generateCompartmentKey);
  return Object.fromEntries(keys.map((key) => [key.compartment, key]));
}

/**
 * The places of a report wrap. One that is missing or left out gets a recipient that nobody can
 * open, so that number and order tell nothing.
 *
 * @param {import("./directory.js").Directory} directory
 * @param {Receipt} receipt
 * @param {readonly string[]} leftOut
 * @returns {Promise<string[]>}
 */
async function wrapRecipients({ organisations, recovery }, receipt, leftOut) {
  const known = [RECOVERY, ...organisations.map(({ id }) => id)];
  // Better to stop than to send to somebody whom she meant to leave out.
  if (leftOut.some((id) => !known.includes(id))) throw new FormatError("left out");
  const intake = organisations.filter((organisation) => organisation.intake);
  const wanted = [
    ...intake.map((organisation) => (leftOut.includes(organisation.id) ? undefined : organisation.intake?.recipient)),
    leftOut.includes(RECOVERY) ? undefined : recovery,
    receipt.recipient,
  ];
  return inTurn(wanted, async (recipient) => recipient ?? (await generatePair()).recipient);
}

/**
 * @param {string} caseId
 * @param {Record<string, CompartmentKey>} keys
 * @param {Receipt} receipt
 * @param {import("./directory.js").Directory} directory
 * @param {readonly string[]} leftOut
 * @returns {Promise<Part>}
 */
async function wrapPart(caseId, keys, receipt, directory, leftOut) {
  const recipients = await wrapRecipients(directory, receipt, leftOut);
  const wrap = { case: caseId, keys: Object.values(keys), reporter: reporterOf(receipt) };
  return { kind: "wrap", sealed: await makeReportWrap(wrap, receipt.signingSeed, recipients) };
}

/** @param {Receipt} receipt */
const reporterOf = ({ recipient, verify }) => ({ recipient, verify });

/**
 * @param {string} caseId
 * @param {string} at
 * @param {Record<string, CompartmentKey>} keys
 * @param {Receipt} receipt
 * @param {Values} values
 * @param {import("./directory.js").VerifiedDirectory} verified
 * @returns {Promise<Part[]>}
 */
async function reportParts(caseId, at, keys, receipt, values, { directory, hash: directoryHash, expired, unchecked }) {
  const { form, language, answers, leftOut = [] } = values;
  const both = { at, case: caseId, form, language, type: "report", v: 1 };
  const contact = {
    ...both,
    answers: answers.contact,
    compartment: "contact",
    directory: { expired, hash: directoryHash, unchecked, version: directory.version },
    left_out: [...leftOut],
    reporter: reporterOf(receipt),
  };
  const account = { ...both, answers: answers.account, compartment: "account" };
  return [
    await sealedPart("report", keys.contact, canonical(contact)),
    await sealedPart("report", keys.account, canonical(account)),
  ];
}

/**
 * @param {string} kind
 * @param {CompartmentKey} key
 * @param {Uint8Array} content
 * @returns {Promise<Part>}
 */
async function sealedPart(kind, { compartment, recipient }, content) {
  await breathe();
  return { kind, compartment, sealed: await seal(content, [recipient]) };
}

/**
 * @param {string} caseId
 * @param {Record<string, CompartmentKey>} keys
 * @param {Receipt} receipt
 * @param {Values} values
 * @returns {Promise<Part[]>}
 */
async function messagePart(caseId, { thread }, receipt, { message, now }) {
  if (!message) return [];
  const place = { seq: 1, after: {} };
  const draft = { case: caseId, compartment: /** @type {const} */ ("thread"), text: message, place, now };
  return [await sealedPart("message", thread, writeMessage(draft, receipt))];
}

/**
 * The description of a file, to be sealed to the evidence key and stored beside it.
 *
 * @param {string} caseId
 * @param {string} at
 * @param {FileNote} file
 */
export const itemContent = (caseId, at, { blob, name, media_type, sha256, size }) =>
  canonical({ at, blob, case: caseId, media_type, name, sha256, size, type: "item", v: 1 });

/**
 * @param {string} caseId
 * @param {string} at
 * @param {CompartmentKey} key
 * @param {FileNote} file
 */
const itemPart = (caseId, at, key, file) => sealedPart("item", key, itemContent(caseId, at, file));

/**
 * @param {string} caseId
 * @param {Receipt} receipt
 * @param {Values} values
 * @param {import("./directory.js").VerifiedDirectory} verified
 */
const header = (caseId, receipt, { form, language, urgentCare }, { directory, pin }) => ({
  mailbox: { name: receipt.mailbox, pin: makeMailboxPin(receipt.pinKey, pin), ...reporterOf(receipt) },
  report: {
    case: caseId, directory: directory.version, form, language, sealed_by: "browser", urgent_care: urgentCare,
  },
  type: "report",
  v: 1,
});

/**
 * @param {object} clear the header without its parts
 * @param {Part[]} parts
 * @returns {Uint8Array}
 */
function bundleOf(clear, parts) {
  const listed = parts.map(({ kind, compartment, sealed }) =>
    ({ blob: randomId(), compartment, kind, sha256: hash(sealed), size: sealed.length }));
  const head = canonical({ ...clear, parts: listed });
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, head.length);
  return concat(length, head, ...parts.map(({ sealed }) => sealed));
}
