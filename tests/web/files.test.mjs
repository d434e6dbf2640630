import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { generatePair, open, randomBytes, sealBlob } from "../../appliance/web/crypto.js";
import {
  LARGEST_PART_BYTES, SMALLEST_PART_BYTES, blobSource, downloadBlob, nextPartSize, storeBlob, streamSource, uploadAll, uploadBlob,
} from "../../appliance/web/files.js";
import { startStorage } from "./storage.mjs";

const storage = await startStorage();
after(() => storage.stop());
beforeEach(() => {
  storage.trouble = () => false;
  storage.seen.length = 0;
});

let next = 0;
/** A lane to a fresh blob; waits take no time. */
function lane(more = {}) {
  const blob = (next += 1).toString(16).padStart(32, "0");
  return { origin: storage.origin, blob, ticket: `t:${blob}`, pause: async () => {}, now: () => 0, ...more };
}

const content = Buffer.concat(Array.from({ length: 10 }, () => randomBytes(60_000)));
const source = () => blobSource(new Blob([content]));
const arrived = ({ blob }) => storage.uploads.get(blob).bytes;

/** Trouble for the nth PATCH only. */
const atPatch = (n, make) => {
  let count = 0;
  storage.trouble = (call) => call.request.method === "PATCH" && (count += 1) === n && (make(call) ?? true);
};

test("an upload arrives whole, in parts, and tells how far it is", async () => {
  const steps = [];
  const job = lane({ progress: (done, size) => steps.push([done, size]) });
  await uploadBlob({ ...job, source: source() });
  assert.deepEqual(arrived(job), content);
  assert.equal(steps[0][0], SMALLEST_PART_BYTES);
  assert.deepEqual(steps.at(-1), [content.length, content.length]);
  assert.ok(steps.length > 2);
});

test("a one-part, an exact-part and an odd upload arrive", async () => {
  for (const size of [1, SMALLEST_PART_BYTES, SMALLEST_PART_BYTES + 1, 3 * SMALLEST_PART_BYTES]) {
    const job = lane();
    await uploadBlob({ ...job, source: blobSource(new Blob([content.subarray(0, size)])) });
    assert.deepEqual(arrived(job), content.subarray(0, size));
  }
});

test("the ticket travels in the header and never in the address", async () => {
  const job = lane();
  await uploadBlob({ ...job, source: source() });
  for (const { ticket, url } of storage.seen) {
    assert.equal(ticket, job.ticket);
    assert.equal(url.includes(job.ticket), false);
  }
});

test("parts grow with the measured speed between their bounds", () => {
  assert.equal(nextPartSize(SMALLEST_PART_BYTES, 1), 2 * SMALLEST_PART_BYTES);
  assert.equal(nextPartSize(SMALLEST_PART_BYTES, 60_000), SMALLEST_PART_BYTES);
  assert.equal(nextPartSize(LARGEST_PART_BYTES, 1), LARGEST_PART_BYTES);
  assert.equal(nextPartSize(1024 * 1024, 8000), 512 * 1024);
});

test("a connection that breaks before, in and after each part loses nothing and doubles nothing", async () => {
  for (const n of [1, 2, 3]) {
    for (const kept of [0, 1000, Infinity]) {
      const job = lane();
      atPatch(n, ({ request, uploads, body, id }) => {
        const upload = uploads.get(id);
        upload.bytes = Buffer.concat([upload.bytes, body.subarray(0, kept)]);
        request.socket.destroy();
      });
      await uploadBlob({ ...job, source: source() });
      assert.deepEqual(arrived(job), content, `part ${n}, ${kept} kept`);
    }
  }
});

test("a file sealed while it is sent survives losses and opens", async () => {
  const { identity, recipient } = await generatePair();
  const job = lane();
  atPatch(2, ({ request, uploads, body, id }) => {
    uploads.get(id).bytes = Buffer.concat([uploads.get(id).bytes, body.subarray(0, 70_001)]);
    request.socket.destroy();
  });
  await uploadBlob({ ...job, source: streamSource(await sealBlob(new Blob([content]), recipient)) });
  assert.deepEqual(Buffer.from(await open(new Uint8Array(arrived(job)), [identity], 1)), content);
});

