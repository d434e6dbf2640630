/** Whatever a server sends, the answer is an error of ours and never a crash or a half-believed object. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  canonical, countRecipients, generatePair, makeWrap, openWrap, parseCanonical, parseCode, randomBytes, seal, signText, unframe,
} from "../../appliance/web/crypto.js";
import { checkDirectory, checkStaff } from "../../appliance/web/directory.js";
import { SafeholdError } from "../../appliance/web/errors.js";
import { checkThread } from "../../appliance/web/thread.js";
import { makeDeployment, makeIntakeKey, signDirectory } from "./fixtures.mjs";

const ODD = [null, undefined, true, 0, -1, 1.5, 2 ** 53, "", "x", "\ud800", [], [[]], {}, { a: {} }, "__proto__", { ["__proto__"]: 1 }];

/** @param {() => unknown} run whatever it throws must be ours */
function survives(run) {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof SafeholdError, error.stack);
  }
}

/** Every member of an object replaced by every odd value, one at a time. */
function* mutations(object) {
  for (const name of Object.keys(object)) {
    for (const odd of ODD) yield { ...object, [name]: odd };
    const { [name]: _, ...without } = object;
    yield without;
    if (object[name] && typeof object[name] === "object" && !Array.isArray(object[name])) {
      for (const inner of mutations(object[name])) yield { ...object, [name]: inner };
    }
  }
}

test("parsers answer random bytes with an error of ours", () => {
  for (let i = 0; i < 500; i++) {
    const bytes = randomBytes(i % 97);
    for (const parse of [parseCanonical, countRecipients, unframe]) survives(() => parse(bytes));
    survives(() => parseCode(Buffer.from(bytes).toString("latin1")));
  }
});

test("canonical JSON answers odd values with an error of ours and reads back what it writes", () => {
  for (const odd of ODD) {
    survives(() => canonical({ a: odd }));
    survives(() => assert.deepEqual(canonical(parseCanonical(canonical({ a: odd }))), canonical({ a: odd })));
  }
});

test("JSON nested without end is refused before the stack is", () => {
  const deep = Buffer.from(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
  assert.throws(() => parseCanonical(deep), { code: "invalid_input" });
  const nested = (levels) => Buffer.from(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);
  assert.ok(parseCanonical(nested(16)));
  assert.throws(() => parseCanonical(nested(17)), { code: "invalid_input" });
});

test("a directory with any one member odd or absent is answered with an error of ours or taken", async () => {
  const deployment = makeDeployment();
  const { key, recipient } = await makeIntakeKey();
  const file = signDirectory(deployment, [{ id: "ab".repeat(16), name: "One", services: [], intake: { key, recipient } }]);
  for (const mutated of mutations(file)) {
    survives(() => checkDirectory(mutated, deployment.pin));
    survives(() => checkStaff(mutated, deployment.pin));
  }
  for (const directory of mutations(file.directory)) {
    survives(() => {
      const signature = signText("safehold/directory/v1", directory, deployment.seed);
      checkDirectory({ directory, key: deployment.pin, signature }, deployment.pin);
    });
  }
  for (const odd of ODD) survives(() => checkDirectory(odd, deployment.pin));
});

test("a thread survives every odd message", () => {
  const context = { case: "ab".repeat(16), compartment: "thread", reporter: { recipient: "age1pq1", verify: "A".repeat(43) }, pin: "A".repeat(43) };
  const message = {
    after: {}, at: "2026-11-24T10:00Z", case: context.case, compartment: "thread", seq: 1, signature: "A".repeat(86),
    signer: "cd".repeat(16), text: "x", type: "message", v: 1, certificate: {}, request: { certificate: {} },
  };
  for (const mutated of mutations(message)) {
    const content = Buffer.from(JSON.stringify(mutated));
    const { messages, problems } = checkThread([{ blob: "1", content }], context);
    assert.equal(messages.length, 0);
    assert.equal(problems.length, 1);
  }
});

test("a wrap with any one member odd, absent or twice is refused", async () => {
  const { identity, recipient } = await generatePair();
  const wrap = { case: "ab".repeat(16), keys: [{ compartment: "contact", generation: 1, identity }], reporter: { recipient, verify: "A".repeat(43) } };
  await makeWrap(wrap, [recipient]);
  const twice = { ...wrap, keys: [...wrap.keys, ...wrap.keys] };
  for (const mutated of [twice, ...mutations(wrap)]) {
    await assert.rejects(
      (async () => openWrap(await seal(canonical({ ...mutated, type: "wrap", v: 1 }), [recipient]), [identity]))(),
      (error) => error instanceof SafeholdError,
    );
  }
});
