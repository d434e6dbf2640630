"""Routes of invitations and sign-in."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from appliance.asgi import read_json
from appliance.coordination import (
    accounts,
    bodies,
    invitations,
    second_factor,
    sessions,
)
from appliance.coordination.accounts import Account, Factor
from appliance.coordination.parts import Parts, parts
from appliance.coordination.second_factor import PASSKEY, TOTP
from appliance.core.canonical import b64
from appliance.core.totp import parse_totp_secret, totp_step
from appliance.errors import UnauthenticatedError


async def open_invitation(request: Request) -> Response:
    """Tell who opens a link what it offers."""
    its = parts(request)
    secret = bodies.secret(await read_json(request))
    now, roster = its.now, its.roster
    return JSONResponse(
        await its.register.read(lambda each: invitations.offer(each, secret, roster, now))
    )


async def passkey_for_invitation(request: Request) -> Response:
    """Return the options for making a passkey."""
    its = parts(request)
    secret = bodies.secret(await read_json(request))
    now = its.now
    found = await its.register.read(lambda each: invitations.find(each, secret, now))
    challenge = its.challenges.make(found.invitation.encode(), its.now_s)
    user = bytes.fromhex(found.person)
    return JSONResponse(second_factor.creation_options(its.party, user, challenge))


async def accept(request: Request) -> Response:
    """Take the identity that a new colleague's browser has made; the link is used up."""
    its = parts(request)
    body = bodies.acceptance(await read_json(request))
    now, roster = its.now, its.roster
    found = await its.register.read(lambda each: invitations.find(each, body.secret, now))
    factor = _new_factor(its, body, found.invitation)
    account = Account(
        person=found.person,
        kdf=body.kdf,
        auth_hash=its.hashes.auth(body.auth),
        sealed_identity=body.sealed_identity,
        factor=factor,
    )
    login_hash = its.hashes.login(body.login)
    await its.register.write(
        lambda each: invitations.accept(each, body, login_hash, account, roster, now)
    )
    return JSONResponse({"key": body.key}, status_code=201)


async def start(request: Request) -> Response:
    """Say how a login stretches its passphrase and which second factor it has."""
    its = parts(request)
    login_hash = its.hashes.login(bodies.login_start(await read_json(request)))
    found = await its.register.read(lambda each: accounts.find(each, login_hash))
    kind = found.factor.kind if found else its.hashes.made_up_kind(login_hash)
    answer: dict[str, Any] = {
        "kdf": found.kdf if found else its.hashes.made_up_kdf(login_hash),
        "second": [kind],
    }
    if kind == PASSKEY:
        credential = its.hashes.made_up_credential(login_hash)
        if found and found.factor.passkey:
            credential = found.factor.passkey.id
        challenge = its.challenges.make(login_hash.encode(), its.now_s)
        answer["passkey"] = second_factor.request_options(its.party, credential, challenge)
    return JSONResponse(answer)


async def login(request: Request) -> Response:
    """Sign somebody in. Whatever is wrong, the answer is the same."""
    its = parts(request)
    body = bodies.login(await read_json(request))
    login_hash = its.hashes.login(body.login)
    now, now_s = its.now, its.now_s

    def attempt(connection: Connection) -> dict[str, Any] | None:
        accounts.refuse_if_slowed(connection, login_hash, now_s)
        try:
            return _sign_in(its, connection, login_hash, body, now)
        except UnauthenticatedError:
            accounts.failed(connection, login_hash, now_s)
            return None

    answer = await its.register.write(attempt)
    if answer is None:
        raise UnauthenticatedError("This does not match.", "Check each part and try again.")
    return JSONResponse(answer)


async def logout(request: Request) -> Response:
    """End a session."""
    its = parts(request)
    untrusted = request.headers.get(sessions.HEADER, "")
    await its.register.write(lambda each: sessions.stop(each, untrusted))
    return Response(status_code=204)


def _sign_in(
    its: Parts, connection: Connection, login_hash: str, body: bodies.Login, now: datetime
) -> dict[str, Any]:
    account = accounts.find(connection, login_hash)
    known = account.auth_hash if account else hashlib.sha256(login_hash.encode()).hexdigest()
    right = hmac.compare_digest(known, its.hashes.auth(body.auth))
    if account is None or not right:
        raise UnauthenticatedError
    person = sessions.entitled(connection, account.person)
    _use_second_factor(its, connection, login_hash, account, body)
    accounts.succeeded(connection, login_hash)
    token = sessions.start(connection, account.person, now, its.settings.sessions)
    return {
        "key": person.key,
        "sealed_identity": b64(account.sealed_identity),
        "session": token,
        "status": person.status,
    }


def _use_second_factor(
    its: Parts, connection: Connection, login_hash: str, account: Account, body: bodies.Login
) -> None:
    factor, brought, now_s = account.factor, body.second, its.now_s
    if factor.kind == TOTP and factor.totp_secret and brought.totp:
        step = totp_step(factor.totp_secret, brought.totp, factor.totp_step, now_s)
        accounts.used_totp(connection, account.person, step)
    elif factor.passkey is not None and brought.passkey:
        challenge = second_factor.challenge_of(brought.passkey)
        its.challenges.check(login_hash.encode(), challenge, now_s)
        count = second_factor.passkey_count(its.party, brought.passkey, challenge, factor.passkey)
        its.challenges.use_up(challenge, now_s)
        accounts.used_passkey(connection, account.person, count)
    else:
        raise UnauthenticatedError


def _new_factor(its: Parts, body: bodies.Acceptance, invitation: str) -> Factor:
    if body.totp_secret is not None and body.second.totp is not None:
        secret = parse_totp_secret(body.totp_secret)
        # Proves that the app was set up; it is no sign-in, so the code may still serve for one.
        totp_step(secret, body.second.totp, 0, its.now_s)
        return Factor(TOTP, secret, 0, None)
    untrusted = body.second.passkey or {}
    challenge = second_factor.challenge_of(untrusted)
    its.challenges.check(invitation.encode(), challenge, its.now_s)
    return Factor(PASSKEY, None, 0, second_factor.new_passkey(its.party, untrusted, challenge))
