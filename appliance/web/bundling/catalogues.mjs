/** Fluent catalogues: read, held to be complete, and compiled into one small module a language. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FluentBundle, FluentResource } from "@fluent/bundle";

const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)\b/;

/** @param {string} code @returns {{code: string, name: string, dir: "ltr" | "rtl"}} */
export function describeLanguage(code) {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code);
  return {
    code,
    name: name.charAt(0).toLocaleUpperCase(code) + name.slice(1),
    dir: RIGHT_TO_LEFT.test(code) ? "rtl" : "ltr",
  };
}

/**
 * Parse one catalogue. Fluent's own reader passes over what it cannot read; we do not.
 *
 * @param {string} path
 * @returns {any[]} messages and terms
 */
function readCatalogue(path) {
  const source = readFileSync(path, "utf8");
  const { body } = new FluentResource(source);
  const begun = [...source.matchAll(/^(-?[a-zA-Z][\w-]*) *=/gm)].map((match) => match[1]);
  const read = new Set(body.map(({ id }) => id));
  const unread = begun.filter((id, i) => !read.has(id) || begun.indexOf(id) !== i);
  if (unread.length) throw new Error(`${path}: cannot read, or twice there: ${unread.join(", ")}`);
  return body;
}

/** @param {any} entry @returns {string[]} its id, and its attributes as `id.name` */
const partsOf = ({ id, value, attributes }) => [
  ...(value === null ? [] : [id]),
  ...Object.keys(attributes).map((name) => `${id}.${name}`),
];

/**
 * Read what an app needs in every language.
 *
 * @param {string} folder config/locales
 * @param {readonly string[]} names catalogues, without `.ftl`
 * @returns {Map<string, any[]>} language to messages
 * @throws {Error} a message that one language has and another has not
 */
export function readCatalogues(folder, names) {
  const codes = readdirSync(folder, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name).sort();
  const files = names.filter((name) => codes.some((code) => existsSync(join(folder, code, `${name}.ftl`))));
  const catalogues = new Map(
    codes.map((code) => [code, files.flatMap((name) => readCatalogue(join(folder, code, `${name}.ftl`)))]),
  );
  demandAll(catalogues, new Set([...catalogues.values()].flat().flatMap(partsOf)));
  return catalogues;
}

/**
 * @param {Map<string, any[]>} catalogues
 * @param {Iterable<string>} wanted ids, or `id.attribute`
 * @throws {Error} naming every language and message that is missing
 */
export function demandAll(catalogues, wanted) {
  const missing = [];
  for (const [code, body] of catalogues) {
    const present = new Set(body.flatMap(partsOf));
    for (const id of wanted) if (!present.has(id)) missing.push(`${code}: ${id}`);
  }
  if (missing.length) throw new Error(`missing messages\n  ${missing.join("\n  ")}`);
}

/**
 * Ids that scripts ask for by name. Ids put together at run time are not seen here.
 *
 * @param {Iterable<string>} sources
 */
export function idsAskedFor(sources) {
  const ids = new Set();
  for (const source of sources) {
    for (const match of source.matchAll(/\bt\(\s*"([a-zA-Z][\w.-]*)"/g)) ids.add(match[1]);
  }
  return ids;
}

/**
 * A function that words a message for a static page.
 *
 * @param {string} code
 * @param {any[]} body
 * @returns {(id: string) => string}
 */
export function wordsOf(code, body) {
  const bundle = new FluentBundle(code, { useIsolating: false });
  bundle.addResource({ body });
  return (reference) => {
    const [id, attribute] = reference.split(".");
    const message = bundle.getMessage(id);
    const pattern = attribute ? message?.attributes[attribute] : message?.value;
    if (!pattern) throw new Error(`missing message ${reference} in ${code}`);
    return bundle.formatPattern(pattern, {}, null);
  };
}

/**
 * Serves `safehold:catalogues` (globals.d.ts): each language is a chunk of its own, already parsed.
 *
 * @param {Map<string, any[]>} catalogues
 * @returns {import("esbuild").Plugin}
 */
export const cataloguesPlugin = (catalogues) => ({
  name: "catalogues",
  setup(build) {
    build.onResolve({ filter: /^safehold:catalogue/ }, ({ path }) => ({ path, namespace: "fluent", sideEffects: false }));
    build.onLoad({ filter: /^safehold:catalogues$/, namespace: "fluent" }, () => ({
      contents: indexModule([...catalogues.keys()]),
    }));
    build.onLoad({ filter: /^safehold:catalogue\//, namespace: "fluent" }, ({ path }) => ({
      contents: `export const body = ${JSON.stringify(catalogues.get(path.split("/")[1]))};`,
    }));
  },
});

/** @param {string[]} codes */
function indexModule(codes) {
  const loaders = codes.map((code) => `${JSON.stringify(code)}: () => import("safehold:catalogue/${code}")`);
  return `
export const languages = ${JSON.stringify(codes.map(describeLanguage))};
const loaders = { ${loaders.join(", ")} };
export const load = (code) => loaders[code]();`;
}
