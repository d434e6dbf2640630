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

/** In the name of a page whose training banner shows: the gateway serves it in place of the other. */
const MARKED = ".training";

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
    entryPoints: ["app.js", "app.css"].map((name) => join(app.folder, name)),
    outdir: "out",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
    define: { WORKER_URL: JSON.stringify(`/${workerName}`) },
    plugins: [hybridOnly, cataloguesPlugin(catalogues)],
  });

/**
 * The first page's script is one file, whatever it shares with the app: what is twice there weighs
 * less than asking twice on 2G.
 *
 * @param {string} root
 * @param {App} app
 * @param {string} appName the bundled app.js, which it goes on to
 */
const buildFirst = (root, app, appName) =>
  build({
    ...SHARED,
    absWorkingDir: root,
    entryPoints: [join(app.folder, "first.js")],
    outdir: "out",
    entryNames: "[name]-[hash]",
    format: "esm",
    plugins: [leadingTo(appName)],
  });

/** @param {string} appName @returns {import("esbuild").Plugin} */
const leadingTo = (appName) => ({
  name: "leading-to-app",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/app\.js$/ }, () => ({ path: `/${appName}`, external: true }));
  },
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
    for (const [kind, hidden] of [["", "hidden"], [MARKED, ""]]) {
      const page = renderPage(template, code, catalogues, new Map([...addresses, ["unless-training", hidden]]));
      checkPage(`${app.name}/${code}${kind}.html`, page);
      made.set(`${code}${kind}.html`, Buffer.from(page));
    }
  }
  const first = catalogues.has("en") ? "en" : [...catalogues.keys()][0];
  for (const kind of ["", MARKED]) made.set(`index${kind}.html`, /** @type {Buffer} */ (made.get(`${first}${kind}.html`)));
  return made;
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
  /** @param {string} code */
  const firstScreen = (code) => total([first, style], code);
  /** @param {string} code */
  const filing = (code) => {
    const wanted = reach(metafile, [script, style], (entry) => {
      const catalogue = /^fluent:safehold:catalogue\/(.+)$/.exec(entry ?? "");
      if (catalogue) return catalogue[1] === code;
      return !entry?.startsWith(`${app.folder}/later/`);
    });
    return total(new Set([first, ...wanted]), code);
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
 * @param {string} root
 * @param {App} app
 * @param {Map<string, any[]>} catalogues
 * @param {string} workerName
 * @returns {Promise<{outputFiles: import("esbuild").OutputFile[], metafile: import("esbuild").Metafile}>}
 */
async function scripts(root, app, catalogues, workerName) {
  const rest = await buildScripts(root, app, catalogues, workerName);
  const appName = basename(/** @type {string} */ (entryOutputs(rest.metafile, app).get("app.js")));
  const first = await buildFirst(root, app, appName);
  const inputs = { ...first.metafile.inputs, ...rest.metafile.inputs };
  const outputs = { ...first.metafile.outputs, ...rest.metafile.outputs };
  return { outputFiles: [...first.outputFiles, ...rest.outputFiles], metafile: { inputs, outputs } };
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
  const { outputFiles, metafile } = await scripts(root, app, catalogues, workerName);
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
