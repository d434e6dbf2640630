/** Building the page out of elements. Text only ever becomes text: nothing here reads HTML. */

/**
 * @typedef {Node | string | null | undefined | false} Child
 * @typedef {Record<string, unknown> & {class?: string}} Attributes
 */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes] `on…` functions become listeners, booleans set or leave the attribute
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child || child === "")));
  return element;
}

/**
 * @param {string} label
 * @param {HTMLElement} control
 * @param {string} [hint]
 */
export function field(label, control, hint) {
  const id = control.id || `field-${(field.count += 1)}`;
  control.id = id;
  const note = hint ? el("small", { id: `${id}-hint` }, hint) : null;
  if (note) control.setAttribute("aria-describedby", note.id);
  return el("p", { class: "field" }, el("label", { for: id }, label), note, control);
}
field.count = 0;

/**
 * A button that cannot be pressed twice while its work runs, and whose failure is shown, never swallowed.
 *
 * @param {string} label
 * @param {() => unknown} work
 * @param {(error: unknown) => void} failed
 * @param {Attributes} [attributes]
 */
export function action(label, work, failed, attributes = {}) {
  const button = el("button", { type: "button", ...attributes }, label);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await work();
    } catch (error) {
      failed(error);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}
