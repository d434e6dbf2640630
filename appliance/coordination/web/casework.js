/**
 * One case as this person may see it: keys taken from wraps, signed statements checked before they count, content
 * opened compartment by compartment. No screen lives here; the steps that change a case are in steps.js.
 */

import { hash, hashBlob, open, openBlob, openReportWrap, openWrap, parseCanonical, unb64 } from "../../web/crypto.js";
import { FormatError, SafeholdError, SignatureError } from "../../web/errors.js";
import { downloadBlob } from "../../web/files.js";
import { checkThread } from "../../web/thread.js";
import { checkConsents, checkGrants, checkReferrals, heldAgainstCopies, isFounded, isNumberMissing, trustIn } from "./statements.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./statements.js").Consent} Consent
 * @typedef {import("./statements.js").Referral} Referral
 * @typedef {import("./statements.js").Problem} Problem
 * @typedef {{blob: string, kind: string, compartment: string, size: number, day: string, index: number}} Entry
 * @typedef {import("./statements.js").Grant} Grant
 * @typedef {{compartment: string, generation: number, identity: string, readOnly?: boolean}} Key
 *   `readOnly`: who gave it is no longer in force, so nothing more is sealed to it
 * @typedef {{key: Key, reporter: import("../../web/crypto/wrap.js").Reporter, weight: number, grant?: Grant}} Offer
 *   a key that came, and how much its bringer's word weighs
 * @typedef {{entry: Entry, name: string, media_type: string, size: number, sha256: string, at: string, blob: string, arrived: boolean}} Item
 *   `arrived`: the file itself is there, whole
 */

export const FIRST_COMPARTMENTS = ["contact", "account", "thread", "evidence"];

/** The wrap that the reporter signed, then what this person signed to herself, then what colleagues signed. */
const WEIGHT = { report: 3, own: 2, current: 1, past: 0 };

/** Says nothing about what was stored: the line, the server, or the session has failed. */
const PASSING = ["offline", "unavailable", "sealed", "unauthenticated", "too_many_tries"];

/** @param {unknown} error @throws the error, if it says nothing about the content */
function passOn(error) {
  if (!(error instanceof SafeholdError) || PASSING.includes(error.code)) throw error;
}

export class Casework {
  /** @type {Map<string, Key>} by compartment */
  keys = new Map();
  /** @type {{recipient: string, verify: string} | undefined} */
  reporter;
  /** @type {Consent[]} */
  consents = [];
  /** @type {Referral[]} */
  referrals = [];
  /** @type {Problem[]} */
  problems = [];
  /** @type {any} what coordination answered */
  clear;
  /** @type {ReturnType<typeof checkThread> | undefined} */
  thread;
  /** @type {Map<string, ReturnType<typeof checkThread>>} by compartment */
  notes = new Map();
  /** Key id of the intake key that opened the report's wrap. */
  duty = "";
  /** @type {Map<string, Promise<Uint8Array>>} opened in this visit; each opening is a line in the log */
  #opened = new Map();

  /**
   * @param {Session} session
   * @param {string} id of the case
   */
  constructor(session, id) {
    this.session = session;
    this.id = id;
  }

  /** @returns {import("./statements.js").Reader} */
  get reader() {
    return {
      id: this.id,
      certificateOf: (key) => {
        const colleague = this.session.colleagues.get(key);
        if (!colleague) throw new SignatureError("unknown signer");
        return colleague.certificate;
      },
      recoveryKey: (key) => this.session.recoveryKey(key),
      formerOf: (key) => this.session.formerOf(key),
      problem: (code, detail) => void this.problem(code, detail),
    };
  }

  /** @param {string} code @param {string} [detail] */
  problem(code, detail) {
    if (!this.problems.some((one) => one.code === code && one.detail === detail)) this.problems.push({ code, detail });
  }

