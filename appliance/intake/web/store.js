/** What the app knows, in this page's memory only. Leaving the page is forgetting it. */

/**
 * @typedef {string | string[] | boolean} Answer
 * @typedef {{blob: Blob, name: string, hash: Promise<string>}} ChosenFile
 *
 * @typedef {object} Values
 * @property {string} language of the page and of the report
 * @property {string} [pin] deployment pin from the link
 * @property {string} [elapsed] what she said on the first page
 * @property {import("./sealing.js").Deployment} [deployment]
 * @property {Record<string, Answer>} answers
 * @property {ChosenFile[]} files
 * @property {string[]} leftOut organisations
 * @property {boolean} recovery whether trustees may recover
 * @property {boolean} draft something would be lost by leaving
 */

/** @returns {Values} */
const empty = () => ({ language: "", answers: {}, files: [], leftOut: [], recovery: true, draft: false });

/** Announces each change as an event with the name of what changed. */
export class Store extends EventTarget {
  #values = empty();

  /**
   * @template {keyof Values} Name
   * @param {Name} name
   * @returns {Values[Name]}
   */
  get(name) {
    return this.#values[name];
  }

  /**
   * @template {keyof Values} Name
   * @param {Name} name
   * @param {Values[Name]} value
   */
  set(name, value) {
    this.#values[name] = value;
    this.dispatchEvent(new Event(name));
  }

  /**
   * Keep an answer; nothing chosen means that the question was skipped.
   *
   * @param {string} question
   * @param {Answer | undefined} answer
   */
  answer(question, answer) {
    const answers = { ...this.#values.answers };
    if (answer === undefined || (Array.isArray(answer) && !answer.length)) delete answers[question];
    else answers[question] = answer;
    this.set("answers", answers);
    this.set("draft", true);
  }

  /** Forget everything but the language. */
  clear() {
    this.#values = { ...empty(), language: this.#values.language };
    this.dispatchEvent(new Event("forgotten"));
  }

  /** Forget what was written, keep what is known of the deployment. */
  clearDraft() {
    const { language, pin, deployment } = this.#values;
    this.#values = { ...empty(), language, pin, deployment };
    this.dispatchEvent(new Event("forgotten"));
  }
}
