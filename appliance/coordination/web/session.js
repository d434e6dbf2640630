/**
 * Who is at the screen, and the keys that her passphrase opened. Everything here lives in this object's memory and
 * goes with the page: no cookie, no storage.
 */

import { checkCertificate, checkDirectory, checkStaff, isOutdated, standingOf } from "../../web/directory.js";
import {
  argon2id, b64, canonical, derive, deriveIdentity, generatePair, keyId, makeWrap, newKdf, open, openWrap, parseCanonical,
  randomBytes, recipientOf, seal, signText, unb64,
} from "../../web/crypto.js";
import { SafeholdError, SignatureError } from "../../web/errors.js";
import { today } from "./days.js";
import { Network } from "./network.js";
import { openProfile } from "./profile.js";

/**
 * @typedef {import("../../web/directory.js").Certificate} Certificate
 * @typedef {import("../../web/directory.js").Directory} Directory
 * @typedef {{identity: string, recipient: string, signingSeed: Uint8Array, verify: string, key: string}} Identity
 * @typedef {{name: string, certificate: Certificate}} Colleague
 */

/**
 * @param {Uint8Array} secret
 * @param {string} pin
 */
const personSecret = (secret, pin) => canonical({ pin, secret: b64(secret), type: "person_secret", v: 1 });

/** @param {Uint8Array} bytes @returns {{secret: Uint8Array, pin: string}} */
function readPersonSecret(bytes) {
  const { pin, secret, type, v } = parseCanonical(bytes);
  if (type !== "person_secret" || v !== 1) throw new SafeholdError("decryption");
  unb64(pin, 32);
  return { pin, secret: unb64(secret, 32) };
}

export class Session extends EventTarget {
  network = new Network();
  /** @type {Directory | undefined} */
  directory;
  /** The deployment's verify key, from the link or from the sealed identity; never from the server alone. */
  pin = "";
  /** @type {Identity | undefined} */
  #identity;
  /** @type {Map<string, string>} intake key id to identity */
  intake = new Map();
  /** @type {Map<string, Colleague>} by key id */
  colleagues = new Map();
  /** @type {{key: string, recipient: string, verify: string}[]} of trustees, in force or not */
  recovery = [];
  /** @type {Certificate | undefined} */
  certificate;
  status = "";
  /** Whether the list of colleagues is old: then nobody is given a key. */
  #outdated = false;
  get isOutdated() {
    return this.#outdated;
  }

  /** The newest versions seen in this visit: a server that goes back to older ones is not followed. */
  #seen = { directory: 0, staff: 0 };

  /** @returns {Identity} */
  get identity() {
    if (!this.#identity) throw new SafeholdError("unauthenticated");
    return this.#identity;
  }

  /** Where storage is reached; only the gateway knows. */
  storage = "";

  /** Read the signed key directory; before sign-in it is shown, not yet believed. */
  async loadDirectory() {
    this.storage = await this.network.storageOrigin();
    const answer = await this.network.get("/directory");
    if (!answer.directory) throw new SafeholdError("not_set_up");
    const directory = checkDirectory(answer.directory, this.pin || answer.directory.key);
    this.directory = directory;
    return directory;
  }

  /**
   * Make a personal identity. It takes seconds, so it starts while she sets up the second factor; all of it stays in
   * this page until `accept` sends the public half and what is sealed.
   *
   * @param {string} passphrase
   * @param {(share: number) => void} progress
   */
  async makeKeys(passphrase, progress) {
    const kdf = newKdf();
    const root = await argon2id(passphrase, kdf, progress);
    const personal = randomBytes(32);
    const identity = await deriveIdentity(personal, "person");
    const lock = await deriveIdentity(root, "passphrase");
    const sealed = await seal(personSecret(personal, this.pin), [lock.recipient]);
    return { identity, account: { kdf, auth: b64(derive(root, "login", 32)), sealed_identity: b64(sealed) } };
  }

  /**
   * @param {{secret: string, login: string, second: object, offerIntake: boolean}} choice
   * @param {Awaited<ReturnType<Session["makeKeys"]>>} keys
   */
  async accept({ secret, login, second, offerIntake }, { identity, account }) {
    await this.network.post("/invitations/accept", {
      ...account,
      secret,
      login,
      recipient: identity.recipient,
      verify: identity.verify,
      second,
      intake: offerIntake ? await newIntakeKey(identity) : undefined,
    });
  }

  /** @param {string} passphrase @param {unknown} kdf from `/login/start` @param {(share: number) => void} progress */
  stretch(passphrase, kdf, progress) {
    return argon2id(passphrase, kdf, progress);
  }

  /**
   * @param {{login: string, totp?: string, passkey?: unknown}} proof
   * @param {Uint8Array} root the stretched passphrase
   */
  async signIn({ login, totp, passkey }, root) {
    const auth = b64(derive(root, "login", 32));
    const answer = await this.network.post("/login", { login, auth, totp, passkey });
    const lock = await deriveIdentity(root, "passphrase");
    const { pin, secret } = readPersonSecret(await open(unb64(answer.sealed_identity), [lock.identity]));
    // The pin inside the seal was put there by this person; a link that says otherwise is not followed in silence.
    if (this.pin && this.pin !== pin) throw new SignatureError("pin");
    this.pin = pin;
    this.#identity = await deriveIdentity(secret, "person");
    this.network.signIn(answer.session);
    this.status = answer.status;
    await this.refresh();
  }

  /** Load what may have changed: directory, colleagues, duty keys. */
  async refresh() {
    await this.loadDirectory();
    const me = await this.network.get("/me");
    this.status = me.status;
    if (!me.certificate) return;
    this.certificate = checkCertificate(me.certificate, this.pin);
    if (this.certificate.key !== this.identity.key) throw new SignatureError("certificate");
    const staffKeys = await this.#openDuties(me.wraps);
    await this.#loadColleagues(staffKeys);
    const listed = this.colleagues.get(this.certificate.key)?.certificate;
    if (!listed || standingOf(listed, today()) !== "current") throw new SafeholdError("certificate");
    await this.#shareDuties(me.duties);
  }

  /** @param {string[]} wraps @returns {Promise<string[]>} staff identities */
  async #openDuties(wraps) {
    const staff = [];
    for (const sealed of wraps) {
      const { keys } = await openWrap(unb64(sealed), [this.identity.identity]);
      for (const { compartment, identity } of keys) {
        if (compartment === "intake") this.intake.set(await keyOf(identity), identity);
        else if (compartment === "staff") staff.push(identity);
      }
    }
    return staff;
  }