  /** Ask for the case and take its keys. Nothing is opened yet but wraps. */
  async load() {
    this.clear = await this.session.network.get(`/cases/${this.id}`);
    this.problems = [];
    this.keys.clear();
    this.thread = undefined;
    this.notes.clear();
    const grants = checkGrants(this.clear.grants, this.reader);
    const offers = this.clear.report_wrap ? await this.#openReportWrap(this.clear.report_wrap) : [];
    for (const row of this.clear.wraps) offers.push(...(await this.#openGranted(row, grants)));
    offers.sort((one, other) => other.weight - one.weight);
    this.reporter = offers[0]?.reporter;
    if (!this.reporter) throw new SafeholdError(this.#whyNoKey());
    this.consents = checkConsents(this.clear.consents, this.reader, this.reporter.verify);
    this.referrals = checkReferrals(this.clear.referrals, this.reader);
    if (this.leads && isNumberMissing(this.clear.consents)) this.problem("withheld-consent");
    this.#choose(offers);
    return this;
  }

  #whyNoKey() {
    const codes = this.problems.map(({ code }) => code);
    if (codes.includes("grant")) return "case_grant";
    return codes.length ? "case_keys" : "not_found";
  }

  /** @param {string} sealed @returns {Promise<Offer[]>} */
  async #openReportWrap(sealed) {
    for (const [key, identity] of this.session.intake) {
      try {
        const wrap = await openReportWrap(unb64(sealed), [identity]);
        this.duty = key;
        return this.#offersOf(wrap, WEIGHT.report);
      } catch (error) {
        passOn(error);
      }
    }
    this.problem("wrap");
    return [];
  }

  /**
   * @param {{wrap: string, grant: string}} row
   * @param {Map<string, Grant>} grants checked, by id
   * @returns {Promise<Offer[]>}
   */
  async #openGranted(row, grants) {
    try {
      const bytes = unb64(row.wrap);
      const grant = grants.get(row.grant);
      if (grant?.wrap !== hash(bytes) || grant.recipient !== this.session.identity.key) throw new SignatureError("grant");
      const wrap = await openWrap(bytes, [this.session.identity.identity]);
      const named = wrap.keys.every(
        ({ compartment, generation }) => compartment === grant.compartment && generation === grant.generation,
      );
      if (!named) throw new SignatureError("grant");
      return this.#offersOf(wrap, WEIGHT[trustIn(grant, this.reader, grants)], grant);
    } catch (error) {
      passOn(error);
      this.problem("grant", row.grant);
      return [];
    }
  }

