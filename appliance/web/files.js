/**
 * Sealed blobs to and from storage, on links that break (docs/interfaces.md, storage table).
 *
 * One lane, smallest first. A part is as large as the link carries in a few seconds; each has its
 * checksum; after a loss the server says how much it has, and the upload goes on from there.
 * Tickets travel in a header, never in an address.
 */

import { b64, digest } from "./crypto.js";
import { TransferError } from "./errors.js";

export const SMALLEST_PART_BYTES = 64 * 1024;
export const LARGEST_PART_BYTES = 8 * 1024 * 1024;

/** Seconds of sending that a loss may cost. */
const PART_S = 4;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** A part that has not arrived by then counts as lost. */
const PART_LIMIT_MS = 120_000;
/** A download that brings nothing for so long counts as lost. */
const STALL_MS = 60_000;
const TRY_AGAIN = [408, 425, 429, 500, 502, 504];

/**
 * @typedef {object} Source sealed bytes, read in order; the last piece may be read again
 * @property {number} size
 * @property {(from: number, length: number) => Promise<Uint8Array>} read
 *
 * @typedef {object} Lane how to reach storage and what to tell meanwhile
 * @property {string} origin of storage
 * @property {string} blob id
 * @property {string} ticket
 * @property {(done: number, size: number) => void} [progress]
 * @property {AbortSignal} [signal] cancels
 * @property {() => Promise<string>} [renew] a fresh ticket, when this one has run out
 * @property {number} [patience] losses in a row before giving up; calling again goes on where it stopped
 * @property {number} [stallMs] silence after which a download counts as lost
 * @property {typeof fetch} [fetch]
 * @property {(ms: number, signal?: AbortSignal) => Promise<void>} [pause]
 * @property {() => number} [now] milliseconds
 */

/** A loss that is worth another try. */
class Lost extends Error {}

/**
 * @param {Blob} blob already sealed
 * @returns {Source}
 */
export const blobSource = (blob) => ({
  size: blob.size,
  read: async (from, length) => new Uint8Array(await blob.slice(from, from + length).arrayBuffer()),
});

/**
 * A file sealed while it is sent. Keeps what the server may still ask for again, and no more.
 *
 * @param {{stream: ReadableStream<Uint8Array>, size: number}} sealed from `sealBlob`
 * @returns {Source}
 */
export function streamSource({ stream, size }) {
  const reader = stream.getReader();
  /** @type {Uint8Array[]} */
  let kept = [];
  let start = 0;
  let end = 0;
  /** @param {number} from */
  const forget = (from) => {
    while (kept.length && start + kept[0].length <= from) start += /** @type {Uint8Array} */ (kept.shift()).length;
  };
  const pull = async () => {
    const { done, value } = await reader.read();
    if (done) throw new TransferError("integrity", "shorter than its size");
    kept.push(value);
    end += value.length;
  };
  return {
    size,
    async read(from, length) {
      if (from < start) throw new TransferError("integrity", "the server lost what it had acknowledged");
      forget(from);
      const upTo = Math.min(from + length, size);
      while (end < upTo) await pull();
      return cut(kept, from - start, upTo - from);
    },
  };
}

/**
 * @param {Uint8Array[]} pieces
 * @param {number} from
 * @param {number} length
 */
function cut(pieces, from, length) {
  const whole = new Uint8Array(length);
  let at = -from;
  for (const piece of pieces) {
    const inside = piece.subarray(Math.max(0, -at), Math.max(0, length - at));
    if (inside.length) whole.set(inside, Math.max(0, at));
    at += piece.length;
    if (at >= length) break;
  }
  return whole;
}

/**
 * Wait, but no longer than until the device says that it is connected again.
 *
 * @param {number} ms
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
function pauseFor(ms, signal) {
  return new Promise((resolve) => {
    const target = typeof window === "undefined" ? undefined : window;
    const go = () => {
      clearTimeout(timer);
      target?.removeEventListener("online", go);
      signal?.removeEventListener("abort", go);
      resolve();
    };
    const timer = setTimeout(go, ms);
    target?.addEventListener("online", go);
    signal?.addEventListener("abort", go);
  });
}

/** Sends requests for one blob: ticket, time limit, patience. */
class Courier {
  /** @param {Lane} lane */
  constructor({ fetch: send = (...request) => fetch(...request), pause = pauseFor, now = () => performance.now(), ...lane }) {
    this.lane = lane;
    this.send = send;
    this.pause = pause;
    this.now = now;
    this.ticket = lane.ticket;
    this.patience = lane.patience ?? 8;
    this.losses = 0;
    this.renewed = false;
  }

  /** @throws {TransferError} cancelled */
  checkCancelled() {
    if (this.lane.signal?.aborted) throw new TransferError("cancelled");
  }

