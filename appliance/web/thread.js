/**
 * The messages of a case, checked before they are shown (docs/record-format.md §6).
 *
 * The server stores and lists messages; it may invent, leave out, repeat and shuffle them. Nothing
 * here believes it: who wrote, in which case and in which order follows from signatures alone.
 */

import { canonical, hash, keyId, parseCanonical, sign, verify } from "./crypto.js";
import { timeOf } from "./times.js";
import { standingOf, checkCertificate } from "./directory.js";
import {
  demand, is, isCompartment, isDay, isId, isObject, isPositive, isSignature, isSpoken, isText, isTime, isWord, listOf, mapOf,
  objectOf,
} from "./shape.js";

/**
 * @typedef {import("./directory.js").Certificate} Certificate
 * @typedef {import("./crypto/wrap.js").Reporter} Reporter
 *
 * @typedef {object} Item one listed blob
 * @property {string} blob
 * @property {Uint8Array} [content] opened and unframed; absent if it did not open
 *
 * @typedef {object} Context what the reader knows without the server
 * @property {string} case
 * @property {string} compartment `thread`, or one with notes of professionals
 * @property {Reporter} reporter from the wrap
 * @property {string} pin
 * @property {readonly Certificate[]} [certificates] of the verified staff directory, where there is one
 *
 * @typedef {object} Request
 * @property {string[]} compartments
 * @property {string} expires
 * @property {"referral"} purpose
 * @property {string} recipient
 * @property {string} recipient_label
 * @property {string} service_type
 * @property {Certificate} certificate
 *
 * @typedef {object} Message
 * @property {string} blob
 * @property {string} signer key id
 * @property {boolean} fromReporter
 * @property {number} seq
 * @property {string} at
 * @property {string} text
 * @property {Record<string, number>} after
 * @property {Certificate} [certificate] of a colleague
 * @property {import("./directory.js").Standing} [standing] of that certificate when it was written
 * @property {Request} [request]
 * @property {{recipient: string, expires: string}} [refuses] the request that she does not agree to
 *
 * @typedef {{code: ProblemCode, blob?: string, signer?: string, from?: number, to?: number}} Problem
 *
 * @typedef {"unreadable" | "malformed" | "wrong_case" | "wrong_compartment" | "unknown_signer" | "bad_signature"
 *   | "bad_request" | "conflict" | "repeated" | "gap" | "order"} ProblemCode
 */

const isRequest = objectOf({
  certificate: isObject,
  compartments: listOf(isCompartment, 8),
  expires: isDay,
  purpose: is("referral"),
  recipient: isId,
  recipient_label: isText,
  service_type: isWord,
});

const isRefusal = objectOf({ expires: isDay, recipient: isId });

const isMessage = objectOf(
  {
    after: mapOf(isId, isPositive),
    at: isTime,
    case: isId,
    compartment: isSpoken,
    seq: isPositive,
    signature: isSignature,
    signer: isId,
    text: isText,
    type: is("message"),
    v: is(1),
  },
  { certificate: isObject, refuses: isRefusal, request: isRequest },
);

