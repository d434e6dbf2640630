/** Notes among professionals, one part for each compartment that this person may open. */

import { SafeholdError } from "../../../web/errors.js";
import { action, el, field } from "../dom.js";
import { notesIn } from "../notes.js";
import { openCompartment, writeNote } from "../steps.js";
import { messageRow, orShowNews, warnings } from "./thread.js";

/**
 * @typedef {import("../app.js").Desk} Desk
 * @typedef {import("../casework.js").Casework} Casework
 * @typedef {import("./case.js").Redraw} Redraw
 */

/** @param {Desk} desk @param {Casework} work @param {Redraw} redraw @returns {Promise<Node[]>} */
export async function notesPart(desk, work, redraw) {
  const { t } = desk.words;
  const names = notesIn(work);
  if (names.length === 0) return [el("p", { class: "card" }, t("case-notes-none"))];
  const parts = [];
  for (const name of names) {
    const content = work.readable.includes(name) ? await kept(desk, work, name, redraw) : [unopened(desk, work, name, redraw)];
    parts.push(el("section", { "data-notes": name }, el("h2", {}, t(`case-compartment-${name}`)), ...content));
  }
  return [el("p", {}, t("case-notes-why")), ...parts];
}

/** @param {Desk} desk @param {Casework} work @param {string} name @param {Redraw} redraw */
function unopened(desk, work, name, redraw) {
  const { t } = desk.words;
  const open = async () => {
    await orShowNews(work, redraw, () => openCompartment(work, name).catch((error) => keptElsewhere(work, name, error)));
    await redraw(t("case-notes-opened"));
  };
  return el("p", {}, action(t("case-notes-open"), open, desk.failed, { id: `open-${name}` }));
}

/**
 * It is open already: by an earlier try whose answer was lost, or by a colleague who holds its key.
 *
 * @param {Casework} work @param {string} name @param {any} error
 */
async function keptElsewhere(work, name, error) {
  if (error?.code !== "conflict") throw error;
  await work.load();
  if (!work.readable.includes(name)) throw new SafeholdError("notes_elsewhere");
}

/** @param {Desk} desk @param {Casework} work @param {string} name @param {Redraw} redraw */
async function kept(desk, work, name, redraw) {
  const { t } = desk.words;
  const { messages, problems } = await work.openNotes(name);
  const rows = messages.map((one) => messageRow(desk, one));
  return [
    ...warnings(desk, problems),
    rows.length ? el("ol", { class: "plain" }, ...rows) : el("p", {}, t("case-notes-empty")),
    ...noteForm(desk, work, name, redraw),
  ];
}

/** @param {Desk} desk @param {Casework} work @param {string} name @param {Redraw} redraw */
function noteForm(desk, work, name, redraw) {
  const { t } = desk.words;
  const draft = `${work.id}/${name}`;
  const text = desk.drafts.watch(draft, el("textarea", { id: `note-${name}`, maxlength: 20000, dir: "auto" }));
  const write = async () => {
    if (!text.value.trim()) {
      text.focus();
      throw new SafeholdError("nothing_written");
    }
    await orShowNews(work, redraw, () => writeNote(work, name, text.value.trim()));
    desk.drafts.sent(draft);
    await work.load();
    await redraw(t("case-notes-written"));
  };
  return [
    field(t("case-notes-new"), text, t("case-notes-hint")),
    el("p", {}, action(t("case-notes-write"), write, desk.failed, { class: "primary", id: `write-${name}` })),
  ];
}
