/** Signing in: name, passphrase and the second factor. */

import { action, el, field } from "../dom.js";
import { askPasskey } from "../passkey.js";
import { passphraseInput, stretching } from "./passphrase.js";

/** @typedef {import("../app.js").Desk} Desk */

/** @param {Desk} desk */
export function signInScreen(desk) {
  const { t } = desk.words;
  const login = el("input", { id: "login", autocomplete: "username", autocapitalize: "none", spellcheck: "false" });
  const passphrase = passphraseInput("passphrase");
  const go = action(t("case-next"), () => secondStep(desk, login.value.trim(), passphrase.value), desk.failed, {
    class: "primary",
  });
  const form = el("form", {}, field(t("case-login"), login), field(t("case-passphrase"), passphrase), el("p", {}, go));
  form.addEventListener("submit", (event) => event.preventDefault());
  passphrase.addEventListener("keydown", (event) => event.key === "Enter" && go.click());
  desk.show(t("case-sign-in"), form, el("p", {}, el("small", {}, t("case-sign-in-hint"))));
  login.focus();
}

/**
 * @param {Desk} desk
 * @param {string} login
 * @param {string} passphrase
 */
async function secondStep(desk, login, passphrase) {
  const { t } = desk.words;
  const start = await desk.session.network.post("/login/start", { login });
  const { bar, progress } = stretching(t("case-unlocking"));
  const code = el("input", {
    id: "totp", inputmode: "numeric", autocomplete: "one-time-code", pattern: "[0-9 ]*", maxlength: 7,
  });
  const withPasskey = start.second.includes("passkey");
  const finish = async () => {
    const second = withPasskey
      ? { passkey: await askPasskey(start.passkey) }
      : { totp: code.value.replace(/\s/g, "") };
    await desk.session.signIn({ login, passphrase, ...second }, start.kdf, progress);
    await desk.home();
  };
  const failed = (/** @type {unknown} */ error) => {
    progress(1);
    desk.failed(error);
  };
  const go = action(t(withPasskey ? "case-use-passkey" : "case-sign-in"), finish, failed, { class: "primary" });
  code.addEventListener("keydown", (event) => event.key === "Enter" && go.click());
  desk.show(
    t("case-second-heading"),
    withPasskey ? el("p", {}, t("case-passkey-hint")) : field(t("case-totp"), code, t("case-totp-hint")),
    bar,
    el("p", {}, go, " ", action(t("case-back"), () => signInScreen(desk), desk.failed, { class: "quiet" })),
  );
  if (!withPasskey) code.focus();
}
