/**
 * One case as this person may see it: keys taken from wraps, grants and consents checked before they count, content
 * opened compartment by compartment. No screen lives here.
 */

import {
  b64, canonical, hash, hashBlob, makeWrap, open, openBlob, openWrap, parseCanonical, randomId, recipientOf,
  seal, sign, unb64, verify,
} from "../../web/crypto.js";
import { checkCertificate } from "../../web/directory.js";
import { FormatError, SafeholdError, SignatureError } from "../../web/errors.js";
import { downloadBlob, storeBlob } from "../../web/files.js";
import { checkThread, placeNext, writeMessage } from "../../web/thread.js";

/**
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Certificate} Certificate
 * @typedef {{blob: string, kind: string, compartment: string, size: number, day: string, index: number}} Entry
 * @typedef {{compartment: string, generation: number, identity: string}} Key
 * @typedef {{consent: string, compartments: string[], recipient: string, expires: string, purpose: string,
 *   state: "live" | "withdrawn" | "expired", statement: any}} Consent
 * @typedef {{code: string, detail?: string}} Problem what did not hold and was left out
 * @typedef {{compartments: string[], expires: string, purpose: "referral", recipient: string,
 *   recipient_label: string, service_type: string, certificate: Certificate}} ConsentRequest
 * @typedef {{entry: Entry, name: string, media_type: string, size: number, sha256: string, at: string, blob: string}} Item
 */

export const FIRST_COMPARTMENTS = ["contact", "account", "thread", "evidence"];
const GRANT_DAYS = 365;

/** @param {number} days from today @returns {string} */
export const dayAfter = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

export const today = () => dayAfter(0);

/** A blob that does not open is named by the thread's checks; a lost line is told as such. @param {unknown} error */
function unlessOffline(error) {
  if (error instanceof SafeholdError && error.code === "offline") throw error;
  return undefined;
}

export class Casework {
  /** @type {Map<string, Key>} by compartment */
  keys = new Map();
  /** @type {{recipient: string, verify: string} | undefined} */
  reporter;
  /** @type {Consent[]} */
  consents = [];
  /** @type {Problem[]} */
  problems = [];
  /** @type {any} what coordination answered */
  clear;
  /** @type {ReturnType<typeof checkThread> | undefined} */
  thread;
  #duty = "";

  /**
   * @param {Session} session
   * @param {string} id of the case
   */
  constructor(session, id) {
    this.session = session;
    this.id = id;
  }

  /** Ask for the case and take its keys. Nothing is opened yet but wraps. */
  async load() {
    this.clear = await this.session.network.get(`/cases/${this.id}`);
    this.problems = [];
    this.keys.clear();
    if (this.clear.report_wrap) await this.#takeReportWrap(this.clear.report_wrap);
    const grants = this.#checkedGrants();
    for (const wrap of this.clear.wraps) await this.#takeWrap(wrap, grants);
    if (!this.reporter) throw new SafeholdError("not_found");
    this.consents = this.#checkedConsents();
    this.#dropUnfounded(grants);
    return this;
  }

