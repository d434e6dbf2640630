/** The passphrase field and the bar that moves while it is stretched: Argon2id takes seconds on an old phone. */

import { el } from "../dom.js";

/** @param {string} id @param {string} [autocomplete] */
export const passphraseInput = (id, autocomplete = "current-password") =>
  el("input", { id, type: "password", autocomplete, required: true, minlength: 1, spellcheck: "false" });

/**
 * @param {string} label
 * @returns {{bar: HTMLElement, progress: (share: number) => void}}
 */
export function stretching(label) {
  const meter = el("progress", { max: 1, value: 0 });
  const bar = el("p", { hidden: true }, label, meter);
  return {
    bar,
    progress(share) {
      bar.hidden = share >= 1;
      meter.value = share;
    },
  };
}
