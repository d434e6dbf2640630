/** Notes that professionals keep in a case: who may open which compartment, and on what. */

import { dayAfter } from "./days.js";
import { basisOn } from "./statements.js";

/**
 * @typedef {import("./casework.js").Casework} Casework
 * @typedef {import("./session.js").Certificate} Certificate
 */

const OWN_GRANT_DAYS = 365;

export const NOTES = ["medical", "psychosocial", "legal", "team"];

/** @type {Record<string, string>} what each profession keeps notes in; a case manager may open any */
const OF_ROLE = { doctor: "medical", psychologist: "psychosocial", lawyer: "legal", investigator: "legal" };

/** @param {string} role @returns {string | undefined} the compartment of a profession */
export const notesOf = (role) => OF_ROLE[role];

/**
 * What lets this person open a compartment: leading the case on duty, or her consent to exactly that.
 *
 * @param {Casework} work
 * @param {string} compartment
 * @returns {{basis: object, expires: string} | undefined}
 */
export function openingBasis(work, compartment) {
  const { certificate, identity } = work.session;
  if (certificate?.role === "case_manager") {
    const duty = dutyKey(work, certificate);
    return work.leads && duty ? { basis: { duty }, expires: dayAfter(OWN_GRANT_DAYS) } : undefined;
  }
  if (!certificate || notesOf(certificate.role) !== compartment) return undefined;
  const consent = work.consents.find(({ compartments, recipient, state }) =>
    state === "live" && recipient === identity.key && compartments.includes(compartment));
  return consent && { basis: basisOn(consent), expires: consent.expires };
}

/** @param {Casework} work @param {Certificate} certificate @returns {string | undefined} her team's intake key, if she holds it */
function dutyKey({ session }, { organisation }) {
  const current = session.directory?.organisations.find(({ id }) => id === organisation)?.intake?.key;
  return current && session.intake.has(current) ? current : undefined;
}

/** @param {Casework} work @returns {string[]} compartments with notes that this person can read or open, in their order */
export function notesIn(work) {
  return NOTES.filter((name) => work.readable.includes(name) || openingBasis(work, name));
}
