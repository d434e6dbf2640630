/**
 * The public face of all cryptography in the browser (docs/interfaces.md §5): no other module of
 * the apps imports a cryptographic library. What one app does not import is left out of its bundle,
 * so import names from here statically; to load late, import your own module dynamically.
 *
 * `fingerprintWords` stands in fingerprint.js with its word lists: only the case app needs them.
 */

export { b64, base32, concat, digest, hash, hashBlob, randomBytes, randomId, text, toHex, unb64, utf8 } from "./crypto/bytes.js";
export { canonical, parseCanonical } from "./crypto/canonical.js";
export { frame, framedSize, padme, unframe } from "./crypto/frame.js";
export {
  derive, deriveIdentity, generateCompartmentKey, generatePair, keyHash, keyId, recipientOf,
} from "./crypto/identity.js";
export { argon2id, newKdf, parseKdf } from "./crypto/passphrase.js";
export { checkMailboxPin, makeMailboxPin, newCode, openCode, parseCode } from "./crypto/receipt.js";
export { countRecipients, open, seal } from "./crypto/seal.js";
export { sign, signText, verify, verifySigned } from "./crypto/signature.js";
export { openBlob, sealBlob } from "./crypto/stream.js";
export { makeReportWrap, makeWrap, openReportWrap, openWrap } from "./crypto/wrap.js";
