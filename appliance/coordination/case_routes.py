"""Routes of cases: lists, one case, and the steps taken in it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from appliance.asgi import read_json
from appliance.coordination import (
    access,
    bodies,
    case_view,
    listing,
    renewals,
    rewraps,
    steps,
    ticketing,
)
from appliance.coordination.checks import Desk
from appliance.coordination.parts import parts, signed_in
from appliance.core.canonical import parse_id
from appliance.errors import InvalidInputError, NotFoundError

Step = Callable[[Desk, str], str]


async def cases(request: Request) -> Response:
    """Return a page of cases."""
    its = parts(request)
    viewer = (await signed_in(request)).working()
    query = request.query_params
    lists = listing.lists_of(query.get("view", "all"), viewer.key, on_duty=viewer.on_duty)
    after = listing.parse_cursor(query.get("cursor", ""))
    limit = listing.parse_limit(query.get("limit", ""))

    def work(connection: Connection) -> dict[str, Any]:
        entries, following = listing.page(connection, lists, after, limit)
        shown = [case_view.line(connection, each, viewer) for each in entries]
        return {"cases": shown, "cursor": following} if following else {"cases": shown}

    return JSONResponse(await its.register.read(work))


async def case(request: Request) -> Response:
    """Return one case as far as she may read it."""
    its = parts(request)
    viewer = (await signed_in(request)).working()
    which, today = _id(request, "case"), its.today
    shown, found = await its.register.read(
        lambda each: case_view.detail(each, which, viewer, today)
    )
    blobs = await its.storage.blobs(which)
    wraps = await its.storage.wraps(case=which)
    return JSONResponse({**shown, **case_view.stored(found, blobs, wraps)})


async def take(request: Request) -> Response:
    """Make a case hers."""

    def read(untrusted: object) -> Step:
        given = bodies.taking(untrusted)
        return lambda desk, which: steps.take(desk, which, given)

    return await _step(request, read)


async def open_compartment(request: Request) -> Response:
    """Open a professional compartment."""

    def read(untrusted: object) -> Step:
        compartment, given = bodies.new_compartment(untrusted)
        return lambda desk, which: steps.open_compartment(desk, which, compartment, given)

    return await _step(request, read)


async def refer(request: Request) -> Response:
    """Refer a case."""

    def read(untrusted: object) -> Step:
        untrusted_referral, given = bodies.referral(untrusted)
        return lambda desk, which: steps.refer(desk, which, untrusted_referral, given)

    return await _step(request, read)


async def renew(request: Request) -> Response:
    """Give somebody who lost her key what she could read of a case."""

    def read(untrusted: object) -> Step:
        given = bodies.taking(untrusted)
        return lambda desk, which: steps.renew(desk, which, given)

    return await _step(request, read)


async def rewrap(request: Request) -> Response:
    """Seal what she reads of a case to the recovery key in force."""

    def read(untrusted: object) -> Step:
        given = bodies.taking(untrusted)
        return lambda desk, which: steps.rewrap(desk, which, given)

    return await _step(request, read)


async def rewraps_to_make(request: Request) -> Response:
    """Say what her browser should seal to the recovery key in force."""
    its = parts(request)
    viewer = (await signed_in(request)).working()
    directory, today = its.roster.directory, its.today
    recipient = directory.recovery if directory else None
    if recipient is None:
        return JSONResponse({"cases": []})

    def work(connection: Connection) -> list[dict[str, Any]]:
        found = rewraps.versions(connection, its.roster_files.version, recipient)
        return rewraps.to_make(connection, viewer, found, today, its.roster_files.intake_keys)

    return JSONResponse({"cases": await its.register.read(work)})


async def renewals_to_give(request: Request) -> Response:
    """Say who has lost her key and read what this person reads."""
    its = parts(request)
    viewer = (await signed_in(request)).working()
    roster, today = its.roster, its.today
    found = await its.register.read(lambda each: renewals.to_give(each, viewer, roster, today))
    return JSONResponse({"renewals": found})


async def say_status(request: Request) -> Response:
    """Say what became of a referral."""
    referral = _id(request, "referral")

    def read(untrusted: object) -> Step:
        return lambda desk, which: steps.say_status(desk, which, referral, untrusted)

    return await _step(request, read)


async def tickets(request: Request) -> Response:
    """Hand out tickets for blobs of one case."""
    its = parts(request)
    viewer = (await signed_in(request)).working()
    which, today = _id(request, "case"), its.today
    wants = bodies.wants(await read_json(request))
    found = await its.register.read(lambda each: access.to_case(each, which, viewer, today))
    blobs = await its.storage.blobs(which) if any(each.op == "get" for each in wants) else []
    limits = ticketing.Limits.of(its.settings, its.now_s)
    made = [ticketing.ticket(found, viewer.key, want, blobs, limits) for want in wants]
    holds = ticketing.holds(made, wants)
    if holds:
        await its.register.write(lambda each: ticketing.hold(each, holds, its.now_s))
    return JSONResponse({"tickets": [ticketing.issue(each, its.ticket_seed) for each in made]})


async def _step(request: Request, read: Callable[[object], Step]) -> Response:
    """Take a step: decide and note it in one transaction, answer once the log has it.

    Nothing of the body is read before it is known who sends it.
    """
    its = parts(request)
    viewer = (await signed_in(request)).working()
    step = read(await read_json(request))
    which, roster, today = _id(request, "case"), its.roster, its.today
    subject = await its.register.write(lambda each: step(Desk(each, viewer, roster, today), which))
    await its.outbox.send(subject)
    return JSONResponse({"stored": True}, status_code=201)


def _id(request: Request, name: str) -> str:
    """Return an id of the path; one that cannot be an id names nothing."""
    try:
        return parse_id(request.path_params[name])
    except InvalidInputError as error:
        raise NotFoundError from error
