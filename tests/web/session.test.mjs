/** A server that shows an old list of colleagues, so that keys are given to one who has been disabled. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../../appliance/coordination/web/session.js";
import { dayAfter, today } from "../../appliance/coordination/web/days.js";
import {
  b64, canonical, deriveIdentity, generatePair, keyId, makeWrap, openWrap, randomBytes, seal, signText, unb64,
} from "../../appliance/web/crypto.js";
import { certify, makeDeployment, makePerson, signDirectory } from "./fixtures.mjs";

const ORGANISATION = "ab".repeat(16);

async function makeOffice() {
  const deployment = makeDeployment();
  const [secret, root] = [randomBytes(32), randomBytes(32)];
  const me = await deriveIdentity(secret, "person");
  const lock = await deriveIdentity(root, "passphrase");
  const sealed = await seal(canonical({ pin: deployment.pin, secret: b64(secret), type: "person_secret", v: 1 }), [lock.recipient]);
  const { identity } = await generatePair();
  const duty = await makeWrap({ keys: [{ compartment: "intake", generation: 1, identity }] }, [me.recipient]);
  return { deployment, me, root, other: await makePerson(), sealed: b64(sealed), duty: b64(duty), staff: await generatePair() };
}

/** What the agent has signed by some day. */
function published({ deployment, me, other, staff: { recipient } }, { version, issued, status = "active", directoryIssued = issued }) {
  const member = (person, changes = {}) => certify(deployment, person, { organisation: ORGANISATION, expires: dayAfter(300), ...changes });
  const certificates = [member(me), member(other, { status })];
  const body = {
    certificates, deployment: deployment.id, issued, staff: { key: keyId(recipient), recipient }, type: "staff", v: 1, version,
  };
  const staff = { staff: body, signature: signText("safehold/staff/v1", body, deployment.seed) };
  const expires = new Date(Date.parse(directoryIssued) + 30 * 86400000).toISOString().slice(0, 10);
  const organisations = [{ id: ORGANISATION, name: "One", services: [] }];
  return { certificates, staff, directory: signDirectory(deployment, organisations, { version, issued: directoryIssued, expires }) };
}

async function signedIn(office, first) {
  const session = new Session();
  const server = { says: first, shared: [] };
  session.network.storageOrigin = async () => "";
  session.network.get = async (path) => {
    const { certificates, staff, directory } = server.says;
    if (path === "/directory") return { directory };
    if (path === "/staff") return { staff, profiles: {} };
    const duties = [{ share_intake_key_with: certificates[1] }];
    return { status: "active", certificate: certificates[0], wraps: [office.duty], duties };
  };
  session.network.post = async (path, body) => {
    if (path === "/me/wraps") server.shared.push(body);
    return { session: "s", status: "active", sealed_identity: office.sealed };
  };
  await session.signIn({ login: "n", totp: "0" }, office.root);
  return { session, server };
}

test("with a list of today the duty key goes to a colleague in force", async () => {
  const office = await makeOffice();
  const { session, server } = await signedIn(office, published(office, { version: 2, issued: today() }));
  const [{ recipient, wrap }] = server.shared;
  assert.equal(recipient, office.other.key);
  await openWrap(unb64(wrap), [office.other.identity]);
  assert.equal(session.certificateInForce(office.other.key).key, office.other.key);
});

test("an expired directory, or a list of colleagues older than it, gives nobody a key", async () => {
  const office = await makeOffice();
  for (const old of [{ issued: dayAfter(-40) }, { issued: dayAfter(-2), directoryIssued: today() }]) {
    const { session, server } = await signedIn(office, published(office, { version: 2, ...old }));
    assert.deepEqual(server.shared, []);
    assert.throws(() => session.certificateInForce(office.other.key), { code: "directory_old" });
  }
});

test("a list that goes back within a visit gives nobody a key", async () => {
  const office = await makeOffice();
  const now = { issued: today() };
  const { session, server } = await signedIn(office, published(office, { ...now, version: 3, status: "disabled" }));
  server.says = published(office, { ...now, version: 2 });
  await session.refresh();
  assert.deepEqual(server.shared, []);
  assert.throws(() => session.certificateInForce(office.other.key), { code: "directory_old" });
});