  /**
   * One request.
   *
   * @param {string} path
   * @param {{method: string, headers?: Record<string, string>, body?: Uint8Array}} request
   * @param {readonly number[]} expected statuses
   * @returns {Promise<Response>}
   * @throws {Lost | TransferError}
   */
  async ask(path, { method, headers = {}, body }, expected) {
    this.checkCancelled();
    const limit = new AbortController();
    const stop = () => limit.abort();
    const timer = setTimeout(stop, PART_LIMIT_MS);
    this.lane.signal?.addEventListener("abort", stop);
    try {
      const response = await this.send(`${this.lane.origin}${path}`, {
        method,
        headers: { ...headers, "Safehold-Ticket": this.ticket },
        body: /** @type {BodyInit | undefined} */ (body),
        signal: limit.signal,
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "error",
      });
      if (expected.includes(response.status)) return response;
      throw await refusalOf(response);
    } catch (error) {
      this.checkCancelled();
      throw error instanceof TransferError ? error : new Lost();
    } finally {
      clearTimeout(timer);
      this.lane.signal?.removeEventListener("abort", stop);
    }
  }

  /**
   * Repeat a step until it succeeds, is refused, or patience ends.
   *
   * @template T
   * @param {() => Promise<T>} step
   * @returns {Promise<T>}
   * @throws {TransferError}
   */
  async persist(step) {
    for (;;) {
      try {
        const result = await step();
        this.losses = 0;
        this.renewed = false;
        return result;
      } catch (error) {
        await this.recover(error);
      }
    }
  }

  /** @param {unknown} error @throws {TransferError} nothing more to try */
  async recover(error) {
    this.checkCancelled();
    if (error instanceof Lost) return this.waitAfterLoss();
    const stale = error instanceof TransferError && error.code === "ticket";
    if (!stale || !this.lane.renew || this.renewed) throw error;
    this.renewed = true;
    this.ticket = await this.lane.renew();
  }

  async waitAfterLoss() {
    this.losses += 1;
    if (this.losses > this.patience) throw new TransferError("offline");
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.losses - 1));
    // Spread, so that a thousand phones do not come back in one instant after an outage.
    await this.pause(longest * (0.5 + Math.random() / 2), this.lane.signal);
    this.checkCancelled();
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Lost | TransferError>}
 */
async function refusalOf(response) {
  if (TRY_AGAIN.includes(response.status)) return new Lost();
  const body = await response.json().catch(() => ({}));
  const code = typeof body.error === "string" ? body.error : "";
  if (response.status === 503 && code !== "sealed") return new Lost();
  if (response.status === 409) return new TransferError("conflict");
  if (response.status === 460) return new TransferError("checksum");
  if (response.status === 401 || response.status === 403) return new TransferError("ticket");
  return new TransferError(code || "unavailable", String(response.status));
}

/** @param {Response} response @param {number} size */
function offsetOf(response, size) {
  const offset = Number(response.headers.get("Upload-Offset"));
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > size) throw new TransferError("integrity", "offset");
  return offset;
}

/**
 * The next part's size: what this link carries in a few seconds, at most twice the last.
 *
 * @param {number} last bytes just sent
 * @param {number} ms it took
 */
export function nextPartSize(last, ms) {
  const carried = (last / Math.max(1, ms)) * PART_S * 1000;
  const wanted = 2 ** Math.floor(Math.log2(Math.max(1, Math.min(carried, last * 2))));
  return Math.min(LARGEST_PART_BYTES, Math.max(SMALLEST_PART_BYTES, wanted));
}

/**
 * Upload sealed bytes. Resolves once storage has made them durable and whole.
 *
 * @param {Lane & {source: Source}} job
 * @returns {Promise<void>}
 * @throws {TransferError} `cancelled`, `offline` (call again to go on), `ticket`, `storage_full` …
 */
export async function uploadBlob({ source, ...lane }) {
  const courier = new Courier(lane);
  const { size } = source;
  const path = `/uploads/${lane.blob}`;
  const start = { method: "POST", headers: { "Upload-Length": String(size) } };
  const begun = await courier.persist(() => courier.ask("/uploads", start, [200, 201]));
  const state = { offset: offsetOf(begun, size), complete: false, partSize: SMALLEST_PART_BYTES, agreed: true };
  while (!state.complete) {
    await courier.persist(async () => {
      if (!state.agreed) await agree(courier, path, size, state);
      await sendPart(courier, path, source, state);
    });
    lane.progress?.(state.offset, size);
  }
}

/** @typedef {{offset: number, complete: boolean, partSize: number, agreed: boolean}} UploadState */

/**
 * Ask the server how much it has.
 *
 * @param {Courier} courier
 * @param {string} path
 * @param {number} size
 * @param {UploadState} state
 */
async function agree(courier, path, size, state) {
  state.offset = offsetOf(await courier.ask(path, { method: "HEAD" }, [200, 204]), size);
  state.agreed = true;
}

