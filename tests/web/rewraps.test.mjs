/** Trustees were replaced: what is sealed to the new recovery key, and what never is. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Casework } from "../../appliance/coordination/web/casework.js";
import { dayAfter } from "../../appliance/coordination/web/days.js";
import { rewrap } from "../../appliance/coordination/web/rewraps.js";
import { Session } from "../../appliance/coordination/web/session.js";
import { SafeholdError } from "../../appliance/web/errors.js";
import {
  b64, generatePair, hash, keyId, makeWrap, newCode, openCode, openWrap, parseCode, randomId, sign, unb64,
} from "../../appliance/web/crypto.js";
import { certify, hashOf, makeDeployment, makePerson, signDirectory } from "./fixtures.mjs";

const deployment = makeDeployment();
const survivor = await openCode(parseCode(newCode()));
const reporter = { recipient: survivor.recipient, verify: survivor.verify };
const person = await makePerson();
const manager = { ...person, certificate: certify(deployment, person, { expires: dayAfter(300) }) };
const [before, now] = [await generatePair(), await generatePair()];
const caseId = randomId();
const names = ["contact", "account"];
const keys = await Promise.all(names.map(async (compartment) => ({ compartment, generation: 1, identity: (await generatePair()).identity })));

const granted = await Promise.all(keys.map(async (key, place) => {
  const wrap = await makeWrap({ case: caseId, keys: [key], reporter }, [manager.recipient]);
  const statement = sign({
    basis: { duty: "d".repeat(32) }, case: caseId, compartment: key.compartment, expires: dayAfter(90), generation: 1,
    grant: randomId(), recipient: manager.key, seq: place + 1, signer: manager.key, type: "grant", v: 1, wrap: hash(wrap),
  }, manager.signingSeed);
  return { statement, row: { compartment: key.compartment, generation: 1, grant: statement.grant, wrap: b64(wrap) } };
}));

/** What her browser sends when the service asks it to seal a case anew. */
async function asked({ leftOut = [], told = before.recipient, directory, report = {}, isOpen = false, fails = "" } = {}) {
  const signed = signDirectory(deployment, [], { recovery: told ?? undefined });
  const contact = { directory: { expired: false, hash: hashOf(signed), version: 1 }, left_out: leftOut, ...report };
  const clear = {
    blobs: [], consents: [], grants: granted.map(({ statement }) => ({ statement })), next_seq: 3, referrals: [],
    wraps: granted.map(({ row }) => row),
  };
  const [posts, gets] = [[], []];
  const session = Object.assign(new Session(), {
    network: {
      signedIn: true,
      get: async (path) => {
        gets.push(path);
        if (path === fails) throw new SafeholdError("offline");
        if (path === "/me/rewraps") return { cases: [{ case: caseId, compartments: [...names, "medical"] }] };
        return path.startsWith("/directory/") ? { directory: directory ?? signed } : structuredClone(clear);
      },
      post: async (path, body) => void posts.push([path, body]),
    },
    pin: deployment.pin, certificate: manager.certificate, directory: { recovery: now.recipient },
    colleagues: new Map([[manager.key, { name: "", certificate: manager.certificate }]]),
  });
  Object.defineProperty(session, "identity", { value: manager });
  const opening = Casework.prototype.openReport;
  Casework.prototype.openReport = async () => contact;  // what lies in storage is not what this is about
  try {
    return { done: await rewrap(session, () => isOpen), posts, gets };
  } finally {
    Casework.prototype.openReport = opening;
  }
}

test("what she reads is sealed to the recovery key in force, signed, and to nobody else", async () => {
  const { done, posts: [[path, { grants }]] } = await asked();
  assert.deepEqual([done, path], [1, `/cases/${caseId}/rewraps`]);
  assert.deepEqual(grants.map(({ statement }) => [statement.compartment, statement.seq]), [["contact", 3], ["account", 4]]);
  for (const [place, { statement, wrap }] of grants.entries()) {
    const key = keyId(now.recipient);
    assert.deepEqual([statement.basis, statement.recipient], [{ escrow: key }, key]);
    const opened = await openWrap(unb64(wrap), [now.identity]);
    assert.deepEqual([opened.keys, opened.reporter, opened.case], [[keys[place]], reporter, caseId]);
    assert.equal(statement.wrap, hash(unb64(wrap)));
    await assert.rejects(openWrap(unb64(wrap), [before.identity]));
  }
});

test("where she left recovery out a wrap of the same size goes to nobody", async () => {
  const { posts: [[, { grants }]] } = await asked({ leftOut: ["recovery"] });
  const { posts: [[, { grants: others }]] } = await asked();
  for (const [place, { statement, wrap }] of grants.entries()) {
    for (const { identity } of [now, before]) await assert.rejects(openWrap(unb64(wrap), [identity]));
    assert.equal(wrap.length, others[place].wrap.length);
    assert.deepEqual(statement.basis, others[place].statement.basis);
  }
});

test("who was told that there is no recovery stays shut, whatever the service says", async () => {
  assert.deepEqual((await asked({ told: null })).posts, []);
  const lie = signDirectory(deployment, [], { recovery: before.recipient, version: 2 });
  assert.deepEqual((await asked({ directory: lie })).posts, []);
  const foreign = signDirectory(makeDeployment(), [], { recovery: before.recipient });
  const report = { directory: { hash: hashOf(foreign), version: 1 } };
  assert.deepEqual((await asked({ directory: foreign, report })).posts, []);
});

test("a report that does not say whom she left out is taken as one that left recovery out", async () => {
  const { posts: [[, { grants: [{ wrap }] }]] } = await asked({ report: { left_out: undefined } });
  await assert.rejects(openWrap(unb64(wrap), [now.identity]));
});

test("a case on the screen waits, and a line that fails ends it quietly", async () => {
  const waiting = await asked({ isOpen: true });
  assert.deepEqual([waiting.done, waiting.posts, waiting.gets], [0, [], ["/me/rewraps"]]);
  const offline = await asked({ fails: `/cases/${caseId}` });
  assert.deepEqual([offline.done, offline.posts], [0, []]);
});
