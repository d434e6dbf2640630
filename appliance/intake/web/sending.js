/**
 * A report on its way. Nothing is lost while the page is open: the same bytes are sent until they are stored.
 *
 * The server refuses a report whose readers are no longer there. It is then sealed once more, to the
 * directory of now; but only if nobody reads it of whom she did not know when she pressed "send".
 */

import { SafeholdError, SignatureError } from "../../web/errors.js";
import { byCompartment, form, isUrgentInClear } from "./form.js";
import { fetchDirectory, persist, sendReport } from "./network.js";

/**
 * @typedef {import("../../web/report.js").Report} Report
 * @typedef {import("../../web/report.js").FileNote} FileNote
 * @typedef {FileNote & {file: Blob, described: boolean, item?: {blob: string, bytes: Uint8Array}}} Outgoing
 *   `described`: its description is stored, or in the bundle
 */

const DIRECTORY_CHANGED = "directory_changed";

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
    /** Ids of those who read it, as she saw them. */
    this.readers = this.readersNow();
    /** Whether the directory has to be fetched before anything is sealed. */
    this.outdated = false;
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

  /** Whether she has to look at who reads before it can be sent. */
  get readersChanged() {
    return this.error instanceof SafeholdError && this.error.code === DIRECTORY_CHANGED;
  }

  /** @param {typeof this.stage} stage */
  enter(stage) {
    this.stage = stage;
    this.dispatchEvent(new Event("stage"));
  }

  /** Seal, then send until it is stored or refused. Never throws: the stage says how it went. */
  async start() {
    try {
      await this.deliver().catch((error) => this.deliverAnew(error));
      this.enter("stored");
    } catch (error) {
      this.error = error;
      this.enter("refused");
    }
  }

  async deliver() {
    if (this.outdated) await this.renew();
    this.report ??= await this.seal();
    const { bundle } = this.report;
    this.enter("sending");
    await persist(() => sendReport(bundle), { onRetry: () => this.enter("retrying") });
  }

  /** @param {unknown} error why the first delivery failed */
  async deliverAnew(error) {
    const isReread = this.outdated || !(error instanceof SafeholdError) || error.code !== DIRECTORY_CHANGED;
    if (isReread) throw error;
    this.outdated = true;
    this.enter("sealing");
    await this.deliver();
  }

  /** Take the directory of now in place of the one that the report was sealed to. */
  async renew() {
    const { store, sealing } = this;
    const untrusted = await persist(fetchDirectory, { onRetry: () => this.enter("retrying") });
    const deployment = sealing.readDeployment(untrusted, store.get("pin"));
    const before = store.get("deployment")?.verified;
    if (!deployment.verified || deployment.verified.pin !== before?.pin) throw new SignatureError();
    this.report = undefined;
    if (deployment.state !== "ready") throw new SafeholdError("nobody_reads");
    store.set("deployment", deployment);
    const now = this.readersNow();
    if (!now.length) store.set("leftOut", []); // nobody that she had chosen is left: she chooses again
    if (!now.length || now.some((id) => !this.readers.includes(id))) throw new SafeholdError(DIRECTORY_CHANGED);
    this.outdated = false;
    this.files = [];
    this.unreadable = [];
  }

  /** @returns {string[]} */
  readersNow() {
    const { store, sealing } = this;
    const directory = store.get("deployment")?.verified?.directory;
    const all = directory ? sealing.readersOf(directory) : [];
    return all.map(({ id }) => id).filter((id) => !store.get("leftOut").includes(id));
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
