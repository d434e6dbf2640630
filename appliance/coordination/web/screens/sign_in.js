/** Signing in: name, passphrase and the second factor. */

import { SafeholdError } from "../../../web/errors.js";
import { action, el, field } from "../dom.js";
import { askPasskey } from "../passkey.js";
import { digitsOf, passphraseInput, stretching, totpInput } from "./passphrase.js";

/** @typedef {import("../app.js").Desk} Desk */

/** @param {Desk} desk @param {string} [name] typed before */
export function signInScreen(desk, name = "") {
  const { t } = desk.words;
  const login = el("input", { id: "login", autocomplete: "username", autocapitalize: "none", spellcheck: "false", value: name });
  const passphrase = passphraseInput("passphrase");
  const next = () => {
    const empty = [login, passphrase].find(({ value }) => !value);
    if (!empty) return secondStep(desk, login.value.trim(), passphrase.value);
    empty.focus();
    throw new SafeholdError("nothing_written");
  };
  const go = action(t("case-next"), next, desk.failed, { class: "primary" });
  passphrase.addEventListener("keydown", (event) => event.key === "Enter" && go.click());
  desk.at(() => signInScreen(desk, login.value));
  desk.show(
    t("case-sign-in"),
    field(t("case-login"), login),
    field(t("case-passphrase"), passphrase),
    el("p", {}, go),
    el("p", {}, el("small", {}, t("case-sign-in-hint"))),
  );
  (name ? passphrase : login).focus();
}

/**
 * The passphrase is stretched while she looks for her code, so that neither waits for the other.
 *
 * @param {Desk} desk
 * @param {string} login
 * @param {string} passphrase
 */
async function secondStep(desk, login, passphrase) {
  const start = await desk.session.network.post("/login/start", { login });
  const { bar, running } = stretching(desk.words.t("case-unlocking"), (progress) =>
    desk.session.stretch(passphrase, start.kdf, progress));
  secondScreen(desk, { login, start, running, bar });
}

/** @param {Desk} desk @param {{login: string, start: any, running: Promise<Uint8Array>, bar: HTMLElement}} step */
function secondScreen(desk, step) {
  const { t } = desk.words;
  const { login, start, running, bar } = step;
  const code = totpInput();
  const withPasskey = start.second.includes("passkey");
  const finish = async () => {
    const second = withPasskey ? { passkey: await askPasskey(start.passkey) } : { totp: digitsOf(code.value) };
    await desk.session.signIn({ login, ...second }, await running).catch(orNoMatch);
    await desk.arrive();
  };
  const go = action(t(withPasskey ? "case-use-passkey" : "case-sign-in"), finish, desk.failed, { class: "primary" });
  code.addEventListener("keydown", (event) => event.key === "Enter" && go.click());
  desk.at(() => secondScreen(desk, step));
  desk.show(
    t("case-second-heading"),
    withPasskey ? el("p", {}, t("case-passkey-hint")) : field(t("case-totp"), code, t("case-totp-hint")),
    el("p", {}, go, " ", action(t("case-back"), () => signInScreen(desk, login), desk.failed, { class: "quiet" })),
    bar,
  );
  if (!withPasskey) code.focus();
}

/** The server says only that something does not match. @param {any} error @returns {never} */
function orNoMatch(error) {
  throw error?.code === "unauthenticated" ? new SafeholdError("sign_in") : error;
}
