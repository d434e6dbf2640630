import assert from "node:assert/strict";
import { test } from "node:test";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import * as c from "../../appliance/web/crypto.js";

const bytes = c.utf8("été");
const pair = await c.generatePair();

test("what is sealed opens, and only with its identity", async () => {
  const sealed = await c.seal(bytes, [pair.recipient]);
  assert.deepEqual(await c.open(sealed, [pair.identity], 1), bytes);
  const other = await c.generatePair();
  await assert.rejects(c.open(sealed, [other.identity]), { code: "decryption" });
  assert.deepEqual(await c.open(sealed, [other.identity, pair.identity]), bytes);
});

test("a seal is padded: its size follows from the size class alone", async () => {
  const sizes = await Promise.all([0, 1, 500, 1016].map(async (n) => (await c.seal(new Uint8Array(n), [pair.recipient])).length));
  assert.equal(new Set(sizes).size, 1);
  assert.ok((await c.seal(new Uint8Array(1017), [pair.recipient])).length > sizes[0]);
});

test("no recipient, a classical one, a tag or a broken one is refused before sealing", async () => {
  const classical = await identityToRecipient(await generateX25519Identity());
  for (const recipients of [[], [classical], [pair.recipient, classical], ["age1tagpq1xyz"], [`${pair.recipient}q`], [undefined]]) {
    await assert.rejects(c.seal(bytes, recipients), { code: "recipient" });
  }
});

test("a file to hybrid and classical recipients together is refused when opened", async () => {
  const classical = await generateX25519Identity();
  const mixed = new Encrypter();
  mixed.addRecipient(pair.recipient);
  mixed.addRecipient(await identityToRecipient(classical));
  const sealed = await mixed.encrypt(c.frame(bytes));
  await assert.rejects(c.open(sealed, [pair.identity]), { code: "recipient" });
  await assert.rejects(c.openBlob(new Blob([sealed]), [pair.identity], sealed.length), { code: "recipient" });
  assert.throws(() => c.countRecipients(sealed), { code: "recipient" });
});

test("a passphrase file and a classical file are refused when opened", async () => {
  const withPassphrase = new Encrypter();
  withPassphrase.setPassphrase("x");
  withPassphrase.setScryptWorkFactor(10);
  const classical = new Encrypter();
  classical.addRecipient(await identityToRecipient(await generateX25519Identity()));
  for (const encrypter of [withPassphrase, classical]) {
    await assert.rejects(c.open(await encrypter.encrypt(c.frame(bytes)), [pair.identity]), { code: "recipient" });
  }
});

test("grease is passed over", async () => {
  const greased = new Encrypter();
  const { Stanza } = await import("age-encryption");
  greased.addRecipient(pair.recipient);
  greased.addRecipient({ wrapFileKey: () => [new Stanza(["x7-grease", "y"], new Uint8Array(40))] });
  const sealed = await greased.encrypt(c.frame(bytes));
  assert.equal(c.countRecipients(sealed), 1);
  assert.deepEqual(await c.open(sealed, [pair.identity], 1), bytes);
});

test("content sealed to a second recipient is refused as content", async () => {
  const sealed = await c.seal(bytes, [pair.recipient, (await c.generatePair()).recipient]);
  await assert.rejects(c.open(sealed, [pair.identity], 1), { code: "recipient" });
  await assert.rejects(c.openBlob(new Blob([sealed]), [pair.identity], sealed.length), { code: "recipient" });
});

test("every damaged byte of a small file is noticed", async () => {
  const sealed = await c.seal(bytes, [pair.recipient]);
  const places = Array.from({ length: 40 }, (_, i) => Math.floor((i * sealed.length) / 40));
  for (const at of places) {
    const damaged = sealed.slice();
    damaged[at] ^= 1;
    await assert.rejects(c.open(damaged, [pair.identity]), (error) => ["decryption", "recipient"].includes(error.code), String(at));
  }
});

test("bytes that are no age file are refused with an error of ours", async () => {
  for (const junk of [new Uint8Array(0), c.utf8("age-encryption.org/v1\n"), c.randomBytes(3000), c.utf8("age-encryption.org/v1\n-> \n---")]) {
    await assert.rejects(c.open(junk, [pair.identity]), { code: /decryption|recipient/ });
  }
});

test("a sealed file has the size that was promised and opens to the same bytes", async () => {
  for (const size of [0, 1, 1016, 65528, 65536, 65537, 200_000]) {
    const content = c.concat(...Array.from({ length: Math.ceil(size / 60000) }, () => c.randomBytes(60000))).slice(0, size);
    const { stream, size: promised } = await c.sealBlob(new Blob([content]), pair.recipient);
    const sealed = new Uint8Array(await new Response(stream).arrayBuffer());
    assert.equal(sealed.length, promised);
    assert.deepEqual(await c.open(sealed, [pair.identity], 1), content);
    const opened = await c.openBlob(new Blob([sealed]), [pair.identity], promised);
    assert.deepEqual(new Uint8Array(await opened.arrayBuffer()), content);
  }
});

