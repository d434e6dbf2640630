/** A report on its way. Nothing is lost while the page is open: the same bytes are sent until they are stored. */

import { byCompartment, form, isUrgentInClear } from "./form.js";
import { persist, sendReport } from "./network.js";

/**
 * @typedef {import("../../web/report.js").Report} Report
 * @typedef {import("../../web/report.js").FileNote} FileNote
 * @typedef {FileNote & {file: Blob, described: boolean, item?: {blob: string, bytes: Uint8Array}}} Outgoing
 *   `described`: its description is stored, or in the bundle
 */

export class Sending extends EventTarget {
  /**
   * @param {import("./store.js").Store} store
   * @param {typeof import("./sealing.js")} sealing
   */
  constructor(store, sealing) {
    super();
    this.store = store;
    this.sealing = sealing;
    /** @type {"sealing" | "sending" | "retrying" | "refused" | "stored"} */
    this.stage = "sealing";
    /** Made now; shown only once the server has her report. */
    this.code = sealing.newCode();
    /** @type {unknown} */
    this.error = undefined;
    /** @type {Report | undefined} */
    this.report = undefined;
    /** @type {Outgoing[]} */
    this.files = [];
    /** Names of files that the phone no longer lets us read. @type {string[]} */
    this.unreadable = [];
    /** @type {import("./later/uploads.js").Uploads | undefined} */
    this.uploads = undefined;
  }

  /** @param {typeof this.stage} stage */
  enter(stage) {
    this.stage = stage;
    this.dispatchEvent(new Event("stage"));
  }

  /** Seal, then send until it is stored or refused. Never throws: the stage says how it went. */
  async start() {
    try {
      this.report ??= await this.seal();
      const { bundle } = this.report;
      this.enter("sending");
      await persist(() => sendReport(bundle), { onRetry: () => this.enter("retrying") });
      this.enter("stored");
    } catch (error) {
      this.error = error;
      this.enter("refused");
    }
  }

  async seal() {
    const { store, sealing } = this;
    const verified = store.get("deployment")?.verified;
    if (!verified) throw new Error("no directory");
    await this.describeFiles();
    const inBundle = this.files.filter(({ described }) => described);
    return sealing.makeReport(this.values(), verified, this.code, inBundle);
  }

  /** @returns {import("../../web/report.js").Values} */
  values() {
    const { store, sealing } = this;
    const answers = store.get("answers");
    return {
      answers: byCompartment(answers),
      form: { id: form.id, version: form.version },
      language: store.get("language"),
      urgentCare: isUrgentInClear(answers) || undefined,
      leftOut: [...store.get("leftOut"), ...(store.get("recovery") ? [] : [sealing.RECOVERY])],
    };
  }

  async describeFiles() {
    for (const { blob, name, hash } of this.store.get("files")) {
      try {
        const note = { blob: this.sealing.randomId(), name, media_type: blob.type, sha256: await hash, size: blob.size };
        const described = this.files.length < this.sealing.MOST_EXTRA_PARTS;
        this.files.push({ ...note, file: blob, described });
      } catch {
        this.unreadable.push(name);
      }
    }
  }
}
