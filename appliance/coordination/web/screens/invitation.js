/** A one-time link: choose a name and a passphrase, add a second factor, make the keys, compare six words. */

import encodeQR from "qr";
import { base32, randomBytes } from "../../../web/crypto.js";
import { SafeholdError } from "../../../web/errors.js";
import { fingerprintWords } from "../../../web/fingerprint.js";
import { action, el, field } from "../dom.js";
import { makePasskey, passkeysWork } from "../passkey.js";
import { passphraseInput, stretching } from "./passphrase.js";

/** @typedef {import("../app.js").Desk} Desk */

const SHORTEST_PASSPHRASE = 14;

/** @param {Desk} desk @param {string} secret */
export async function invitationScreen(desk, secret) {
  const { t } = desk.words;
  const directory = await desk.session.loadDirectory();
  const offer = await desk.session.network.post("/invitations/open", { secret });
  const organisation = directory.organisations.find(({ id }) => id === offer.organisation);
  const login = el("input", { id: "login", autocomplete: "username", autocapitalize: "none", spellcheck: "false" });
  const first = passphraseInput("passphrase", "new-password");
  const again = passphraseInput("passphrase-again", "new-password");
  const next = () => {
    checkChoice(login.value.trim(), first.value, again.value);
    const choice = { secret, login: login.value.trim(), passphrase: first.value, offerIntake: offer.offer_intake_key };
    return secondFactorScreen(desk, choice);
  };
  desk.show(
    t("case-welcome", { deployment: directory.name }),
    el("p", {}, t("case-invited", { role: t(`case-role-${offer.role}`), organisation: organisation?.name ?? "" })),
    field(t("case-login"), login, t("case-login-hint")),
    field(t("case-passphrase"), first, t("case-passphrase-rule", { least: SHORTEST_PASSPHRASE })),
    field(t("case-passphrase-again"), again),
    el("p", { class: "warn" }, t("case-passphrase-warning")),
    el("p", {}, action(t("case-next"), next, desk.failed, { class: "primary" })),
  );
}

/** @param {string} login @param {string} passphrase @param {string} again @throws {SafeholdError} */
function checkChoice(login, passphrase, again) {
  if (!login) throw new SafeholdError("login_missing");
  if ([...passphrase].length < SHORTEST_PASSPHRASE) throw new SafeholdError("passphrase_short");
  if (passphrase !== again) throw new SafeholdError("passphrase_differs");
}

/**
 * @typedef {{secret: string, login: string, passphrase: string, offerIntake: boolean}} Choice
 * @param {Desk} desk
 * @param {Choice} choice
 */
function secondFactorScreen(desk, choice) {
  const { t } = desk.words;
  const secret = base32(randomBytes(20));
  const issuer = encodeURIComponent(`Safehold ${desk.session.directory?.name ?? ""}`.trim());
  const address = `otpauth://totp/${issuer}:${encodeURIComponent(choice.login)}?secret=${secret}&issuer=${issuer}`;
  const code = el("input", { id: "totp", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 7 });
  const { bar, progress } = stretching(t("case-making-keys"));
  const failed = (/** @type {unknown} */ error) => {
    progress(1);
    desk.failed(error);
  };
  const finish = async (/** @type {object} */ second) =>
    comparisonScreen(desk, await desk.session.accept({ ...choice, second }, progress));
  const withCode = () => finish({ totp: { secret, code: code.value.replace(/\s/g, "") } });
  const withPasskey = async () => {
    const options = await desk.session.network.post("/invitations/passkey", { secret: choice.secret });
    await finish({ passkey: await makePasskey(options) });
  };
  desk.show(
    t("case-second-heading"),
    el("p", {}, t("case-second-why")),
    el("h2", {}, t("case-totp-choose")),
    el("p", {}, t("case-totp-scan")),
    qrPicture(address, t("case-totp-qr")),
    el("p", {}, el("a", { href: address }, t("case-totp-open"))),
    el("p", {}, t("case-totp-type"), " ", el("span", { class: "words", id: "totp-secret" }, secret.replace(/(.{4})/g, "$1 ").trim())),
    field(t("case-totp"), code),
    el("p", {}, action(t("case-totp-use"), withCode, failed, { class: "primary" })),
    passkeysWork() && el("h2", {}, t("case-passkey-choose")),
    passkeysWork() && el("p", {}, action(t("case-passkey-make"), withPasskey, failed)),
    bar,
  );
}

/** Black squares as one SVG path, made of elements: no markup is parsed. @param {string} content @param {string} label */
function qrPicture(content, label) {
  const rows = encodeQR(content, "raw");
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  const squares = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")));
  path.setAttribute("d", squares.join(""));
  picture.setAttribute("viewBox", `-2 -2 ${rows.length + 4} ${rows.length + 4}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", label);
  picture.setAttribute("class", "qr");
  picture.append(path);
  return picture;
}

/**
 * @param {Desk} desk
 * @param {{recipient: string, verify: string}} identity
 */
export function comparisonScreen(desk, { recipient, verify }) {
  const { t } = desk.words;
  const words = fingerprintWords(recipient, verify, desk.session.directory?.languages[0] ?? "en");
  desk.show(
    t("case-compare-heading"),
    el("p", {}, t("case-compare-why")),
    el("p", { class: "words", id: "fingerprint" }, words.join(" ")),
    el("p", {}, t("case-compare-then")),
    el("p", {}, action(t("case-sign-in"), () => desk.signIn(), desk.failed, { class: "primary" })),
  );
}
