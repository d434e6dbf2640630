/** A request for her consent, and what she agreed to before. Nothing is ticked for her; she may refuse, withdraw. */

import { button, el, paragraph } from "../dom.js";

/**
 * @typedef {import("../app.js").App} App
 * @typedef {import("../later/mailbox.js").Mailbox} Mailbox
 * @typedef {import("../later/mailbox.js").Request} Request
 */

/**
 * @param {App} app
 * @param {Mailbox} box
 * @param {string} blob of the message that asks
 * @param {Request} asked its certificate is verified already
 */
export function request(app, box, blob, asked) {
  const { t } = app;
  if (box.refused.has(blob)) return paragraph(t("consent-refuse-sent"), "good");
  if (box.answerTo(asked)) return "";
  const ticks = asked.compartments.map((name) => tick(t, name, tickedOf(box, blob)));
  const sentence = t("consent-text", { recipient: asked.recipient_label, day: inDay(app, asked.expires) });
  const said = el("p", { role: "alert" }, sayDeclared(app, box, blob));
  const actions = el("div", { class: "actions", hidden: box.declared.get(blob) === "pending" },
    button(t("consent-agree"), () => agree(), "primary"), button(t("consent-refuse"), () => refuse()));

  const agree = () => {
    const chosen = ticks.filter(({ input }) => input.checked).map(({ name }) => name);
    if (!chosen.length) {
      said.textContent = t("consent-none-ticked");
      return;
    }
    const words = [sentence, ...chosen.map((name) => `– ${t(`compartment-${name}`)}`)].join("\n");
    void act(box, blob, () => box.agree(asked, chosen, words));
  };
  const refuse = () => void act(box, blob, async () => {
    await box.write(t("consent-refused"), undefined, { recipient: asked.recipient, expires: asked.expires });
    box.refused.add(blob);
  });
  return el("section", { class: "request" },
    el("h3", {}, t("consent-heading")),
    paragraph(t("consent-who")),
    el("p", { class: "name", dir: "auto" }, describe(app, asked)),
    paragraph(t("consent-purpose-referral", { service: t(`service-${asked.service_type}`) })),
    el("fieldset", {}, el("legend", {}, t("consent-what")), paragraph(t("consent-what-hint"), "hint"),
      ...ticks.map(({ label }) => label)),
    el("p", { class: "sentence" }, sentence),
    paragraph(t("consent-voluntary"), "hint"), said, actions);
}

/** @param {App} app @param {Request} asked */
function describe({ t, words, store }, { recipient_label: label, certificate }) {
  const organisations = store.get("deployment")?.directory?.organisations ?? [];
  const organisation = organisations.find(({ id }) => id === certificate.organisation)?.name;
  const role = words.has(`role-${certificate.role}`) ? t(`role-${certificate.role}`) : undefined;
  return [label, role, organisation].filter(Boolean).join(", ");
}

/** @param {Mailbox} box @param {string} blob of the request @returns {Set<string>} parts she has ticked */
function tickedOf({ ticked }, blob) {
  const found = ticked.get(blob) ?? new Set();
  ticked.set(blob, found);
  return found;
}

/** @param {App["t"]} t @param {string} name of a compartment @param {Set<string>} ticked kept when the screen is drawn anew */
function tick(t, name, ticked) {
  const note = () => void (input.checked ? ticked.add(name) : ticked.delete(name));
  const input = el("input", { type: "checkbox", checked: ticked.has(name), autocomplete: "off", onchange: note });
  return { name, input, label: el("label", { class: "choice" }, input, t(`compartment-${name}`)) };
}

/**
 * What becomes of it is kept in the mailbox: the screen is drawn anew with every news.
 *
 * @param {Mailbox} box
 * @param {string} about what
 * @param {() => Promise<void>} what
 */
async function act(box, about, what) {
  box.declared.set(about, "pending");
  box.changed();
  try {
    await what();
    box.declared.delete(about);
  } catch (error) {
    box.declared.set(about, { error });
  }
  box.changed();
}

/** @param {App} app @param {Mailbox} box @param {string} about what */
function sayDeclared({ t, words }, box, about) {
  const found = box.declared.get(about);
  if (!found) return "";
  return found === "pending" ? t("consent-pending") : words.error(found.error);
}

/** @param {App} app @param {string} day */
const inDay = ({ words }, day) =>
  new Intl.DateTimeFormat(words.code, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(day));

/**
 * What she agreed to, each with a way to take it back.
 *
 * @param {App} app
 * @param {Mailbox} box
 */
export function consents(app, box) {
  const { t } = app;
  return el("section", {}, ...box.consents.map((consent) => {
    const said = el("p", { role: "alert" }, sayDeclared(app, box, consent.consent));
    const actions = el("div", { hidden: box.declared.get(consent.consent) === "pending" }, button(t("consent-withdraw"),
      () => void act(box, consent.consent, () => box.withdraw(consent.consent))));
    return el("section", { class: "request" },
      consent.day ? paragraph(t("consent-given", { day: inDay(app, consent.day) })) : "",
      el("p", { class: "words", dir: "auto" }, consent.text ?? ""),
      ...(consent.withdrawn
        ? [paragraph(t("consent-withdrawn"), "good"), paragraph(t("consent-withdraw-note"), "hint")]
        : [paragraph(t("consent-withdraw-note"), "hint"), said, actions]));
  }));
}
