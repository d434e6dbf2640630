import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker as Thread } from "node:worker_threads";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { argon2id, b64, newKdf } from "../../appliance/web/crypto.js";
import { stretch } from "../../appliance/web/stretch.js";
import { judge } from "../../appliance/web/bundling/app.mjs";
import { APP, makeProject } from "./project.mjs";

/** @param changes @param run given a project, which is removed afterwards */
async function withProject(changes, run) {
  const project = makeProject(changes);
  try {
    await run(project);
  } finally {
    project.remove();
  }
}

const refused = (changes, message) => withProject(changes, (project) => assert.rejects(project.build(), message));
const only = (names, pattern) => names.filter((name) => pattern.test(name));

test("each language has a page of its own, worded and with its direction", () =>
  withProject({}, async ({ build, read }) => {
    await build();
    const english = read("en.html").toString();
    assert.match(english, /<html lang="en" dir="ltr">/);
    assert.match(english, /<h1>Help &#38; &#60;more&#62;<\/h1>/);
    assert.match(english, /placeholder="Say &#34;it&#34;"/);
    assert.match(english, /<a href="\/ar.html" lang="ar" hreflang="ar" dir="rtl">/);
    assert.match(read("ar.html").toString(), /<html lang="ar" dir="rtl">/);
    assert.deepEqual(read("index.html"), read("en.html"));
  }));

test("a page for practice differs only in showing its banner", () =>
  withProject({ "appliance/intake/web/app.html": `<p id="training" {@unless-training}>{title}</p>` }, async ({ build, read }) => {
    await build();
    for (const name of ["en", "ar", "index"]) {
      const page = read(`${name}.html`).toString();
      assert.match(page, /<p id="training" hidden>/);
      assert.equal(read(`${name}.training.html`).toString(), page.replace(" hidden>", " >"));
    }
  }));

test("the first page's script is one file, and goes on to the app by itself", () =>
  withProject({
    "appliance/intake/web/shared.js": `export const shared = () => "said by both";`,
    "appliance/intake/web/first.js": `import { shared } from "./shared.js"; shared(); import("./app.js");`,
    "appliance/intake/web/app.js": `import { shared } from "./shared.js"; console.log(shared());`,
  }, async ({ build, names, read }) => {
    await build();
    const [first, app] = ["first", "app"].map((name) => only(names(), new RegExp(`^${name}-.*\\.js$`)));
    const script = read(first[0]).toString();
    assert.match(script, new RegExp(`import\\("/${app[0]}"\\)`));
    assert.doesNotMatch(script, /\bfrom\b|import"/);
  }));

test("every text has a gzip and a brotli copy of the same bytes", () =>
  withProject({}, async ({ build, names, read }) => {
    await build();
    const texts = only(names(), /\.(html|js|css|txt)$/);
    assert.ok(texts.length > 6);
    for (const name of texts) {
      assert.deepEqual(gunzipSync(read(`${name}.gz`)), read(name));
      assert.deepEqual(brotliDecompressSync(read(`${name}.br`)), read(name));
    }
  }));

test("the same sources give the same bytes", () =>
  withProject({}, async (first) => {
    await withProject({}, async (second) => {
      await Promise.all([first.build(), second.build()]);
      assert.deepEqual(first.names(), second.names());
      for (const name of first.names()) assert.deepEqual(first.read(name), second.read(name), name);
    });
  }));

test("what she needs to file a report counts one catalogue and nothing from later", () =>
  withProject({}, async ({ build, read }) => {
    const { first_screen: first, app, everything } = await build();
    assert.ok(first.gzip < app.gzip && app.gzip < everything.gzip);
    const { files } = JSON.parse(read("manifest.json"));
    const size = (pattern) => files.filter(({ name }) => pattern.test(name)).reduce((sum, { gzip }) => sum + gzip, 0);
    const uncounted = size(/^(mailbox-|worker-|licences|index\.|\w+\.training\.)/);
    const otherLanguage = Math.min(size(/^en(-|\.html)/), size(/^ar(-|\.html)/));
    assert.equal(app.gzip, everything.gzip - uncounted - otherLanguage);
  }));

test("over budget is said, and within budget is not", () => {
  const size = (gzip) => ({ bytes: gzip, gzip, br: gzip });
  const measured = { first_screen: size(14_001), app: size(90_000), everything: size(0) };
  assert.deepEqual(judge(APP, measured).over, ["intake: first screen"]);
  assert.deepEqual(judge({ ...APP, budget: {} }, measured).over, []);
});

test("a message that one language lacks stops the build", () =>
  refused({ "config/locales/ar/intake.ftl": "title = مساعدة\nfield = x\n" }, /ar: field\.placeholder/));

test("a message that the page asks for and nobody wrote stops the build", () =>
  refused({ "appliance/intake/web/app.html": "<p>{absent}</p>" }, /en: absent/));

test("a message that a script asks for and nobody wrote stops the build", () =>
  refused({ "appliance/intake/web/first.js": `export const w = (t) => t("unwritten");` }, /en: unwritten/));

test("a message that cannot be read, or is there twice, stops the build", async () => {
  await refused({ "config/locales/en/intake.ftl": "title = { broken\nfield =\n    .placeholder = x\n" }, /intake\.ftl: cannot read.*title/);
  await refused({ "config/locales/en/intake.ftl": "title = a\ntitle = b\nfield =\n    .placeholder = x\n" }, /title/);
});

test("what the content security policy would block stops the build", async () => {
  for (const bad of [
    "<style>p{}</style>", `<p style="color:red">`, "<script>1</script>", `<p onclick="x()">`,
    `<script src="https://example.org/x.js"></script>`, `<a href="javascript:x">`,
  ]) {
    await refused({ "appliance/intake/web/app.html": bad }, /holds/);
  }
});

test("a script that makes markup or code out of text stops the build", async () => {
  for (const bad of ["document.body.innerHTML = name;", "eval(name);", "new Function(name)();"]) {
    await refused({ "appliance/intake/web/first.js": bad }, /holds/);
  }
});

test("an earlier build stays when the next one fails", () =>
  withProject({}, async ({ build, names }) => {
    await build();
    const before = names();
    await withProject({ "appliance/intake/web/app.html": "<style>" }, ({ build: again }) => assert.rejects(again()));
    assert.deepEqual(names(), before);
  }));

test("the bundle seals and opens, and holds no classical recipient and no word list", () =>
  withProject({ "appliance/intake/web/sealing.js": `export * from "../../web/crypto.js";` }, async ({ build, names, read, path }) => {
    await build();
    const bundled = await import(path(only(names(), /^sealing-.*\.js$/)[0]));
    const { identity, recipient } = await bundled.generatePair();
    const sealed = await bundled.seal(new Uint8Array([1, 2]), [recipient]);
    assert.deepEqual([...(await bundled.open(sealed, [identity], 1))], [1, 2]);
    const scripts = only(names(), /\.js$/).map((name) => read(name).toString()).join("");
    for (const absent of ["v1/scrypt", "p256tag", "abandon", "zoologie", "-----BEGIN AGE", "WebAuthn"]) {
      assert.equal(scripts.includes(absent), false, absent);
    }
  }));

test("licences of what is bundled are served with it", () =>
  withProject({}, async ({ build, read }) => {
    await build();
    const text = read("licences.txt").toString();
    for (const name of ["age-encryption", "@noble/curves", "@noble/hashes", "@fluent/bundle"]) assert.match(text, new RegExp(`^${name} \\d`, "m"));
  }));

test("the bundled worker stretches a passphrase and tells how far it is", () =>
  withProject({}, async ({ build, names, path }) => {
    await build();
    const script = only(names(), /^worker-.*\.js$/)[0];
    const bridge = `
      const { parentPort } = require("node:worker_threads");
      globalThis.self = { postMessage: (message) => parentPort.postMessage(message) };
      parentPort.on("message", (data) => self.onmessage({ data }));
      require("node:vm").runInThisContext(require("node:fs").readFileSync(${JSON.stringify(path(script))}, "utf8"));`;
    globalThis.WORKER_URL = script;
    globalThis.Worker = class {
      constructor() {
        this.thread = new Thread(bridge, { eval: true });
        this.thread.on("message", (data) => this.onmessage({ data }));
        this.thread.on("error", (error) => this.onerror(error));
      }
      postMessage(message) {
        this.thread.postMessage(message);
      }
      terminate() {
        void this.thread.terminate();
      }
    };
    const kdf = { ...newKdf(), memory_kib: 19456, passes: 1 };
    const shares = [];
    const output = await argon2id("e\u0301te\u0301", kdf, (share) => shares.push(share));
    assert.equal(b64(output), b64(await stretch("été", kdf)));
    assert.ok(shares.length > 10 && shares.length <= 101, String(shares.length));
    await assert.rejects(argon2id("x", { ...kdf, memory_kib: 8 }), { code: "invalid_input" });
  }));
