/**
 * Builds the two web apps into build/web/{intake,case}/. Run: node appliance/web/build.mjs [app…]
 *
 * What an app folder holds (appliance/intake/web/, appliance/coordination/web/):
 *
 *   app.html   the first screen, worded at build time in every language of config/locales.
 *              {message-id} or {message-id.attribute}  the message, escaped
 *              {@lang} {@dir}                          for <html lang="{@lang}" dir="{@dir}">
 *              {@app.css} {@first.js} {@app.js}        addresses of the bundled files
 *              {@languages}                            links to the other languages' pages
 *              {@unless-training}                      "hidden", but nothing in <lang>.training.html
 *              Only the first screen belongs here; script makes the others. No inline style, script
 *              or handler, no other origin: the build refuses them.
 *   app.css    bundled and hashed.
 *   first.js   tiny, runs at once: quick exit, take `#k=` out of the address, then
 *              `import("./app.js")`. One file with all it needs, built apart from the rest: it must
 *              not share state with the app through a module, only by handing it over.
 *   app.js     the app. `import { languages, load } from "safehold:catalogues"` gives the Fluent
 *              catalogues (see ../web/l10n.js). Name messages as t("literal-id") where you can: the
 *              build fails on a literal that any language lacks.
 *   later/     modules that filing a text report never needs (mailbox, files …). Reach them with
 *              `import("./later/….js")`; they do not count against the budget.
 *   static/    optional, copied as it is.
 *
 * Load cryptography late by importing *your own* module dynamically and importing names from
 * ../../web/crypto.js statically in there; `import("…/crypto.js")` itself would keep all of it.
 * Forms are JSON: `import form from "../../../config/forms/intake.json"`.
 *
 * Catalogues: intake reads errors.ftl and intake.ftl, case reads errors.ftl and case.ftl.
 * Output: <lang>.html, <lang>.training.html (the same, its banner shown; the gateway serves it in place
 * of the other), index.html (English: the gateway knows better at the bare address), hashed scripts and styles, .gz and .br beside each
 * text, licences.txt, manifest.json. The same sources give the same bytes.
 *
 * Budgets hold for gzip: browsers offer brotli on https only, and an onion address is http.
 */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp, judge } from "./bundling/app.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** @type {import("./bundling/app.mjs").App[]} */
const APPS = [
  {
    name: "intake",
    folder: "appliance/intake/web",
    catalogues: ["errors", "intake"],
    budget: { first: 14_000, app: 90_000 },
  },
  { name: "case", folder: "appliance/coordination/web", catalogues: ["errors", "intake", "case"], budget: {} },
];

const asked = process.argv.slice(2);
const there = APPS.filter(({ folder }) => existsSync(join(ROOT, folder, "app.html")));
const wanted = there.filter(({ name }) => !asked.length || asked.includes(name));

try {
  const over = [];
  for (const app of wanted) {
    const verdict = judge(app, await buildApp(ROOT, app));
    console.log(verdict.lines.join("\n"));
    over.push(...verdict.over);
  }
  if (over.length) throw new Error(`over budget: ${over.join(", ")}`);
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
