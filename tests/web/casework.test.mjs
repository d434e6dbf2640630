/** A service that injects, swaps, replays and reorders keys, grants, consents and referrals, and who may help it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Casework } from "../../appliance/coordination/web/casework.js";
import { dayAfter } from "../../appliance/coordination/web/days.js";
import { notesIn } from "../../appliance/coordination/web/notes.js";
import { openCompartment, refer, sendMessage, sharedBy, take } from "../../appliance/coordination/web/steps.js";
import {
  b64, canonical, generatePair, hash, makeReportWrap, makeWrap, newCode, openCode, openWrap, parseCode, randomId, sign,
  unb64,
} from "../../appliance/web/crypto.js";
import { certify, makeDeployment, makeIntakeKey, makePerson } from "./fixtures.mjs";

const FIRST = ["contact", "account", "thread", "evidence"];
const [HERE, ELSEWHERE] = ["aa".repeat(16), "bb".repeat(16)];
const deployment = makeDeployment();
const survivor = await openCode(parseCode(newCode()));
const reporter = { recipient: survivor.recipient, verify: survivor.verify };
const intake = await makeIntakeKey();
const caseId = randomId();

/** @returns a colleague as the signed staff directory lists her */
async function colleague(changes) {
  const person = await makePerson();
  return { ...person, certificate: certify(deployment, person, { organisation: HERE, expires: dayAfter(300), ...changes }) };
}
const manager = await colleague({});
const doctor = await colleague({ role: "doctor", organisation: ELSEWHERE });
const second = await colleague({});
const left = await colleague({ status: "disabled" });
const past = await colleague({ expires: dayAfter(-1) });
const stranger = await colleague({ organisation: ELSEWHERE });
const operator = await colleague({ role: "operator" });
const nobody = await makePerson();
const everybody = [manager, doctor, second, left, past, stranger, operator];

const newKey = async (compartment, generation = 1) => ({ compartment, generation, identity: (await generatePair()).identity });
const keys = Object.fromEntries(await Promise.all(FIRST.map(async (name) => [name, await newKey(name)])));

let seq = 0;
const say = (who, statement) => sign({ case: caseId, signer: who.key, v: 1, seq: (seq += 1), ...statement }, who.signingSeed);

/** @returns a grant and the wrap that goes with it, as the service hands them over */
async function give(who, to, key, { basis = { duty: intake.key }, expires = dayAfter(100), of = reporter, ...changes } = {}) {
  const wrap = await makeWrap({ case: caseId, keys: [key], reporter: of }, [to.recipient]);
  const { compartment, generation } = key;
  const statement = say(who, {
    basis, compartment, expires, generation, grant: randomId(), recipient: to.key, type: "grant", wrap: hash(wrap), ...changes,
  });
  return { statement, row: { compartment, generation, grant: statement.grant, wrap: b64(wrap) } };
}

function agree(to, compartments, changes = {}) {
  return say(survivor, {
    commitment: "0".repeat(64), compartments, consent: randomId(), expires: dayAfter(100), purpose: "referral", recipient: to.key,
    seq: 1, type: "consent", ...changes,
  });
}
const on = (consent) => ({ consent: consent.consent, hash: hash(canonical(consent)) });
const takeBack = (consent) => say(survivor, { consent: consent.consent, seq: 2, type: "withdrawal" });

/** What the service answers, and the case as somebody's browser sees it. */
async function seen(who, given, more = {}) {
  const clear = {
    blobs: [], consents: [], referrals: [], next_seq: 1, grants: given.map(({ statement }) => ({ statement })),
    wraps: given.map(({ row }) => row), ...more,
  };
  const posts = [];
  const session = {
    network: { get: async () => structuredClone(clear), post: async (path, body) => void posts.push([path, body]) },
    identity: who, certificate: who.certificate, pin: deployment.pin, intake: new Map([[intake.key, intake.identity]]),
    directory: { organisations: [{ id: HERE, intake: { key: intake.key } }, { id: ELSEWHERE }] },
    colleagues: new Map(everybody.map(({ key, certificate }) => [key, { name: "", certificate }])),
    formerOf: () => [],
    certificateInForce: (key) => everybody.find((one) => one.key === key).certificate,
  };
  const work = new Casework(session, caseId);
  await work.load();
  return Object.assign(work, { posts });
}
const codes = ({ problems }) => problems.map(({ code }) => code);
const taken = await Promise.all(FIRST.map((name) => give(manager, manager, keys[name])));
const consent = agree(doctor, ["account", "thread"]);
const given = await give(manager, doctor, keys.account, { basis: on(consent) });
const consents = [{ consent: consent.consent, state: "live", statement: consent }];

