/** What a code opens: her thread, checked; the requests for her consent; what she sent. */

import "../shell.js";
import {
  hash, keyId, open, openCode, openReportWrap, parseCanonical, recipientOf, seal, unb64, verify, checkMailboxPin, randomId,
} from "../../../web/crypto.js";
import { downloadBlob, storeBlob } from "../../../web/files.js";
import { checkThread, placeNext, writeMessage } from "../../../web/thread.js";
import { fetchMailbox, fetchTickets, persist, sendStatement, storageOrigin } from "../network.js";
import { prepareConsent, prepareWithdrawal } from "./consent.js";

/**
 * @typedef {import("../../../web/thread.js").Message} Message
 * @typedef {import("../../../web/thread.js").Request} Request
 * @typedef {import("../../../web/thread.js").Problem} Problem
 * @typedef {{blob: string, kind: string, compartment: string, size: number, day: string, index: number}} Entry
 * @typedef {Entry & {content?: Uint8Array}} Opened
 * @typedef {{consent: string, compartments: string[], recipient: string, expires: string, withdrawn: boolean,
 *   text?: string, day?: string}} GivenConsent
 */

/** Kinds that are small enough to be opened at once; files themselves are not. */
const READ_AT_ONCE = Object.freeze({ message: "thread", consent: "thread", item: "evidence", report: "" });
const MOST_TICKETS = 32;

