/** WebAuthn, in the JSON form that the server's library speaks (Web Authentication Level 3, §5.1.8–10). */

import { b64, unb64 } from "../../web/crypto.js";
import { SafeholdError } from "../../web/errors.js";

/** Our strings are untrusted until the browser has read them as bytes. @param {string} value */
const bytes = (value) => /** @type {BufferSource} */ (unb64(value));

/** @param {ArrayBuffer} buffer */
const encode = (buffer) => b64(new Uint8Array(buffer));

export const passkeysWork = () => typeof PublicKeyCredential === "function" && window.isSecureContext;

/** @template T @param {Promise<T>} ceremony @returns {Promise<T>} */
async function orCancelled(ceremony) {
  try {
    return await ceremony;
  } catch {
    throw new SafeholdError("passkey");
  }
}

/** @param {any} options creation options as JSON */
export async function makePasskey(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: [],
  };
  const made = /** @type {any} */ (await orCancelled(navigator.credentials.create({ publicKey })));
  const { attestationObject, clientDataJSON } = made.response;
  return {
    id: made.id, rawId: encode(made.rawId), type: made.type, clientExtensionResults: {},
    response: { attestationObject: encode(attestationObject), clientDataJSON: encode(clientDataJSON) },
  };
}

/** @param {any} options request options as JSON */
export async function askPasskey(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map((/** @type {any} */ one) => ({ ...one, id: bytes(one.id) })),
  };
  const got = /** @type {any} */ (await orCancelled(navigator.credentials.get({ publicKey })));
  const { authenticatorData, clientDataJSON, signature, userHandle } = got.response;
  return {
    id: got.id, rawId: encode(got.rawId), type: got.type, clientExtensionResults: {},
    response: {
      authenticatorData: encode(authenticatorData), clientDataJSON: encode(clientDataJSON), signature: encode(signature),
      userHandle: userHandle ? encode(userHandle) : undefined,
    },
  };
}
