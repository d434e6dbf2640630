/** The published vectors of the age format (C2SP CCTV): what is hybrid opens, everything else is refused. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync, inflateSync } from "node:zlib";
import * as vectors from "cctv-age";
import { hash } from "../../appliance/web/crypto.js";
import { countRecipients, decrypted, decrypterWith } from "../../appliance/web/crypto/seal.js";

const OURS = ["decryption", "recipient"];

/** @param {Uint8Array} bytes */
function parse(bytes) {
  const end = Buffer.from(bytes).indexOf("\n\n");
  const fields = Buffer.from(bytes.subarray(0, end)).toString().split("\n").map((line) => line.split(": "));
  const get = (name) => fields.filter(([key]) => key === name).map(([, value]) => value);
  const [compressed] = get("compressed");
  const body = Buffer.from(bytes.subarray(end + 2));
  const file = compressed === "zlib" ? inflateSync(body) : compressed ? gunzipSync(body) : body;
  return { expect: get("expect")[0], payload: get("payload")[0], identities: get("identity"), passphrase: get("passphrase")[0], armored: get("armored")[0], file: new Uint8Array(file) };
}

/** As `open` does, but the published files are not framed. */
async function attempt(file, identities) {
  const recipients = countRecipients(file);
  return { recipients, plain: await decrypted(() => decrypterWith(identities).decrypt(file)) };
}

const all = Object.entries(vectors).map(([name, bytes]) => [name, parse(bytes)]);
const hybrid = all.filter(([, { identities, armored }]) => !armored && identities.length && identities.every((one) => one.startsWith("AGE-SECRET-KEY-PQ-1")));
const rest = all.filter((one) => !hybrid.includes(one));

test("there are hybrid vectors, some that open and some that must not", () => {
  assert.ok(hybrid.filter(([, { expect }]) => expect === "success").length > 0);
  assert.ok(hybrid.filter(([, { expect }]) => expect !== "success").length > 3);
});

test("a hybrid vector opens exactly if it should, and never beside a stanza of another kind", async () => {
  for (const [name, { file, identities, expect, payload }] of hybrid) {
    const types = [...Buffer.from(file).toString("latin1").split("\n---")[0].matchAll(/^-> (\S+)/gm)].map((match) => match[1]);
    const pure = types.every((type) => type === "mlkem768x25519" || type.endsWith("-grease"));
    if (expect === "success" && pure) {
      const { plain } = await attempt(file, identities);
      assert.equal(hash(plain), payload, name);
    } else {
      await assert.rejects(attempt(file, identities), (error) => OURS.includes(error.code), name);
    }
  }
});

test("every other vector is refused with an error of ours", async () => {
  const [[, { identities }]] = hybrid;
  for (const [name, { file }] of rest) {
    await assert.rejects(attempt(file, identities), (error) => OURS.includes(error.code), name);
  }
});
