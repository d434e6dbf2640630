/** The browser and the console judge a passphrase alike. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { judge } from "../../appliance/coordination/web/strength.js";

const table = JSON.parse(readFileSync(new URL("passphrases.json", import.meta.url), "utf8"));

for (const { passphrase, known, bits, enough } of table) {
  test(`“${passphrase}” is worth ${bits} bits`, () => {
    const found = judge(passphrase, known);
    assert.deepEqual([found.bits, found.enough], [bits, enough]);
  });
}
