/** The server knows her recipient, so it can seal to her. Keys that she did not make herself are not hers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as c from "../../appliance/web/crypto.js";
import { makeReport } from "../../appliance/web/report.js";
import { verifyDirectory } from "../../appliance/web/directory.js";
import { Mailbox } from "../../appliance/intake/web/later/mailbox.js";
import { Store } from "../../appliance/intake/web/store.js";
import { TODAY, makeDeployment, makeIntakeKey, signDirectory } from "./fixtures.mjs";

async function reported() {
  const deployment = makeDeployment();
  const { key, recipient } = await makeIntakeKey();
  const file = signDirectory(deployment, [{ id: c.randomId(), name: "One", services: [], intake: { key, recipient } }]);
  const code = c.newCode();
  const values = { answers: { contact: {}, account: {} }, form: { id: "intake", version: 1 }, language: "fr", now: new Date() };
  const { bundle, case: caseId } = await makeReport(values, verifyDirectory(file, deployment.pin, TODAY), code);
  const length = new DataView(bundle.buffer, bundle.byteOffset).getUint32(0);
  const { parts } = c.parseCanonical(bundle.slice(4, 4 + length));
  const wrap = bundle.slice(4 + length, 4 + length + parts[0].size);
  return { caseId, wrap, secret: c.parseCode(code), receipt: await c.openCode(c.parseCode(code)) };
}

const answer = (caseId, wrap) =>
  ({ case: caseId, entries: [], logged: [], next_seq: 1, pin: "", vault: "open", waiting: false, wrap: c.b64(wrap) });

async function forged(caseId, receipt, signature) {
  const keys = await Promise.all(["contact", "account", "thread", "evidence"].map(c.generateCompartmentKey));
  const reporter = { recipient: receipt.recipient, verify: receipt.verify };
  return c.makeWrap({ case: caseId, keys, reporter, signature }, [receipt.recipient]);
}

test("her own wrap opens her mailbox", async () => {
  const { caseId, wrap, secret, receipt } = await reported();
  const box = new Mailbox(new Store(), secret);
  await box.take(answer(caseId, wrap), receipt);
  assert.equal(box.state, "open");
  assert.equal(box.case, caseId);
});

test("a wrap that the server sealed to her is refused, so she never writes to its keys", async () => {
  const { caseId, secret, receipt } = await reported();
  for (const signature of [undefined, "A".repeat(86)]) {
    const box = new Mailbox(new Store(), secret);
    const wrap = await forged(caseId, receipt, signature);
    await assert.rejects(box.take(answer(caseId, wrap), receipt), { code: "signature" });
    assert.deepEqual(box.identities("thread"), []);
  }
});

test("a wrap that another reporter signed is refused", async () => {
  const { secret, receipt } = await reported();
  const other = await reported();
  const opened = await c.openWrap(other.wrap, [other.receipt.identity]);
  const resealed = await c.makeWrap(opened, [receipt.recipient]);
  const box = new Mailbox(new Store(), secret);
  await assert.rejects(box.take(answer(other.caseId, resealed), receipt), { code: "signature" });
});