test("a damaged part is sent again", async () => {
  const job = lane();
  atPatch(2, ({ response, answer }) => answer(response, 460));
  await uploadBlob({ ...job, source: source() });
  assert.deepEqual(arrived(job), content);
});

test("an upload goes on from what an earlier try brought", async () => {
  const job = lane({ patience: 0 });
  const file = streamSource(await sealBlob(new Blob([content]), (await generatePair()).recipient));
  atPatch(3, ({ request }) => void request.socket.destroy());
  await assert.rejects(uploadBlob({ ...job, source: file }), { code: "offline" });
  const before = arrived(job).length;
  assert.ok(before > 0);
  storage.trouble = () => false;
  storage.seen.length = 0;
  await uploadBlob({ ...job, source: file });
  assert.equal(arrived(job).length, file.size);
  assert.equal(storage.seen.reduce((sum, { size }) => sum + size, 0), file.size - before);
});

test("patience ends, with waits that grow", async () => {
  const waits = [];
  storage.trouble = ({ request }) => void request.socket.destroy() ?? true;
  const job = lane({ patience: 7, pause: async (ms) => void waits.push(ms) });
  await assert.rejects(uploadBlob({ ...job, source: source() }), { code: "offline" });
  assert.equal(waits.length, 7);
  waits.forEach((ms, i) => {
    const longest = Math.min(30_000, 1000 * 2 ** i);
    assert.ok(ms >= longest / 2 && ms <= longest, `${i}: ${ms}`);
  });
});

test("an overloaded server is asked again, a full one is not", async () => {
  const job = lane();
  let busy = 3;
  storage.trouble = ({ response, answer }) => busy-- > 0 && (answer(response, 503, {}, '{"error":"unavailable"}'), true);
  await uploadBlob({ ...job, source: source() });
  assert.deepEqual(arrived(job), content);
  storage.trouble = ({ response, answer }) => (answer(response, 507, {}, '{"error":"storage_full"}'), true);
  await assert.rejects(uploadBlob({ ...lane(), source: source() }), { code: "storage_full" });
});

test("a ticket that runs out on the way is renewed once", async () => {
  const job = lane({ renew: async () => `fresh:${job.blob}` });
  storage.trouble = ({ request, response, answer }) =>
    request.method === "PATCH" && request.headers["safehold-ticket"].startsWith("t:") && (answer(response, 403, {}, '{"error":"ticket"}'), true);
  await uploadBlob({ ...job, source: source() });
  assert.deepEqual(arrived(job), content);
  await assert.rejects(uploadBlob({ ...lane(), source: source() }), { code: "ticket" });
});

test("on a long way each ticket that runs out is renewed", async () => {
  let made = 0;
  const job = lane({ renew: async () => `fresh-${(made += 1)}:${next.toString(16).padStart(32, "0")}` });
  const used = new Set();
  storage.trouble = ({ request, response, answer }) => {
    if (request.method !== "PATCH") return false;
    const ticket = request.headers["safehold-ticket"];
    const spent = used.has(ticket);
    used.add(ticket);
    return spent && (answer(response, 401, {}, '{"error":"ticket_expired"}'), true);
  };
  await uploadBlob({ ...job, source: source() });
  assert.deepEqual(arrived(job), content);
  assert.ok(made > 2);
});

test("a ticket that is refused even when fresh ends the upload", async () => {
  storage.trouble = ({ request, response, answer }) => request.method === "PATCH" && (answer(response, 403, {}, '{"error":"ticket"}'), true);
  const job = lane();
  await assert.rejects(uploadBlob({ ...job, renew: async () => job.ticket, source: source() }), { code: "ticket" });
});

test("cancelling stops at once", async () => {
  const cancel = new AbortController();
  const job = lane({ signal: cancel.signal, progress: () => cancel.abort() });
  await assert.rejects(uploadBlob({ ...job, source: source() }), { code: "cancelled" });
  assert.equal(arrived(job).length, SMALLEST_PART_BYTES);
});

