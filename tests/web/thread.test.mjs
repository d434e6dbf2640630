import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical, newCode, openCode, parseCanonical, parseCode, randomId, sign } from "../../appliance/web/crypto.js";
import { checkThread, placeNext, writeMessage } from "../../appliance/web/thread.js";
import { certify, makeDeployment, makePerson } from "./fixtures.mjs";

const deployment = makeDeployment();
const survivor = await openCode(parseCode(newCode()));
const stranger = await openCode(parseCode(newCode()));
const manager = await makePerson();
const doctor = await makePerson();
const managerCertificate = certify(deployment, manager);
const doctorCertificate = certify(deployment, doctor, { role: "doctor" });
const caseId = randomId();
const context = { case: caseId, compartment: "thread", reporter: { recipient: survivor.recipient, verify: survivor.verify }, pin: deployment.pin };

let blobs = 0;
const nextBlob = () => (blobs += 1).toString(16).padStart(32, "0");
const item = (content) => ({ blob: nextBlob(), content });

/** @param who signs, @param seq, @param after, @param more changes */
const write = (who, certificate, seq, after, { at = "2026-11-24T10:00Z", ...more } = {}) =>
  item(writeMessage(
    { case: caseId, compartment: "thread", text: `${seq}`, certificate, place: { seq, after }, now: new Date(at.replace("Z", ":00Z")), ...more },
    who,
  ));
const hers = (seq, after = {}, more) => write(survivor, undefined, seq, after, more);
const theirs = (seq, after = {}, more) => write(manager, managerCertificate, seq, after, more);
const doctors = (seq, after = {}, more) => write(doctor, doctorCertificate, seq, after, more);

const shown = ({ messages }) => messages.map(({ signer, seq }) => `${signer === survivor.key ? "s" : signer === manager.key ? "m" : "d"}${seq}`);
const codes = ({ problems }) => problems.map(({ code }) => code);

function conversation() {
  return [
    hers(1),
    theirs(1, { [survivor.key]: 1 }, { at: "2026-11-24T09:00Z" }),
    hers(2, { [manager.key]: 1 }, { at: "2026-11-24T08:00Z" }),
    doctors(1, { [survivor.key]: 2, [manager.key]: 1 }, { at: "2026-11-23T08:00Z" }),
  ];
}

test("messages are ordered by what they follow, whatever clocks and lists say", () => {
  const items = conversation();
  for (const order of [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]]) {
    const thread = checkThread(order.map((i) => items[i]), context);
    assert.deepEqual(shown(thread), ["s1", "m1", "s2", "d1"]);
    assert.deepEqual(thread.problems, []);
  }
});

test("two who answer at once are ordered by time, then by signer, everywhere alike", () => {
  const items = [hers(1), theirs(1, { [survivor.key]: 1 }, { at: "2026-11-24T12:00Z" }), doctors(1, { [survivor.key]: 1 }, { at: "2026-11-24T11:00Z" })];
  assert.deepEqual(shown(checkThread(items, context)), ["s1", "d1", "m1"]);
  assert.deepEqual(shown(checkThread([...items].reverse(), context)), ["s1", "d1", "m1"]);
});

test("a message of somebody unknown is named and not shown", () => {
  const forged = write(stranger, undefined, 1, {});
  const thread = checkThread([hers(1), forged], context);
  assert.deepEqual(shown(thread), ["s1"]);
  assert.deepEqual(thread.problems, [{ code: "unknown_signer", blob: forged.blob }]);
});

test("a message signed by the server in her name is caught", () => {
  const mine = parseCanonical(hers(2).content);
  const { signature: _, ...unsigned } = mine;
  const forged = item(canonical(sign(unsigned, stranger.signingSeed)));
  assert.deepEqual(codes(checkThread([hers(1), forged], context)), ["bad_signature"]);
});

test("a certificate of another deployment does not make a colleague", () => {
  const elsewhere = certify(makeDeployment(), manager);
  assert.deepEqual(codes(checkThread([write(manager, elsewhere, 1, {})], context)), ["unknown_signer"]);
});

test("a colleague's certificate borrowed by another signer is caught", () => {
  assert.deepEqual(codes(checkThread([write(doctor, managerCertificate, 1, {})], context)), ["unknown_signer"]);
});

test("changed words are caught", () => {
  const changed = { ...parseCanonical(hers(1).content), text: "other" };
  assert.deepEqual(codes(checkThread([item(canonical(changed))], context)), ["bad_signature"]);
});

test("a message of another case or compartment is caught", () => {
  const other = hers(1, {}, { case: randomId() });
  const notes = theirs(1, {}, { compartment: "team" });
  assert.deepEqual(codes(checkThread([other, notes], context)), ["wrong_case", "wrong_compartment"]);
});

