/** What is still medically possible in time: the promise is never longer than the truth. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { advice, asAnswer, everyAdvice, SPANS, WINDOWS_H } from "../../appliance/intake/web/clocks.js";

test("PEP is promised only for what is left after the earliest moment she may mean", () => {
  assert.deepEqual(SPANS.map((span) => advice(WINDOWS_H.pep, span)), ["left-2", "left-1", "last", "past", "past", "ongoing"]);
});

test("emergency contraception is promised the same way", () => {
  assert.deepEqual(SPANS.map((span) => advice(WINDOWS_H.ec, span)), ["left-4", "left-3", "left-2", "last", "past", "ongoing"]);
});

test("72 hours ago is the end of the PEP window, not a day inside it", () => {
  assert.equal(advice(72, "48_72h"), "last");
  assert.equal(advice(72, "72_120h"), "past");
});

test("without an answer everything is shown", () => {
  assert.equal(advice(WINDOWS_H.pep, undefined), "all");
  assert.equal(advice(WINDOWS_H.pep, "something else"), "all");
});

test("every advice has its line on the page", async () => {
  const { readFile } = await import("node:fs/promises");
  const page = await readFile(new URL("../../appliance/intake/web/app.html", import.meta.url), "utf8");
  for (const care of /** @type {const} */ (["pep", "ec"])) {
    for (const given of everyAdvice(WINDOWS_H[care])) {
      assert.ok(page.includes(`data-care="${care}" data-advice="${given}"`), `${care} ${given}`);
    }
  }
});

test("an answer that the form splits further is not carried over", () => {
  assert.equal(asAnswer("24_48h"), "24_48h");
  assert.equal(asAnswer("over_120h"), undefined);
});
