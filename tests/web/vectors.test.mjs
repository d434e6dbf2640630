/** Both implementations are held to the same files: tests/vectors/*.json. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as c from "../../appliance/web/crypto.js";
import { checkCertificate, checkDirectory, checkStaff, verifyDirectory } from "../../appliance/web/directory.js";
import { fingerprintWords } from "../../appliance/web/fingerprint.js";
import { stretch } from "../../appliance/web/stretch.js";
import { checkThread } from "../../appliance/web/thread.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));

test("b64 is written and read as the vectors say", () => {
  const { b64, b64_refused: refused } = read("canonical");
  for (const one of b64) {
    assert.equal(c.b64(Buffer.from(one.hex, "hex")), one.b64);
    assert.equal(c.toHex(c.unb64(one.b64)), one.hex);
  }
  for (const text of refused) assert.throws(() => c.unb64(text), { code: "invalid_input" }, text);
});

test("canonical JSON is written as the vectors say", () => {
  for (const { text, canonical, what } of read("canonical").written) {
    assert.equal(c.text(c.canonical(JSON.parse(text))), canonical, what);
    assert.deepEqual(c.parseCanonical(c.utf8(canonical)), JSON.parse(text), what);
  }
});

test("JSON that is not canonical is refused", () => {
  for (const { text, what } of read("canonical").refused) {
    assert.throws(() => c.parseCanonical(c.utf8(text)), { code: "invalid_input" }, what);
  }
});

test("frames have exactly the sizes of the vectors", () => {
  const { sizes, frames } = read("padding");
  for (const { content, framed } of sizes) assert.equal(c.framedSize(content), framed, String(content));
  for (const { content, framed } of frames) {
    assert.equal(c.b64(c.frame(c.unb64(content))), framed);
    assert.equal(c.b64(c.unframe(c.unb64(framed))), content);
  }
});

test("frames with another size or with something in the padding are refused", () => {
  for (const { framed, what } of read("padding").refused) {
    assert.throws(() => c.unframe(c.unb64(framed)), { code: "decryption" }, what);
  }
});

test("derivation gives the bytes, identities and key ids of the vectors", async () => {
  const { bytes, identities, keys_without_verify: plain } = read("derivation");
  for (const { secret, label, length, output } of bytes) assert.equal(c.b64(c.derive(c.unb64(secret), label, length)), output);
  for (const one of identities) {
    const { signingSeed, ...rest } = await c.deriveIdentity(c.unb64(one.secret), one.label);
    assert.deepEqual(rest, { identity: one.identity, recipient: one.recipient, verify: one.verify, key: one.key });
    assert.equal(c.b64(signingSeed), one.signing_seed);
  }
  for (const one of plain) {
    assert.equal(await c.recipientOf(one.identity), one.recipient);
    assert.equal(c.keyId(one.recipient), one.key);
  }
});

test("fingerprint words are the ones of the vectors", () => {
  const { identities, keys_without_verify: plain } = read("derivation");
  for (const { recipient, verify = "", words } of [...identities, ...plain]) {
    for (const [language, six] of Object.entries(words ?? {})) {
      assert.deepEqual(fingerprintWords(recipient, verify, language), six);
    }
  }
});

test("a receipt code opens what the vectors say", async () => {
  const vector = read("receipt");
  const receipt = await c.openCode(c.parseCode(vector.code));
  assert.equal(c.text(c.parseCode(vector.code)), vector.secret);
  assert.equal(receipt.identity, vector.identity);
  assert.equal(receipt.recipient, vector.recipient);
  assert.equal(receipt.verify, vector.verify);
  assert.equal(receipt.key, vector.key);
  assert.equal(receipt.mailbox, vector.mailbox);
  assert.equal(c.makeMailboxPin(receipt.pinKey, vector.deployment_pin), vector.mailbox_pin);
  c.checkMailboxPin(receipt.pinKey, vector.mailbox_pin, vector.deployment_pin);
});

test("a code is read in any script and however it is grouped", () => {
  const { accepted, secret } = read("receipt");
  for (const { text, what } of accepted) assert.equal(c.text(c.parseCode(text)), secret, what);
});

test("what is not a code is refused", () => {
  for (const { text, what } of read("receipt").refused) {
    assert.throws(() => c.parseCode(text), { code: "receipt_code" }, what);
  }
});

test("passphrases stretch to the bytes of the vectors", async () => {
  for (const one of read("passphrase").stretched) {
    const output = await stretch(one.passphrase, one.kdf);
    assert.equal(c.b64(output), one.output);
    assert.equal(c.b64(c.derive(output, "login", 32)), one.login);
    assert.equal((await c.deriveIdentity(output, "passphrase")).recipient, one.recipient);
  }
});

test("parameters that are too weak, too large or unknown are refused", () => {
  for (const { kdf, what } of read("passphrase").refused) {
    assert.throws(() => c.parseKdf(kdf), { code: "invalid_input" }, what);
  }
});

test("statements are signed to the same bytes and verify", () => {
  for (const { statement, seed, verify } of read("statements").signed) {
    const { signature, ...unsigned } = statement;
    assert.equal(c.sign(unsigned, c.unb64(seed)).signature, signature);
    c.verify(statement, verify);
  }
});

test("a changed statement does not verify", () => {
  const { bad_signature: bad, verify } = read("statements");
  for (const { statement, what } of bad) {
    assert.throws(() => c.verify(statement, verify.survivor), { code: "signature" }, what);
  }
});

test("signed directories verify and have the hash of the vectors", () => {
  const { files, pin } = read("directory");
  for (const { file, hash } of files) assert.equal(verifyDirectory(file, pin, "2026-11-24").hash, hash);
});

test("forged and malformed directories are refused", () => {
  const { bad_signature: bad, malformed, pin } = read("directory");
  for (const { file, what } of bad) assert.throws(() => checkDirectory(file, pin), { code: "signature" }, what);
  for (const { file, what } of malformed) assert.throws(() => checkDirectory(file, pin), undefined, what);
});

test("certificates and the staff directory verify, forged ones do not", () => {
  const vector = read("certificate");
  for (const certificate of vector.certificates) checkCertificate(certificate, vector.pin);
  checkStaff(vector.staff, vector.pin);
  for (const { certificate, what } of vector.bad_signature) {
    assert.throws(() => checkCertificate(certificate, vector.pin), undefined, what);
  }
  for (const { file, what } of vector.staff_bad_signature) assert.throws(() => checkStaff(file, vector.pin), undefined, what);
});

test("content blobs made by either implementation open", async () => {
  const { opened, identity, other_identity: other } = read("content");
  for (const { sealed, sha256, size, what } of opened) {
    const bytes = c.unb64(sealed);
    const content = await c.open(bytes, [other, identity], 1);
    assert.deepEqual([c.hash(content), content.length], [sha256, size], what);
    const streamed = await c.openBlob(new Blob([bytes]), [identity], bytes.length);
    assert.equal(await c.hashBlob(streamed), sha256, what);
  }
});

test("content blobs that break a rule do not open", async () => {
  const { refused, identity } = read("content");
  for (const { sealed, what } of refused) {
    const bytes = c.unb64(sealed);
    const ours = (error) => ["decryption", "recipient", "invalid_input"].includes(error.code);
    await assert.rejects(c.open(bytes, [identity], 1), ours, what);
    await assert.rejects(c.openBlob(new Blob([bytes]), [identity], bytes.length), ours, what);
  }
});

test("nothing is sealed to recipients that the vectors refuse", async () => {
  for (const { recipients, what } of read("content").refused_recipients) {
    await assert.rejects(c.seal(new Uint8Array(1), recipients), { code: "recipient" }, what);
  }
});

test("wraps open to their keys, and those that break a rule are refused", async () => {
  const { opened, refused } = read("wrap");
  for (const { identity, sealed, stanzas, wrap, what } of opened) {
    const { type: _, v: __, ...keys } = wrap;
    assert.deepEqual(await c.openWrap(c.unb64(sealed), [identity]), keys, what);
    assert.equal(c.countRecipients(c.unb64(sealed)), stanzas, what);
    const opening = c.openReportWrap(c.unb64(sealed), [identity]);
    if (wrap.signature) assert.deepEqual(await opening, keys, what);
    else await assert.rejects(opening, { code: "signature" }, what);
  }
  const { identity, recipient } = await c.generatePair();
  for (const { wrap, what } of refused) {
    const sealed = await c.seal(c.canonical(wrap), [recipient]);
    await assert.rejects(c.openWrap(sealed, [identity]), { code: "invalid_input" }, what);
  }
});

test("a sealed identity opens under the stretched passphrase", async () => {
  for (const { stretched, sealed, content, key } of read("identity").opened) {
    const opener = await c.deriveIdentity(c.unb64(stretched), "passphrase");
    const opened = c.parseCanonical(await c.open(c.unb64(sealed), [opener.identity], 1));
    assert.deepEqual(opened, content);
    assert.equal((await c.deriveIdentity(c.unb64(opened.secret), "person")).key, key);
  }
});

test("her code opens the whole report of a bundle", async () => {
  for (const { sealed, header, receipt_secret: secret } of read("bundle").bundles) {
    const bytes = c.unb64(sealed);
    let at = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const parts = header.parts.map((part) => ({ ...part, sealed: bytes.slice(at, (at += part.size)) }));
    const receipt = await c.openCode(c.utf8(secret));
    const { keys } = await c.openWrap(parts[0].sealed, [receipt.identity]);
    for (const part of parts.slice(1)) {
      const { identity } = keys.find(({ compartment }) => compartment === part.compartment);
      assert.equal(c.parseCanonical(await c.open(part.sealed, [identity], 1)).case, header.report.case);
    }
  }
});

test("threads show and name what the vectors say, however they are listed", () => {
  const { cases, context } = read("thread");
  const text = (value) => JSON.stringify(value, Object.keys(value).sort());
  for (const { items, shown, problems, what } of cases) {
    const opened = items.map(({ blob, content }) => ({ blob, content: content === undefined ? undefined : c.utf8(content) }));
    for (const listed of [opened, [...opened].reverse()]) {
      const thread = checkThread(listed, context);
      assert.deepEqual(thread.messages.map(({ signer, seq }) => [signer, seq]), shown, what);
      assert.deepEqual(thread.problems.map(text).sort(), problems.map(text).sort(), what);
    }
  }
});
