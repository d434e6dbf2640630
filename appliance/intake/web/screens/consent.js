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
  const ticks = asked.compartments.map((name) => tick(t, name));
  const said = el("p", { role: "alert" });
  const sentence = t("consent-text", { recipient: asked.recipient_label, day: inDay(app, asked.expires) });
  const actions = el("div", { class: "actions" },
    button(t("consent-agree"), () => agree(), "primary"), button(t("consent-refuse"), () => refuse()));

  const agree = () => {
    const chosen = ticks.filter(({ input }) => input.checked).map(({ name }) => name);
    if (!chosen.length) {
      said.textContent = t("consent-none-ticked");
      return;
    }
    const words = [sentence, ...chosen.map((name) => `– ${t(`compartment-${name}`)}`)].join("\n");
    void act(app, said, actions, () => box.agree(asked, chosen, words));
  };
  const refuse = () => void act(app, said, actions, async () => {
    box.refused.add(blob);
    await box.write(t("consent-refused"));
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

/** @param {App["t"]} t @param {string} name of a compartment */
function tick(t, name) {
  const input = el("input", { type: "checkbox", autocomplete: "off" });
  return { name, input, label: el("label", { class: "choice" }, input, t(`compartment-${name}`)) };
}

/**
 * @param {App} app
 * @param {HTMLElement} said
 * @param {HTMLElement} actions
 * @param {() => Promise<void>} what
 */
async function act({ t, words }, said, actions, what) {
  said.textContent = t("consent-pending");
  actions.hidden = true;
  try {
    await what();
  } catch (error) {
    said.textContent = words.error(error);
    actions.hidden = false;
  }
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
    const said = el("p", { role: "alert" });
    const actions = el("div", {}, button(t("consent-withdraw"),
      () => void act(app, said, actions, () => box.withdraw(consent.consent))));
    return el("section", { class: "request" },
      consent.day ? paragraph(t("consent-given", { day: inDay(app, consent.day) })) : "",
      el("p", { class: "words", dir: "auto" }, consent.text ?? ""),
      ...(consent.withdrawn
        ? [paragraph(t("consent-withdrawn"), "good"), paragraph(t("consent-withdraw-note"), "hint")]
        : [paragraph(t("consent-withdraw-note"), "hint"), said, actions]));
  }));
}