test("several files go one after another, the smallest first", async () => {
  const [large, small] = [lane(), lane()];
  await uploadAll([
    { ...large, source: source() },
    { ...small, source: blobSource(new Blob([content.subarray(0, 10)])) },
  ]);
  const order = [...new Set(storage.seen.map(({ ticket }) => ticket))];
  assert.deepEqual(order, [small.ticket, large.ticket]);
});

test("all bytes there but not complete is asked again until it is", async () => {
  const job = lane();
  let silent = 2;
  storage.trouble = (call) => {
    if (call.request.method !== "PATCH") return false;
    const upload = call.uploads.get(call.id);
    if (upload.bytes.length + call.body.length < upload.length || silent-- <= 0) return false;
    upload.bytes = Buffer.concat([upload.bytes, call.body]);
    call.answer(call.response, 204, { "Upload-Offset": upload.bytes.length });
    return true;
  };
  await uploadBlob({ ...job, source: source() });
  assert.deepEqual(arrived(job), content);
});

test("a small blob is stored in one request and again after a loss", async () => {
  const job = lane();
  let lost = false;
  storage.trouble = (call) => !lost && (lost = true) && (call.blobs.set(call.id, call.body), call.request.socket.destroy(), true);
  await storeBlob({ ...job, bytes: new Uint8Array([1, 2, 3]) });
  assert.deepEqual([...storage.blobs.get(job.blob)], [1, 2, 3]);
});

test("a sealed box says so at once", async () => {
  storage.trouble = ({ response, answer }) => (answer(response, 503, {}, '{"error":"sealed"}'), true);
  await assert.rejects(storeBlob({ ...lane(), bytes: new Uint8Array(1) }), { code: "sealed" });
});

test("a download that breaks goes on where it broke", async () => {
  const job = lane();
  storage.blobs.set(job.blob, content);
  let breaks = 2;
  storage.trouble = ({ request, response, blobs, id }) => {
    if (breaks-- <= 0) return false;
    const from = Number(/\d+/.exec(request.headers.range ?? "0")[0]);
    const headers = { "Content-Length": content.length - from, ...(from && { "Content-Range": `bytes ${from}-${content.length - 1}/${content.length}` }) };
    response.writeHead(from ? 206 : 200, headers);
    response.write(blobs.get(id).subarray(from, from + 200_000), () => response.destroy());
    return true;
  };
  const blob = await downloadBlob({ ...job, size: content.length });
  assert.deepEqual(Buffer.from(await blob.arrayBuffer()), content);
  assert.equal(storage.seen.length, 3);
});

test("a download that falls silent is asked again for the rest", async () => {
  const job = lane({ stallMs: 20 });
  storage.blobs.set(job.blob, content);
  let silent = true;
  storage.trouble = ({ response }) => {
    if (!silent) return false;
    silent = false;
    response.writeHead(200, { "Content-Length": content.length });
    response.write(content.subarray(0, 1000));
    return true;
  };
  const blob = await downloadBlob({ ...job, size: content.length });
  assert.deepEqual(Buffer.from(await blob.arrayBuffer()), content);
});

test("a download that is longer than listed is refused", async () => {
  const job = lane();
  storage.blobs.set(job.blob, content);
  await assert.rejects(downloadBlob({ ...job, size: content.length - 1 }), { code: "integrity" });
});

test("a download ticket that runs out is renewed", async () => {
  const job = lane({ renew: async () => `fresh:${job.blob}` });
  storage.blobs.set(job.blob, content);
  storage.trouble = ({ request, response, answer }) =>
    request.headers["safehold-ticket"].startsWith("t:") && (answer(response, 403, {}, '{"error":"ticket_expired"}'), true);
  const blob = await downloadBlob({ ...job, size: content.length });
  assert.deepEqual(Buffer.from(await blob.arrayBuffer()), content);
});

test("what one may not read is refused once, without asking again", async () => {
  storage.trouble = ({ response, answer }) => (answer(response, 404, {}, '{"error":"not_found"}'), true);
  await assert.rejects(downloadBlob({ ...lane(), size: 5 }), { code: "not_found" });
  assert.equal(storage.seen.length, 1);
});
