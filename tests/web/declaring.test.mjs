/** What she agrees to and takes back: shown as done when it is in the log, and not before. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import * as c from "../../appliance/web/crypto.js";
import { makeReportWrap } from "../../appliance/web/crypto/wrap.js";
import { Mailbox } from "../../appliance/intake/web/later/mailbox.js";
import { Store } from "../../appliance/intake/web/store.js";

const usual = globalThis.fetch;
afterEach(() => { globalThis.fetch = usual; });

const answer = (status, body) => new Response(JSON.stringify(body), { status });
const REQUEST = { recipient: "e".repeat(32), recipient_label: "Clinic", purpose: "referral", expires: "2027-06-01" };

/** Intake and storage with the contract of docs/interfaces.md, and one case in them. */
class Server {
  caseId = c.randomId();
  blobs = new Map();
  entries = [];
  /** By number, in the log or only reserved. */
  numbered = [];
  log = [];
  takesEvents = true;
  /** Called before a statement is numbered; may answer itself. */
  trouble = () => undefined;

  static async start() {
    const server = new Server();
    server.secret = c.parseCode(c.newCode());
    const receipt = await c.openCode(server.secret);
    const keys = await Promise.all(["contact", "account", "thread", "evidence"].map(c.generateCompartmentKey));
    const { recipient, verify, signingSeed } = receipt;
    server.wrap = await makeReportWrap({ case: server.caseId, keys, reporter: { recipient, verify } }, signingSeed, [recipient]);
    globalThis.fetch = (path, request = {}) => server.answer(String(path), request);
    return server;
  }

  async answer(path, { body }) {
    if (path === "/origins.json") return answer(200, { storage: "http://storage" });
    if (path === "/api/mailbox") return answer(200, this.mailbox());
    if (path === "/api/mailbox/tickets") return this.tickets(JSON.parse(body));
    if (path === "/api/mailbox/statements") return this.take(JSON.parse(body));
    const blob = path.split("/").at(-1);
    if (!body) return new Response(this.blobs.get(blob));
    this.blobs.set(blob, body);
    return answer(201, {});
  }

  mailbox() {
    const logged = this.log.map((statement) => c.hash(c.canonical(statement)));
    const entries = this.entries.filter(({ blob }) => this.blobs.has(blob));
    const next_seq = this.numbered.length + 1;
    return { case: this.caseId, entries, logged, next_seq, pin: "", vault: "open", waiting: false, wrap: c.b64(this.wrap) };
  }

  tickets({ wants }) {
    for (const { op, ...entry } of wants) if (op === "put") this.entries.push({ ...entry, day: "2026-11-24", index: this.entries.length });
    return answer(200, { tickets: wants.map(() => "t") });
  }

  async take(statement) {
    const refused = this.trouble(statement);
    if (refused) return refused;
    const same = this.numbered.find((known) => known.signature === statement.signature);
    if (!same && statement.seq !== this.numbered.length + 1) return answer(409, { error: "sequence" });
    if (!same) this.numbered.push(statement);
    if (!this.takesEvents) return answer(500, { error: "storage_full" });
    if (!this.log.some(({ signature }) => signature === statement.signature)) this.log.push(statement);
    return answer(201, { logged: true });
  }

  async visit() {
    const box = new Mailbox(new Store(), this.secret);
    await box.load();
    assert.equal(box.error, undefined);
    return box;
  }

  /** @returns what the log holds, in words */
  get said() {
    return this.log.map(({ seq, type }) => `${seq} ${type}`);
  }
}

async function agreed(server, count) {
  const box = await server.visit();
  for (let i = 0; i < count; i += 1) await box.agree({ ...REQUEST, recipient: String(i).repeat(32) }, ["account"], "words");
  return box;
}

const withdrawn = (box) => box.consents.map((consent) => consent.withdrawn);

