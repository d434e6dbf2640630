"""`POST /reports`: one sealed report, acknowledged once it is on the disk."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from appliance.asgi import read_body
from appliance.core import bundle
from appliance.core.bundle import Bundle
from appliance.errors import DirectoryChangedError, InvalidInputError, RecipientError
from appliance.intake.desk import Desk, desk_of
from appliance.intake.spool import Accepted, Receipt


async def submit(request: Request) -> Response:
    """Take a report in; sent again with the same bytes it is acknowledged again."""
    desk = desk_of(request)
    untrusted_body = await read_body(request, desk.settings.limits.report_bytes)
    with desk.admission.one():  # only now: whoever sends slowly keeps nobody out
        receipt = await _kept(desk, bundle.parse(untrusted_body), untrusted_body)
    if not receipt.repeated:
        desk.forwarder.wake()
    status = 200 if receipt.repeated else 201
    return JSONResponse({"stored": True, "day": receipt.day}, status_code=status)


async def _kept(desk: Desk, parsed: Bundle, untrusted_body: bytes) -> Receipt:
    """Keep a report that somebody can read; one that is here already is only acknowledged."""
    report = _accepted(desk, parsed, untrusted_body)
    if desk.directory.is_in_force(parsed.directory):
        return await desk.spool.accept(report)
    known = await desk.spool.repeated(report)
    if known is None:
        raise DirectoryChangedError
    return known


def _accepted(desk: Desk, parsed: Bundle, untrusted_body: bytes) -> Accepted:
    """Check a report as far as one can who cannot open it."""
    _check_wrap(desk, parsed)
    mailbox = parsed.mailbox
    if mailbox is None:
        raise InvalidInputError
    day = desk.clock.today().isoformat()
    return Accepted(
        case=parsed.case,
        name_hash=desk.pepper.mailbox(mailbox.name),
        pin=mailbox.pin,
        recipient=mailbox.recipient,
        verify=mailbox.verify,
        report_hash=desk.pepper.report(untrusted_body),
        day=day,
        bundle=bundle.forward(parsed, day),
    )


def _check_wrap(desk: Desk, parsed: Bundle) -> None:
    keys = desk.directory.intake_keys(parsed.directory)
    if keys is not None and parsed.wrap_stanzas != keys + bundle.OTHER_WRAP_STANZAS:
        raise RecipientError("The wrap of this report has another number of recipients.")