test("her message among notes is caught", () => {
  for (const compartment of ["team", "medical", "psychosocial", "legal"]) {
    const item = hers(1, {}, { compartment });
    assert.deepEqual(codes(checkThread([item], { ...context, compartment })), ["unknown_signer"]);
  }
});

test("a message replayed under another blob is shown once and named", () => {
  const first = hers(1);
  const again = item(first.content);
  const thread = checkThread([first, again], context);
  assert.deepEqual(shown(thread), ["s1"]);
  assert.deepEqual(thread.problems, [{ code: "repeated", blob: again.blob, signer: survivor.key }]);
});

test("two messages that two devices of one person gave one number are both shown and named", () => {
  const thread = checkThread([hers(1), hers(2, {}, { text: "a" }), hers(2, {}, { text: "b" })], context);
  assert.deepEqual(shown(thread), ["s1", "s2", "s2"]);
  assert.deepEqual(codes(thread), ["conflict", "conflict"]);
});

test("a message that the server withholds shows as a gap", () => {
  const [one, two, three, four] = conversation();
  assert.deepEqual(checkThread([one, three, four], context).problems, [{ code: "gap", signer: manager.key, from: 1, to: 1 }]);
  assert.deepEqual(checkThread([two, three], context).problems, [{ code: "gap", signer: survivor.key, from: 1, to: 1 }]);
  assert.deepEqual(checkThread([four], context).problems.map(({ from, to }) => `${from}-${to}`).sort(), ["1-1", "1-2"]);
});

test("an absurd number makes one gap, not millions", () => {
  const thread = checkThread([hers(Number.MAX_SAFE_INTEGER - 1)], context);
  assert.deepEqual(thread.problems, [{ code: "gap", signer: survivor.key, from: 1, to: Number.MAX_SAFE_INTEGER - 2 }]);
});

test("two that each claim to follow the other are both shown, and the contradiction is named", () => {
  const thread = checkThread([hers(1, { [manager.key]: 1 }), theirs(1, { [survivor.key]: 1 })], context);
  assert.equal(thread.messages.length, 2);
  assert.deepEqual(codes(thread), ["order"]);
});

test("what does not open or has members too many is named", () => {
  const extra = { ...parseCanonical(hers(1).content), admin: true };
  const items = [{ blob: nextBlob() }, item(canonical(extra)), item(new Uint8Array([0xff])), item(canonical({}))];
  assert.deepEqual(codes(checkThread(items, context)), ["unreadable", "malformed", "malformed", "malformed"]);
});

test("a colleague since disabled, or past the certificate's last day, is shown as such", () => {
  const disabled = [{ ...managerCertificate, status: "disabled" }];
  const [now] = checkThread([theirs(1)], { ...context, certificates: disabled }).messages;
  assert.equal(now.standing, "disabled");
  const [late] = checkThread([theirs(1, {}, { at: "2028-01-01T00:00Z" })], context).messages;
  assert.equal(late.standing, "expired");
  const [fine] = checkThread([theirs(1)], context).messages;
  assert.equal(fine.standing, "current");
});

const request = {
  certificate: doctorCertificate, compartments: ["account"], expires: "2026-12-24", purpose: "referral",
  recipient: doctor.key, recipient_label: "Doctor", service_type: "health_medical",
};

test("a request for consent names a certified recipient", () => {
  const [message] = checkThread([theirs(1, {}, { request })], context).messages;
  assert.deepEqual(message.request, request);
});

test("a request for somebody other than its certificate says is caught", () => {
  const swapped = { ...request, recipient: stranger.key };
  const uncertified = { ...request, certificate: certify(makeDeployment(), doctor) };
  for (const bad of [swapped, uncertified]) assert.deepEqual(codes(checkThread([theirs(1, {}, { request: bad })], context)), ["bad_request"]);
});

test("a request for consent among notes is caught", () => {
  const item = theirs(1, {}, { request, compartment: "medical" });
  assert.deepEqual(codes(checkThread([item], { ...context, compartment: "medical" })), ["bad_request"]);
});

test("the next message follows all that was read and takes a number that nobody used", () => {
  const thread = checkThread(conversation(), context);
  assert.deepEqual(placeNext(thread, survivor.key), { seq: 3, after: { [manager.key]: 1, [doctor.key]: 1 } });
  assert.deepEqual(placeNext(checkThread([], context), survivor.key), { seq: 1, after: {} });
  const withheld = checkThread([theirs(1, { [survivor.key]: 4 })], context);
  assert.equal(placeNext(withheld, survivor.key).seq, 5);
});