  /**
   * @param {import("../../web/crypto/wrap.js").Wrap} wrap @param {number} weight @param {Grant} [grant]
   * @returns {Offer[]}
   */
  #offersOf({ case: caseId, keys, reporter }, weight, grant) {
    if (caseId === this.id && reporter && keys.every(({ generation }) => generation === 1)) {
      return keys.map((key) => ({ key, reporter, weight, grant }));
    }
    this.problem("wrap");
    return [];
  }

  /**
   * One key for each compartment: the one whose bringer weighs most. Another key beside it is named and never used, and
   * where two weigh the same nobody could tell which is true.
   *
   * @param {Offer[]} offers the heaviest first
   */
  #choose(offers) {
    /** @type {Map<string, Offer>} */
    const chosen = new Map();
    for (const offer of offers.filter((one) => this.#isSound(one))) {
      const { compartment, identity } = offer.key;
      const known = chosen.get(compartment);
      if (!known) {
        chosen.set(compartment, offer);
        this.#take(offer);
      } else if (known.key.identity !== identity) {
        this.problem("second-key", compartment);
        if (known.weight === offer.weight) this.keys.delete(compartment);
      }
    }
  }

  /** A key of another reporter, or by a grant without her consent behind it, is not used. @param {Offer} offer */
  #isSound({ reporter, grant }) {
    if (reporter.verify !== this.reporter?.verify || reporter.recipient !== this.reporter.recipient) this.problem("wrap");
    else if (grant && !isFounded(grant, this.consents, this.reader.formerOf)) this.problem("consent", grant.basis.consent);
    else return true;
    return false;
  }

  /** @param {Offer} offer */
  #take({ key, weight }) {
    const readOnly = weight === WEIGHT.past;
    if (readOnly) this.problem("past-grant", key.compartment);
    this.keys.set(key.compartment, { ...key, readOnly });
  }

  /** @returns {string[]} compartments whose key this person holds */
  get readable() {
    return [...this.keys.keys()];
  }

  /** Whether this person took the case: she then sees every consent in it. */
  get leads() {
    return this.clear.assigned === this.session.identity.key;
  }

  /** @param {string} compartment @param {string} kind @returns {Entry[]} */
  entries(compartment, kind) {
    return this.clear.blobs.filter(
      (/** @type {Entry} */ entry) => entry.compartment === compartment && entry.kind === kind,
    );
  }

  /** @param {string} compartment @returns {Key} */
  key(compartment) {
    const key = this.keys.get(compartment);
    if (!key) throw new SafeholdError("not_found");
    return key;
  }

  /**
   * The key of a compartment to seal something new to.
   *
   * @param {string} compartment
   * @returns {Key}
   * @throws {SafeholdError} it came from somebody who is no longer in force
   */
  sealingKey(compartment) {
    const key = this.key(compartment);
    if (key.readOnly) throw new SafeholdError("key_past");
    return key;
  }

  /**
   * @param {{op: "get" | "put", blob: string, compartment: string, kind: string, size: number, seq?: number}[]} wants
   * @returns {Promise<string[]>}
   */
  async tickets(wants) {
    const { tickets } = await this.session.network.post(`/cases/${this.id}/tickets`, { wants });
    return tickets;
  }

  /** @param {Entry} entry @param {(done: number, total: number) => void} [progress] */
  async #download(entry, progress) {
    const { blob, compartment, kind, size } = entry;
    const renew = async () => (await this.tickets([{ op: "get", blob, compartment, kind, size }]))[0] ?? "";
    return downloadBlob({ origin: this.session.storage, blob, ticket: await renew(), renew, size, progress });
  }

  /**
   * Fetch and open one small blob, once a visit. The server writes the access record before the first byte.
   *
   * @param {Entry} entry
   * @returns {Promise<Uint8Array>}
   */
  #openBytes(entry) {
    const known = this.#opened.get(entry.blob);
    if (known) return known;
    const opening = this.#download(entry)
      .then((sealed) => sealed.arrayBuffer())
      .then((bytes) => open(new Uint8Array(bytes), [this.key(entry.compartment).identity]));
    this.#opened.set(entry.blob, opening);
    opening.catch(() => this.#opened.delete(entry.blob));
    return opening;
  }

  /** @param {Entry} entry @returns {Promise<any>} its canonical JSON */
  async #openJson(entry) {
    const value = parseCanonical(await this.#openBytes(entry));
    if (value.case !== this.id) throw new FormatError("case");
    return value;
  }

  /**
   * @param {string} compartment `contact` or `account`
   * @returns {Promise<any | undefined>} her answers; nothing, with a problem named, if they were kept back or changed
   */
  async openReport(compartment) {
    const [entry] = this.entries(compartment, "report");
    if (!entry) return this.problem("withheld-report", compartment);
    try {
      const report = await this.#openJson(entry);
      const hers = !report.reporter || report.reporter.verify === this.reporter?.verify;
      if (report.type !== "report" || report.compartment !== compartment || !hers) throw new FormatError("report");
      return report;
    } catch (error) {
      passOn(error);
      return this.problem("report", compartment);
    }
  }

  /** @returns {Promise<Item[]>} what the files are called; the files themselves stay where they are */
  async openItems() {
    /** @type {Map<string, Item>} */
    const items = new Map();
    const whole = new Set(this.entries("evidence", "evidence").map(({ blob }) => blob));
    const entries = this.entries("evidence", "item");
    const opened = await Promise.allSettled(entries.map((entry) => this.#openJson(entry)));
    for (const [place, entry] of entries.entries()) {
      const result = opened[place];
      if (result.status === "rejected") passOn(result.reason);
      const item = result.status === "fulfilled" && result.value.type === "item" ? result.value : undefined;
      if (!item) this.problem("item", entry.blob);
      else if (items.has(item.blob)) this.problem("repeated-item", item.blob);
      else items.set(item.blob, { ...item, entry, arrived: whole.has(item.blob) });
    }
    return [...items.values()];
  }

  /**
   * @param {Item} item
   * @param {(done: number, total: number) => void} progress
   * @returns {Promise<Blob>} the original bytes, held against the hash she sealed
   */
  async openFile(item, progress) {
    const entry = this.entries("evidence", "evidence").find(({ blob }) => blob === item.blob);
    if (!entry) throw new SafeholdError("still_uploading");
    const sealed = await this.#download(entry, progress);
    try {
      const file = await openBlob(sealed, [this.key("evidence").identity], entry.size);
      if ((await hashBlob(file)) === item.sha256) return file;
    } catch (error) {
      passOn(error);
    }
    throw new SafeholdError("file_changed");
  }

  /** Read the thread with her. */
  async openThread() {
    this.thread = await this.#openMessages("thread");
    return this.thread;
  }

  /** @param {string} compartment with notes of professionals */
  async openNotes(compartment) {
    const notes = await this.#openMessages(compartment);
    this.notes.set(compartment, notes);
    return notes;
  }

  /** Every message is checked before it is shown. @param {string} compartment */
  async #openMessages(compartment) {
    const entries = this.entries(compartment, "message");
    const opened = await Promise.allSettled(entries.map((entry) => this.#openBytes(entry)));
    const items = opened.map((result, place) => {
      if (result.status === "rejected") passOn(result.reason);
      return { blob: entries[place].blob, content: result.status === "fulfilled" ? result.value : undefined };
    });
    if (!this.reporter) throw new SafeholdError("not_found");
    const certificates = [...this.session.colleagues.values()].map(({ certificate }) => certificate);
    const { pin } = this.session;
    return checkThread(items, { case: this.id, compartment, reporter: this.reporter, pin, certificates });
  }

  /** Hold the consents against what her browser sealed beside them, if this person can open it. */
  async confirmConsents() {
    if (!this.readable.includes("thread") || !this.leads || !this.reporter) return;
    const copies = [];
    for (const entry of this.entries("thread", "consent")) {
      try {
        copies.push(await this.#openJson(entry));
      } catch (error) {
        passOn(error);
        this.problem("consent", entry.blob);
      }
    }
    this.consents = heldAgainstCopies(this.consents, copies, this.reader, this.reporter.verify);
  }
}
