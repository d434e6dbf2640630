import assert from "node:assert/strict";
import { test } from "node:test";
import { hash, newCode, open, openWrap, parseCanonical, parseCode, openCode, countRecipients, randomId } from "../../appliance/web/crypto.js";
import { verifyDirectory } from "../../appliance/web/directory.js";
import { RECOVERY, makeReport } from "../../appliance/web/report.js";
import { checkThread } from "../../appliance/web/thread.js";
import { generatePair } from "../../appliance/web/crypto.js";
import { TODAY, hashOf, makeDeployment, makeIntakeKey, signDirectory } from "./fixtures.mjs";

/** @param {Uint8Array} bundle */
function readBundle(bundle) {
  const length = new DataView(bundle.buffer, bundle.byteOffset).getUint32(0);
  const header = parseCanonical(bundle.slice(4, 4 + length));
  let at = 4 + length;
  const parts = header.parts.map((part) => ({ ...part, sealed: bundle.slice(at, (at += part.size)) }));
  assert.equal(at, bundle.length);
  return { header, parts };
}

async function setting(changes) {
  const deployment = makeDeployment();
  const [one, two] = [await makeIntakeKey(), await makeIntakeKey()];
  const recovery = await generatePair();
  const organisations = [
    { id: randomId(), name: "One", services: ["legal_assistance"], intake: { key: one.key, recipient: one.recipient } },
    { id: randomId(), name: "None", services: [] },
    { id: randomId(), name: "Two", services: ["health_medical"], intake: { key: two.key, recipient: two.recipient } },
  ];
  const file = signDirectory(deployment, organisations, { recovery: recovery.recipient, ...changes });
  return { file, organisations, one, two, recovery, verified: verifyDirectory(file, deployment.pin, TODAY), pin: deployment.pin };
}

const VALUES = {
  answers: { contact: { how: ["phone"], number: "0" }, account: { when: "2026-11", hurt: true } },
  form: { id: "intake", version: 1 },
  language: "fr",
  now: new Date("2026-11-24T10:11:12Z"),
};

const FILE = { blob: "ab".repeat(16), name: "a.jpg", media_type: "image/jpeg", sha256: "cd".repeat(32), size: 9 };

test("a report is a wrap, one report each in contact and account, then message and items", async () => {
  const { verified } = await setting();
  const report = await makeReport({ ...VALUES, message: "allo", urgentCare: true }, verified, newCode(), [FILE]);
  const { header, parts } = readBundle(report.bundle);
  assert.deepEqual(
    parts.map(({ kind, compartment }) => [kind, compartment]),
    [["wrap", undefined], ["report", "contact"], ["report", "account"], ["message", "thread"], ["item", "evidence"]],
  );
  for (const part of parts) assert.equal(part.sha256, hash(part.sealed));
  assert.deepEqual(header.report, {
    case: report.case, directory: 1, form: VALUES.form, language: "fr", sealed_by: "browser", urgent_care: true,
  });
});

test("urgent care stands in clear only where she said so", async () => {
  const { verified } = await setting();
  const { header } = readBundle((await makeReport(VALUES, verified, newCode())).bundle);
  assert.equal("urgent_care" in header.report, false);
});

test("intake, recovery and receipt each open the wrap, and content has one recipient", async () => {
  const { verified, one, two, recovery } = await setting();
  const code = newCode();
  const report = await makeReport(VALUES, verified, code);
  const { parts } = readBundle(report.bundle);
  const receipt = await openCode(parseCode(code));
  assert.equal(countRecipients(parts[0].sealed), 4);
  for (const { identity } of [one, two, recovery, receipt]) {
    const wrap = await openWrap(parts[0].sealed, [identity]);
    assert.deepEqual(wrap.keys.map((key) => key.compartment), ["contact", "account", "thread", "evidence"]);
    assert.deepEqual(wrap.reporter, { recipient: receipt.recipient, verify: receipt.verify });
    assert.equal(wrap.case, report.case);
  }
  for (const part of parts.slice(1)) assert.equal(countRecipients(part.sealed), 1);
});

