/** What a code opens: her thread, checked; the requests for her consent; what she sent. */

import "../shell.js";
import { SafeholdError } from "../../../web/errors.js";
import {
  canonical, hash, keyId, open, openCode, openReportWrap, parseCanonical, recipientOf, seal, unb64, verify, checkMailboxPin, randomId,
} from "../../../web/crypto.js";
import { downloadBlob, storeBlob } from "../../../web/files.js";
import { checkThread, placeNext, writeMessage } from "../../../web/thread.js";
import { fetchMailbox, fetchTickets, persist, sendStatement, storageOrigin } from "../network.js";
import { numberedAs, prepareConsent, prepareWithdrawal } from "./consent.js";

/**
 * @typedef {import("../../../web/thread.js").Message} Message
 * @typedef {import("../../../web/thread.js").Request} Request
 * @typedef {import("../../../web/thread.js").Problem} Problem
 * @typedef {{blob: string, kind: string, compartment: string, size: number, day: string, index: number}} Entry
 * @typedef {Entry & {content?: Uint8Array}} Opened
 * @typedef {{consent: string, compartments: string[], recipient: string, expires: string, withdrawn: boolean,
 *   text?: string, day?: string}} GivenConsent
 * @typedef {"pending" | {error: unknown}} Declaring
 * @typedef {import("./consent.js").Signed} Signed
 * @typedef {import("../../../web/crypto/receipt.js").Receipt} Receipt
 */

