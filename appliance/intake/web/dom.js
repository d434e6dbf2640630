/** Elements from text. Nothing here reads markup, so no word of a person can become any. */

/**
 * @typedef {Node | string} Child
 * @typedef {Record<string, string | number | boolean | undefined | ((event: any) => void)>} Attributes
 */

/**
 * Make an element. `on…` members become listeners, `true` an empty attribute, `false` none.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== ""));
  return element;
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/**
 * @param {string} label
 * @param {() => void} onclick
 * @param {string} [kind] `primary`, `quiet` or none
 */
export const button = (label, onclick, kind) => el("button", { type: "button", class: kind, onclick }, label);

/**
 * @param {string} text
 * @param {string} [kind] class
 */
export const paragraph = (text, kind) => el("p", { class: kind }, text);

/** @param {string} text @param {string} [id] */
export const heading = (text, id) => el("h2", { id }, text);
