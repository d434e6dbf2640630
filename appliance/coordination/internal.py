"""Routes for the agent: people, invitations, approval."""

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from appliance.asgi import read_json
from appliance.coordination import bodies, duty, invitations, people
from appliance.coordination.bodies import DutyWrap
from appliance.coordination.parts import parts
from appliance.coordination.roster import Roster
from appliance.core.canonical import parse_id
from appliance.core.certificates import Certificate
from appliance.errors import ConflictError, InvalidInputError, NotFoundError, UnavailableError


async def everybody(request: Request) -> Response:
    """Return everybody, the invited and the disabled included."""
    found = await parts(request).register.read(people.every)
    return JSONResponse({"people": [each.to_json() for each in found]})


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
    person, today = _person(request), its.today
    unread = await its.register.write(lambda each: people.disable(each, person, today))
    return JSONResponse({"compartments_without_reader": unread})


async def reinvite(request: Request) -> Response:
    """Let somebody begin again with a new link; what she had before is cut off."""
    its = parts(request)
    person, today = _person(request), its.today
    secret_hash, expires = bodies.new_link(await read_json(request))

    def work(connection: Connection) -> None:
        if not invitations.is_live(connection, person, secret_hash):
            people.start_again(connection, person, today)
        invitations.add(connection, person, secret_hash, expires)

    await its.register.write(work)
    return Response(status_code=204)


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
