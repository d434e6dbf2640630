/** Above the list: somebody has lost her key, and this person can give her again what both could read. */

import { fingerprintWords } from "../../../web/fingerprint.js";
import { action, el } from "../dom.js";
import { giveAgain, renewals } from "../renewals.js";

/**
 * @typedef {import("../app.js").Desk} Desk
 * @typedef {import("../renewals.js").Renewal} Renewal
 */

/** @param {Desk} desk @returns {Promise<Node[]>} */
export async function renewalCards(desk) {
  return (await renewals(desk.session)).map((one) => card(desk, one));
}

/** @param {Desk} desk @param {Renewal} renewal */
function card(desk, renewal) {
  const { t } = desk.words;
  const { key, recipient, verify, issued } = renewal.to;
  const words = fingerprintWords(recipient, verify, desk.session.directory?.languages[0] ?? "en");
  const give = async () => {
    const done = await giveAgain(desk.session, renewal, (share) =>
      desk.say(t("case-renew-progress", { done: share, total: renewal.cases.length })));
    await desk.home();
    desk.say(t("case-renew-done", done));
  };
  return el(
    "section",
    { class: "card", "data-renewal": key },
    el("strong", {}, t("case-renew-title", { count: renewal.count, who: desk.names.personInFull(key) })),
    el("p", {}, t("case-renew-why", { since: desk.names.day(issued) })),
    el("p", { class: "words" }, words.join(" ")),
    el("p", {}, el("small", {}, t("case-renew-limit"))),
    action(t("case-renew-give"), give, desk.failed, { class: "primary", id: `renew-${key.slice(0, 8)}` }),
  );
}