/** Kinds that are small enough to be opened at once; files themselves are not. */
const READ_AT_ONCE = Object.freeze({ message: "thread", consent: "thread", item: "evidence", report: "" });
const MOST_TICKETS = 32;
/** How often a statement is numbered anew: another device of hers may take a number first, but not for ever. */
const MOST_NUMBERS = 4;

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
    /** Hashes of her statements that are in the log, as the server says: only these count. @type {Set<string>} */
    this.logged = new Set();
    /** Declarations one after another: each is signed with the number after the one before. */
    this.turn = Promise.resolve();
    /** How many of them are not through yet. */
    this.declaring = 0;
    /** What became of a declaration, by what it is about, until it succeeds. @type {Map<string, Declaring>} */
    this.declared = new Map();
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
    /** What trustees opened for somebody who lost her key. @type {{day: string, compartments: string[]}[]} */
    this.recovered = [];
    /** Requests she refused on this visit, by blob. @type {Set<string>} */
    this.refused = new Set();
    /** Parts she ticked in a request, by its blob. @type {Map<string, Set<string>>} */
    this.ticked = new Map();
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
    await this.catchUp(untrusted, receipt);
    this.thread = checkThread(this.of("message"), {
      case: this.case,
      compartment: "thread",
      reporter: { recipient: receipt.recipient, verify: receipt.verify },
      pin: this.pin ?? "",
    });
    if (!this.declaring) await this.finishDeclaring(receipt);
    this.consents = this.readConsents(receipt);
  }

  /**
   * @param {any} untrusted
   * @param {Receipt} receipt
   */
  async catchUp(untrusted, receipt) {
    this.nextSeq = untrusted.next_seq;
    this.logged = new Set(untrusted.logged);
    this.recovered = untrusted.recovered ?? [];
    await this.openEntries(untrusted.entries, receipt);
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
   * @returns {GivenConsent[]} those that are in the log
   */
  readConsents(receipt) {
    const made = this.signedStatements(receipt).filter((statement) => this.isLogged(statement));
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
   * @param {{recipient: string, expires: string}} [refuses] the request that she does not agree to
   */
  async write(words, onRetry, refuses) {
    const receipt = await this.receipt;
    const place = placeNext(this.thread, receipt.key);
    const draft = { case: this.case, compartment: /** @type {const} */ ("thread"), text: words, place, refuses };
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
   * @returns {Promise<Entry>}
   */
  async keep(kind, content, onRetry) {
    const { mailbox } = await this.receipt;
    const [identity = ""] = this.identities("thread");
    const sealed = await seal(content, [await recipientOf(identity)]);
    const blob = randomId();
    const entry = { blob, compartment: "thread", kind, size: sealed.length };
    await persist(async () => {
      const [ticket = ""] = await fetchTickets(mailbox, [{ op: "put", ...entry }]);
      await storeBlob({ origin: await storageOrigin(), blob, ticket, bytes: sealed });
    }, { onRetry });
    return { ...entry, day: "", index: 0 };
  }

  /** @param {Signed} signed stored, and counted from now on like those that were listed */
  async keepCopy({ copy }) {
    const entry = await this.keep("consent", copy);
    this.opened.set(entry.blob, { ...entry, content: copy });
  }

  /**
   * Agree to a request, to all or some of its parts.
   *
   * @param {Request} request
   * @param {string[]} compartments
   * @param {string} text the words she saw
   */
  async agree(request, compartments, text) {
    await this.declare(async (place, receipt) => {
      const language = this.store.get("language");
      const { body, statement } = prepareConsent({ ...place, language, request, compartments, text }, receipt);
      await this.keep("consent", body);
      await this.keepCopy(statement);
      return statement;
    });
  }

  /** @param {string} consent id */
  async withdraw(consent) {
    await this.declare(async (place, receipt) => {
      const fresh = prepareWithdrawal({ ...place, consent }, receipt);
      // Tried again, it is the same one: a second would leave a number that nobody can place.
      const begun = this.unfinished(receipt).find((statement) => subjectOf(statement) === subjectOf(fresh.statement));
      if (begun) return { statement: begun, copy: canonical(begun) };
      await this.keepCopy(fresh);
      return fresh;
    });
  }

  /**
   * Her own sealed copy first, then the log: a phone lost in between finishes at her next visit.
   *
   * @param {(place: {case: string, seq: number}, receipt: Receipt) => Promise<Signed>} sign and store, when its turn comes
   */
  async declare(sign) {
    this.declaring += 1;
    const done = this.turn.then(async () => {
      const receipt = await this.receipt;
      await this.log(await sign({ case: this.case, seq: this.nextSeq }, receipt), receipt);
    }).finally(async () => {
      this.declaring -= 1;
      await this.load();
    });
    this.turn = done.catch(() => {});
    await done;
  }

  /**
   * Send until it is in the log. Where another device of hers took the number first, sign again with the next one,
   * unless that device said the same.
   *
   * @param {Signed} signed
   * @param {Receipt} receipt
   * @param {{most?: number, insist?: typeof persist}} [how] how many numbers to try, and how
   * @throws {SafeholdError} `sequence`: all of them were taken
   */
  async log(signed, receipt, { most = MOST_NUMBERS, insist = persist } = {}) {
    for (let tries = 1; !(await this.isAccepted(signed, receipt, insist, tries === most)); tries += 1) {
      await this.catchUp(await insist(() => fetchMailbox(receipt.mailbox)), receipt);
      if (this.isDone(signed.statement, receipt)) return;
      signed = numberedAs(signed.statement, this.nextSeq, receipt);
      await this.keepCopy(signed);
    }
  }

  /**
   * @param {Signed} signed
   * @param {Receipt} receipt
   * @param {typeof persist} insist
   * @param {boolean} isLast
   * @returns {Promise<boolean>} false if its number is taken, or leaves a gap
   */
  async isAccepted({ statement, copy }, { mailbox }, insist, isLast) {
    try {
      await insist(() => sendStatement(mailbox, statement));
    } catch (error) {
      if (!isOutOfSequence(error) || isLast) throw error;
      return false;
    }
    this.logged.add(hash(copy));
    this.nextSeq = Math.max(this.nextSeq, statement.seq + 1);
    return true;
  }

  /**
   * Send what she signed and the server has not logged.
   *
   * @param {Receipt} receipt
   */
  async finishDeclaring(receipt) {
    for (const statement of this.unfinished(receipt)) {
      // A consent is given only while she looks at it: if its number is taken, she is asked again.
      const most = statement.type === "withdrawal" ? MOST_NUMBERS : 1;
      try {
        await this.log({ statement, copy: canonical(statement) }, receipt, { most, insist: (attempt) => attempt() });
      } catch (error) {
        // Not now: it stays uncounted, and is tried again the next time she looks.
        if (!isOutOfSequence(error)) return;
      }
    }
  }

  /**
   * @param {Receipt} receipt
   * @returns {any[]} her statements that are not in the log, under this number or another, by number
   */
  unfinished(receipt) {
    const signed = this.signedStatements(receipt).sort((a, b) => a.seq - b.seq);
    const done = new Set(signed.filter((statement) => this.isLogged(statement)).map(subjectOf));
    const ended = new Set(signed.filter(({ type }) => type === "withdrawal").map(({ consent }) => consent));
    const isWanted = (/** @type {any} */ { type, consent }) => type === "withdrawal" || !ended.has(consent);
    const wanted = signed.filter((statement) => !done.has(subjectOf(statement)) && isWanted(statement));
    // Numbered anew, the last one is what she sent last; the others were refused.
    return [...new Map(wanted.map((statement) => [subjectOf(statement), statement])).values()];
  }

  /** @param {any} said @param {Receipt} receipt @returns {boolean} whether the log has it, under this number or another */
  isDone(said, receipt) {
    return this.signedStatements(receipt).some((statement) =>
      subjectOf(statement) === subjectOf(said) && this.isLogged(statement));
  }

  /** @param {any} statement */
  isLogged(statement) {
    return this.logged.has(hash(canonical(statement)));
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

/** @param {unknown} error */
const isOutOfSequence = (error) => error instanceof SafeholdError && error.code === "sequence";

/** What a statement says, whatever its number. @param {any} statement */
const subjectOf = ({ type, consent }) => `${type} ${consent}`;

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
