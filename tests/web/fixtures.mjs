/** A made-up deployment: keys, directory and certificates, signed as record-format §7 and §8 say. */

import { generatePair, keyId, b64, canonical, deriveIdentity, hash, randomBytes, randomId, signText } from "../../appliance/web/crypto.js";
import { ed25519 } from "@noble/curves/ed25519.js";

export const TODAY = "2026-11-24";

/** @returns a key that signs for a deployment, and its pin */
export function makeDeployment() {
  const seed = randomBytes(32);
  return { id: randomId(), seed, pin: b64(ed25519.getPublicKey(seed)) };
}

export async function makeIntakeKey() {
  const pair = await generatePair();
  return { ...pair, key: keyId(pair.recipient) };
}

/** @param changes members to set over the usual ones */
export function signDirectory(deployment, organisations, changes = {}) {
  const directory = {
    country: "xx", deployment: deployment.id, expires: "2026-12-24", form: { id: "intake", version: 1 }, help: [],
    issued: TODAY, languages: ["fr", "en"], log: { key: deployment.pin, origin: `safehold/${deployment.id}` },
    name: "Test", organisations, training: true, type: "directory", v: 1, version: 1, ...changes,
  };
  for (const [name, value] of Object.entries(directory)) if (value === undefined) delete directory[name];
  return { directory, key: deployment.pin, signature: signText("safehold/directory/v1", directory, deployment.seed) };
}

export async function makePerson() {
  return deriveIdentity(randomBytes(32), "person");
}

export function certify(deployment, person, changes = {}) {
  const certificate = {
    deployment: deployment.id, expires: "2027-11-24", issued: TODAY, key: person.key, organisation: randomId(),
    recipient: person.recipient, role: "case_manager", status: "active", type: "person", v: 1, verify: person.verify,
    ...changes,
  };
  return { ...certificate, signature: signText("safehold/certificate/v1", certificate, deployment.seed) };
}

export const hashOf = (value) => hash(canonical(value));