const referral = say(manager, {
  compartments: ["account"], consent: consent.consent, grants: [given.statement.grant], recipient: doctor.key, referral: randomId(),
  response_timeframe: "2_days", service_type: "health_medical", type: "referral",
});
const status = (who, word, changes = {}) => say(who, { referral: referral.referral, status: word, type: "referral_status", ...changes });
const referred = (statuses = [], stated = "in_progress", statement = referral) =>
  [{ referral: referral.referral, statement, status: stated, statuses }];

// --- grants

test("the keys that she gave herself on duty and those given on a consent are used", async () => {
  const hers = await seen(manager, taken);
  assert.deepEqual(hers.readable.sort(), [...FIRST].sort());
  const theirs = await seen(doctor, [given], { consents });
  assert.deepEqual(theirs.readable, ["account"]);
  assert.deepEqual([codes(hers), codes(theirs)], [[], []]);
});

test("a second generation that somebody disabled plants is named and nothing is sealed to it", async () => {
  for (const planter of [left, manager]) {
    const planted = await give(planter, manager, await newKey("thread", 2));
    const work = await seen(manager, [...taken, planted]);
    assert.equal(work.sealingKey("thread").identity, keys.thread.identity);
    assert.deepEqual(codes(work), ["grant"]);
  }
});

test("on duty a key comes from a case manager in force of the same organisation, or not at all", async () => {
  for (const signer of [left, past, stranger, doctor, operator]) {
    const planted = await give(signer, manager, await newKey("team"));
    const work = await seen(manager, [...taken, planted]);
    assert.equal(work.readable.includes("team"), false);
    assert.deepEqual(codes(work), ["grant"]);
  }
  const handed = await give(second, manager, await newKey("team"));
  assert.equal((await seen(manager, [...taken, handed])).readable.includes("team"), true);
  const toDoctor = await give(manager, doctor, keys.account);
  await assert.rejects(seen(doctor, [toDoctor]), { code: "case_grant" });
});

test("another key beside her own is named and not used, whoever signed it", async () => {
  const planted = await give(second, manager, await newKey("thread"));
  for (const order of [[planted, ...taken], [...taken, planted]]) {
    const work = await seen(manager, order);
    assert.equal(work.sealingKey("thread").identity, keys.thread.identity);
    assert.deepEqual(codes(work), ["second-key"]);
  }
});

test("where two colleagues' keys contradict each other neither is used", async () => {
  const other = await give(second, doctor, await newKey("account"), { basis: on(consent) });
  const work = await seen(doctor, [given, other], { consents });
  assert.deepEqual([work.readable, codes(work)], [[], ["second-key"]]);
});

test("beside the wrap that she signed no grant brings another key, and taking gives her keys alone", async () => {
  const wrap = await makeReportWrap({ case: caseId, keys: FIRST.map((name) => keys[name]), reporter }, survivor.signingSeed, [intake.recipient]);
  const planted = [await give(second, manager, await newKey("thread")), await give(second, manager, await newKey("team"))];
  const work = await seen(manager, planted, { report_wrap: b64(wrap), state: "new" });
  assert.deepEqual(codes(work), ["second-key"]);
  await take(work);
  const [[, { grants }]] = work.posts;
  const opened = await Promise.all(grants.map(async (one) => (await openWrap(unb64(one.wrap), [manager.identity])).keys[0]));
  assert.deepEqual(opened, FIRST.map((name) => ({ ...keys[name] })));
});

test("a grant past its last day is not used, but what she signed to herself is", async () => {
  const old = await give(manager, doctor, keys.account, { basis: on(consent), expires: dayAfter(-1) });
  await assert.rejects(seen(doctor, [old], { consents }), { code: "case_grant" });
  const own = await give(manager, manager, keys.thread, { expires: dayAfter(-1) });
  assert.deepEqual((await seen(manager, [own])).readable, ["thread"]);
});

