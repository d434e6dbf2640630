/** Fields for passphrase and code, and the bar that moves while a passphrase is stretched: seconds, on an old phone. */

import { el } from "../dom.js";

/** @param {string} id @param {string} [autocomplete] */
export const passphraseInput = (id, autocomplete = "current-password") =>
  el("input", { id, type: "password", autocomplete, required: true, minlength: 1, spellcheck: "false" });

export const totpInput = () =>
  el("input", { id: "totp", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 9 });

/** @param {string} typed */
export const digitsOf = (typed) => typed.replace(/\s/g, "");

/**
 * Begin work that takes seconds, with a bar that shows it.
 *
 * @template T
 * @param {string} label
 * @param {(progress: (share: number) => void) => Promise<T>} work
 * @returns {{bar: HTMLElement, running: Promise<T>}}
 */
export function stretching(label, work) {
  const meter = el("progress", { max: 1, value: 0 });
  const bar = el("p", { class: "stretching" }, label, meter);
  const running = work((share) => (meter.value = share)).finally(() => (bar.hidden = true));
  running.catch(() => undefined); // whoever waits for it is told
  return { bar, running };
}
