/** The list: urgent first, then newest, a page at a time. */

import { action, el } from "../dom.js";
import { renewalCards } from "./renewals.js";

/** @typedef {import("../app.js").Desk} Desk */

/** Only who holds an intake key has new cases. @param {Desk} desk */
const viewsOf = (desk) => [...(desk.session.intake.size ? ["new"] : []), "mine", "referred", "all"];

/** What people say to each other on the phone. @param {string} id */
export const reference = (id) => `${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase();

/** @param {Desk} desk @param {string} view */
export async function casesScreen(desk, view) {
  const { t } = desk.words;
  const list = el("ul", { class: "plain" });
  const more = el("p", {});
  const tabs = viewsOf(desk).map((name) =>
    action(t(`case-view-${name}`), () => desk.home(name), desk.failed, {
      "aria-current": String(name === view), id: `view-${name}`,
    }),
  );
  const load = async (/** @type {string} */ cursor) => {
    const query = new URLSearchParams({ view, limit: "50", ...(cursor ? { cursor } : {}) });
    const page = await desk.session.network.get(`/cases?${query}`);
    list.append(...page.cases.map((/** @type {any} */ row) => el("li", {}, caseRow(desk, row))));
    more.replaceChildren(
      page.cursor ? action(t("case-more"), () => load(page.cursor), desk.failed) : "",
      list.childElementCount === 0 ? el("span", { id: "none" }, t(`case-none-${view}`)) : "",
    );
  };
  await load("");
  desk.at(() => desk.home(view));
  const look = async () => {
    await desk.session.refresh();
    await desk.home(view);
  };
  const again = action(t("case-refresh"), look, desk.failed, { class: "quiet", id: "again" });
  const renewed = el("div", {});
  desk.show(t("case-list"), renewed, el("div", { class: "tabs", role: "navigation" }, ...tabs), list, more, again);
  renewalCards(desk).then((cards) => renewed.replaceChildren(...cards)).catch(desk.failed);
}

/** @param {Desk} desk @param {any} row */
function caseRow(desk, row) {
  const { t } = desk.words;
  const state = row.referral ? `case-referral-${row.referral.status ?? "in_progress"}` : `case-state-${row.state}`;
  const button = action("", () => desk.openCase(row.case), desk.failed, { class: "row", "data-case": row.case });
  button.append(
    el("span", { class: "ref" }, reference(row.case)),
    row.urgent_care ? el("span", { class: "tag urgent" }, t("case-urgent")) : "",
    row.unanswered ? el("span", { class: "tag urgent", "data-unanswered": "" }, t("case-unanswered")) : "",
    el("span", { class: "tag" }, t(state)),
    el("small", {}, t("case-received", { day: desk.names.day(row.day), language: desk.names.language(row.language) })),
  );
  return button;
}
