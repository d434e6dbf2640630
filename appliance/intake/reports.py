"""`POST /reports`: one sealed report, acknowledged once it is on the disk."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from appliance.asgi import read_body
from appliance.core import bundle
from appliance.core.bundle import Bundle
from appliance.errors import InvalidInputError, RecipientError
from appliance.intake.desk import Desk, desk_of
from appliance.intake.spool import Accepted


async def submit(request: Request) -> Response:
    """Take a report in; sent again with the same bytes it is acknowledged again."""
    desk = desk_of(request)
    untrusted_body = await read_body(request, desk.settings.limits.report_bytes)
    with desk.admission.one():  # only now: whoever sends slowly keeps nobody out
        receipt = await desk.spool.accept(_accepted(desk, untrusted_body))
    if not receipt.repeated:
        desk.forwarder.wake()
    status = 200 if receipt.repeated else 201
    return JSONResponse({"stored": True, "day": receipt.day}, status_code=status)


def _accepted(desk: Desk, untrusted_body: bytes) -> Accepted:
    """Check a report as far as one can who cannot open it."""
    parsed = bundle.parse(untrusted_body)
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