test("two consents taken back in quick succession are both in the log", async () => {
  const server = await Server.start();
  const box = await agreed(server, 2);
  await Promise.all(box.consents.map(({ consent }) => box.withdraw(consent)));
  assert.deepEqual(server.said, ["1 consent", "2 consent", "3 withdrawal", "4 withdrawal"]);
  assert.deepEqual(withdrawn(box), [true, true]);
});

test("taken back from two devices at once, both are in the log", async () => {
  const server = await Server.start();
  await agreed(server, 2);
  const [phone, tablet] = [await server.visit(), await server.visit()];
  const [first, second] = phone.consents;
  await phone.withdraw(first.consent);
  await tablet.withdraw(second.consent);
  assert.deepEqual(server.said.slice(2), ["3 withdrawal", "4 withdrawal"]);
  assert.deepEqual(withdrawn(await server.visit()), [true, true]);
});

test("one consent taken back from two devices is taken back once", async () => {
  const server = await Server.start();
  await agreed(server, 1);
  const [phone, tablet] = [await server.visit(), await server.visit()];
  const [{ consent }] = phone.consents;
  await phone.withdraw(consent);
  await tablet.withdraw(consent);
  assert.deepEqual(server.said, ["1 consent", "2 withdrawal"]);
  assert.deepEqual(withdrawn(tablet), [true]);
});

test("what failed and is tried again is the same statement", async () => {
  const server = await Server.start();
  const box = await agreed(server, 1);
  server.takesEvents = false;
  for (let i = 0; i < 3; i += 1) await assert.rejects(box.withdraw(box.consents[0].consent), { code: "storage_full" });
  assert.equal(server.numbered.length, 2);
});

test("an agreement whose number another device took is given under the next one, once", async () => {
  const server = await Server.start();
  const [phone, tablet] = [await server.visit(), await server.visit()];
  await phone.agree(REQUEST, ["account"], "words");
  await tablet.agree({ ...REQUEST, recipient: "f".repeat(32) }, ["contact"], "other words");
  assert.deepEqual(server.said, ["1 consent", "2 consent"]);
  const { consents } = await server.visit();
  assert.deepEqual(consents.map(({ text }) => text), ["words", "other words"]);
});

test("what has a number and is not in the log is not shown as done, and is sent again at the next visit", async () => {
  const server = await Server.start();
  const box = await agreed(server, 1);
  server.takesEvents = false;
  await assert.rejects(box.withdraw(box.consents[0].consent), { code: "storage_full" });
  assert.deepEqual(withdrawn(box), [false]);
  assert.deepEqual(withdrawn(await server.visit()), [false]);
  server.takesEvents = true;
  assert.deepEqual(withdrawn(await server.visit()), [true]);
  assert.deepEqual(server.said, ["1 consent", "2 withdrawal"]);
});

test("a withdrawal whose number was taken while she was away is numbered anew at her next visit", async () => {
  const server = await Server.start();
  const box = await agreed(server, 2);
  server.trouble = () => answer(500, { error: "storage_full" });
  await assert.rejects(box.withdraw(box.consents[1].consent));
  server.trouble = () => undefined;
  server.numbered.push({ seq: 3 });
  assert.deepEqual(withdrawn(await server.visit()), [false, true]);
  assert.deepEqual(server.said.slice(2), ["4 withdrawal"]);
  await server.visit();
  assert.equal(server.log.length, 3);
});

test("a consent is not sent again, nor under another number, once she took it back", async () => {
  const server = await Server.start();
  const box = await agreed(server, 1);
  await box.withdraw(box.consents[0].consent);
  const sent = [];
  server.log = [];
  server.trouble = ({ type }) => void sent.push(type);
  await server.visit();
  assert.deepEqual(sent, ["withdrawal"]);
});

test("a server that refuses every number is not asked for ever", async () => {
  const server = await Server.start();
  const box = await agreed(server, 1);
  let asked = 0;
  server.trouble = () => { asked += 1; return answer(409, { error: "sequence" }); };
  await assert.rejects(box.withdraw(box.consents[0].consent), { code: "sequence" });
  assert.ok(asked < 30);
  assert.deepEqual(withdrawn(box), [false]);
});
