/** All that needs cryptography to file a report: loaded while she reads, in one piece. */

import "./shell.js";
import { hashBlob, newCode, parseCode, randomId, recipientOf } from "../../web/crypto.js";
import { verifyDirectory } from "../../web/directory.js";
import { SignatureError } from "../../web/errors.js";
import { makeReport, MOST_EXTRA_PARTS, RECOVERY } from "../../web/report.js";
import { dayOf } from "../../web/times.js";

/**
 * @typedef {import("../../web/directory.js").VerifiedDirectory} VerifiedDirectory
 * @typedef {import("../../web/directory.js").Directory} Directory
 *
 * @typedef {object} Deployment
 * @property {"ready" | "help-only" | "mismatch"} state
 * @property {Directory} [directory]
 * @property {VerifiedDirectory & {unchecked?: true}} [verified] `unchecked`: under no key she brought
 * @property {boolean} checked under the pin from her link
 */

export { hashBlob, makeReport, MOST_EXTRA_PARTS, newCode, parseCode, randomId, RECOVERY, recipientOf };

/**
 * What is known of this deployment. Under a pin, only what it signed counts. Without one, the
 * directory is taken by the key it states: help beats certainty, and the report says so.
 *
 * @param {any} untrusted answer of the intake service
 * @param {string | undefined} pin from the link
 * @returns {Deployment}
 */
export function readDeployment(untrusted, pin) {
  const file = untrusted?.directory;
  if (!file) return { state: "help-only", checked: false };
  try {
    const verified = verifyDirectory(file, pin ?? file.key, dayOf(new Date()));
    const { directory } = verified;
    const open = untrusted.state === "ready" && directory.organisations.some(({ intake }) => intake);
    const state = open ? "ready" : "help-only";
    return pin
      ? { state, directory, verified, checked: true }
      : { state, directory, verified: { ...verified, unchecked: true }, checked: false };
  } catch (error) {
    if (error instanceof SignatureError) return { state: "mismatch", checked: false };
    return { state: "help-only", checked: false };
  }
}

/** @param {Directory} directory @returns {import("../../web/directory.js").Organisation[]} who reads new reports */
export const readersOf = ({ organisations }) => organisations.filter(({ intake }) => intake);
