/** A colleague lost her key. A service that makes up what "was also hers" gets nothing given to anybody. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Casework } from "../../appliance/coordination/web/casework.js";
import { dayAfter } from "../../appliance/coordination/web/days.js";
import { giveAgain, renewals } from "../../appliance/coordination/web/renewals.js";
import { Session } from "../../appliance/coordination/web/session.js";
import {
  canonical, generatePair, hash, makeWrap, newCode, openCode, openWrap, parseCode, randomId, sign, unb64, b64,
} from "../../appliance/web/crypto.js";
import { certify, makeDeployment, makeIntakeKey, makePerson } from "./fixtures.mjs";

const [HERE, ELSEWHERE] = ["aa".repeat(16), "bb".repeat(16)];
const deployment = makeDeployment();
const survivor = await openCode(parseCode(newCode()));
const reporter = { recipient: survivor.recipient, verify: survivor.verify };
const intake = await makeIntakeKey();
const caseId = randomId();

const colleague = async (changes) => {
  const person = await makePerson();
  return { ...person, certificate: certify(deployment, person, { organisation: HERE, expires: dayAfter(300), ...changes }) };
};
const manager = await colleague({});
const lost = await colleague({ role: "doctor", organisation: ELSEWHERE, status: "disabled" });
const again = await colleague({ role: "doctor", organisation: ELSEWHERE, succeeds: lost.key });
const lawyer = await colleague({ role: "lawyer", organisation: ELSEWHERE, succeeds: lost.key });
const stranger = await colleague({ role: "doctor", organisation: ELSEWHERE });
const everybody = [manager, lost, again, lawyer, stranger];
const key = { compartment: "account", generation: 1, identity: (await generatePair()).identity };

let seq = 0;
const say = (who, statement) => sign({ case: caseId, signer: who.key, v: 1, seq: (seq += 1), ...statement }, who.signingSeed);
async function give(who, to, basis, changes = {}) {
  const wrap = await makeWrap({ case: caseId, keys: [key], reporter }, [to.recipient]);
  const statement = say(who, {
    basis, compartment: "account", expires: dayAfter(90), generation: 1, grant: randomId(), recipient: to.key, type: "grant",
    wrap: hash(wrap), ...changes,
  });
  return { statement, row: { compartment: "account", generation: 1, grant: statement.grant, wrap: b64(wrap) } };
}
const agree = (to, changes = {}) => say(survivor, {
  commitment: "0".repeat(64), compartments: ["account"], consent: randomId(), expires: dayAfter(100), purpose: "referral",
  recipient: to.key, seq: 1, type: "consent", ...changes,
});
const on = (consent) => ({ consent: consent.consent, hash: hash(canonical(consent)) });

const own = await give(manager, manager, { duty: intake.key });
const consent = agree(lost);
const old = await give(manager, lost, on(consent));

/** What the service says to the manager, and what her browser then sends. */
async function offered({ key: to = again.key, grants = [old.statement], consents = [consent], seen = {}, case: id = caseId } = {}) {
  const clear = {
    assigned: manager.key, blobs: [], consents: consents.map((statement) => ({ statement })), grants: [{ statement: own.statement }],
    next_seq: 1, referrals: [], wraps: [own.row], ...seen,
  };
  const entry = { case: id, consents: consents.map((statement) => ({ statement })), grants: grants.map((statement) => ({ statement })) };
  const posts = [];
  const session = Object.assign(new Session(), {
    network: {
      get: async (path) => (path === "/me/renewals" ? { renewals: [{ key: to, count: 1, cases: [entry] }] } : structuredClone(clear)),
      post: async (path, body) => void posts.push([path, body]),
    },
    pin: deployment.pin, certificate: manager.certificate,
    colleagues: new Map(everybody.map((one) => [one.key, { name: "", certificate: one.certificate }])),
  });
  Object.defineProperty(session, "identity", { value: manager });
  const found = await renewals(session);
  const done = found.length ? await giveAgain(session, found[0], () => undefined) : undefined;
  return { found, done, posts };
}

test("what a colleague read under the key she lost is given to her new one, on the same consent", async () => {
  const { done, posts } = await offered();
  assert.deepEqual(done, { given: 1, left: 0 });
  const [[path, { grants: [{ statement, wrap }] }]] = posts;
  assert.equal(path, `/cases/${caseId}/renewals`);
  assert.deepEqual(statement.basis, { ...on(consent), renews: old.statement.grant });
  assert.deepEqual([statement.recipient, statement.expires], [again.key, old.statement.expires]);
  const opened = await openWrap(unb64(wrap), [again.identity]);
  assert.deepEqual(opened.keys, [key]);
});

test("her browser then takes the key, and seals to it", async () => {
  const renewed = await give(manager, again, { ...on(consent), renews: old.statement.grant });
  const clear = {
    blobs: [], consents: [{ statement: consent }], referrals: [], next_seq: 1, wraps: [renewed.row],
    grants: [{ statement: renewed.statement }, { statement: old.statement, ended: "disabled" }],
  };
  const session = Object.assign(new Session(), {
    network: { get: async () => structuredClone(clear) }, pin: deployment.pin, certificate: again.certificate,
    colleagues: new Map(everybody.map((one) => [one.key, { name: "", certificate: one.certificate }])),
  });
  Object.defineProperty(session, "identity", { value: again });
  const work = await new Casework(session, caseId).load();
  assert.equal(work.sealingKey("account").identity, key.identity);
  assert.deepEqual(work.problems, []);
  // Without the old grant, or for a key that succeeds nobody, it is worth nothing.
  clear.grants.pop();
  await assert.rejects(new Casework(session, caseId).load(), { code: "case_grant" });
});

