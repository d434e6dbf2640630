"""`GET /directory`: the signed key directory, and whether reports can be made."""

from starlette.requests import Request
from starlette.responses import Response

from appliance.intake.desk import desk_of


async def show(request: Request) -> Response:
    """Return the directory as it is signed; `help_only` until there is a key to seal to."""
    desk = desk_of(request)
    found = desk.directory.current()
    is_open = await desk.vault.is_open()
    vault = "open" if is_open else "sealed"
    etag = f'"{vault}-{found.etag if found else "none"}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag})
    state = found.state if found else "help_only"
    body = b'"state":"%s","vault":"%s"}' % (state.encode(), vault.encode())
    if found:
        body = b'"directory":' + found.signed + b"," + body
    return Response(b"{" + body, media_type="application/json", headers={"ETag": etag})
