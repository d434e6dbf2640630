/** Builds one web app: scripts, styles, pages, compressed copies, manifest. See ../build.mjs. */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { cataloguesPlugin, demandAll, idsAskedFor, readCatalogues } from "./catalogues.mjs";
import { hybridOnly } from "./hybrid-only.mjs";
import { allLanguages, checkPage, checkScript, messagesIn, renderPage } from "./pages.mjs";
import { compress, describe, isText, reach, sum, weigh } from "./weight.mjs";

/**
 * @typedef {{name: string, folder: string, catalogues: string[], budget: {first?: number, app?: number}}} App
 * @typedef {{bytes: number, gzip: number, br: number}} Size
 * @typedef {{first_screen: Size, app: Size, everything: Size}} Measured
 */

const SHARED = {
  bundle: true,
  minify: true,
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
  logLevel: "warning",
};

/**
 * The worker is a classic script: module workers are too new for old phones.
 *
 * @param {string} root
 */
function buildWorker(root) {
  return build({
    ...SHARED,
    absWorkingDir: root,
    entryPoints: ["appliance/web/worker.js"],
    outdir: "out",
    entryNames: "[name]-[hash]",
    format: "iife",
    // It stretches passphrases itself and never asks for a worker.
    define: { WORKER_URL: '""' },
  });
}

/**
 * @param {string} root
 * @param {App} app
 * @param {Map<string, any[]>} catalogues
 * @param {string} workerName
 */
const buildScripts = (root, app, catalogues, workerName) =>
  build({
    ...SHARED,
    absWorkingDir: root,
    entryPoints: ["first.js", "app.js", "app.css", "entrance.js"]
      .map((name) => join(app.folder, name))
      .filter((path) => existsSync(join(root, path))),
    outdir: "out",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
    define: { WORKER_URL: JSON.stringify(`/${workerName}`) },
    plugins: [hybridOnly, cataloguesPlugin(catalogues)],
  });

/** @param {import("esbuild").Metafile} metafile @param {App} app @returns {Map<string, string>} source name to output path */
function entryOutputs(metafile, app) {
  const entries = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint && dirname(entryPoint) === app.folder);
  return new Map(entries.map(([path, { entryPoint }]) => [basename(/** @type {string} */ (entryPoint)), path]));
}