test("grants that ended, and those of a colleague who left, raise no alarm while nothing is taken from them", async () => {
  const former = await Promise.all(FIRST.map((name) => give(left, left, keys[name])));
  const old = await give(left, manager, keys.thread, { expires: dayAfter(-1) });
  const work = await seen(manager, [...taken], { grants: [...taken, ...former, old].map(({ statement }) => ({ statement })) });
  assert.deepEqual([work.readable.length, codes(work)], [4, []]);
});

test("a key from somebody who was disabled since reads, and nothing is sealed to it", async () => {
  for (const signer of [left, past]) {
    const old = await give(signer, doctor, keys.thread, { basis: on(consent) });
    const work = await seen(doctor, [old], { consents });
    assert.equal(work.key("thread").identity, keys.thread.identity);
    assert.deepEqual(codes(work), ["past-grant"]);
    await assert.rejects(sendMessage(work, { text: "x" }), { code: "key_past" });
    const agreed = agree(second, ["thread"]);
    const wish = { ...agreed, statement: agreed };
    await assert.rejects(refer(work, wish, "health_medical"), { code: "key_past" });
    assert.deepEqual(work.posts, []);
  }
});

test("a grant that was changed, is another case's, or is signed by nobody known is named", async () => {
  const changed = { ...given, statement: { ...given.statement, expires: dayAfter(101) } };
  const foreign = await give(manager, doctor, keys.account, { basis: on(consent), case: randomId() });
  const strange = await give(nobody, doctor, keys.account, { basis: on(consent) });
  const shapeless = { ...given, statement: say(manager, { type: "grant", grant: given.statement.grant }) };
  for (const bad of [changed, foreign, strange, shapeless]) {
    await assert.rejects(seen(doctor, [bad], { consents }), { code: "case_grant" });
  }
});

test("a wrap swapped with another grant's is not used", async () => {
  const [a, b] = [taken[0], taken[1]];
  const swapped = [{ ...a, row: { ...a.row, wrap: b.row.wrap } }, { ...b, row: { ...b.row, wrap: a.row.wrap } }];
  const work = await seen(manager, [...swapped, taken[2], taken[3]]);
  assert.deepEqual(work.readable, ["thread", "evidence"]);
  assert.deepEqual(codes(work), ["grant", "grant"]);
});

test("a grant delivered twice counts once, and two under one id count for nothing", async () => {
  const twice = await seen(manager, [...taken, taken[2]]);
  assert.deepEqual([twice.readable.length, codes(twice)], [4, ["repeated"]]);
  const other = await give(manager, doctor, await newKey("account"), { basis: on(consent), grant: given.statement.grant });
  await assert.rejects(seen(doctor, [given, other], { consents }), { code: "case_grant" });
});

test("keys under another reporter's name are named and not used", async () => {
  const other = await openCode(parseCode(newCode()));
  const planted = await give(second, manager, await newKey("team"), { of: { recipient: other.recipient, verify: other.verify } });
  const work = await seen(manager, [...taken, planted]);
  assert.deepEqual([work.readable.includes("team"), codes(work)], [false, ["wrap"]]);
});

test("the order in which grants and wraps are listed changes nothing", async () => {
  const forth = await seen(manager, taken);
  const back = await seen(manager, [...taken].reverse());
  const mixed = await seen(manager, taken, { wraps: [...taken].reverse().map(({ row }) => row) });
  for (const work of [back, mixed]) for (const name of FIRST) assert.equal(work.key(name).identity, forth.key(name).identity);
  assert.deepEqual([codes(back), codes(mixed)], [[], []]);
});

// --- notes

test("the case manager who leads may open any notes, a colleague those that she agreed to, nobody else any", async () => {
  const leads = { assigned: manager.key };
  assert.deepEqual(notesIn(await seen(manager, taken, leads)), ["medical", "psychosocial", "legal", "team"]);
  assert.deepEqual(notesIn(await seen(manager, taken)), []);
  assert.deepEqual(notesIn(await seen(doctor, [given], { consents })), []);
  for (const [compartments, state, expected] of [
    [["account", "medical"], "live", ["medical"]], [["account", "legal", "team"], "live", []], [["account", "medical"], "withdrawn", []],
  ]) {
    const agreed = agree(doctor, compartments);
    const withdrawal = state === "withdrawn" ? takeBack(agreed) : undefined;
    const other = agree(doctor, ["account"], { seq: 3 });
    const rows = [agreed, other].map((statement) => ({ consent: statement.consent, state, statement }));
    if (withdrawal) rows[0].withdrawal = withdrawal;
    const work = await seen(doctor, [await give(manager, doctor, keys.account, { basis: on(other) })], { consents: rows });
    assert.deepEqual(notesIn(work), expected);
  }
});

