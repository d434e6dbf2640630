"""Routes about oneself and one's colleagues."""

import json
import re
from typing import Any

from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from appliance.asgi import read_json
from appliance.coordination import bodies, duty, people
from appliance.coordination.bodies import DutyWrap
from appliance.coordination.duty import Viewer
from appliance.coordination.parts import parts, signed_in
from appliance.coordination.roster import Roster
from appliance.coordination.tables import people as people_table
from appliance.core.canonical import b64
from appliance.errors import NotFoundError

VERSION = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)


async def directory(request: Request) -> Response:
    """Return the public key directory and the staff key."""
    roster = parts(request).roster
    answer: dict[str, Any] = {"state": "help_only", "vault": "open"}
    if roster.directory is not None:
        answer["directory"] = json.loads(roster.directory_file)
        answer["state"] = "ready" if roster.directory.intake_keys else "help_only"
    if roster.staff is not None:
        answer["staff"] = roster.staff.staff_recipient
    return JSONResponse(answer)


async def directory_version(request: Request) -> Response:
    """Return the signed file of one version of the key directory."""
    its = parts(request)
    (await signed_in(request)).working()
    named = request.path_params["version"]
    number = int(named) if VERSION.fullmatch(named) else 0
    file = its.roster_files.file_of(number) if number else b""
    if not file:
        raise NotFoundError
    return JSONResponse({"directory": json.loads(file)})


async def me(request: Request) -> Response:
    """Return how she stands, her duty wraps, and with whom to share the intake key."""
    its = parts(request)
    who = await signed_in(request)
    roster, person, viewer = its.roster, who.session.person, who.viewer
    answer: dict[str, Any] = {"status": person.status, "wraps": [], "duties": []}
    certificate = roster.certificate(person.key) if person.key else None
    if certificate is not None:
        answer["certificate"] = certificate.to_json()
    if viewer is not None:
        duties = await its.register.read(lambda each: duty.without_intake_key(each, viewer, roster))
        wraps = await its.register.read(lambda each: duty.wraps_of(each, viewer.key))
        answer["duties"] = [{"share_intake_key_with": each.to_json()} for each in duties]
        answer["wraps"] = [b64(each) for each in wraps]
    return JSONResponse(answer)


async def share(request: Request) -> Response:
    """Keep a duty key that she has wrapped to a certified colleague."""
    its = parts(request)
    viewer = (await signed_in(request)).working()
    wrap = bodies.duty_wrap(await read_json(request))
    roster, day = its.roster, its.today.isoformat()
    await its.register.write(lambda each: _share(each, wrap, viewer, roster, day))
    return Response(status_code=204)


async def staff(request: Request) -> Response:
    """Return the signed staff directory and everybody's sealed profile."""
    its = parts(request)
    (await signed_in(request)).working()
    roster = its.roster
    profiles = await its.register.read(_profiles)
    signed = json.loads(roster.staff_file) if roster.staff_file else {}
    return JSONResponse({"staff": signed, "profiles": profiles})


def _share(
    connection: Connection, wrap: DutyWrap, viewer: Viewer, roster: Roster, day: str
) -> None:
    """Keep a wrap if the giver holds the key and the colleague may have it.

    Raises:
        NotFoundError: one or the other is not so.
    """
    colleague = roster.usable(wrap.recipient, day)
    if colleague is None:
        raise NotFoundError
    of = viewer.intake_key
    allowed = of is not None and duty.may_have_intake_key(connection, colleague, viewer)
    if wrap.compartment == duty.STAFF and roster.staff is not None:
        of = roster.staff.staff_key
        person = people.by_key(connection, colleague.key)
        active = person is not None and person.status == people.ACTIVE
        allowed = active and duty.holds(connection, viewer.key, duty.STAFF, of)
    if of is None or not allowed:
        raise NotFoundError
    duty.keep(connection, wrap, of)


def _profiles(connection: Connection) -> dict[str, str]:
    table = people_table
    query = select(table.c.key, table.c.profile).where(table.c.key.is_not(None))
    return {row.key: b64(row.profile) for row in connection.execute(query)}