test("a case that she never read is not given, whatever the service says", async () => {
  const forged = { ...old.statement, signature: own.statement.signature };
  const toOther = await give(manager, stranger, on(agree(stranger)));
  const byNobody = await give(await makePerson(), lost, on(consent));
  const elsewhere = { ...old.statement, case: randomId() };
  for (const grants of [[], [forged], [toOther.statement], [byNobody.statement], [elsewhere]]) {
    const { found, posts } = await offered({ grants });
    assert.deepEqual([found, posts], [[], []]);
  }
  const { found } = await offered({ case: randomId() });
  assert.deepEqual(found, []);
});

test("nobody is given what was another person's", async () => {
  for (const one of [stranger, lawyer]) {
    const { found, posts } = await offered({ key: one.key });
    assert.deepEqual([found, posts], [[], []]);
  }
});

test("what has run out, was taken back, or names somebody else is not given", async () => {
  const over = await give(manager, lost, on(consent), { expires: dayAfter(-1) });
  assert.deepEqual((await offered({ grants: [over.statement] })).found, []);
  const end = say(survivor, { consent: consent.consent, seq: 2, type: "withdrawal" });
  const withdrawn = await offered({ seen: { consents: [{ statement: consent, withdrawal: end }] } });
  const other = agree(stranger);
  const wrong = await give(manager, lost, on(other));
  const unsaid = await give(manager, lost, { consent: randomId(), hash: "0".repeat(64) });
  const mixed = [
    withdrawn,
    await offered({ grants: [wrong.statement], consents: [other] }),
    await offered({ grants: [unsaid.statement] }),
  ];
  for (const { done, posts } of mixed) assert.deepEqual([done, posts], [{ given: 0, left: 1 }, []]);
});

test("a compartment that this person cannot read herself is not given", async () => {
  const medical = agree(lost, { compartments: ["medical"] });
  const hidden = await give(manager, lost, on(medical), { compartment: "medical" });
  const { done, posts } = await offered({ grants: [hidden.statement], consents: [medical] });
  assert.deepEqual([done, posts], [{ given: 0, left: 1 }, []]);
});

// --- what trustees opened

const trustees = await makePerson();
const reason = "7".repeat(64);

/** A case as somebody sees it to whom trustees gave a key; `trusted` are the recovery keys in the signed staff directory. */
async function recovered(basis, { by = trustees, to = again, trusted = [trustees], inForce = trustees, grants = [old.statement], changes = {} } = {}) {
  const made = await give(by, to, { ...basis, recovery: "6".repeat(32), reason }, changes);
  const clear = {
    blobs: [], consents: [{ statement: consent }], referrals: [], next_seq: 1, wraps: [made.row],
    grants: [{ statement: made.statement }, ...grants.map((statement) => ({ statement, ended: "disabled" }))],
  };
  const session = Object.assign(new Session(), {
    network: { get: async () => structuredClone(clear) }, pin: deployment.pin, certificate: to.certificate,
    directory: { recovery: inForce.recipient, organisations: [] },
    recovery: trusted.map(({ key: id, recipient, verify }) => ({ key: id, recipient, verify })),
    colleagues: new Map(everybody.map((one) => [one.key, { name: "", certificate: one.certificate }])),
  });
  Object.defineProperty(session, "identity", { value: to });
  return new Casework(session, caseId).load();
}

test("a key that trustees opened is taken, if they signed it and it was hers", async () => {
  const work = await recovered({ ...on(consent), renews: old.statement.grant });
  assert.equal(work.sealingKey("account").identity, key.identity);
  const duty = await recovered({ duty: intake.key }, { to: manager, grants: [] });
  assert.equal(duty.sealingKey("account").identity, key.identity);
});

test("a key that trustees of before opened reads, and nothing is sealed to it", async () => {
  const work = await recovered({ ...on(consent), renews: old.statement.grant }, { inForce: await makePerson() });
  assert.deepEqual(work.readable, ["account"]);
  assert.throws(() => work.sealingKey("account"), { code: "key_past" });
});

test("a key that trustees did not sign, or for what was never hers, is worth nothing", async () => {
  const basis = { ...on(consent), renews: old.statement.grant };
  const refused = [
    recovered(basis, { by: manager }),
    recovered(basis, { trusted: [] }),
    recovered(basis, { to: stranger }),
    recovered(basis, { grants: [] }),
    recovered({ duty: intake.key }),
    recovered(basis, { changes: { expires: dayAfter(-1) } }),
    recovered(basis, { changes: { expires: dayAfter(95) } }),
  ];
  for (const each of refused) await assert.rejects(each, { code: "case_grant" });
});

test("while the list of colleagues is old nothing is given", async () => {
  const session = Object.assign(new Session(), {
    network: { get: async () => ({ renewals: [{ key: again.key, count: 1, cases: [] }] }) },
    colleagues: new Map(everybody.map((one) => [one.key, { name: "", certificate: one.certificate }])),
  });
  session.certificateInForce = () => {
    throw Object.assign(new Error(), { code: "directory_old" });
  };
  await assert.rejects(renewals(session), { code: "directory_old" });
});
