/** The mailbox: what is there, an answer, a file, her own report if she asks for it. */

import { button, el, heading, paragraph } from "../dom.js";
import { inUnits, noteChosen } from "../files.js";
import { inWords } from "../form.js";
import { persist } from "../network.js";
import { consents, request } from "./consent.js";
import { picker } from "./files.js";
import { transfers } from "./transfers.js";

const LONGEST_MESSAGE = 20_000;
/** Codes of the thread check, by the words for them. */
const PROBLEMS = Object.freeze({
  gap: "problem-gap", unknown_signer: "problem-forged", bad_signature: "problem-forged", bad_request: "problem-forged",
  repeated: "problem-replay", wrong_case: "problem-replay", wrong_compartment: "problem-replay",
  conflict: "problem-two-devices", unreadable: "problem-damaged", malformed: "problem-damaged",
});

/**
 * @typedef {import("../app.js").App} App
 * @typedef {import("../later/mailbox.js").Mailbox} Mailbox
 */

/** @param {App} app @param {Mailbox} box */
export function mailbox(app, box) {
  const place = el("div", {}, paragraph(app.t("app-wait"), "lead"));
  const draw = () => {
    if (!place.isConnected) return;
    const typing = document.activeElement?.id === "message";
    place.replaceChildren(...contentOf(app, box));
    if (typing) document.getElementById("message")?.focus({ preventScroll: true });
  };
  box.addEventListener("change", draw);
  if (box.state === "opening") void box.load();
  else queueMicrotask(draw);
  return [heading(app.t("mailbox-heading")), place, closing(app, box)];
}

/** @param {App} app @param {Mailbox} box */
function closing(app, box) {
  return el("div", { class: "actions" },
    button(app.t("mailbox-refresh"), () => void box.load()),
    button(app.t("mailbox-close"), () => {
      box.uploads?.pause();
      app.store.set("draft", false);
      app.home();
    }));
}

/** @param {App} app @param {Mailbox} box @returns {(Node | string)[]} */
function contentOf(app, box) {
  const { t, words } = app;
  const trouble = box.error ? paragraph(words.error(box.error), "note") : "";
  switch (box.state) {
    case "empty": return [paragraph(t("mailbox-empty"), "lead"), paragraph(t("mailbox-empty-hint"), "hint")];
    case "waiting": return [paragraph(t("mailbox-waiting"), "lead")];
    case "sealed": return [paragraph(t("mailbox-sealed"), "lead"), paragraph(t("mailbox-sealed-send"), "hint")];
    case "open": return [trouble, ...thread(app, box), ...recovered(app, box), ...answering(app, box), ownReport(app, box), consents(app, box)];
    default: return [trouble || paragraph(t("app-wait"))];
  }
}

/** @param {App} app @param {Mailbox} box */
function thread(app, box) {
  const { t } = app;
  const { messages, problems } = box.thread;
  return [
    box.pin ? "" : paragraph(t("mailbox-unchecked"), "note"),
    messages.length ? "" : paragraph(t("mailbox-received"), "lead"),
    el("ol", { class: "thread" }, ...messages.map((message) => bubble(app, box, message))),
    box.pin || problems.some(({ code }) => code !== "unknown_signer") ? failures(t, problems) : "",
  ];
}

/** @param {App} app @param {Mailbox} box @param {import("../later/mailbox.js").Message} message */
function bubble(app, box, message) {
  const { t, words, store } = app;
  const organisations = store.get("deployment")?.directory?.organisations ?? [];
  const { certificate } = message;
  const organisation = organisations.find(({ id }) => id === certificate?.organisation)?.name ?? "";
  const who = message.fromReporter
    ? t("mailbox-mine")
    : [words.has(`role-${certificate?.role}`) ? t(`role-${certificate?.role}`) : "", organisation].filter(Boolean).join(", ");
  return el("li", { class: message.fromReporter ? "mine" : "theirs" },
    el("p", { class: "hint" }, `${who} · ${inDate(words.code, message.at)}`),
    el("p", { class: "words", dir: "auto" }, message.text),
    standing(t, message.standing),
    message.request ? request(app, box, message.blob, message.request) : "");
}

/** @param {App["t"]} t @param {string | undefined} how */
function standing(t, how) {
  if (how === "expired") return paragraph(t("mailbox-writer-expired"), "note");
  return how === "disabled" ? paragraph(t("mailbox-writer-disabled"), "note") : "";
}

/** @param {string} language @param {string} at */
export const inDate = (language, at) =>
  new Intl.DateTimeFormat(language, { day: "numeric", month: "long" }).format(new Date(at));

