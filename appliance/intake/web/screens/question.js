/** One topic of the form. Every question can be skipped, and an answer taken back. */

import { button, el, heading, paragraph } from "../dom.js";
import { form, isAsked } from "../form.js";

/** More would not fit into a report; it is far more than is asked for. */
const LONGEST_TEXT = 20_000;
const LONGEST_LINE = 300;
/** The form's screens, then files and the last look. */
export const STEPS = form.screens.length + 2;

/**
 * @typedef {import("../app.js").App} App
 * @typedef {import("../form.js").Question} Question
 */

/** @param {App} app @param {number} step */
export const progress = ({ t }, step) => paragraph(t("app-progress", { step, steps: STEPS }), "progress");

/** @param {App} app @param {number} [index] of the screen in the form */
export function question(app, index = 0) {
  const screen = form.screens[index];
  if (!screen) return [];
  const fields = screen.questions.map((one) => ({ one, field: fieldFor(app, one) }));
  const next = button("", () => app.show(...after(index)), "primary");
  const settle = () => {
    const answers = app.store.get("answers");
    for (const { one, field } of fields) field.hidden = !isAsked(one, answers);
    const answered = screen.questions.some((one) => one.id in answers && isAsked(one, answers));
    next.textContent = app.t(answered ? "app-next" : "app-skip");
  };
  settle();
  return [
    progress(app, index + 1),
    heading(app.t(`screen-${screen.id}`)),
    index === 0 ? paragraph(app.t("app-optional"), "hint") : "",
    el("form", { autocomplete: "off", onchange: settle, oninput: settle, onsubmit: prevent },
      ...fields.map(({ field }) => field)),
    el("div", { class: "actions" }, next, button(app.t("app-back"), () => app.back())),
    button(app.t("app-to-review"), () => app.show("review"), "quiet"),
  ];
}

/** @param {Event} event */
const prevent = (event) => event.preventDefault();

/** @param {number} index @returns {[import("./index.js").ScreenName, number?]} */
const after = (index) => (index + 1 < form.screens.length ? ["question", index + 1] : ["files"]);

/** @param {App} app @param {Question} one @returns {HTMLElement} */
function fieldFor(app, one) {
  switch (one.type) {
    case "one": return choices(app, one, "radio", one.choices ?? []);
    case "many": return choices(app, one, "checkbox", one.choices ?? []);
    case "yes_no": return choices(app, one, "radio", [true, false]);
    case "text":
    case "long_text": return textField(app, one);
  }
}

/** @param {App} app @param {Question} one */
function hint({ t, words }, { id }) {
  return words.has(`hint-${id}`) ? el("p", { class: "hint", id: `hint-${id}` }, t(`hint-${id}`)) : "";
}

/**
 * @param {App} app
 * @param {Question} one
 * @param {"radio" | "checkbox"} type
 * @param {(string | boolean)[]} values
 */
function choices(app, one, type, values) {
  const { t, store } = app;
  const given = store.get("answers")[one.id];
  const inputs = values.map((value) => {
    const checked = Array.isArray(given) ? given.includes(String(value)) : given === value;
    return { value, input: el("input", { type, name: one.id, value: String(value), checked, autocomplete: "off" }) };
  });
  const keep = () => {
    const chosen = inputs.filter(({ input }) => input.checked).map(({ value }) => value);
    store.answer(one.id, type === "radio" ? chosen[0] : chosen.map(String));
  };
  if (type === "radio") inputs.forEach(({ input }) => allowTakingBack(input));
  return el("fieldset", { onchange: keep, "aria-describedby": `hint-${one.id}` },
    el("legend", {}, t(`question-${one.id}`)),
    hint(app, one),
    ...inputs.map(({ value, input }) => el("label", { class: "choice" }, input, label(t, one.id, value))));
}

/** @param {import("../form.js").Translate} t @param {string} id @param {string | boolean} value */
const label = (t, id, value) =>
  typeof value === "boolean" ? t(value ? "app-yes" : "app-no") : t(`choice-${id}-${value}`);

/** A second tap on a chosen answer takes it back, which radio buttons alone would not allow. */
function allowTakingBack(/** @type {HTMLInputElement} */ input) {
  let wasChecked = input.checked;
  const remember = () => { wasChecked = input.checked; };
  input.addEventListener("pointerdown", remember);
  input.addEventListener("keydown", remember);
  input.addEventListener("click", () => {
    if (!wasChecked || !input.checked) return;
    input.checked = false;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/** @param {App} app @param {Question} one */
function textField(app, one) {
  const { t, store } = app;
  const long = one.type === "long_text";
  const field = el(long ? "textarea" : "input", {
    id: one.id, name: one.id, dir: "auto", autocomplete: "off", autocapitalize: "sentences", spellcheck: "false",
    maxlength: long ? LONGEST_TEXT : LONGEST_LINE, rows: long ? 6 : undefined, "aria-describedby": `hint-${one.id}`,
    oninput: () => store.answer(one.id, field.value.trim() || undefined),
  });
  const given = store.get("answers")[one.id];
  field.value = typeof given === "string" ? given : "";
  return el("div", { class: "field" }, el("label", { for: one.id }, t(`question-${one.id}`)), hint(app, one), field);
}
