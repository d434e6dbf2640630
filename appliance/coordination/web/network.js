/** The case app's conversation with coordination. Storage is reached through appliance/web/files.js. */

import { SafeholdError, TransferError } from "../../web/errors.js";

const TIMEOUT_MS = 30000;

/** @param {Response} response @returns {Promise<SafeholdError>} */
async function refusal(response) {
  const untrusted = await response.json().catch(() => ({}));
  const code = typeof untrusted.error === "string" ? untrusted.error : "unavailable";
  return Object.assign(new SafeholdError(code), { expected: untrusted.expected });
}

/** @param {string} path @param {RequestInit} request @returns {Promise<any>} */
async function send(path, request) {
  let response;
  try {
    const signal = AbortSignal.timeout?.(TIMEOUT_MS);
    response = await fetch(path, { ...request, cache: "no-store", credentials: "omit", signal });
  } catch {
    throw new TransferError("offline");
  }
  if (!response.ok) throw await refusal(response);
  return response.status === 204 ? undefined : response.json();
}

export class Network {
  /** Held in memory only; a reload signs out. */
  #session = "";

  /** @param {string} token */
  signIn(token) {
    this.#session = token;
  }

  signOut() {
    this.#session = "";
  }

  get signedIn() {
    return this.#session !== "";
  }

  /**
   * @param {"GET" | "POST"} method
   * @param {string} path below `/api`
   * @param {unknown} [body] sent as JSON
   * @returns {Promise<any>} the answer, or undefined if it has no body
   * @throws {SafeholdError} with the server's code, or `offline`
   */
  async #ask(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = {};
    if (this.#session) headers["Safehold-Session"] = this.#session;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    return send(`/api${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  }

  /** @returns {Promise<string>} */
  async storageOrigin() {
    const { storage } = await send("/origins.json", {});
    return storage;
  }

  /** @param {string} path */
  get(path) {
    return this.#ask("GET", path);
  }

  /** @param {string} path @param {unknown} [body] */
  post(path, body = {}) {
    return this.#ask("POST", path, body);
  }
}