export class Mailbox extends EventTarget {
  /**
   * @param {import("../store.js").Store} store
   * @param {Uint8Array} secret of the code
   */
  constructor(store, secret) {
    super();
    this.store = store;
    this.receipt = openCode(secret);
    /** @type {"opening" | "empty" | "sealed" | "waiting" | "open"} */
    this.state = "opening";
    /** @type {unknown} */
    this.error = undefined;
    /** @type {string | undefined} the deployment key, if the link or her code vouches for it */
    this.pin = undefined;
    this.case = "";
    this.nextSeq = 1;
    /** @type {import("../../../web/crypto/wrap.js").WrappedKey[]} */
    this.keys = [];
    /** What was opened, by blob: a look for news fetches only news. @type {Map<string, Opened>} */
    this.opened = new Map();
    /** Blobs of files that have arrived whole. @type {Set<string>} */
    this.files = new Set();
    /** @type {{messages: Message[], problems: Problem[]}} */
    this.thread = { messages: [], problems: [] };
    /** @type {GivenConsent[]} */
    this.consents = [];
    /** Requests she refused on this visit, by blob. @type {Set<string>} */
    this.refused = new Set();
    /** @type {import("./uploads.js").Uploads | undefined} */
    this.uploads = undefined;
    /** What she is writing, and whether her own report is open: the screen is drawn anew with news. */
    this.draft = "";
    this.showsOwn = false;
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** Look what is there. Never throws: `error` says what went wrong. */
  async load() {
    this.error = undefined;
    try {
      const receipt = await this.receipt;
      const answer = await fetchMailbox(receipt.mailbox);
      await this.take(answer, receipt);
    } catch (error) {
      this.error = error;
    }
    this.changed();
  }

  /**
   * @param {any} untrusted answer of the intake service
   * @param {import("../../../web/crypto/receipt.js").Receipt} receipt
   */
  async take(untrusted, receipt) {
    if (typeof untrusted?.case !== "string") {
      this.state = untrusted?.vault === "sealed" ? "sealed" : "empty";
      return;
    }
    this.pin = this.provenPin(untrusted.pin, receipt);
    if (untrusted.vault === "sealed") this.state = "sealed";
    else if (untrusted.waiting || !untrusted.wrap) this.state = "waiting";
    else {
      await this.openCase(untrusted, receipt);
      this.state = "open";
    }
  }

  /**
   * The link's pin, or else the key that the server states if her code vouches for it.
   *
   * @param {unknown} untrustedPin
   * @param {import("../../../web/crypto/receipt.js").Receipt} receipt
   */
  provenPin(untrustedPin, receipt) {
    const { store } = this;
    const stated = store.get("deployment")?.verified?.pin;
    if (store.get("pin") || !stated) return store.get("pin");
    try {
      checkMailboxPin(receipt.pinKey, untrustedPin, stated);
      return stated;
    } catch {
      return undefined;
    }
  }

  /**
   * @param {any} untrusted
   * @param {import("../../../web/crypto/receipt.js").Receipt} receipt
   */
  async openCase(untrusted, receipt) {
    const wrap = await openReportWrap(unb64(untrusted.wrap), [receipt.identity], receipt.verify);
    this.case = wrap.case ?? "";
    this.keys = wrap.keys;
    this.nextSeq = untrusted.next_seq;
    await this.openEntries(untrusted.entries, receipt);
    this.thread = checkThread(this.of("message"), {
      case: this.case,
      compartment: "thread",
      reporter: { recipient: receipt.recipient, verify: receipt.verify },
      pin: this.pin ?? "",
    });
    await this.finishDeclaring(receipt);
    this.consents = this.readConsents(receipt);
  }

  /**
   * @param {Entry[]} untrusted
   * @param {import("../../../web/crypto/receipt.js").Receipt} receipt
   */
  async openEntries(untrusted, receipt) {
    this.files = new Set(untrusted.filter(({ kind }) => kind === "evidence").map(({ blob }) => blob));
    const wanted = untrusted.filter(({ blob, kind }) => kind in READ_AT_ONCE && kind !== "report" && !this.opened.has(blob));
    for (let at = 0; at < wanted.length; at += MOST_TICKETS) {
      await this.fetchAndOpen(wanted.slice(at, at + MOST_TICKETS), receipt.mailbox);
    }
    for (const entry of untrusted) if (entry.kind === "report" && !this.opened.has(entry.blob)) this.opened.set(entry.blob, entry);
  }

  /** @param {Entry[]} entries @param {string} mailbox */
  async fetchAndOpen(entries, mailbox) {
    if (!entries.length) return;
    /** @param {Entry} entry */
    const want = ({ blob, compartment, kind, size }) => ({ op: "get", blob, compartment, kind, size });
    const tickets = await fetchTickets(mailbox, entries.map(want));
    const origin = await storageOrigin();
    for (const [i, entry] of entries.entries()) {
      const { blob, size } = entry;
      const whole = await downloadBlob({ origin, blob, size, ticket: tickets[i] ?? "", renew: async () => (await fetchTickets(mailbox, [want(entry)]))[0] ?? "" });
      const sealed = new Uint8Array(await whole.arrayBuffer());
      this.opened.set(entry.blob, { ...entry, content: await this.tryOpen(entry, sealed) });
    }
  }

  /** @param {Entry} entry @param {Uint8Array} sealed @returns {Promise<Uint8Array | undefined>} */
  async tryOpen({ compartment }, sealed) {
    try {
      return await open(sealed, this.identities(compartment));
    } catch {
      return undefined;
    }
  }

  /** @param {string} compartment @returns {string[]} newest first */
  identities(compartment) {
    return this.keys.filter((key) => key.compartment === compartment)
      .sort((a, b) => b.generation - a.generation).map(({ identity }) => identity);
  }

  /** @param {string} kind @returns {Opened[]} */
  of(kind) {
    return [...this.opened.values()].filter((entry) => entry.kind === kind);
  }

  /**
   * Her files, as she described them. One that was lost on the way and added again counts once.
   *
   * @returns {{name: string, size: number, arrived: boolean}[]}
   */
  get items() {
    const items = this.of("item").map(({ content }) => content && readJson(content)).filter((item) => item?.type === "item");
    const here = new Set(items.filter(({ blob }) => this.files.has(blob)).map(({ sha256 }) => sha256));
    return items.filter(({ blob, sha256 }) => this.files.has(blob) || !here.has(sha256))
      .map(({ blob, name, size }) => ({ name: String(name), size: Number(size), arrived: this.files.has(blob) }));
  }

  /**
   * Her own words, only on request: fetched then.
   *
   * @returns {Promise<Record<string, import("../store.js").Answer>>}
   */
  async ownAnswers() {
    const { mailbox } = await this.receipt;
    const missing = this.of("report").filter(({ content }) => !content);
    await this.fetchAndOpen(missing, mailbox);
    const reports = this.of("report").map(({ content }) => content && readJson(content));
    return Object.assign({}, ...reports.map((report) => report?.answers ?? {}));
  }

  /**
   * @param {import("../../../web/crypto/receipt.js").Receipt} receipt
   * @returns {GivenConsent[]} those that the server has numbered
   */
  readConsents(receipt) {
    const made = this.signedStatements(receipt).filter(({ seq }) => seq < this.nextSeq);
    const withdrawn = new Set(made.filter(({ type }) => type === "withdrawal").map(({ consent }) => consent));
    const bodies = this.consentBodies();
    return made.filter(({ type }) => type === "consent").map(({ consent, compartments, recipient, expires, commitment }) =>
      ({ consent, compartments, recipient, expires, withdrawn: withdrawn.has(consent), ...bodies.get(commitment) }));
  }

  /** The words she saw, by what her statement commits to. @returns {Map<string, {text: string, day: string}>} */
  consentBodies() {
    return new Map(this.of("consent").flatMap(({ content, day }) => {
      const body = content && readJson(content);
      return content && body?.type === "consent_body" ? [[hash(content), { text: String(body.text), day }]] : [];
    }));
  }

  /** @param {Request} request @returns {GivenConsent | undefined} */
  answerTo({ recipient, expires }) {
    return this.consents.find((consent) => consent.recipient === recipient && consent.expires === expires);
  }

  /**
   * Send a message. The same bytes are sent until they are stored.
   *
   * @param {string} words
   * @param {() => void} [onRetry]
   */
  async write(words, onRetry) {
    const receipt = await this.receipt;
    const place = placeNext(this.thread, receipt.key);
    const draft = { case: this.case, compartment: /** @type {const} */ ("thread"), text: words, place };
    await this.keep("message", writeMessage(draft, receipt), onRetry);
    this.draft = "";
    await this.load();
  }

  /**
   * Seal something to the thread and store it.
   *
   * @param {"message" | "consent"} kind
   * @param {Uint8Array} content
   * @param {() => void} [onRetry]
   */
  async keep(kind, content, onRetry) {
    const { mailbox } = await this.receipt;
    const [identity = ""] = this.identities("thread");
    const sealed = await seal(content, [await recipientOf(identity)]);
    const blob = randomId();
    const want = { op: "put", blob, compartment: "thread", kind, size: sealed.length };
    await persist(async () => {
      const [ticket = ""] = await fetchTickets(mailbox, [want]);
      await storeBlob({ origin: await storageOrigin(), blob, ticket, bytes: sealed });
    }, { onRetry });
  }

  /**
   * Agree to a request, to all or some of its parts.
   *
   * @param {Request} request
   * @param {string[]} compartments
   * @param {string} text the words she saw
   */
  async agree(request, compartments, text) {
    const receipt = await this.receipt;
    const place = { case: this.case, seq: this.nextSeq, language: this.store.get("language") };
    const { body, statement } = prepareConsent({ ...place, request, compartments, text }, receipt);
    await this.keep("consent", body);
    await this.declare(statement);
  }

  /** @param {string} consent id */
  async withdraw(consent) {
    await this.declare(prepareWithdrawal({ case: this.case, seq: this.nextSeq, consent }, await this.receipt));
  }

  /**
   * Her own sealed copy first, then the log: a phone lost in between finishes at her next visit.
   *
   * @param {{statement: object, copy: Uint8Array}} signed
   */
  async declare({ statement, copy }) {
    const { mailbox } = await this.receipt;
    await this.keep("consent", copy);
    try {
      await persist(() => sendStatement(mailbox, statement));
    } finally {
      await this.load();
    }
  }

  /**
   * Send what she signed and the server has not numbered yet.
   *
   * @param {import("../../../web/crypto/receipt.js").Receipt} receipt
   */
  async finishDeclaring(receipt) {
    const signed = this.signedStatements(receipt).sort((a, b) => a.seq - b.seq);
    for (const statement of signed.filter(({ seq }) => seq >= this.nextSeq)) {
      if (statement.seq !== this.nextSeq) return;
      try {
        await sendStatement(receipt.mailbox, statement);
      } catch {
        // Not now: it stays uncounted, and is tried again the next time she looks.
        return;
      }
      this.nextSeq += 1;
    }
  }

  /**
   * Only what she signed herself counts.
   *
   * @param {import("../../../web/crypto/receipt.js").Receipt} receipt
   * @returns {any[]} consents and withdrawals
   */
  signedStatements(receipt) {
    return this.of("consent").map(({ content }) => content && readJson(content))
      .filter((statement) => isSignedBy(statement, this.case, receipt));
  }
}

/** @param {Uint8Array} content @returns {any} */
function readJson(content) {
  try {
    return parseCanonical(content);
  } catch {
    return undefined;
  }
}

/**
 * @param {any} statement
 * @param {string} caseId
 * @param {import("../../../web/crypto/receipt.js").Receipt} receipt
 */
function isSignedBy(statement, caseId, receipt) {
  if (statement?.case !== caseId || statement.signer !== keyId(receipt.recipient, receipt.verify)) return false;
  try {
    verify(statement, receipt.verify);
    return true;
  } catch {
    return false;
  }
}
