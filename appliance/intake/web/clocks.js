/**
 * What is still medically possible in time, decided on the phone from how long ago she says it was.
 *
 * The windows are those of MSF (HIV post-exposure prophylaxis, 72 h) and WHO (emergency
 * contraception, 120 h). A window counts as open as long as the *latest* moment she may mean is
 * inside it, and the time promised is what is left after the *earliest*: never too much.
 */

/** Hours after which a treatment is no longer started. */
export const WINDOWS_H = Object.freeze({ pep: 72, ec: 120 });

/** Answers to "how long ago", as hours from and to. */
const SPANS_H = Object.freeze({
  under_24h: [0, 24],
  "24_48h": [24, 48],
  "48_72h": [48, 72],
  "72_120h": [72, 120],
  over_120h: [120, Infinity],
});

/** The answers the first page offers, in order. */
export const SPANS = Object.freeze([...Object.keys(SPANS_H), "ongoing"]);

/**
 * Which advice fits a treatment window.
 *
 * @param {number} windowHours
 * @param {string} [elapsed] one of SPANS; anything else means that she did not say
 * @returns {string} `all`, `ongoing`, `left-<whole days>`, `last` or `past`
 */
export function advice(windowHours, elapsed) {
  if (elapsed === "ongoing") return "ongoing";
  const [from, to] = SPANS_H[/** @type {keyof typeof SPANS_H} */ (elapsed)] ?? [];
  if (from === undefined || to === undefined) return "all";
  if (from >= windowHours) return "past";
  const daysLeft = Math.floor((windowHours - to) / 24);
  return daysLeft >= 1 ? `left-${daysLeft}` : "last";
}

/**
 * Every advice that a window can lead to, so that the page can be made with all of them.
 *
 * @param {number} windowHours
 */
export const everyAdvice = (windowHours) => [...new Set(["all", ...SPANS.map((span) => advice(windowHours, span))])];

/**
 * The question of the form has finer answers for the past than the first page.
 *
 * @param {string} [elapsed] an answer of the first page
 * @returns {string | undefined} the same answer in the form, where it has one
 */
export const asAnswer = (elapsed) => (elapsed === "over_120h" ? undefined : elapsed);