/**
 * Send the next part; an empty one at the end asks whether all is complete.
 *
 * @param {Courier} courier
 * @param {string} path
 * @param {Source} source
 * @param {UploadState} state
 */
async function sendPart(courier, path, source, state) {
  const body = await source.read(state.offset, state.partSize);
  const headers = {
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(state.offset),
    "Upload-Checksum": `sha256 ${b64(digest(body))}`,
  };
  const before = courier.now();
  state.agreed = false;
  const response = await courier.ask(path, { method: "PATCH", headers, body }, [204]).catch((error) => {
    state.partSize = Math.max(SMALLEST_PART_BYTES, state.partSize / 2);
    // Another offset or a damaged part: ask again what the server has, and send from there.
    const again = error instanceof TransferError && ["conflict", "checksum"].includes(error.code);
    throw again ? new Lost() : error;
  });
  state.offset = offsetOf(response, source.size);
  state.agreed = true;
  state.complete = state.offset === source.size && response.headers.get("Upload-Complete") === "?1";
  if (body.length === state.partSize) state.partSize = nextPartSize(body.length, courier.now() - before);
  // All bytes are there and yet it is not complete: ask again, but not in a hurry.
  if (state.offset === source.size && !state.complete) throw new Lost();
}

/**
 * Upload several, smallest first, one after another.
 *
 * @param {readonly (Lane & {source: Source})[]} jobs
 * @returns {Promise<void>}
 * @throws {TransferError} the first that fails; those before it are stored
 */
export async function uploadAll(jobs) {
  const inOrder = [...jobs].sort((a, b) => a.source.size - b.source.size);
  for (const job of inOrder) await uploadBlob(job);
}

/**
 * Store a small blob in one request. Repeating it is harmless.
 *
 * @param {Lane & {bytes: Uint8Array}} job
 * @returns {Promise<void>}
 * @throws {TransferError}
 */
export async function storeBlob({ bytes, ...lane }) {
  const courier = new Courier(lane);
  const request = { method: "PUT", headers: { "Content-Type": "application/octet-stream" }, body: bytes };
  await courier.persist(() => courier.ask(`/blobs/${lane.blob}`, request, [200, 201]));
}

/**
 * Fetch sealed bytes; after a loss only what is missing.
 *
 * @param {Lane & {size: number}} job `size` as the list says
 * @returns {Promise<Blob>} still sealed
 * @throws {TransferError}
 */
export async function downloadBlob({ size, ...lane }) {
  const courier = new Courier(lane);
  /** @type {{parts: Blob[], done: number}} */
  const got = { parts: [], done: 0 };
  while (got.done < size) await courier.persist(() => fetchRest(courier, lane, size, got));
  return new Blob(got.parts);
}

/**
 * @param {Courier} courier
 * @param {Omit<Lane, "fetch" | "pause" | "now">} lane
 * @param {number} size
 * @param {{parts: Blob[], done: number}} got
 */
async function fetchRest(courier, { blob, progress }, size, got) {
  /** @type {Record<string, string>} */
  const headers = got.done ? { Range: `bytes=${got.done}-` } : {};
  const response = await courier.ask(`/blobs/${blob}`, { method: "GET", headers }, [200, 206]);
  const partial = response.status === 206;
  if (partial && !response.headers.get("Content-Range")?.startsWith(`bytes ${got.done}-`)) {
    throw new TransferError("integrity", "range");
  }
  if (!partial) Object.assign(got, { parts: [], done: 0 });
  await drain(courier, response, size, got, progress);
}

/**
 * @param {Courier} courier
 * @param {Response} response
 * @param {number} size
 * @param {{parts: Blob[], done: number}} got
 * @param {((done: number, size: number) => void)} [progress]
 */
async function drain(courier, response, size, got, progress) {
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body).getReader();
  const stop = () => void reader.cancel().catch(() => undefined);
  courier.lane.signal?.addEventListener("abort", stop);
  const nextPiece = () => piece(reader, courier.lane.stallMs ?? STALL_MS);
  try {
    for (let next = await nextPiece(); next; next = await nextPiece()) {
      courier.checkCancelled();
      got.parts.push(new Blob([next]));
      got.done += next.length;
      if (got.done > size) throw new TransferError("integrity", "longer than its size");
      courier.losses = 0;
      progress?.(got.done, size);
    }
  } finally {
    courier.lane.signal?.removeEventListener("abort", stop);
    stop();
  }
  courier.checkCancelled();
  if (got.done < size) throw new Lost();
}

/**
 * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader
 * @param {number} stallMs
 * @throws {Lost} the connection broke
 */
async function piece(reader, stallMs) {
  // Cancelling ends the read as if the file were over; who waits sees that it is too short.
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), stallMs);
  try {
    return (await reader.read()).value;
  } catch {
    throw new Lost();
  } finally {
    clearTimeout(timer);
  }
}