test("who opens notes makes their key and gives it to herself alone, on what entitles her", async () => {
  const agreed = agree(doctor, ["account", "medical"]);
  const shared = await give(manager, doctor, keys.account, { basis: on(agreed) });
  const theirs = await seen(doctor, [shared], { consents: [{ consent: agreed.consent, state: "live", statement: agreed }] });
  const hers = await seen(manager, taken, { assigned: manager.key });
  for (const [who, work, name, basis] of [[doctor, theirs, "medical", on(agreed)], [manager, hers, "team", { duty: intake.key }]]) {
    await openCompartment(work, name);
    const [[path, { compartment, grants: [{ statement, wrap }, ...more] }]] = work.posts;
    assert.deepEqual([path, compartment, more], [`/cases/${caseId}/compartments`, name, []]);
    assert.deepEqual([statement.recipient, statement.basis, statement.wrap], [who.key, basis, hash(unb64(wrap))]);
    const opened = await openWrap(unb64(wrap), [who.identity]);
    assert.deepEqual(opened.keys.map(({ compartment: one, generation }) => [one, generation]), [[name, 1]]);
    assert.deepEqual(opened.reporter, reporter);
  }
  await assert.rejects(openCompartment(theirs, "legal"), { code: "not_found" });
});

test("a key that she keeps to notes of her own outlives the consent", async () => {
  const agreed = agree(doctor, ["account", "medical"]);
  const own = await give(doctor, doctor, await newKey("medical"), { basis: on(agreed) });
  const withdrawn = { consent: agreed.consent, state: "withdrawn", statement: agreed, withdrawal: takeBack(agreed) };
  const work = await seen(doctor, [own, await give(manager, doctor, keys.account, { basis: on(agreed) })], { consents: [withdrawn] });
  assert.deepEqual([work.readable, codes(work)], [["medical"], ["consent"]]);
});

test("a referral shares what is held of what she agreed to, and notes that nobody keeps yet do not hold it up", async () => {
  const work = await seen(manager, [taken[0], taken[1]], { assigned: manager.key });
  assert.deepEqual(sharedBy(work, { compartments: ["account", "medical"] }), ["account"]);
  assert.deepEqual(sharedBy(work, { compartments: ["account", "thread"] }), []);
  assert.deepEqual(sharedBy(work, { compartments: ["medical"] }), []);
});

// --- consents

test("a consent that she did not sign, or that is another case's, founds no grant", async () => {
  const changed = { ...consent, compartments: ["account", "thread", "evidence"] };
  const forged = { ...sign({ ...consent, signature: undefined, signer: left.key }, left.signingSeed) };
  const foreign = agree(doctor, ["account"], { case: randomId(), consent: consent.consent });
  for (const statement of [changed, forged, foreign]) {
    const work = await seen(doctor, [given], { consents: [{ consent: consent.consent, state: "live", statement }] });
    assert.deepEqual([work.readable, work.consents, codes(work)], [[], [], ["consent"]]);
  }
});

test("a consent to somebody else, to less, or to a shorter time founds no grant", async () => {
  for (const [to, compartments, expires] of [[second, ["account"], dayAfter(100)], [doctor, ["thread"], dayAfter(100)], [doctor, ["account"], dayAfter(50)]]) {
    const agreed = agree(to, compartments, { expires });
    const work = await seen(doctor, [await give(manager, doctor, keys.account, { basis: on(agreed) })], {
      consents: [{ consent: agreed.consent, state: "live", statement: agreed }],
    });
    assert.deepEqual([work.readable, codes(work)], [[], ["consent"]]);
  }
});