  /** @param {string[]} staffKeys */
  async #loadColleagues(staffKeys) {
    const { staff, profiles } = await this.network.get("/staff");
    const { certificates, recovery = [], ...listed } = checkStaff(staff, this.pin);
    this.recovery = recovery;
    this.#judgeAge(listed);
    this.colleagues.clear();
    for (const certificate of certificates) {
      const name = await openProfile(profiles[certificate.key], staffKeys);
      this.colleagues.set(certificate.key, { name, certificate });
    }
  }

  /**
   * An older list could show a colleague in force who has been disabled since, and have keys sealed to her.
   *
   * @param {{issued: string, version: number}} staff
   */
  #judgeAge(staff) {
    const directory = /** @type {Directory} */ (this.directory);
    const wentBack = directory.version < this.#seen.directory || staff.version < this.#seen.staff;
    this.#outdated = wentBack || isOutdated(staff, directory, today());
    if (!wentBack) this.#seen = { directory: directory.version, staff: staff.version };
  }

  /**
   * Give the duty key to colleagues whom the operator approved for it ("by the next browser entitled to make it").
   *
   * @param {{share_intake_key_with?: unknown}[]} duties
   */
  async #shareDuties(duties) {
    for (const { share_intake_key_with: untrusted } of duties) {
      const { key } = checkCertificate(untrusted, this.pin);
      // What the signed staff directory says now counts, not a certificate that was good once.
      const colleague = this.colleagues.get(key)?.certificate;
      if (colleague && this.#sharesDuty(colleague)) await this.#shareIntake(colleague);
    }
  }

  /** @param {Certificate} colleague */
  #sharesDuty(colleague) {
    const current = !this.#outdated && standingOf(colleague, today()) === "current";
    return current && colleague.role === "case_manager" && colleague.organisation === this.certificate?.organisation;
  }

  /**
   * A colleague who may be given a key today, by the signed staff directory.
   *
   * @param {string} key
   * @returns {Certificate}
   * @throws {SafeholdError} unknown, disabled or past the certificate's day; or the list itself is old
   */
  certificateInForce(key) {
    if (this.#outdated) throw new SafeholdError("directory_old");
    const certificate = this.colleagues.get(key)?.certificate;
    if (!certificate || standingOf(certificate, today()) !== "current") throw new SafeholdError("certificate");
    return certificate;
  }

  /**
   * The keys that somebody had before this one, the newest first, by signed certificates: she lost them.
   *
   * @param {string} key
   * @returns {string[]}
   */
  formerOf(key) {
    /** @type {string[]} */
    const found = [];
    let before = this.colleagues.get(key)?.certificate.succeeds;
    while (before && !found.includes(before)) {
      found.push(before);
      before = this.colleagues.get(before)?.certificate.succeeds;
    }
    return found;
  }

  /**
   * What checks the signature of trustees, and whether their key is in force.
   *
   * @param {string} key
   * @returns {{verify: string, isInForce: boolean}}
   * @throws {SignatureError} no such key was ever in force
   */
  recoveryKey(key) {
    const found = this.recovery.find((one) => one.key === key);
    if (!found) throw new SignatureError("unknown signer");
    return { verify: found.verify, isInForce: found.recipient === this.directory?.recovery };
  }

  /** Colleagues to whom a case can be referred. */
  referable() {
    return [...this.colleagues.values()].filter(({ certificate }) => {
      const { key, role } = certificate;
      const works = role !== "operator" && role !== "analyst" && standingOf(certificate, today()) === "current";
      return works && key !== this.identity.key;
    });
  }

  /** @param {Certificate} colleague */
  async #shareIntake(colleague) {
    for (const identity of this.intake.values()) {
      const keys = [{ compartment: "intake", generation: 1, identity }];
      const wrap = b64(await makeWrap({ keys }, [colleague.recipient]));
      await this.network.post("/me/wraps", { recipient: colleague.key, compartment: "intake", generation: 1, wrap });
    }
  }

  async signOut() {
    await this.network.post("/logout").catch(() => undefined);
    this.network.signOut();
    this.#identity = undefined;
    this.intake.clear();
    this.colleagues.clear();
  }
}

/**
 * The operator compares words of her personal key alone, so that key signs this one: nobody on the way can put another
 * in its place.
 *
 * @param {Identity} maker the first case manager
 */
async function newIntakeKey({ recipient, key: signer, signingSeed }) {
  const pair = await generatePair();
  const keys = [{ compartment: "intake", generation: 1, identity: pair.identity }];
  const wrap = b64(await makeWrap({ keys }, [recipient]));
  const offered = { key: keyId(pair.recipient), recipient: pair.recipient };
  const signature = signText("safehold/intake/v1", { ...offered, signer }, signingSeed);
  return { ...offered, signature, wrap };
}

/** @param {string} identity */
async function keyOf(identity) {
  return keyId(await recipientOf(identity));
}