/** @param {string} root @param {import("esbuild").Metafile} metafile */
function licences(root, metafile) {
  const packages = Object.keys(metafile.inputs)
    .map((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
    .filter((name) => name !== undefined);
  const texts = [...new Set(packages)].sort().map((name) => {
    const folder = join(root, "node_modules", name);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const words = file ? readFileSync(join(folder, file), "utf8").trim() : "Apache License 2.0";
    return `${name} ${version}\n\n${words}\n`;
  });
  return texts.join("\n----\n\n");
}

/** @param {string} root @param {import("esbuild").Metafile} metafile @param {string} folder */
function ownSources(root, metafile, folder) {
  const paths = Object.keys(metafile.inputs).filter((path) => path.startsWith(`${folder}/`) && path.endsWith(".js"));
  return paths.map((path) => readFileSync(join(root, path), "utf8"));
}

/** @param {string} folder @returns {Map<string, Buffer>} */
function staticFiles(folder) {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}

/**
 * @param {string} root
 * @param {App} app
 * @param {Map<string, any[]>} catalogues
 * @param {Map<string, string>} addresses
 * @returns {Map<string, Buffer>}
 */
function pages(root, app, catalogues, addresses) {
  const template = readFileSync(join(root, app.folder, "app.html"), "utf8");
  demandAll(catalogues, messagesIn(template));
  /** @type {Map<string, Buffer>} */
  const made = new Map();
  for (const code of catalogues.keys()) {
    const page = renderPage(template, code, catalogues, addresses);
    checkPage(`${app.name}/${code}.html`, page);
    made.set(`${code}.html`, Buffer.from(page));
  }
  const first = catalogues.has("en") ? "en" : [...catalogues.keys()][0];
  made.set("index.html", entrance(root, app, first, catalogues, addresses) ?? /** @type {Buffer} */ (made.get(`${first}.html`)));
  return made;
}

/**
 * The page at the bare address, where the app has one: it only leads on to a language.
 *
 * @param {string} root
 * @param {App} app
 * @param {string} code
 * @param {Map<string, any[]>} catalogues
 * @param {Map<string, string>} addresses
 */
function entrance(root, app, code, catalogues, addresses) {
  const path = join(root, app.folder, "entrance.html");
  if (!existsSync(path)) return undefined;
  const all = new Map([...addresses, ["languages", allLanguages([...catalogues.keys()])]]);
  const page = renderPage(readFileSync(path, "utf8"), code, catalogues, all);
  checkPage(`${app.name}/index.html`, page);
  return Buffer.from(page);
}

/**
 * @param {App} app
 * @param {import("esbuild").Metafile} metafile
 * @param {readonly string[]} codes
 * @param {Map<string, import("./bundling/weight.mjs").Weight>} weights by file name
 */
function measure(app, metafile, codes, weights) {
  const outputs = entryOutputs(metafile, app);
  const [first, script, style] = ["first.js", "app.js", "app.css"].map((name) => /** @type {string} */ (outputs.get(name)));
  /** @param {Iterable<string>} paths @param {string} code */
  const total = (paths, code) =>
    sum([`${code}.html`, ...[...paths].map((path) => basename(path))].map((name) => /** @type {any} */ (weights.get(name))));
  const entrance = outputs.get("entrance.js");
  // Who comes by the bare address loads the entrance before the page.
  const door = entrance ? ["index.html", ...reach(metafile, [entrance])] : [];
  /** @param {string} code */
  const firstScreen = (code) => total(new Set([...door, ...reach(metafile, [first, style])]), code);
  /** @param {string} code */
  const filing = (code) => {
    const wanted = reach(metafile, [first, script, style], (entry) => {
      const catalogue = /^fluent:safehold:catalogue\/(.+)$/.exec(entry ?? "");
      if (catalogue) return catalogue[1] === code;
      return !entry?.startsWith(`${app.folder}/later/`);
    });
    return total(new Set([...door, ...wanted]), code);
  };
  /** @param {(code: string) => {bytes: number, gzip: number, br: number}} of */
  const worst = (of) => codes.map(of).reduce((a, b) => (b.gzip > a.gzip ? b : a));
  return { first_screen: worst(firstScreen), app: worst(filing), everything: sum(weights.values()) };
}

/** @param {string} folder @param {Map<string, Buffer>} files */
function write(folder, files) {
  const weights = new Map();
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const path = join(folder, name);
    const packed = isText(name) ? compress(bytes) : undefined;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    if (packed) writeFileSync(`${path}.gz`, packed.gz);
    if (packed) writeFileSync(`${path}.br`, packed.br);
    weights.set(name, weigh(name, bytes, packed));
  }
  return weights;
}

/**
 * Everything an app serves, by name.
 *
 * @param {string} root
 * @param {App} app
 * @param {Map<string, any[]>} catalogues
 */
async function bundle(root, app, catalogues) {
  const worker = (await buildWorker(root)).outputFiles[0];
  const workerName = basename(worker.path);
  const { outputFiles, metafile } = await buildScripts(root, app, catalogues, workerName);
  demandAll(catalogues, idsAskedFor(ownSources(root, metafile, app.folder)));

  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]));
  if (outputFiles.some(({ text }) => text.includes(workerName))) files.set(workerName, Buffer.from(worker.contents));
  for (const [name, bytes] of files) if (name.endsWith(".js")) checkScript(name, bytes.toString());

  const addresses = new Map([...entryOutputs(metafile, app)].map(([name, path]) => [name, `/${basename(path)}`]));
  for (const [name, bytes] of pages(root, app, catalogues, addresses)) files.set(name, bytes);
  for (const [name, bytes] of staticFiles(join(root, app.folder, "static"))) files.set(name, bytes);
  files.set("licences.txt", Buffer.from(licences(root, metafile)));
  return { files, metafile };
}

/**
 * Build one app into build/web/<name>; an earlier build stays until this one is whole.
 *
 * @param {string} root the checkout
 * @param {App} app
 * @returns {Promise<Measured>}
 * @throws {Error} a missing message, something the content security policy would block, or a
 *   script that does not bundle
 */
export async function buildApp(root, app) {
  const catalogues = readCatalogues(join(root, "config/locales"), app.catalogues);
  const { files, metafile } = await bundle(root, app, catalogues);
  const target = join(root, "build/web", app.name);
  const weights = write(`${target}.new`, files);
  const languages = [...catalogues.keys()];
  const measured = measure(app, metafile, languages, weights);
  const manifest = { app: app.name, languages, measured, files: [...weights.values()] };
  writeFileSync(join(`${target}.new`, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  rmSync(target, { recursive: true, force: true });
  renameSync(`${target}.new`, target);
  return measured;
}

/**
 * @param {App} app
 * @param {Measured} measured
 * @returns {{lines: string[], over: string[]}} the report, and what is over budget
 */
export function judge({ name, budget }, measured) {
  const lines = [
    name,
    describe("first screen", measured.first_screen, budget.first),
    describe("all to file a report", measured.app, budget.app),
  ];
  const over = [];
  if (measured.first_screen.gzip > (budget.first ?? Infinity)) over.push(`${name}: first screen`);
  if (measured.app.gzip > (budget.app ?? Infinity)) over.push(`${name}: all to file a report`);
  return { lines, over };
}
