/** Static pages: one per language, worded at build time, so that they work before any script. */

import { describeLanguage, wordsOf } from "./catalogues.mjs";

const PLACEHOLDER = /\{(@?[a-zA-Z][\w.-]*)\}/g;

/** @param {string} text */
const escapeHtml = (text) =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param {string} template @returns {string[]} messages it shows */
export const messagesIn = (template) =>
  [...template.matchAll(PLACEHOLDER)].map((match) => match[1]).filter((name) => !name.startsWith("@"));

/**
 * Links to the same page in every language, the one shown left out.
 *
 * @param {string} current
 * @param {readonly string[]} codes
 */
const languageLinks = (current, codes) => allLanguages(codes.filter((code) => code !== current));

/**
 * @param {readonly string[]} codes
 * @returns {string} links to the page of each language
 */
export function allLanguages(codes) {
  return codes
    .map(describeLanguage)
    .map(({ code, name, dir }) => `<a href="/${code}.html" lang="${code}" hreflang="${code}" dir="${dir}">${escapeHtml(name)}</a>`)
    .join(" ");
}

/**
 * @param {string} template app.html
 * @param {string} code
 * @param {Map<string, any[]>} catalogues
 * @param {Map<string, string>} addresses of bundled files by their source name
 * @returns {string} the page
 * @throws {Error} a message or a file that is not there
 */
export function renderPage(template, code, catalogues, addresses) {
  const words = wordsOf(code, /** @type {any[]} */ (catalogues.get(code)));
  const values = new Map([
    ["@lang", code],
    ["@dir", describeLanguage(code).dir],
    ["@languages", languageLinks(code, [...catalogues.keys()])],
    ...[...addresses].map(([name, address]) => /** @type {[string, string]} */ ([`@${name}`, address])),
  ]);
  const page = template.replace(PLACEHOLDER, (_, name) => {
    if (!name.startsWith("@")) return escapeHtml(words(name));
    const value = values.get(name);
    if (value === undefined) throw new Error(`app.html asks for {${name}}, which is not there`);
    return value;
  });
  return page.replace(/^\s+/gm, "");
}

const FORBIDDEN = [
  [/<style|\sstyle=/i, "an inline style"],
  [/<script(?![^>]*\ssrc=)/i, "an inline script"],
  [/<[^>]*\son[a-z]+\s*=/i, "an inline handler"],
  [/(?:src|href|action)="?(?:https?:)?\/\//i, "another origin"],
  [/javascript:/i, "a script address"],
];

/** "Leave quickly" is the one link to somewhere else: it must work without script. */
const EXIT = /<a id="exit" href="https:\/\/[\w.-]+\/"/;

/**
 * The content security policy would block these without a word; the build says so instead.
 *
 * @param {string} name
 * @param {string} page
 * @throws {Error}
 */
export function checkPage(name, page) {
  const staying = page.replace(EXIT, "");
  for (const [pattern, what] of FORBIDDEN) if (pattern.test(staying)) throw new Error(`${name} holds ${what}`);
}

/**
 * @param {string} name
 * @param {string} script bundled
 * @throws {Error} it makes code or markup out of text
 */
export function checkScript(name, script) {
  const found = /\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function\(/.exec(script);
  if (found) throw new Error(`${name} holds ${found[0]}`);
}
