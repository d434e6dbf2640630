/** Evidence: listed by name, opened one at a time, shown from memory. Originals are never changed. */

import { action, el } from "../dom.js";
import { viewerOf } from "../viewers.js";

/**
 * @typedef {import("../app.js").Desk} Desk
 * @typedef {import("../casework.js").Casework} Casework
 * @typedef {import("../casework.js").Item} Item
 */

/** @param {Desk} desk @param {Casework} work @returns {Promise<Node[]>} */
export async function filesPart(desk, work) {
  const { t } = desk.words;
  if (!work.readable.includes("evidence")) {
    return [el("p", { class: "card" }, t("case-no-key"))];
  }
  const items = await work.openItems();
  const arrived = items.filter((item) => item.arrived);
  const awaited = awaitedIn(items, arrived);
  return [
    el("p", {}, arrived.length ? el("small", {}, t("case-files-recorded")) : t("case-no-files")),
    ...(awaited ? [el("p", { class: "card", id: "awaited" }, t("case-files-awaited", { count: awaited }))] : []),
    ...arrived.map((item) => fileCard(desk, work, item)),
  ];
}

/**
 * How many files were announced and are not here whole. One that was lost on the way and added again is here.
 *
 * @param {readonly Item[]} items @param {readonly Item[]} arrived
 */
function awaitedIn(items, arrived) {
  const here = new Set(arrived.map(({ sha256 }) => sha256));
  return new Set(items.map(({ sha256 }) => sha256).filter((sha256) => !here.has(sha256))).size;
}

/** @param {Desk} desk @param {Casework} work @param {Item} item */
function fileCard(desk, work, item) {
  const { t } = desk.words;
  const place = el("div", {});
  const meter = el("progress", { max: 1, value: 0, hidden: true });
  const open = async () => {
    meter.hidden = false;
    try {
      const file = await work.openFile(item, (done, total) => (meter.value = total ? done / total : 0));
      place.replaceChildren(shown(desk, item, file));
    } finally {
      meter.hidden = true;
    }
  };
  return el(
    "section",
    { class: "card", "data-file": item.name },
    el("strong", { dir: "auto" }, item.name),
    el("small", {}, t("case-file-about", { type: item.media_type, size: desk.names.size(item.size), at: desk.names.time(item.at) })),
    action(t("case-open-file"), open, desk.failed),
    meter,
    place,
  );
}

/** @param {Desk} desk @param {Item} item @param {Blob} file */
export function shown(desk, item, file) {
  const { t } = desk.words;
  const viewer = viewerOf(item.media_type);
  const address = desk.addressOf(new Blob([file], { type: viewer ? item.media_type : "application/octet-stream" }));
  const save = el("a", { href: address, download: item.name }, t("case-save-file"));
  const view = viewer && el(viewer, { src: address, class: "evidence", controls: viewer !== "img", alt: item.name });
  return el("div", {}, view, el("p", {}, save), el("p", {}, el("small", {}, t("case-file-whole"))));
}