test("a consent taken back founds nothing, even if a copy without the withdrawal is listed beside it", async () => {
  const withdrawn = { consent: consent.consent, state: "withdrawn", statement: consent, withdrawal: takeBack(consent) };
  for (const listed of [[withdrawn], [consents[0], withdrawn], [withdrawn, consents[0]]]) {
    const work = await seen(doctor, [given], { consents: listed });
    assert.deepEqual(work.readable, []);
    assert.deepEqual(work.consents.map(({ state }) => state), ["withdrawn"]);
  }
});

test("a withdrawal of another consent, or not hers, takes nothing back in silence", async () => {
  const other = agree(doctor, ["account"]);
  const forged = sign({ ...takeBack(consent), signature: undefined, signer: left.key }, left.signingSeed);
  for (const withdrawal of [takeBack(other), forged]) {
    const work = await seen(doctor, [given], { consents: [{ ...consents[0], withdrawal }] });
    assert.equal(codes(work).includes("consent"), true);
  }
});

test("a consent delivered twice counts once, and two under one id count for nothing", async () => {
  const twice = await seen(doctor, [given], { consents: [...consents, ...consents] });
  assert.deepEqual([twice.consents.length, twice.readable, codes(twice)], [1, ["account"], ["repeated"]]);
  const wider = agree(doctor, FIRST, { consent: consent.consent, seq: 2 });
  const both = await seen(doctor, [given], { consents: [...consents, { ...consents[0], statement: wider }] });
  assert.deepEqual([both.consents, both.readable, codes(both)], [[], [], ["consent"]]);
});

test("the order in which consents are listed changes nothing", async () => {
  const more = [2, 3].map((number) => agree(second, ["account"], { seq: number }));
  const rows = [consent, ...more].map((statement) => ({ consent: statement.consent, state: "live", statement }));
  const shown = async (listed) => (await seen(manager, taken, { consents: listed })).consents.map((one) => one.consent);
  assert.deepEqual(await shown([...rows].reverse()), await shown(rows));
});

// --- referrals

test("a referral and what its recipient says of it are shown", async () => {
  const work = await seen(doctor, [given], { consents, referrals: referred([status(doctor, "accepted")], "accepted") });
  assert.deepEqual([work.referrals.map((one) => one.status), codes(work)], [["accepted"], []]);
});

test("a referral that is forged, changed or another case's is named and not shown", async () => {
  const changed = { ...referral, service_type: "legal_assistance" };
  const foreign = say(manager, { ...referral, signature: undefined, case: randomId() });
  const strange = sign({ ...referral, signature: undefined, signer: nobody.key }, nobody.signingSeed);
  for (const bad of [changed, foreign, strange]) {
    const work = await seen(doctor, [given], { consents, referrals: referred([], "in_progress", bad) });
    assert.deepEqual([work.referrals, codes(work)], [[], ["referral"]]);
  }
});

test("a word about a referral counts from those it is about, of this referral alone", async () => {
  const bad = [
    [status(second, "accepted"), "accepted"], [status(doctor, "revoked"), "revoked"], [status(stranger, "done"), "done"],
    [status(doctor, "accepted", { referral: randomId() }), "accepted"], [status(doctor, "accepted"), "done"],
  ];
  for (const [change, stated] of bad) {
    const work = await seen(doctor, [given], { consents, referrals: referred([change], stated) });
    assert.deepEqual([work.referrals, codes(work)], [[], ["referral"]]);
  }
});

test("a referral replayed in an older state is shown once, as it stands", async () => {
  const now = referred([status(doctor, "accepted"), status(manager, "revoked")], "revoked");
  for (const referrals of [[...referred(), ...now], [...now, ...referred()]]) {
    const work = await seen(doctor, [given], { consents, referrals });
    assert.deepEqual([work.referrals.map((one) => one.status), codes(work)], [["revoked"], ["repeated"]]);
  }
});

test("the order in which referrals and their words are listed changes nothing", async () => {
  const said = [status(doctor, "accepted"), status(doctor, "done")];
  const other = say(manager, { ...referral, signature: undefined, seq: 99, referral: randomId() });
  const rows = (statuses) => [...referred(statuses, "done"), ...referred([], "in_progress", other)];
  const shown = async (referrals) => (await seen(doctor, [given], { consents, referrals })).referrals;
  assert.deepEqual(await shown(rows([...said].reverse()).reverse()), await shown(rows(said)));
  assert.equal((await shown(rows(said))).length, 2);
});

