"""`POST /mailbox/tickets`: what lets her browser move blobs to and from storage."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from appliance.adapters.storage_client import BlobEntry
from appliance.asgi import read_json
from appliance.core import tickets
from appliance.core.compartments import SURVIVOR_COMPARTMENTS
from appliance.core.fields import Fields
from appliance.core.tickets import KINDS, LARGE_KIND, OPERATIONS, RECEIPT_ACTOR, Ticket
from appliance.errors import NotFoundError, TooLargeError
from appliance.intake.desk import Desk, desk_of, mailbox_name
from appliance.intake.mailbox import survivor_blobs

ISSUER = "intake"
MOST_WANTS = 32
LIMIT_BYTES = 16 * 1024
# What she may add, and where it belongs.
ADDED = {"message": "thread", "consent": "thread", "item": "evidence", "evidence": "evidence"}


@dataclass(frozen=True, slots=True)
class Want:
    """One blob she wants to move."""

    op: str
    blob: str
    compartment: str
    kind: str
    size: int


async def issue(request: Request) -> Response:
    """Issue all the tickets asked for, or none.

    A mailbox that nobody made is refused as a real one is for a blob that it does not list.
    """
    desk = desk_of(request)
    name = mailbox_name(request)
    wants = _parse(await read_json(request, LIMIT_BYTES))
    mailbox, case = await desk.find(name)
    listed: dict[str, BlobEntry] = {}
    if any(want.op == "get" for want in wants):
        listed = {entry.blob: entry for entry in await survivor_blobs(desk, case)}
    allowed = [_allowed(desk, want, listed) for want in wants]
    if mailbox is None or not all(allowed):
        raise NotFoundError
    return JSONResponse({"tickets": [_ticket(desk, want, case) for want in wants]})


def _parse(untrusted: object) -> tuple[Want, ...]:
    members = Fields(untrusted, "request")
    wants = members.array("wants", _want, MOST_WANTS)
    members.close()
    return wants


def _want(untrusted: object) -> Want:
    members = Fields(untrusted, "want")
    want = Want(
        op=members.choice("op", OPERATIONS),
        blob=members.id("blob"),
        compartment=members.choice("compartment", SURVIVOR_COMPARTMENTS),
        kind=members.choice("kind", KINDS),
        size=members.integer("size"),
    )
    members.close()
    return want


def _allowed(desk: Desk, want: Want, listed: dict[str, BlobEntry]) -> bool:
    """Tell whether she may have this ticket.

    Raises:
        TooLargeError: what she wants to add is over the limit.
    """
    if want.op == "get":
        entry = listed.get(want.blob)
        return entry is not None and (entry.compartment, entry.kind) == (
            want.compartment,
            want.kind,
        )
    limits = desk.settings.limits
    is_large = (want.op, want.kind) == ("upload", LARGE_KIND)
    if want.size > (limits.upload_bytes if is_large else limits.blob_bytes):
        raise TooLargeError
    return ADDED.get(want.kind) == want.compartment


def _ticket(desk: Desk, want: Want, case: str) -> str:
    lasting = desk.settings.tickets
    lifetime_s = lasting.download_s if want.op == "get" else lasting.lifetime_s
    expires = int(desk.clock.now().timestamp()) + lifetime_s
    ticket = Ticket(
        actor=RECEIPT_ACTOR,
        blob=want.blob,
        case=case,
        compartment=want.compartment,
        exp=expires,
        iss=ISSUER,
        kind=want.kind,
        max=want.size,
        op=want.op,
    )
    return tickets.issue(ticket, desk.keys.ticket_seed)