  /** @param {string} sealed */
  async #takeReportWrap(sealed) {
    for (const [key, identity] of this.session.intake) {
      try {
        this.#takeKeys(await openWrap(unb64(sealed), [identity]));
        this.#duty = key;
        return;
      } catch (error) {
        if (!(error instanceof SafeholdError) || error.code !== "decryption") throw error;
      }
    }
  }

  /**
   * @param {{wrap: string, grant: string}} row
   * @param {Map<string, any>} grants checked, by id
   */
  async #takeWrap(row, grants) {
    const bytes = unb64(row.wrap);
    const grant = grants.get(row.grant);
    if (!grant || grant.wrap !== hash(bytes) || grant.recipient !== this.session.identity.key) {
      this.problems.push({ code: "grant", detail: row.grant });
      return;
    }
    const wrap = await openWrap(bytes, [this.session.identity.identity]);
    const named = wrap.keys.every(
      ({ compartment, generation }) => compartment === grant.compartment && generation === grant.generation,
    );
    if (named) this.#takeKeys(wrap);
    else this.problems.push({ code: "grant", detail: row.grant });
  }

  /** @param {import("../../web/crypto/wrap.js").Wrap} wrap */
  #takeKeys({ case: caseId, keys, reporter }) {
    const same = !this.reporter || this.reporter.verify === reporter?.verify;
    if (caseId !== this.id || !reporter || !same) {
      this.problems.push({ code: "wrap" });
      return;
    }
    this.reporter = reporter;
    for (const key of keys) {
      const known = this.keys.get(key.compartment);
      if (!known || known.generation < key.generation) this.keys.set(key.compartment, key);
    }
  }

  /** @returns {Map<string, any>} grants whose granter is known and whose signature holds */
  #checkedGrants() {
    const grants = new Map();
    for (const { statement } of this.clear.grants) {
      try {
        if (statement.case !== this.id || statement.type !== "grant") throw new SignatureError("case");
        verify(statement, this.#certificateOf(statement.signer).verify);
        grants.set(statement.grant, statement);
      } catch {
        this.problems.push({ code: "grant", detail: statement?.grant });
      }
    }
    return grants;
  }

  /** @param {string} key */
  #certificateOf(key) {
    const colleague = this.session.colleagues.get(key);
    if (!colleague) throw new SignatureError("unknown signer");
    return colleague.certificate;
  }

  /** @returns {Consent[]} those that she signed */
  #checkedConsents() {
    const consents = [];
    for (const { statement, state } of this.clear.consents) {
      try {
        if (statement.case !== this.id || statement.type !== "consent") throw new SignatureError("case");
        verify(statement, this.reporter?.verify);
        const { consent, compartments, recipient, expires, purpose } = statement;
        consents.push({ consent, compartments, recipient, expires, purpose, state, statement });
      } catch {
        this.problems.push({ code: "consent", detail: statement?.consent });
      }
    }
    return consents;
  }

  /** A key that came by a grant without her consent behind it is not used. @param {Map<string, any>} grants */
  #dropUnfounded(grants) {
    for (const grant of grants.values()) {
      const { basis, recipient, compartment } = grant;
      if (recipient !== this.session.identity.key || !basis.consent) continue;
      const consent = this.consents.find(({ consent: id }) => id === basis.consent);
      const founded =
        consent &&
        consent.recipient === recipient &&
        consent.compartments.includes(compartment) &&
        hash(canonical(consent.statement)) === basis.hash;
      if (founded) continue;
      this.problems.push({ code: "consent", detail: basis.consent });
      this.keys.delete(compartment);
    }
  }

  /** @returns {string[]} compartments whose key this person holds */
  get readable() {
    return [...this.keys.keys()];
  }

  get isDutyReader() {
    return this.#duty !== "";
  }

  /** @param {string} compartment @param {string} kind @returns {Entry[]} */
  entries(compartment, kind) {
    return this.clear.blobs.filter(
      (/** @type {Entry} */ entry) => entry.compartment === compartment && entry.kind === kind,
    );
  }

  /** @param {string} compartment @returns {Key} */
  #key(compartment) {
    const key = this.keys.get(compartment);
    if (!key) throw new SafeholdError("not_found");
    return key;
  }

  /**
   * @param {{op: "get" | "put", blob: string, compartment: string, kind: string, size: number, seq?: number}[]} wants
   * @returns {Promise<string[]>}
   */
  async #tickets(wants) {
    const { tickets } = await this.session.network.post(`/cases/${this.id}/tickets`, { wants });
    return tickets;
  }

  /** @param {Entry} entry @param {(done: number, total: number) => void} [progress] */
  async #download(entry, progress) {
    const { blob, compartment, kind, size } = entry;
    const [ticket] = await this.#tickets([{ op: "get", blob, compartment, kind, size }]);
    return downloadBlob({ origin: this.session.storage, blob, ticket, size, progress });
  }

  /** @param {Entry} entry @returns {Promise<Uint8Array>} */
  async #openBytes(entry) {
    const sealed = await this.#download(entry);
    return open(new Uint8Array(await sealed.arrayBuffer()), [this.#key(entry.compartment).identity]);
  }

  /**
   * Fetch and open one small blob. The server writes the access record before the first byte.
   *
   * @param {Entry} entry
   * @returns {Promise<any>} its canonical JSON
   */
  async openJson(entry) {
    const value = parseCanonical(await this.#openBytes(entry));
    if (value.case !== this.id) throw new FormatError("case");
    return value;
  }

  /** @param {string} compartment `contact` or `account` @returns {Promise<any | undefined>} */
  async openReport(compartment) {
    const [entry] = this.entries(compartment, "report");
    if (!entry) return undefined;
    const report = await this.openJson(entry);
    if (report.type !== "report" || report.compartment !== compartment) throw new FormatError("report");
    return report;
  }

  /** @returns {Promise<Item[]>} what the files are called; the files themselves stay where they are */
  async openItems() {
    const items = [];
    for (const entry of this.entries("evidence", "item")) {
      try {
        const { type, blob, name, media_type, size, sha256, at } = await this.openJson(entry);
        if (type !== "item") throw new FormatError("item");
        items.push({ entry, blob, name, media_type, size, sha256, at });
      } catch (error) {
        if (error instanceof SafeholdError && error.code === "offline") throw error;
        this.problems.push({ code: "item", detail: entry.blob });
      }
    }
    return items;
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
    const { identity } = this.#key("evidence");
    const file = await openBlob(sealed, [identity], entry.size);
    if ((await hashBlob(file)) !== item.sha256) throw new SafeholdError("integrity");
    return file;
  }

  /** Read the thread, every message checked before it is shown. */
  async openThread() {
    const items = [];
    for (const entry of this.entries("thread", "message")) {
      items.push({ blob: entry.blob, content: await this.#openBytes(entry).catch(unlessOffline) });
    }
    if (!this.reporter) throw new SafeholdError("not_found");
    const certificates = [...this.session.colleagues.values()].map(({ certificate }) => certificate);
    const { pin } = this.session;
    this.thread = checkThread(items, { case: this.id, compartment: "thread", reporter: this.reporter, pin, certificates });
    return this.thread;
  }

  /** @param {{text: string, request?: ConsentRequest}} words */
  async sendMessage({ text, request }) {
    const thread = this.thread ?? (await this.openThread());
    const { identity } = this.session;
    const place = placeNext(thread, identity.key);
    const draft = { case: this.id, certificate: this.#self, compartment: /** @type {const} */ ("thread"), place, request, text };
    const bytes = await seal(writeMessage(draft, identity), [await recipientOf(this.#key("thread").identity)]);
    const blob = randomId();
    const [ticket] = await this.#tickets([
      { op: "put", blob, compartment: "thread", kind: "message", size: bytes.length, seq: place.seq },
    ]);
    await storeBlob({ origin: this.session.storage, blob, ticket, bytes });
    this.thread = undefined;
  }

  /**
   * @param {Key} key
   * @param {Certificate} to
   * @param {object} basis
   * @param {string} expires
   * @param {number} seq
   */
  async #grant(key, to, basis, expires, seq) {
    const wrap = await makeWrap({ case: this.id, keys: [key], reporter: this.reporter }, [to.recipient]);
    const { identity } = this.session;
    const statement = sign(
      {
        basis, case: this.id, compartment: key.compartment, expires, generation: key.generation, grant: randomId(),
        recipient: to.key, seq, signer: identity.key, type: "grant", v: 1, wrap: hash(wrap),
      },
      identity.signingSeed,
    );
    return { statement, wrap: b64(wrap) };
  }

  /** @returns {Certificate} */
  get #self() {
    const { certificate } = this.session;
    if (!certificate) throw new SafeholdError("unauthenticated");
    return certificate;
  }

  /** Make a new case this person's own: grants to herself, so that a later change of the intake key takes nothing. */
  async take() {
    let seq = this.clear.next_seq;
    const grants = [];
    for (const key of this.keys.values()) {
      grants.push(await this.#grant(key, this.#self, { duty: this.#duty }, dayAfter(GRANT_DAYS), seq++));
    }
    await this.session.network.post(`/cases/${this.id}/take`, { grants });
    await this.load();
  }

  /** @param {Certificate} to @param {string} label @param {string} service @param {string[]} compartments @param {string} text */
  async askConsent(to, label, service, compartments, text) {
    /** @type {ConsentRequest} */
    const request = {
      certificate: checkCertificate(to, this.session.pin), compartments, expires: dayAfter(180), purpose: "referral",
      recipient: to.key, recipient_label: label, service_type: service,
    };
    await this.sendMessage({ text, request });
  }

  /**
   * Refer on a consent of hers: exactly the compartments she agreed to, and only those whose key is held here.
   *
   * @param {Consent} consent
   * @param {string} service
   */
  async refer(consent, service) {
    const to = this.#certificateOf(consent.recipient);
    const basis = { consent: consent.consent, hash: hash(canonical(consent.statement)) };
    let seq = this.clear.next_seq;
    const grants = [];
    for (const compartment of consent.compartments) {
      grants.push(await this.#grant(this.#key(compartment), to, basis, consent.expires, seq++));
    }
    const { identity } = this.session;
    const referral = {
      case: this.id, compartments: consent.compartments, consent: consent.consent,
      grants: grants.map(({ statement }) => statement.grant), recipient: to.key, referral: randomId(),
      response_timeframe: "2_days", seq, service_type: service, signer: identity.key, type: "referral", v: 1,
    };
    const statement = sign(referral, identity.signingSeed);
    await this.session.network.post(`/cases/${this.id}/referrals`, { statement, grants });
    await this.load();
  }

  /** @param {string} referral @param {"accepted" | "rejected" | "done" | "revoked"} status */
  async answerReferral(referral, status) {
    const { identity } = this.session;
    const statement = sign(
      {
        case: this.id, referral, seq: this.clear.next_seq, signer: identity.key, status, type: "referral_status", v: 1,
      },
      identity.signingSeed,
    );
    await this.session.network.post(`/cases/${this.id}/referrals/${referral}/status`, statement);
    await this.load();
  }
}
