/**
 * Words of the interface, from Fluent catalogues parsed at build time.
 *
 *     import { languages, load } from "safehold:catalogues";
 *     const words = translator("fr", await load("fr"));
 *     words.t("send-button"); words.t("files-left", { count: 2 }); words.t("code-field.placeholder");
 *
 * A message is text, never markup: put it into the page with textContent.
 */

import { FluentBundle } from "@fluent/bundle";

/** @typedef {{code: string, name: string, dir: "ltr" | "rtl"}} Language */
/** @typedef {Record<string, string | number | Date>} Args */

/**
 * The first of her languages that we speak.
 *
 * @param {readonly string[]} wished as in `navigator.languages`
 * @param {readonly Language[]} languages what there is
 * @returns {Language}
 */
export function chooseLanguage(wished, languages) {
  for (const wish of wished) {
    const [primary] = wish.toLowerCase().split("-");
    const found =
      languages.find(({ code }) => code.toLowerCase() === wish.toLowerCase()) ??
      languages.find(({ code }) => code === primary);
    if (found) return found;
  }
  return languages.find(({ code }) => code === "en") ?? languages[0];
}

/**
 * @param {string} code
 * @param {{body: readonly unknown[]}} catalogue
 * @param {"ltr" | "rtl"} [dir]
 */
export function translator(code, catalogue, dir = "ltr") {
  // Marks that isolate an argument's direction matter where directions meet; old phones show them as boxes.
  const bundle = new FluentBundle(code, { useIsolating: dir === "rtl" });
  bundle.addResource(/** @type {any} */ ({ body: catalogue.body }));

  /** @param {string} reference `id` or `id.attribute` */
  const patternOf = (reference) => {
    const [id, attribute] = reference.split(".");
    const message = bundle.getMessage(id);
    return attribute ? message?.attributes[attribute] : message?.value;
  };

  return {
    code,
    dir,
    /** @param {string} reference */
    has: (reference) => Boolean(patternOf(reference)),
    /**
     * @param {string} reference
     * @param {Args} [args]
     * @returns {string} the words; the reference itself where there are none, so that a gap is seen
     */
    t(reference, args) {
      const pattern = patternOf(reference);
      return pattern ? bundle.formatPattern(pattern, args, []) : reference;
    },
    /**
     * @param {unknown} error
     * @returns {string} what a person reads about it
     */
    error(error) {
      const code = /** @type {{code?: unknown}} */ (error)?.code;
      const known = typeof code === "string" && patternOf(`error-${code}`);
      return this.t(known ? `error-${code}` : "error-internal");
    },
  };
}

/**
 * Tell the page which language it is in.
 *
 * @param {HTMLElement} root usually document.documentElement
 * @param {{code: string, dir: "ltr" | "rtl"}} language
 */
export function setPageLanguage(root, { code, dir }) {
  root.lang = code;
  root.dir = dir;
}
