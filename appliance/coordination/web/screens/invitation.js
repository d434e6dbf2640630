/** A one-time link: choose a name and a passphrase, add a second factor, make the keys, compare six words. */

import encodeQR from "qr";
import { base32, randomBytes } from "../../../web/crypto.js";
import { SafeholdError } from "../../../web/errors.js";
import { fingerprintWords } from "../../../web/fingerprint.js";
import { action, el, field } from "../dom.js";
import { makePasskey, passkeysWork } from "../passkey.js";
import { judge, LEAST_CHARACTERS } from "../strength.js";
import { digitsOf, passphraseInput, stretching, totpInput } from "./passphrase.js";

/** @typedef {import("../app.js").Desk} Desk */

/** @param {Desk} desk @param {string} secret */
export async function invitationScreen(desk, secret) {
  const directory = await desk.session.loadDirectory();
  const offer = await desk.session.network.post("/invitations/open", { secret }).catch(orGone);
  const organisation = directory.organisations.find(({ id }) => id === offer.organisation)?.name ?? "";
  choiceScreen(desk, { secret, offer, organisation, deployment: directory.name });
}

/** @param {any} error @returns {never} */
function orGone(error) {
  throw error?.code === "not_found" ? new SafeholdError("invitation") : error;
}

/**
 * @param {Desk} desk
 * @param {{secret: string, offer: any, organisation: string, deployment: string}} invitation
 * @param {string} [name] typed before
 */
function choiceScreen(desk, invitation, name = "") {
  const { t } = desk.words;
  const { secret, offer, organisation, deployment } = invitation;
  const login = el("input", { id: "login", autocomplete: "username", autocapitalize: "none", spellcheck: "false", value: name });
  const first = passphraseInput("passphrase", "new-password");
  const again = passphraseInput("passphrase-again", "new-password");
  const next = () => {
    checkChoice(login.value.trim(), first.value, again.value, deployment);
    const { bar, running } = stretching(t("case-making-keys"), (progress) => desk.session.makeKeys(first.value, progress));
    const totp = base32(randomBytes(20));
    const back = () => choiceScreen(desk, invitation, login.value);
    secondFactorScreen(desk, { secret, login: login.value.trim(), offerIntake: offer.offer_intake_key, bar, running, totp, back });
  };
  desk.at(() => choiceScreen(desk, invitation, login.value));
  desk.show(
    t("case-welcome", { deployment }),
    el("p", {}, t("case-invited", { role: t(`case-role-${offer.role}`), organisation })),
    field(t("case-login"), login, t("case-login-hint")),
    field(t("case-passphrase"), first, t("case-passphrase-rule", { least: LEAST_CHARACTERS })),
    field(t("case-passphrase-again"), again),
    el("p", { class: "warn" }, t("case-passphrase-warning")),
    el("p", {}, action(t("case-next"), next, desk.failed, { class: "primary" })),
  );
}

/**
 * @param {string} login @param {string} passphrase @param {string} again @param {string} deployment its name
 * @throws {SafeholdError}
 */
function checkChoice(login, passphrase, again, deployment) {
  if (!login) throw new SafeholdError("login_missing");
  const { longEnough, enough } = judge(passphrase, [login, deployment]);
  if (!longEnough) throw new SafeholdError("passphrase_short");
  if (!enough) throw new SafeholdError("passphrase_weak");
  if (passphrase !== again) throw new SafeholdError("passphrase_differs");
}

/**
 * @typedef {object} Choice
 * @property {string} secret of the invitation
 * @property {string} login
 * @property {boolean} offerIntake
 * @property {HTMLElement} bar moves while the keys are made
 * @property {ReturnType<import("../session.js").Session["makeKeys"]>} running the keys
 * @property {string} totp the new secret of a code app
 * @property {() => void} back
 *
 * @param {Desk} desk
 * @param {Choice} choice
 */
function secondFactorScreen(desk, choice) {
  const { t } = desk.words;
  const { secret, login, offerIntake, running, totp } = choice;
  const code = totpInput();
  const finish = async (/** @type {object} */ second) => {
    const keys = await running;
    await desk.session.accept({ secret, login, offerIntake, second }, keys).catch(orWrongCode);
    comparisonScreen(desk, keys.identity);
  };
  const withCode = () => finish({ totp: { secret: totp, code: digitsOf(code.value) } });
  const withPasskey = async () => {
    const options = await desk.session.network.post("/invitations/passkey", { secret });
    await finish({ passkey: await makePasskey(options) });
  };
  const use = action(t("case-totp-use"), withCode, desk.failed, { class: "primary", id: "use-totp" });
  code.addEventListener("keydown", (event) => event.key === "Enter" && use.click());
  desk.at(() => secondFactorScreen(desk, choice));
  desk.show(
    t("case-second-heading"),
    el("p", {}, t("case-second-why")),
    choice.bar,
    el("h2", {}, t("case-totp-choose")),
    ...codeApp(desk, choice),
    field(t("case-totp"), code),
    el("p", {}, use),
    passkeysWork() && el("h2", {}, t("case-passkey-choose")),
    passkeysWork() && el("p", {}, action(t("case-passkey-make"), withPasskey, desk.failed, { id: "use-passkey" })),
    el("p", {}, action(t("case-back"), choice.back, desk.failed, { class: "quiet" })),
  );
}

/** @param {Desk} desk @param {Choice} choice */
function codeApp(desk, { totp, login }) {
  const { t } = desk.words;
  const issuer = encodeURIComponent(`Safehold ${desk.session.directory?.name ?? ""}`.trim());
  const address = `otpauth://totp/${issuer}:${encodeURIComponent(login)}?secret=${totp}&issuer=${issuer}`;
  const shown = el("span", { class: "words", id: "totp-secret" }, totp.replace(/(.{4})/g, "$1 ").trim());
  return [
    el("p", {}, t("case-totp-scan")),
    qrPicture(address, t("case-totp-qr")),
    el("p", {}, el("a", { href: address }, t("case-totp-open"))),
    el("p", {}, t("case-totp-type"), el("br"), shown),
  ];
}

/** @param {any} error @returns {never} */
function orWrongCode(error) {
  const code = { unauthenticated: "wrong_digits", conflict: "login_taken", not_found: "invitation" }[/** @type {string} */ (error?.code)];
  throw code ? new SafeholdError(code) : error;
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
  const { network, directory } = desk.session;
  const words = fingerprintWords(recipient, verify, directory?.languages[0] ?? "en");
  const look = async () => {
    await desk.session.refresh();
    await desk.home();
  };
  desk.at(() => comparisonScreen(desk, { recipient, verify }));
  desk.show(
    t("case-compare-heading"),
    el("p", {}, t("case-compare-why")),
    el("p", { class: "words", id: "fingerprint" }, words.join(" ")),
    el("p", {}, t("case-compare-then")),
    el("p", {}, network.signedIn
      ? action(t("case-refresh"), look, desk.failed, { class: "primary" })
      : action(t("case-go-sign-in"), () => desk.signIn(), desk.failed, { class: "primary" })),
  );
}
