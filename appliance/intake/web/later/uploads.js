/** Files on their way to storage: sealed as they are read, smallest first, resumed after a loss. */

import "../shell.js";
import { randomId, seal, sealBlob } from "../../../web/crypto.js";
import { SafeholdError } from "../../../web/errors.js";
import { blobSource, streamSource, uploadBlob } from "../../../web/files.js";
import { itemContent } from "../../../web/report.js";
import { timeOf } from "../../../web/times.js";
import { fetchTickets, isPassing, persist, storageOrigin } from "../network.js";

/**
 * @typedef {import("../sending.js").Outgoing} Outgoing
 * @typedef {Pick<import("../../../web/report.js").Report, "case" | "receipt" | "keys">} Place where they belong
 *
 * @typedef {object} Transfer
 * @property {Outgoing} outgoing
 * @property {string} name
 * @property {number} size
 * @property {number} sent sealed bytes
 * @property {number} total sealed bytes, once known
 * @property {"waiting" | "sending" | "done" | "failed"} state
 * @property {boolean} retrying the connection was lost and is tried again
 * @property {unknown} [error]
 * @property {import("../../../web/files.js").Source} [source] kept, so that a resumed upload sends the same bytes
 */

/** Losses passed over in silence; after that she is told, and we go on trying. */
const PATIENCE = 1;

/** Reasons to ask again that only show on long uploads. */
const STALE = new Set(["ticket", "ticket_expired"]);

export class Uploads extends EventTarget {
  /**
   * @param {Place} place
   * @param {readonly Outgoing[]} outgoing
   */
  constructor(place, outgoing) {
    super();
    this.place = place;
    /** @type {Transfer[]} */
    this.files = [...outgoing].sort((a, b) => a.size - b.size).map((one) =>
      ({ outgoing: one, name: one.name, size: one.size, sent: 0, total: 0, state: "waiting", retrying: false }));
    this.paused = false;
    this.stop = new AbortController();
    /** @type {Promise<void> | undefined} */
    this.running = undefined;
  }

  get done() {
    return this.files.every(({ state }) => state === "done");
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  pause() {
    this.paused = true;
    this.stop.abort();
    this.changed();
  }

  /** Go on; what failed is tried again. */
  async resume() {
    await this.running;
    this.paused = false;
    this.stop = new AbortController();
    for (const file of this.files) if (file.state === "failed") Object.assign(file, { state: "waiting", error: undefined });
    await this.run();
  }

  /** Send what waits. Never throws: each file says how it stands. */
  run() {
    this.running ??= this.sendAll().finally(() => { this.running = undefined; });
    return this.running;
  }

  async sendAll() {
    for (const file of this.files) {
      if (this.paused) return;
      if (file.state === "waiting" || file.state === "sending") await this.send(file);
    }
  }

  /** @param {Transfer} file */
  async send(file) {
    file.state = "sending";
    this.changed();
    try {
      const onRetry = () => this.note(file, true);
      await persist(() => this.attempt(file), { isWanted: () => !this.paused, isPassing: worthTrying, onRetry });
      Object.assign(file, { state: "done", retrying: false });
    } catch (error) {
      if (!this.paused) Object.assign(file, { state: "failed", error });
    }
    this.changed();
  }

  /** @param {Transfer} file @param {boolean} retrying */
  note(file, retrying) {
    file.retrying = retrying;
    this.changed();
  }

  /** @param {Transfer} file */
  async attempt(file) {
    const { evidence } = this.place.keys;
    if (!evidence) throw new SafeholdError("recipient");
    file.source ??= streamSource(await sealBlob(file.outgoing.file, evidence.recipient));
    file.total = file.source.size;
    const { blob } = file.outgoing;
    const want = { op: "upload", blob, compartment: "evidence", kind: "evidence", size: file.total };
    await uploadBlob({
      source: file.source, blob, ...(await this.lane(want)),
      progress: (sent) => {
        file.sent = sent;
        this.note(file, false);
      },
    });
    if (!file.outgoing.described) await this.describe(file.outgoing, evidence.recipient);
  }

  /**
   * What could not travel with the report: the file's name, type and hash.
   *
   * @param {Outgoing} outgoing
   * @param {string} recipient
   */
  async describe(outgoing, recipient) {
    const content = itemContent(this.place.case, timeOf(new Date()), outgoing);
    // Made once: trying again stores the same bytes under the same id, and so one description.
    outgoing.item ??= { blob: randomId(), bytes: await seal(content, [recipient]) };
    const { blob, bytes } = outgoing.item;
    // As an upload it is taken even while the vault is sealed.
    const want = { op: "upload", blob, compartment: "evidence", kind: "item", size: bytes.length };
    await uploadBlob({ source: blobSource(new Blob([/** @type {BufferSource} */ (bytes)])), blob, ...(await this.lane(want)) });
    outgoing.described = true;
  }

  /** @param {{op: string, blob: string, compartment: string, kind: string, size: number}} want */
  async lane(want) {
    const { mailbox } = this.place.receipt;
    const ticket = async () => (await fetchTickets(mailbox, [want]))[0] ?? "";
    return { origin: await storageOrigin(), ticket: await ticket(), renew: ticket, signal: this.stop.signal, patience: PATIENCE };
  }
}

/** @param {unknown} error */
const worthTrying = (error) => isPassing(error) || (error instanceof SafeholdError && STALE.has(error.code));
