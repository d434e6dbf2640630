/** Encrypts and decrypts with typage itself, for tests of the Python implementation: JSON in, JSON out. */

import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";

const from64 = (text) => Uint8Array.from(Buffer.from(text, "base64url"));
const to64 = (bytes) => Buffer.from(bytes).toString("base64url");

async function encrypt({ plaintext, recipients, classical }) {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  if (classical) encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
  return to64(await encrypter.encrypt(from64(plaintext)));
}

async function decrypt({ sealed, identity }) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return to64(await decrypter.decrypt(from64(sealed)));
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const work = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const answers = await Promise.all(work.map((each) => (each.sealed === undefined ? encrypt(each) : decrypt(each))));
process.stdout.write(JSON.stringify(answers));
