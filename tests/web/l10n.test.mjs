import assert from "node:assert/strict";
import { test } from "node:test";
import { FluentResource } from "@fluent/bundle";
import { FormatError } from "../../appliance/web/errors.js";
import { chooseLanguage, setPageLanguage, translator } from "../../appliance/web/l10n.js";

const catalogue = new FluentResource(`
send = Send
files = { $count ->
    [one] One file
   *[other] { $count } files
}
field =
    .placeholder = Here
hello = Hello { $name }
error-internal = Something went wrong
error-invalid_input = Not valid
`);
const languages = [
  { code: "ar", name: "العربية", dir: "rtl" },
  { code: "en", name: "English", dir: "ltr" },
  { code: "fr", name: "Français", dir: "ltr" },
];

test("messages, plurals and attributes are worded", () => {
  const { t } = translator("en", catalogue);
  assert.equal(t("send"), "Send");
  assert.equal(t("files", { count: 1 }), "One file");
  assert.equal(t("files", { count: 3 }), "3 files");
  assert.equal(t("field.placeholder"), "Here");
});

test("a missing message shows its name and never nothing", () => {
  const { t, has } = translator("en", catalogue);
  assert.equal(t("absent"), "absent");
  assert.equal(has("absent"), false);
  assert.equal(has("send"), true);
});

test("an argument cannot become markup or another message", () => {
  assert.equal(translator("en", catalogue).t("hello", { name: "<b>{ send }" }), "Hello <b>{ send }");
});

test("arguments are isolated only where directions may meet", () => {
  assert.equal(translator("ar", catalogue, "rtl").t("hello", { name: "Ana" }), "Hello \u2068Ana\u2069");
});

test("an error is worded by its code, an unknown one in general", () => {
  const words = translator("en", catalogue);
  assert.equal(words.error(new FormatError("inside")), "Not valid");
  assert.equal(words.error(new Error("secret path")), "Something went wrong");
  assert.equal(words.error(undefined), "Something went wrong");
});

test("the first of her languages that is there is chosen", () => {
  assert.equal(chooseLanguage(["sw", "fr-CD", "en"], languages).code, "fr");
  assert.equal(chooseLanguage(["AR-sy"], languages).dir, "rtl");
  assert.equal(chooseLanguage(["sw"], languages).code, "en");
  assert.equal(chooseLanguage([], languages.slice(2)).code, "fr");
});

test("the page carries language and direction", () => {
  const root = /** @type {any} */ ({});
  setPageLanguage(root, languages[0]);
  assert.deepEqual(root, { lang: "ar", dir: "rtl" });
});