test("a file is framed in the stream exactly as in memory", async () => {
  const content = c.randomBytes(30_000);
  const { stream } = await c.sealBlob(new Blob([content]), pair.recipient);
  const decrypter = new Decrypter();
  decrypter.addIdentity(pair.identity);
  const framed = await decrypter.decrypt(new Uint8Array(await new Response(stream).arrayBuffer()));
  assert.deepEqual(framed, c.frame(content));
});

test("a sealed file that is cut short does not open", async () => {
  const { stream, size } = await c.sealBlob(new Blob([c.randomBytes(65000), c.randomBytes(65000), c.randomBytes(65000)]), pair.recipient);
  const sealed = new Uint8Array(await new Response(stream).arrayBuffer());
  for (const length of [size - 1, size - 70_000, 2000]) {
    const cut = sealed.slice(0, length);
    await assert.rejects(c.openBlob(new Blob([cut]), [pair.identity], length), { code: "decryption" });
  }
});

test("sealing 5 MB reads the file no faster than the seal is consumed", async () => {
  const size = 5_000_000;
  let read = 0;
  const file = new Blob([new Uint8Array(size)]);
  const slice = file.slice.bind(file);
  file.slice = (from, to) => {
    read = Math.max(read, Math.min(to, size));
    return slice(from, to);
  };
  const { stream, size: promised } = await c.sealBlob(file, pair.recipient);
  const reader = stream.getReader();
  let consumed = 0;
  let ahead = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    consumed += next.value.length;
    ahead = Math.max(ahead, read - consumed);
  }
  assert.equal(consumed, promised);
  assert.equal(read, size);
  assert.ok(ahead < 1_000_000, `${ahead} bytes were read ahead`);
});

test("a wrap carries keys and the reporter, and nothing unknown", async () => {
  const keys = [await c.generateCompartmentKey("contact")];
  const receipt = await c.openCode(c.parseCode(c.newCode()));
  const wrap = { case: c.randomId(), keys, reporter: { recipient: receipt.recipient, verify: receipt.verify } };
  const opened = await c.openWrap(await c.makeWrap(wrap, [pair.recipient]), [pair.identity]);
  const { recipient: _, ...bare } = keys[0];
  assert.deepEqual(opened, { ...wrap, keys: [bare] });
  const extra = c.canonical({ ...wrap, keys: [bare], type: "wrap", v: 1, admin: true });
  await assert.rejects(c.openWrap(await c.seal(extra, [pair.recipient]), [pair.identity]), { code: "invalid_input" });
});

test("a duty wrap holds only intake and staff keys", async () => {
  const { identity } = await c.generatePair();
  const intake = { keys: [{ compartment: "intake", generation: 1, identity }] };
  assert.deepEqual(await c.openWrap(await c.makeWrap(intake, [pair.recipient]), [pair.identity]), intake);
  const contact = { keys: [{ compartment: "contact", generation: 1, identity }] };
  await assert.rejects(c.makeWrap(contact, [pair.recipient]), { code: "invalid_input" });
});

test("a fresh code is 32 digits in eight groups and reads back", () => {
  for (let i = 0; i < 50; i++) {
    const code = c.newCode();
    assert.match(code, /^(\d{4} ){7}\d{4}$/);
    assert.equal(c.text(c.parseCode(code)), code.replaceAll(" ", "").slice(0, 30));
  }
});

test("every single wrong digit and every swap of neighbours in a code is caught", () => {
  const digits = c.newCode().replaceAll(" ", "");
  for (let at = 0; at < digits.length; at++) {
    for (let other = 1; other < 10; other++) {
      const wrong = digits.slice(0, at) + ((Number(digits[at]) + other) % 10) + digits.slice(at + 1);
      assert.throws(() => c.parseCode(wrong), { code: "receipt_code" });
    }
    const swapped = digits.slice(0, at) + (digits[at + 1] ?? "") + digits[at] + digits.slice(at + 2);
    if (swapped !== digits) assert.throws(() => c.parseCode(swapped), { code: "receipt_code" });
  }
});

test("a mailbox pin made under another code is refused", async () => {
  const mine = await c.openCode(c.parseCode(c.newCode()));
  const other = await c.openCode(c.parseCode(c.newCode()));
  const made = c.makeMailboxPin(other.pinKey, mine.verify);
  assert.throws(() => c.checkMailboxPin(mine.pinKey, made, mine.verify), { code: "signature" });
});

test("a file is hashed in pieces to the hash of the whole", async () => {
  const content = new Uint8Array(700_000).fill(7);
  const steps = [];
  assert.equal(await c.hashBlob(new Blob([content]), (done) => steps.push(done)), c.hash(content));
  assert.equal(steps.at(-1), content.length);
});
