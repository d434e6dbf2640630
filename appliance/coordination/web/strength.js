/**
 * How hard a passphrase is to guess: the rule of the console (tui/passphrase.py), in the browser.
 * Both are held to the same table in tests/web/passphrases.json.
 */

export const LEAST_CHARACTERS = 12;
const BITS_PER_WORD = 11;
/** Four, five and six words from a list of two thousand. */
const LEVELS = [44, 55, 66];
/** @type {readonly [RegExp, number][]} */
const CLASSES = [[/[a-z]/, 26], [/[A-Z]/, 26], [/[0-9]/, 10], [/[^a-zA-Z0-9]/, 30]];
const COMMON = [
  "password", "passphrase", "motdepasse", "azerty", "qwerty", "admin", "secret", "letmein",
  "safehold", "bonjour", "welcome", "soleil", "iloveyou", "jetaime",
];
const RUNS = [
  "abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789",
];
const RUN_LENGTH = 3;
const SPOKEN = /^[\p{L}\p{Nl}\p{No}]+(\s+[\p{L}\p{Nl}\p{No}]+)+$/u;

/** @param {string} text */
const characters = (text) => [...text];
/** @param {string} text */
const reversed = (text) => characters(text).reverse().join("");

/**
 * @param {string} passphrase
 * @param {readonly string[]} [known] words that an attacker tries first, such as the name she signs in with
 * @returns {{bits: number, level: number, longEnough: boolean, enough: boolean}} level 0 (too weak) to 3 (strong)
 */
export function judge(passphrase, known = []) {
  const text = passphrase.normalize("NFKC");
  const stripped = without(text, [...COMMON, ...known.filter((each) => characters(each).length >= RUN_LENGTH)]);
  const words = asWords(stripped);
  const bits = SPOKEN.test(stripped.trim()) ? words : Math.max(words, asCharacters(stripped));
  const level = LEVELS.filter((least) => bits >= least).length;
  const longEnough = characters(text).length >= LEAST_CHARACTERS;
  return { bits, level, longEnough, enough: longEnough && level > 0 };
}

/** @param {string} text @param {readonly string[]} words */
function without(text, words) {
  const parts = words.flatMap((word) => [word, ...word.split(/\s+/)]).filter((part) => characters(part).length >= RUN_LENGTH);
  return parts.reduce((left, part) => left.replace(new RegExp(part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu"), ""), text);
}

/** @param {string} text */
function asWords(text) {
  const words = new Set(text.split(/[\s._-]+/).map((each) => each.toLowerCase()));
  const counted = [...words].map(characters).filter((word) =>
    word.length > RUN_LENGTH && new Set(word).size > 2 && !word.every((each, place) => !place || follows(word[place - 1], each)));
  return BITS_PER_WORD * counted.length;
}

/** Only characters that neither repeat nor follow the one before count, at half their worth. @param {string} text */
function asCharacters(text) {
  const signs = characters(text);
  const fresh = signs.filter((each, place) => !place || !follows(signs[place - 1].toLowerCase(), each.toLowerCase()));
  const held = CLASSES.filter(([pattern]) => pattern.test(text));
  const pool = held.reduce((sum, [, size]) => sum + size, 0) || 1;
  const useful = Math.min(fresh.length, 2 * new Set(fresh).size);
  return Math.trunc((held.length > 2 ? 1 : 0.5) * useful * Math.log2(pool));
}

/** @param {string} before @param {string} after */
function follows(before, after) {
  const pair = before + after;
  return before === after || RUNS.some((run) => run.includes(pair) || run.includes(reversed(pair)));
}
