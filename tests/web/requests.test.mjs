/** Which requests for her consent still wait. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { openRequests } from "../../appliance/coordination/web/requests.js";

const TODAY = "2026-03-01";
const asked = (recipient, expires, at = "2026-02-01T10:00:00Z") => ({ at, request: { recipient, expires, compartments: ["account"] } });
const people = (found) => found.map(({ request }) => request.recipient);

test("a request waits until she has agreed to it", () => {
  const messages = [asked("doctor", "2026-08-01"), { at: "2026-02-02T10:00:00Z" }, asked("lawyer", "2026-08-01")];
  assert.deepEqual(people(openRequests(messages, [], TODAY)), ["doctor", "lawyer"]);
  assert.deepEqual(people(openRequests(messages, [{ recipient: "doctor", expires: "2026-08-01" }], TODAY)), ["lawyer"]);
});

test("a consent to another day does not answer it, and one asked twice waits once", () => {
  const messages = [asked("doctor", "2026-08-01"), asked("doctor", "2026-08-01", "2026-02-03T10:00:00Z")];
  const found = openRequests(messages, [{ recipient: "doctor", expires: "2026-07-01" }], TODAY);
  assert.deepEqual(found.map(({ at }) => at), ["2026-02-03T10:00:00Z"]);
});

test("a request that she refused says when, until she is asked again", () => {
  const refusal = { at: "2026-02-02T10:00:00Z", refuses: { recipient: "doctor", expires: "2026-08-01" } };
  const refused = openRequests([asked("doctor", "2026-08-01"), refusal, asked("lawyer", "2026-08-01")], [], TODAY);
  assert.deepEqual(refused.map((one) => one.refused), ["2026-02-02T10:00:00Z", undefined]);
  const again = openRequests([asked("doctor", "2026-08-01"), refusal, asked("doctor", "2026-08-01", "2026-02-03T10:00:00Z")], [], TODAY);
  assert.deepEqual(again.map((one) => [one.at, one.refused]), [["2026-02-03T10:00:00Z", undefined]]);
  assert.deepEqual(openRequests([refusal], [], TODAY), []);
  const agreed = openRequests([asked("doctor", "2026-08-01"), refusal], [{ recipient: "doctor", expires: "2026-08-01" }], TODAY);
  assert.deepEqual(agreed, []);
});

test("a request past its day waits no longer", () => {
  assert.deepEqual(openRequests([asked("doctor", "2026-02-28")], [], TODAY), []);
});
