/** The only module that talks to the intake service. */

import { SafeholdError, TransferError } from "../../web/errors.js";

const ANSWER_WITHIN_MS = 90_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** What is worth trying again: the line, the gateway, or a service that is starting. */
const PASSING = new Set(["offline", "unavailable", "sealed", "too_many_tries"]);

/** @param {unknown} error */
export const isPassing = (error) => error instanceof SafeholdError && PASSING.has(error.code);

/**
 * @param {string} path
 * @param {RequestInit} [request]
 * @returns {Promise<Response>} of success
 * @throws {TransferError} with the server's code, or `offline`
 */
async function ask(path, request = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_WITHIN_MS);
  try {
    const response = await fetch(path, {
      ...request, signal: stop.signal, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer",
    });
    if (!response.ok) throw new TransferError(await codeOf(response));
    return response;
  } catch (error) {
    throw error instanceof TransferError ? error : new TransferError("offline");
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Response} response */
async function codeOf(response) {
  const fallback = response.status >= 500 ? "unavailable" : "internal";
  try {
    const { error } = await response.json();
    return typeof error === "string" && error !== "internal" ? error : fallback;
  } catch {
    return fallback;
  }
}

/** @param {string} path @param {RequestInit} [request] @returns {Promise<any>} untrusted */
async function askJson(path, request) {
  const response = await ask(path, request);
  try {
    return await response.json();
  } catch {
    throw new TransferError("offline", "cut off in the answer");
  }
}

/** @param {string} mailbox @param {unknown} [body] @returns {RequestInit} */
const asMailbox = (mailbox, body) => ({
  method: body === undefined ? "GET" : "POST",
  headers: { "Safehold-Mailbox": mailbox, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
  body: body === undefined ? undefined : JSON.stringify(body),
});

export const fetchDirectory = () => askJson("/api/directory");

/** @param {Uint8Array} bundle */
export const sendReport = (bundle) =>
  askJson("/api/reports", {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: /** @type {BufferSource} */ (bundle),
  });

/** @type {Promise<string> | undefined} */
let storage;

/** @returns {Promise<string>} where sealed files go: an address that only the gateway knows */
export function storageOrigin() {
  storage ??= askJson("/origins.json").then((origins) => String(origins.storage));
  storage.catch(() => { storage = undefined; });
  return storage;
}

/** @param {string} mailbox */
export const fetchMailbox = (mailbox) => askJson("/api/mailbox", asMailbox(mailbox));

/**
 * @param {string} mailbox
 * @param {{op: string, blob: string, compartment: string, kind: string, size?: number}[]} wants
 * @returns {Promise<string[]>}
 */
export async function fetchTickets(mailbox, wants) {
  const { tickets } = await askJson("/api/mailbox/tickets", asMailbox(mailbox, { wants }));
  return tickets;
}

/** @param {string} mailbox @param {object} statement */
export const sendStatement = (mailbox, statement) => askJson("/api/mailbox/statements", asMailbox(mailbox, statement));

/**
 * Do something until it works. Only what may pass is tried again; the pause grows, and ends early
 * when the phone finds its network again.
 *
 * @template T
 * @param {() => Promise<T>} attempt safe to repeat
 * @param {object} [options]
 * @param {(error: unknown) => void} [options.onRetry]
 * @param {() => boolean} [options.isWanted] whether to go on trying
 * @param {(error: unknown) => boolean} [options.isPassing] what is worth another try
 * @returns {Promise<T>}
 */
export async function persist(attempt, options = {}) {
  const { onRetry = () => {}, isWanted = () => true, isPassing: mayPass = isPassing } = options;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error) || !isWanted()) throw error;
      onRetry(error);
      await pauseOrOnline(pause);
    }
  }
}

/** @param {number} milliseconds */
function pauseOrOnline(milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done, { once: true });
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve(undefined);
    }
  });
}
