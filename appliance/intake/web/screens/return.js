/** Coming back: the code, typed in any grouping; a slip is named kindly. */

import { button, el, heading, paragraph } from "../dom.js";
import { persist } from "../network.js";

const DIGITS = 32;

/** @param {import("../app.js").App} app */
export function returning(app) {
  const { t } = app;
  const said = el("p", { id: "code-said", class: "note", role: "alert" });
  const field = el("textarea", {
    id: "code", class: "code-field", rows: 2, inputmode: "numeric", autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", dir: "ltr", "aria-describedby": "code-hint code-said", oninput: () => group(field),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      void open();
    },
  });
  const go = button(t("return-open"), () => void open(), "primary");
  async function open() {
    said.textContent = slip(t, field.value);
    if (said.textContent) return field.focus();
    go.disabled = true;
    go.textContent = t("return-opening");
    const { parseCode } = await app.sealing;
    try {
      const secret = parseCode(field.value);
      const { Mailbox } = await persist(() => import("../later/mailbox.js"));
      return app.show("mailbox", new Mailbox(app.store, secret));
    } catch {
      said.textContent = t("return-typo");
      go.disabled = false;
      go.textContent = t("return-open");
      return field.focus();
    }
  }
  return [
    heading(t("return-heading")),
    paragraph(t("return-lead")),
    el("div", { class: "field" },
      el("label", { for: "code" }, t("return-label")),
      el("p", { class: "hint", id: "code-hint" }, "1234 5678 …"), field, said),
    el("div", { class: "actions" }, go, button(t("app-back"), () => app.back())),
  ];
}

/**
 * What can be said of a code before its check digits are looked at.
 *
 * @param {import("../form.js").Translate} t
 * @param {string} typed
 * @returns {string} empty if nothing
 */
function slip(t, typed) {
  const digits = typed.match(/\p{Nd}/gu)?.length ?? 0;
  if (/[^\p{Nd}\p{Zs}\p{Pd}.\t\r\n]/u.test(typed)) return t("return-signs");
  if (digits < DIGITS) return t("return-short", { missing: DIGITS - digits });
  return digits > DIGITS ? t("return-long", { extra: digits - DIGITS }) : "";
}

/**
 * Put the groups of four in while she types at the end; elsewhere the cursor would jump.
 *
 * @param {HTMLTextAreaElement} field
 */
function group(field) {
  if (field.selectionStart !== field.value.length || /[^\d ]/.test(field.value)) return;
  field.value = (field.value.replace(/ /g, "").match(/.{1,4}/g) ?? []).join(" ");
}