test("who is left out cannot open the wrap, and its number of recipients does not tell", async () => {
  const { verified, one, two, recovery, organisations } = await setting();
  const report = await makeReport({ ...VALUES, leftOut: [organisations[0].id, RECOVERY] }, verified, newCode());
  const [wrap] = readBundle(report.bundle).parts;
  assert.equal(countRecipients(wrap.sealed), 4);
  await openWrap(wrap.sealed, [two.identity]);
  for (const { identity } of [one, recovery]) {
    await assert.rejects(openWrap(wrap.sealed, [identity]), { code: "decryption" });
  }
});

test("a missing recovery recipient has a place all the same", async () => {
  const { verified } = await setting({ recovery: undefined });
  const [wrap] = readBundle((await makeReport(VALUES, verified, newCode())).bundle).parts;
  assert.equal(countRecipients(wrap.sealed), 4);
});

test("leaving out somebody unknown stops the report", async () => {
  const { verified } = await setting();
  await assert.rejects(makeReport({ ...VALUES, leftOut: ["ff".repeat(16)] }, verified, newCode()), { code: "invalid_input" });
});

test("the sealed report says which directory it was sealed to", async () => {
  const { verified, file } = await setting({ expires: "2026-11-01" });
  const report = await makeReport(VALUES, verified, newCode());
  const [, contact, account] = readBundle(report.bundle).parts;
  const opened = parseCanonical(await open(contact.sealed, [report.keys.contact.identity], 1));
  assert.deepEqual(opened.directory, { expired: true, hash: hashOf(file), version: 1 });
  assert.equal(opened.at, "2026-11-24T10:11Z");
  const second = parseCanonical(await open(account.sealed, [report.keys.account.identity], 1));
  assert.deepEqual(Object.keys(second), ["answers", "at", "case", "compartment", "form", "language", "type", "v"]);
});

test("her first message passes the checks of a thread", async () => {
  const { verified, pin } = await setting();
  const report = await makeReport({ ...VALUES, message: "allo" }, verified, newCode());
  const message = readBundle(report.bundle).parts[3];
  const content = await open(message.sealed, [report.keys.thread.identity], 1);
  const context = { case: report.case, compartment: "thread", reporter: report.receipt, pin };
  const { messages, problems } = checkThread([{ blob: message.blob, content }], context);
  assert.deepEqual(problems, []);
  assert.equal(messages[0].text, "allo");
  assert.equal(messages[0].fromReporter, true);
});

test("a text report with four organisations is under 40 KB", async () => {
  const organisations = await Promise.all([1, 2, 3, 4].map(async (n) => {
    const { key, recipient } = await makeIntakeKey();
    return { id: randomId(), name: `Organisation ${n}`, services: [], intake: { key, recipient } };
  }));
  const { verified } = await setting({ organisations });
  const account = { what: "é".repeat(1500), when: "2026-11" };
  const report = await makeReport({ ...VALUES, answers: { contact: {}, account }, message: "x".repeat(500) }, verified, newCode());
  assert.ok(report.bundle.length < 40_000, String(report.bundle.length));
});

test("no answer and no name stands in the bundle in clear", async () => {
  const { verified } = await setting();
  const marker = "canary-7f3a";
  const answers = { contact: { number: marker }, account: { what: marker } };
  const { bundle } = await makeReport({ ...VALUES, answers, message: marker }, verified, newCode(), [{ ...FILE, name: marker }]);
  assert.equal(Buffer.from(bundle).includes(marker), false);
});

test("more parts than a bundle holds are refused", async () => {
  const { verified } = await setting();
  await assert.rejects(makeReport(VALUES, verified, newCode(), Array(17).fill(FILE)), { code: "too_large" });
});