/** @param {App["t"]} t @param {readonly import("../later/mailbox.js").Problem[]} problems */
function failures(t, problems) {
  if (!problems.length) return "";
  const kinds = new Set(problems.map(({ code }) => PROBLEMS[/** @type {keyof typeof PROBLEMS} */ (code)] ?? "problem-other"));
  return el("section", { class: "note", role: "alert" },
    el("h3", {}, t("problem-heading")), paragraph(t("problem-lead")),
    el("ul", {}, ...[...kinds].map((kind) => el("li", {}, t(kind)))));
}

/** What trustees opened is told to her, as she was promised. @param {App} app @param {Mailbox} box */
function recovered({ t, words }, box) {
  return box.recovered.map(({ day, compartments }) => {
    const known = compartments.map((name) => `compartment-${name}`).filter((id) => words.has(id));
    const parts = known.length ? known.map((id) => t(id)).join(" · ") : t("mailbox-recovered-other");
    return el("section", { class: "note", "data-recovered": day },
      paragraph(t("mailbox-recovered", { day: inDate(words.code, `${day}T12:00:00Z`), parts })), paragraph(t("mailbox-recovered-why"), "hint"));
  });
}

/** @param {App} app @param {Mailbox} box */
function answering(app, box) {
  const { t, words, store } = app;
  const said = el("p", { role: "status" });
  const field = el("textarea", {
    id: "message", rows: 4, dir: "auto", maxlength: LONGEST_MESSAGE, autocomplete: "off", spellcheck: "false",
    oninput: () => {
      box.draft = field.value;
      store.set("draft", box.draft !== "");
    },
  });
  field.value = box.draft;
  const send = button(t("mailbox-send"), () => void go(), "primary");
  async function go() {
    const text = field.value.trim();
    if (!text) return field.focus();
    send.disabled = true;
    said.textContent = t("mailbox-sending");
    try {
      await box.write(text, () => { said.textContent = t("send-retry"); });
      store.set("draft", false);
      app.say(t("mailbox-sent"));
    } catch (error) {
      said.textContent = words.error(error);
      send.disabled = false;
    }
    return undefined;
  }
  return [
    el("div", { class: "field" }, el("label", { for: "message" }, t("mailbox-write")), field, said, send),
    picker(t("mailbox-add-file"), (files) => void addFiles(app, box, files)),
    transfers(app, () => box.uploads),
  ];
}

/** @param {App} app @param {Mailbox} box @param {readonly File[]} files */
async function addFiles(app, box, files) {
  const { Uploads } = await persist(() => import("../later/uploads.js"));
  const notes = [];
  for (const file of files) {
    const { randomId } = await app.sealing;
    const sha256 = await noteChosen(file, app.sealing).hash;
    notes.push({ blob: randomId(), name: file.name, media_type: file.type, sha256, size: file.size, file, described: false });
  }
  box.uploads = new Uploads(await reportOf(box), notes);
  box.changed();
  await box.uploads.run();
  await box.load();
}

/** @param {Mailbox} box what uploads need to know of the case */
async function reportOf(box) {
  const { recipientOf } = await import("../sealing.js");
  const [identity = ""] = box.identities("evidence");
  const evidence = { compartment: "evidence", generation: 1, identity, recipient: await recipientOf(identity) };
  return { case: box.case, keys: { evidence }, receipt: await box.receipt };
}

/** @param {App} app @param {Mailbox} box */
function ownReport({ t }, box) {
  const place = el("div", {});
  const show = async () => {
    box.showsOwn = true;
    const answers = Object.entries(await box.ownAnswers());
    place.replaceChildren(button(t("mailbox-own-hide"), hide),
      el("dl", {}, ...answers.flatMap(([id, answer]) =>
        [el("dt", {}, t(`question-${id}`)), el("dd", { dir: "auto" }, inWords(t, id, answer))])),
      ...ownFiles(t, box));
  };
  const hide = () => {
    box.showsOwn = false;
    place.replaceChildren(button(t("mailbox-own-show"), () => void show()));
  };
  if (box.showsOwn) void show();
  else hide();
  return place;
}

/** @param {App["t"]} t @param {Mailbox} box */
function ownFiles(t, { items }) {
  if (!items.length) return [];
  return [el("h3", {}, t("mailbox-own-files")), el("ul", { class: "files" }, ...items.map(({ name, size, arrived }) =>
    el("li", {}, el("span", { dir: "auto" }, name), ` ${inUnits(t, size)}`, arrived ? "" : paragraph(t("mailbox-own-missing"), "hint"))))];
}
