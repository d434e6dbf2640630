/**
 * What can go wrong in the browser. `code` names the words: the catalogue entry is `error-<code>`,
 * the same codes as appliance/errors.py uses. Text given to a constructor is for developers only.
 *
 *     SafeholdError
 *     ├── CodeError          receipt_code     not a receipt code, or mistyped
 *     ├── RecipientError     recipient        a key of the wrong kind, or mixed kinds
 *     ├── DecryptionError    decryption       a seal or a frame that does not open
 *     ├── SignatureError     signature        a signature that does not verify
 *     ├── FormatError        invalid_input    bytes that break docs/record-format.md
 *     └── TransferError      offline, cancelled, or what the server answered
 */

export class SafeholdError extends Error {
  /**
   * @param {string} code
   * @param {string} [detail] never shown to a person
   */
  constructor(code, detail = "") {
    super(detail || code);
    this.code = code;
  }
}

export class CodeError extends SafeholdError {
  /** @param {string} [detail] */
  constructor(detail) {
    super("receipt_code", detail);
  }
}

export class RecipientError extends SafeholdError {
  /** @param {string} [detail] */
  constructor(detail) {
    super("recipient", detail);
  }
}

export class DecryptionError extends SafeholdError {
  /** @param {string} [detail] */
  constructor(detail) {
    super("decryption", detail);
  }
}

export class SignatureError extends SafeholdError {
  /** @param {string} [detail] */
  constructor(detail) {
    super("signature", detail);
  }
}

export class FormatError extends SafeholdError {
  /** @param {string} [detail] */
  constructor(detail) {
    super("invalid_input", detail);
  }
}

export class TransferError extends SafeholdError {}
