/**
 * The survivor's form: config/forms/intake.json says what is asked, in which order, and which
 * compartment holds the answer. Every question may be skipped; a skipped one is absent.
 *
 *   compartment  contact (how to reach her) or account (what she tells)
 *   type         one (of the choices) | many (of the choices) | yes_no | text (one line) | long_text
 *   when         asked only if another question has one of these answers
 *   clear        "yes" travels beside the seal, where the server sees it; she is told so
 *
 * Words are in config/locales: screen-<id>, question-<id>, hint-<id>, choice-<question>-<value>.
 * Values are GBVIMS terms where it has one; within a version they keep their meaning.
 */

import definition from "../../../config/forms/intake.json";

/**
 * @typedef {import("./store.js").Answer} Answer
 * @typedef {Record<string, Answer>} Answers
 * @typedef {(id: string, args?: Record<string, string | number>) => string} Translate
 *
 * @typedef {object} Question
 * @property {string} id
 * @property {"contact" | "account"} compartment
 * @property {"one" | "many" | "yes_no" | "text" | "long_text"} type
 * @property {string[]} [choices]
 * @property {Record<string, (string | boolean)[]>} [when]
 * @property {boolean} [clear]
 *
 * @typedef {{id: string, questions: Question[]}} Screen
 */

/** @type {{id: string, version: number, screens: Screen[]}} */
export const form = /** @type {any} */ (definition);

const questions = form.screens.flatMap((screen) => screen.questions);

/**
 * @param {Question} question
 * @param {Answers} answers
 */
export function isAsked({ when }, answers) {
  return Object.entries(when ?? {}).every(([other, wanted]) => wanted.includes(/** @type {any} */ (answers[other])));
}

/**
 * The answers that count: one given before its question went away again does not.
 *
 * @param {Answers} answers
 * @returns {Answers}
 */
export function askedAnswers(answers) {
  const asked = questions.filter((question) => question.id in answers && isAsked(question, answers));
  return Object.fromEntries(asked.map(({ id }) => [id, /** @type {Answer} */ (answers[id])]));
}

/**
 * @param {Answers} answers
 * @returns {Record<"contact" | "account", Answers>} by compartment
 */
export function byCompartment(answers) {
  const counted = askedAnswers(answers);
  const of = (/** @type {string} */ compartment) =>
    Object.fromEntries(questions.filter((q) => q.compartment === compartment && q.id in counted)
      .map(({ id }) => [id, /** @type {Answer} */ (counted[id])]));
  return { contact: of("contact"), account: of("account") };
}

/**
 * @param {Answers} answers
 * @returns {boolean} whether she lets the server see that care is needed soon
 */
export const isUrgentInClear = (answers) =>
  questions.some(({ id, clear }) => clear && askedAnswers(answers)[id] === true);

/**
 * @param {Translate} t
 * @param {string} question
 * @param {Answer} answer
 * @returns {string} the answer in words
 */
export function inWords(t, question, answer) {
  if (typeof answer === "boolean") return t(answer ? "app-yes" : "app-no");
  if (Array.isArray(answer)) return answer.map((value) => t(`choice-${question}-${value}`)).join(", ");
  const chosen = questions.find(({ id }) => id === question)?.choices?.includes(answer);
  return chosen ? t(`choice-${question}-${answer}`) : answer;
}
