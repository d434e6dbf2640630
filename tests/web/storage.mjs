/** A small storage with the contract of docs/interfaces.md, which can be told to fail. */

import { createHash } from "node:crypto";
import { createServer } from "node:http";

/** @param request @returns its whole body, or what came before the connection broke */
async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function startStorage() {
  const uploads = new Map();
  const blobs = new Map();
  const seen = [];
  /** Called before each answer; may answer itself, or destroy the connection, and return true. */
  let trouble = () => false;

  const answer = (response, status, headers = {}, body = "") => {
    response.writeHead(status, headers);
    response.end(body);
  };

  const handlers = {
    POST(request, response, id) {
      const length = Number(request.headers["upload-length"]);
      const known = uploads.get(id);
      if (!known) uploads.set(id, { length, bytes: Buffer.alloc(0) });
      const offset = known?.bytes.length ?? 0;
      answer(response, known ? 200 : 201, { "Upload-Offset": offset, Location: `/uploads/${id}` });
    },
    HEAD(request, response, id) {
      const { bytes, length } = uploads.get(id);
      answer(response, 204, { "Upload-Offset": bytes.length, "Upload-Length": length });
    },
    PATCH(request, response, id, body) {
      const upload = uploads.get(id);
      if (Number(request.headers["upload-offset"]) !== upload.bytes.length) return answer(response, 409);
      const sum = `sha256 ${createHash("sha256").update(body).digest("base64url")}`;
      if (request.headers["upload-checksum"] !== sum) return answer(response, 460);
      upload.bytes = Buffer.concat([upload.bytes, body]);
      const complete = upload.bytes.length === upload.length;
      answer(response, 204, { "Upload-Offset": upload.bytes.length, ...(complete && { "Upload-Complete": "?1" }) });
    },
    PUT(request, response, id, body) {
      const known = blobs.get(id);
      blobs.set(id, body);
      answer(response, known ? 200 : 201, {}, JSON.stringify({ blob: id, index: 1 }));
    },
    GET(request, response, id) {
      const blob = blobs.get(id);
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
      const headers = from ? { "Content-Range": `bytes ${from}-${blob.length - 1}/${blob.length}` } : {};
      answer(response, from ? 206 : 200, headers, blob.subarray(from));
    },
  };

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request).catch(() => Buffer.alloc(0));
    const id = request.url.split("/")[2] ?? request.headers["safehold-ticket"].split(":")[1];
    seen.push({ method: request.method, ticket: request.headers["safehold-ticket"], size: body.length, url: request.url });
    if (trouble({ request, response, body, id, answer, uploads, blobs, handlers })) return;
    handlers[request.method](request, response, id, body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    uploads,
    blobs,
    seen,
    set trouble(next) {
      trouble = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
