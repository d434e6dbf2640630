/** A small checkout in a temporary folder, to build apps that the real one does not have. */

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp } from "../../appliance/web/bundling/app.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

const FILES = {
  "appliance/intake/web/app.html": `<!doctype html>
<html lang="{@lang}" dir="{@dir}">
<head><title>{title}</title><link rel="stylesheet" href="{@app.css}"><script type="module" src="{@first.js}"></script></head>
<body><h1>{title}</h1><input placeholder="{field.placeholder}"><nav>{@languages}</nav></body>
</html>
`,
  "appliance/intake/web/app.css": "body { color: black }",
  "appliance/intake/web/first.js": `import("./app.js");`,
  "appliance/intake/web/app.js": `
    import { languages, load } from "safehold:catalogues";
    import { translator } from "../../web/l10n.js";
    load("en").then((catalogue) => console.log(languages, translator("en", catalogue).t("title")));
    import("./sealing.js");
    import("./later/mailbox.js");`,
  "appliance/intake/web/sealing.js": `export { makeReport } from "../../web/report.js"; export { newCode } from "../../web/crypto.js";`,
  "appliance/intake/web/later/mailbox.js": `import { argon2id, open } from "../../../web/crypto.js"; console.log(argon2id, open, "later only");`,
  "config/locales/en/intake.ftl": "title = Help & <more>\nfield =\n    .placeholder = Say \"it\"\n",
  "config/locales/ar/intake.ftl": "title = مساعدة\nfield =\n    .placeholder = هنا\n",
};

export const APP = { name: "intake", folder: "appliance/intake/web", catalogues: ["errors", "intake"], budget: { first: 14_000, app: 90_000 } };

/** @param changes files to add or replace; undefined leaves one out */
export function makeProject(changes = {}) {
  const root = mkdtempSync(join(tmpdir(), "web-build-"));
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "appliance"));
  cpSync(join(ROOT, "appliance/web"), join(root, "appliance/web"), { recursive: true });
  for (const [name, text] of Object.entries({ ...FILES, ...changes })) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const built = join(root, "build/web/intake");
  return {
    build: () => buildApp(root, APP),
    names: () => (existsSync(built) ? readdirSync(built).sort() : []),
    read: (name) => readFileSync(join(built, name)),
    path: (name) => join(built, name),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