/** Carries the code of what is wrong with one message out of the steps that check it. */
class Unsound extends Error {
  /** @param {ProblemCode} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * @template T
 * @param {ProblemCode} code
 * @param {() => T} step
 * @returns {T}
 */
function attempt(code, step) {
  try {
    return step();
  } catch {
    throw new Unsound(code);
  }
}

/**
 * Who signed it, by what the reader already trusts.
 *
 * @param {any} message
 * @param {Context} context
 * @returns {{fromReporter: boolean, key: string, certificate?: Certificate}}
 */
function signerOf(message, { reporter, pin, compartment }) {
  if (message.signer === keyId(reporter.recipient, reporter.verify)) {
    // She neither holds nor sees the key of notes.
    if (compartment !== "thread" || message.certificate) throw new Unsound("unknown_signer");
    return { fromReporter: true, key: reporter.verify };
  }
  const certificate = attempt("unknown_signer", () => checkCertificate(message.certificate, pin));
  if (certificate.key !== message.signer) throw new Unsound("unknown_signer");
  return { fromReporter: false, key: certificate.verify, certificate };
}

/** @param {any} request @param {string} pin @returns {Request} */
function checkRequest(request, pin) {
  const certificate = attempt("bad_request", () => checkCertificate(request.certificate, pin));
  if (certificate.key !== request.recipient || certificate.status !== "active") throw new Unsound("bad_request");
  return { ...request, certificate };
}

/**
 * @param {Item} item
 * @param {Context} context
 * @returns {{message: Message, statement: string}}
 */
function checkMessage({ blob, content }, context) {
  if (!content) throw new Unsound("unreadable");
  const message = attempt("malformed", () => demand(isMessage, parseCanonical(content)));
  if (message.case !== context.case) throw new Unsound("wrong_case");
  if (message.compartment !== context.compartment) throw new Unsound("wrong_compartment");
  const { fromReporter, key, certificate } = signerOf(message, context);
  attempt("bad_signature", () => verify(message, key));
  // Nobody but she refuses, and where she was asked.
  if (message.refuses && (!fromReporter || context.compartment !== "thread")) throw new Unsound("bad_request");
  // Professionals ask, and they ask her: in the thread.
  if (message.request && (fromReporter || context.compartment !== "thread")) throw new Unsound("bad_request");
  const { signer, seq, at, text, after, signature, ...rest } = message;
  const checked = {
    blob, signer, fromReporter, seq, at, text, after, certificate,
    refuses: message.refuses,
    standing: certificate && standingNow(certificate, at, context),
    request: rest.request && checkRequest(rest.request, context.pin),
  };
  return { message: checked, statement: hash(canonical({ signer, seq, at, text, after, ...rest })) };
}

/** @param {Certificate} certificate @param {string} at @param {Context} context */
function standingNow(certificate, at, { certificates = [] }) {
  const listed = certificates.find(({ key }) => key === certificate.key);
  if (listed?.status === "disabled") return "disabled";
  return standingOf(certificate, at.slice(0, 10));
}

/**
 * Sort out what a signer said twice. The same words count once. Different words under one number are
 * both the signer's own, from two devices that knew nothing of each other: both are kept, and named.
 *
 * @param {{message: Message, statement: string}[]} checked
 * @param {Problem[]} problems
 * @returns {{messages: Message[], numbers: Map<string, Set<number>>}} numbers used by each signer
 */
function distinct(checked, problems) {
  /** @type {Map<string, Map<string, Message>>} by place, then by what was said */
  const places = new Map();
  const numbers = new Map();
  for (const { message, statement } of checked) {
    const { blob, signer, seq } = message;
    numbers.set(signer, (numbers.get(signer) ?? new Set()).add(seq));
    const said = places.get(`${signer} ${seq}`) ?? new Map();
    if (said.has(statement)) problems.push({ code: "repeated", blob, signer });
    places.set(`${signer} ${seq}`, said.set(statement, said.get(statement) ?? message));
  }
  for (const said of places.values()) {
    if (said.size === 1) continue;
    for (const { blob, signer } of said.values()) problems.push({ code: "conflict", blob, signer });
  }
  return { messages: [...places.values()].flatMap((said) => [...said.values()]), numbers };
}

/**
 * Numbers that must exist and are not here.
 *
 * @param {Message[]} messages
 * @param {Map<string, Set<number>>} numbers
 * @returns {Problem[]}
 */
function gaps(messages, numbers) {
  const highest = new Map([...numbers].map(([signer, seen]) => [signer, Math.max(...seen)]));
  for (const { after } of messages) {
    for (const [signer, seq] of Object.entries(after)) highest.set(signer, Math.max(seq, highest.get(signer) ?? 0));
  }
  return [...highest].flatMap(([signer, last]) => missing(signer, last, numbers.get(signer) ?? new Set()));
}

/** @param {string} signer @param {number} last @param {Set<number>} seen @returns {Problem[]} as ranges */
function missing(signer, last, seen) {
  /** @type {Problem[]} */
  const ranges = [];
  let next = 1;
  for (const seq of [...seen, last + 1].sort((a, b) => a - b)) {
    if (seq > next) ranges.push({ code: "gap", signer, from: next, to: seq - 1 });
    next = seq + 1;
  }
  return ranges;
}

/** @param {Message} a @param {Message} b */
const byTime = (a, b) =>
  a.at !== b.at ? (a.at < b.at ? -1 : 1) : a.signer === b.signer ? 0 : a.signer < b.signer ? -1 : 1;

/**
 * Each message after all that it names; ties by time, then by signer.
 *
 * @param {Message[]} messages
 * @param {Problem[]} problems
 * @returns {Message[]}
 */
function inOrder(messages, problems) {
  /** @type {Map<string, Message[]>} */
  const queues = new Map();
  for (const message of [...messages].sort((a, b) => a.seq - b.seq || byTime(a, b) || (a.blob < b.blob ? -1 : 1))) {
    queues.set(message.signer, [...(queues.get(message.signer) ?? []), message]);
  }
  /** @param {Message} message */
  const ready = ({ signer, after }) =>
    Object.entries(after).every(([other, seq]) => other === signer || (queues.get(other)?.[0]?.seq ?? Infinity) > seq);
  const ordered = [];
  while (ordered.length < messages.length) {
    const heads = [...queues.values()].flatMap((queue) => queue.slice(0, 1)).sort(byTime);
    let next = heads.find(ready);
    if (!next) {
      // Two signers each claim to have read the other first: one of them does not tell the truth.
      next = heads[0];
      problems.push({ code: "order", blob: next.blob, signer: next.signer });
    }
    ordered.push(next);
    queues.get(next.signer)?.shift();
  }
  return ordered;
}

/**
 * Check a whole thread. Only what is in `messages` may be shown as content.
 *
 * @param {readonly Item[]} items in any order
 * @param {Context} context
 * @returns {{messages: Message[], problems: Problem[]}}
 */
export function checkThread(items, context) {
  /** @type {Problem[]} */
  const problems = [];
  const checked = [];
  // By blob id, so that the order of the list does not decide even which of two copies is shown.
  for (const item of [...items].sort((a, b) => (a.blob < b.blob ? -1 : 1))) {
    try {
      checked.push(checkMessage(item, context));
    } catch (error) {
      if (!(error instanceof Unsound)) throw error;
      problems.push({ code: error.code, blob: item.blob });
    }
  }
  const { messages, numbers } = distinct(checked, problems);
  problems.push(...gaps(messages, numbers));
  return { messages: inOrder(messages, problems), problems };
}

/**
 * What the next message of this signer must say about the ones before it.
 *
 * @param {{messages: readonly Message[], problems: readonly Problem[]}} thread as checked
 * @param {string} signer key id
 * @returns {{seq: number, after: Record<string, number>}}
 */
export function placeNext({ messages, problems }, signer) {
  /** @type {Record<string, number>} */
  const highest = {};
  for (const message of messages) highest[message.signer] = Math.max(message.seq, highest[message.signer] ?? 0);
  // A number of hers that the server withholds is still used: another device may have written it.
  const lost = problems.filter((problem) => problem.code === "gap" && problem.signer === signer);
  const used = [highest[signer] ?? 0, ...lost.map(({ to }) => to ?? 0)];
  const { [signer]: _, ...after } = highest;
  return { seq: Math.max(...used) + 1, after };
}

/**
 * A signed message, ready to be sealed to the key of its compartment.
 *
 * @param {object} draft
 * @param {string} draft.case
 * @param {string} draft.compartment
 * @param {string} draft.text
 * @param {{seq: number, after: Record<string, number>}} draft.place from `placeNext`
 * @param {Certificate} [draft.certificate] of a professional
 * @param {Request} [draft.request]
 * @param {{recipient: string, expires: string}} [draft.refuses]
 * @param {Date} [draft.now]
 * @param {{key: string, signingSeed: Uint8Array}} signer
 * @returns {Uint8Array}
 */
export function writeMessage({ place, now = new Date(), ...draft }, signer) {
  const message = { ...draft, ...place, at: timeOf(now), signer: signer.key, type: "message", v: 1 };
  return canonical(sign(withoutGaps(message), signer.signingSeed));
}

/** @param {Record<string, unknown>} object @returns {Record<string, unknown>} without absent members */
const withoutGaps = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
