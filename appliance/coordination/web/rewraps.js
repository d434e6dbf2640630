/**
 * After trustees were replaced: what this person reads is sealed to the new recovery key, case by case, while she works.
 * Nothing here is shown or waited for; what is left over is done at the next sign-in.
 */

import { canonical, generatePair, hash, keyId } from "../../web/crypto.js";
import { checkDirectory } from "../../web/directory.js";
import { SafeholdError, SignatureError } from "../../web/errors.js";
import { Casework } from "./casework.js";
import { dayAfter } from "./days.js";
import { grant } from "./steps.js";

/** @typedef {import("./session.js").Session} Session */

/** Says nothing about one case: nothing more can be done now. */
const PASSING = ["offline", "unavailable", "sealed", "unauthenticated", "too_many_tries"];
/** Nobody reads by such a statement, so its last day ends nothing. */
const DAYS = 3650;

/**
 * @param {Session} session
 * @param {(id: string) => boolean} isOpen whether a case is on the screen: its numbers are then hers to use
 * @returns {Promise<number>} in how many cases something was sealed
 */
export async function rewrap(session, isOpen) {
  if (!session.directory?.recovery || session.isOutdated) return 0;
  const { cases } = await session.network.get("/me/rewraps");
  let done = 0;
  for (const { case: id, compartments } of cases) {
    if (!session.network.signedIn) return done;
    if (isOpen(id)) continue;
    try {
      done += Number(await rewrapOne(session, id, compartments));
    } catch (error) {
      if (!(error instanceof SafeholdError) || PASSING.includes(error.code)) return done;
    }
  }
  return done;
}

/** @param {Session} session @param {string} id @param {string[]} compartments @returns {Promise<boolean>} */
async function rewrapOne(session, id, compartments) {
  const work = await new Casework(session, id).load();
  const report = await work.openReport("contact");
  const recovery = session.directory?.recovery;
  if (!report || !recovery || !(await wasTold(session, report.directory))) return false;
  const held = compartments.filter((name) => work.keys.has(name) && !work.keys.get(name)?.readOnly);
  if (held.length === 0) return false;
  const key = keyId(recovery);
  const first = work.clear.next_seq;
  // Whom she left out stands in her report alone. A wrap that nobody can open looks like any other, so nobody learns it.
  const isLeftOut = report.left_out?.includes("recovery") !== false;
  const grants = await Promise.all(held.map(async (name, place) => {
    const recipient = isLeftOut ? (await generatePair()).recipient : recovery;
    const to = { key, recipient };
    return grant(work, { key: work.sealingKey(name), to, basis: { escrow: key }, expires: dayAfter(DAYS), seq: first + place });
  }));
  await session.network.post(`/cases/${id}/rewraps`, { grants });
  return true;
}

/**
 * Whether a recovery key was named to her when she sent: without one she was promised that nobody else can ever open it.
 *
 * @param {Session} session
 * @param {{version: number, hash: string}} sealed what her report says of the directory
 * @returns {Promise<boolean>}
 * @throws {SignatureError} another directory than hers, or not of this deployment
 */
async function wasTold(session, { version, hash: wanted }) {
  const { directory } = await session.network.get(`/directory/${version}`);
  if (hash(canonical(directory)) !== wanted) throw new SignatureError("directory");
  return Boolean(checkDirectory(directory, session.pin).recovery);
}
