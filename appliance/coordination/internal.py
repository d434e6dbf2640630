"""Routes for the agent: people, invitations, approval."""

import json
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from appliance.asgi import read_json
from appliance.coordination import (
    bodies,
    duty,
    invitations,
    leaving,
    orphans,
    people,
    recoveries,
    rewraps,
)
from appliance.coordination.audit import Audit
from appliance.coordination.bodies import DutyWrap
from appliance.coordination.orphans import Loss
from appliance.coordination.parts import parts
from appliance.coordination.recoveries import Office
from appliance.coordination.roster import Roster
from appliance.core.canonical import parse_id
from appliance.core.certificates import Certificate
from appliance.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)


async def everybody(request: Request) -> Response:
    """Return everybody, the invited and the disabled included."""
    found = await parts(request).register.read(_everybody)
    return JSONResponse({"people": found})


async def invite(request: Request) -> Response:
    """Note somebody who is invited."""
    body = bodies.invitation(await read_json(request))

    def work(connection: Connection) -> None:
        people.add(connection, body.person, body.role, body.organisation, body.profile)
        if people.find(connection, body.person).status == people.INVITED:
            invitations.add(connection, body.person, body.secret_hash, body.expires)

    await parts(request).register.write(work)
    return Response(status_code=204)


async def approve(request: Request) -> Response:
    """Let somebody work whose key the agent has certified."""
    its = parts(request)
    person = _person(request)
    untrusted, staff_wrap = bodies.approval(await read_json(request))
    certificate = Certificate.parse(untrusted)
    roster = its.roster
    _check(certificate, roster)
    await its.register.write(lambda each: _approve(each, person, certificate, staff_wrap, roster))
    return Response(status_code=204)


async def disable(request: Request) -> Response:
    """Cut somebody off at once."""
    its = parts(request)
    who = _person(request), its.today, its.roster_files.intake_keys
    loss = await its.register.write(lambda each: leaving.disable(each, *who))
    return JSONResponse(loss.to_json())


async def foresee_leaving(request: Request) -> Response:
    """Say what nobody would be left to read if somebody were cut off."""
    its = parts(request)
    who = _person(request), its.today, its.roster_files.intake_keys
    loss = await its.register.write(lambda each: leaving.foreseen(each, *who))
    return JSONResponse(loss.to_json())


async def without_reader(request: Request) -> Response:
    """List what nobody who works here can read."""
    its = parts(request)
    today, sealed_to = its.today, its.roster_files.intake_keys
    after = request.query_params.get("after", "")
    found = await its.register.read(lambda each: orphans.find(each, today, sealed_to))
    return JSONResponse(found.to_json(after))


async def recoverable(request: Request) -> Response:
    """Say what trustees may open for a key: what nobody else is left to give."""
    its = parts(request)
    key, today, roster = parse_id(request.path_params["key"]), its.today, its.roster
    listed = its.roster_files.intake_by_organisation
    found = await its.register.read(
        lambda each: recoveries.materials(
            Office(each, roster, listed, today), key, its.roster_files.version
        )
    )
    return JSONResponse({"cases": found})


async def rewrapped(request: Request) -> Response:
    """Say in how many cases the recovery key in force is not known yet."""
    its = parts(request)
    directory = its.roster.directory
    recipient = directory.recovery if directory else None
    if recipient is None:
        return JSONResponse({"behind": 0, "cases": 0})

    def work(connection: Connection) -> dict[str, Any]:
        found = rewraps.versions(connection, its.roster_files.version, recipient)
        return rewraps.progress(connection, found)

    return JSONResponse(await its.register.read(work))


async def recover(request: Request) -> Response:
    """Keep what trustees opened and signed; answered once the log has it."""
    its = parts(request)
    recovery, given = bodies.recovered(await read_json(request, bodies.RECOVERED_BYTES))
    today, roster, listed = its.today, its.roster, its.roster_files.intake_by_organisation
    subjects = await its.register.write(
        lambda each: recoveries.take_in(Office(each, roster, listed, today), recovery, given)
    )
    for subject in subjects:
        await its.outbox.send(subject)
    return JSONResponse({"cases": len(subjects)})


async def reinvite(request: Request) -> Response:
    """Let somebody begin again with a new link; what she had before is cut off."""
    its = parts(request)
    person, today = _person(request), its.today
    secret_hash, expires = bodies.new_link(await read_json(request))
    sealed_to = its.roster_files.intake_keys

    def work(connection: Connection) -> Loss:
        loss = Loss()
        if not invitations.is_live(connection, person, secret_hash):
            loss = leaving.start_again(connection, person, today, sealed_to)
        invitations.add(connection, person, secret_hash, expires)
        return loss

    return JSONResponse((await its.register.write(work)).to_json())


async def verify_log(request: Request) -> Response:
    """Hold every row against the event that the log has of it, telling as it goes."""
    its = parts(request)
    deployment = parse_id(request.query_params.get("deployment"))  # the roster may be damaged
    found = Audit(its.register, its.storage, deployment)
    return StreamingResponse(_ndjson(found.lines()), media_type="application/x-ndjson")


async def _ndjson(lines: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    async for line in lines:
        yield json.dumps(line).encode() + b"\n"


def _everybody(connection: Connection) -> list[dict[str, Any]]:
    """Return everybody with the intake keys that each holds, and the keys she had before."""
    held, former = duty.intake_keys_by_holder(connection), people.former_keys(connection)
    return [
        {
            **each.to_json(),
            "former_keys": former.get(each.person, []),
            "intake_held": sorted(held.get(each.key or "", ())),
        }
        for each in people.every(connection)
    ]


def _check(certificate: Certificate, roster: Roster) -> None:
    """Check that the signed staff directory on STATE certifies this key in the same words.

    Raises:
        UnavailableError: it does not, or not yet.
    """
    signed = roster.certificate(certificate.key)
    if signed is None or _words(signed) != _words(certificate):
        raise UnavailableError("The staff directory does not have this certificate yet.")


def _words(certificate: Certificate) -> tuple[str, ...]:
    """Return what does not change when the agent signs a certificate again."""
    return certificate.key, certificate.organisation, certificate.role, certificate.status


def _approve(
    connection: Connection,
    person: str,
    certificate: Certificate,
    staff_wrap: bytes,
    roster: Roster,
) -> None:
    found = people.find(connection, person)
    if (found.role, found.organisation) != (certificate.role, certificate.organisation):
        raise ConflictError
    people.approve(connection, person, certificate.key)
    if roster.staff is not None:
        wrap = DutyWrap(certificate.key, duty.STAFF, 1, staff_wrap)
        duty.keep(connection, wrap, roster.staff.staff_key)


def _person(request: Request) -> str:
    try:
        return parse_id(request.path_params["person"])
    except InvalidInputError as error:
        raise NotFoundError from error
