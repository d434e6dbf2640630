/** A forged profile does not draw over the words beside it: such a name is not shown, the role and the key are. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Names } from "../../appliance/coordination/web/names.js";
import { openProfile } from "../../appliance/coordination/web/profile.js";
import { b64, canonical, generatePair, seal } from "../../appliance/web/crypto.js";

const { identity, recipient } = await generatePair();
const profile = async (name, changes = {}) => b64(await seal(canonical({ name, type: "profile", v: 1, ...changes }), [recipient]));

test("a plain name is shown as it is", async () => {
  for (const name of ["Personne Une", "Dr. Ñandú-O’Neill", "محمد", "王小明", "x".repeat(200), "𝒳".repeat(200)]) {
    assert.equal(await openProfile(await profile(name), [identity]), name);
  }
});

test("a name with characters that nobody sees is no name", async () => {
  const unseen = ["\0", "\n", "\r", "\t", "\x1b", "\x7f", "\x85", "\xad", "\u061c", "\u200b", "\u200e", "\u200f", "\u2028", "\u2029",
    "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff", "\u{e0041}"];
  for (const mark of unseen) {
    for (const name of [`Dr. ${mark}evil`, mark, `Dr.${mark}`]) {
      assert.equal(await openProfile(await profile(name), [identity]), "", JSON.stringify(name));
    }
  }
});

test("what is not a profile names nobody", async () => {
  for (const [name, changes] of [["x".repeat(201)], [1], ["One", { v: 2 }], ["One", { type: "person" }], ["One", { more: 1 }]]) {
    assert.equal(await openProfile(await profile(name, changes), [identity]), "");
  }
  assert.equal(await openProfile(undefined, [identity]), "");
  assert.equal(await openProfile(await profile("One"), [(await generatePair()).identity]), "");
});

test("who has no sound name is called by role and key", () => {
  const key = "0123456789abcdef".repeat(2);
  const certificate = { role: "doctor", organisation: "o" };
  const words = { t: (id) => id };
  const calledBy = (name) => {
    const colleagues = new Map([[key, { name, certificate }]]);
    const names = new Names(words, { colleagues, directory: { organisations: [{ id: "o", name: "Clinic" }] } });
    return [names.person(key), names.personInFull(key), names.person("other")];
  };
  assert.deepEqual(calledBy("One"), ["One", "One, case-role-doctor, Clinic", "case-unknown-person"]);
  assert.deepEqual(calledBy(""), ["case-role-doctor 01234567", "case-role-doctor 01234567, Clinic", "case-unknown-person"]);
});
