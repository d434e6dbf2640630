/** What a phone loads: compressed copies, the manifest, and the budget. */

import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const TEXT = /\.(html|js|css|svg|txt|json|webmanifest)$/;

/**
 * @typedef {{name: string, bytes: number, gzip: number, br: number, sha256: string}} Weight
 * @typedef {import("esbuild").Metafile} Metafile
 */

/**
 * @param {Buffer} bytes
 * @returns {{gz: Buffer, br: Buffer}}
 */
export function compress(bytes) {
  const br = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  return { gz: gzipSync(bytes, { level: 9 }), br };
}

/** @param {string} name */
export const isText = (name) => TEXT.test(name);

/** @param {string} name @param {Buffer} bytes @param {{gz: Buffer, br: Buffer} | undefined} packed @returns {Weight} */
export const weigh = (name, bytes, packed) => ({
  name,
  bytes: bytes.length,
  gzip: packed ? packed.gz.length : bytes.length,
  br: packed ? packed.br.length : bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

/**
 * Bundled files that loading `start` brings with it.
 *
 * @param {Metafile} metafile
 * @param {readonly string[]} start output paths
 * @param {(entry: string | undefined) => boolean} [followLazy] whether a dynamic import of this source counts
 * @returns {Set<string>}
 */
export function reach(metafile, start, followLazy = () => false) {
  const seen = new Set();
  const waiting = [...start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const imported of metafile.outputs[path].imports) {
      const lazy = imported.kind === "dynamic-import";
      if (!lazy || followLazy(metafile.outputs[imported.path]?.entryPoint)) waiting.push(imported.path);
    }
  }
  return seen;
}

/** @param {Iterable<Weight>} weights */
export function sum(weights) {
  const total = { bytes: 0, gzip: 0, br: 0 };
  for (const weight of weights) for (const key of /** @type {const} */ (["bytes", "gzip", "br"])) total[key] += weight[key];
  return total;
}

/**
 * @param {string} what
 * @param {{gzip: number, br: number}} weight
 * @param {number | undefined} budget
 */
export function describe(what, weight, budget) {
  const limit = budget ? ` of ${budget}` : "";
  return `  ${what.padEnd(24)} gzip ${String(weight.gzip).padStart(6)}${limit}, brotli ${weight.br}`;
}
