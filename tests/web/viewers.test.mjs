/** A file opens in the case app's origin only as a picture, sound or film; all else is saved. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { shown } from "../../appliance/coordination/web/screens/files.js";
import { viewerOf } from "../../appliance/coordination/web/viewers.js";

/** As much of a document as `el` needs. */
class Piece {
  constructor(tag) { Object.assign(this, { tag, attributes: {}, children: [] }); }
  setAttribute(name, value) { this.attributes[name] = value; }
  addEventListener() {}
  append(...children) { this.children.push(...children); }
}

function opened(media_type) {
  globalThis.document = { createElement: (tag) => new Piece(tag) };
  const blobs = [];
  const desk = { words: { t: (id) => id }, addressOf: (blob) => `blob:${blobs.push(blob)}` };
  const place = shown(desk, { name: "n", media_type }, new Blob(["x"]));
  delete globalThis.document;
  return { type: blobs[0].type, tags: place.children.map(({ tag }) => tag) };
}

const SAVED = [
  "image/svg+xml", "image/SVG+XML", "image/svg+xml;x", "image/svg+xml; charset=utf-8", " image/svg+xml", "IMAGE/svg+xml", "image/svg",
  "image/", "image", "image/png;x", "Image/png", "image/png,image/svg+xml", "text/html", "application/pdf", "audio/x;y", "video/mp4\n",
  "constructor", "", undefined, ["image/png"],
];

for (const type of SAVED) {
  test(`${JSON.stringify(type)} is only saved`, () => {
    assert.equal(viewerOf(type), undefined);
    const { type: typeOfBlob, tags } = opened(type);
    assert.equal(typeOfBlob, "application/octet-stream");
    assert.ok(!tags.some((tag) => ["img", "audio", "video"].includes(tag)));
  });
}

for (const [type, viewer] of [["image/jpeg", "img"], ["audio/webm", "audio"], ["video/mp4", "video"]]) {
  test(`${type} is shown`, () => {
    const { type: typeOfBlob, tags } = opened(type);
    assert.equal(typeOfBlob, type);
    assert.ok(tags.includes(viewer));
  });
}
