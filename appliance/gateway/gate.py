"""One origin of the gateway: checks, then a page, or a service's answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from appliance.asgi import answer_for
from appliance.errors import NotFoundError, UsageError
from appliance.gateway.headers import Header, cors_headers, preflight_headers, value_of
from appliance.gateway.origins import Origin
from appliance.gateway.proxy import Proxy
from appliance.gateway.static import Asset, Site

PAGE_METHODS = ("GET", "HEAD")
API_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH")


class MisdirectedError(UsageError):
    """This address is not served here."""

    status = 421


class MethodError(UsageError):
    """This cannot be done here."""

    status = 405


@dataclass(frozen=True, slots=True)
class Gate:
    """The ASGI application of one origin.

    Args:
        origin: which one.
        site: its pages and scripts, none for storage.
        proxy: its service.
        practice: whether the pages must say that everything here is invented.
        page_headers: on pages.
        asset_headers: on scripts, styles and other files.
        api_headers: on everything else.
        readers: origins whose pages may read the answers (CORS).
    """

    origin: Origin
    site: Site
    proxy: Proxy
    practice: Callable[[], bool]
    page_headers: Sequence[Header]
    asset_headers: Sequence[Header]
    api_headers: Sequence[Header]
    readers: frozenset[bytes] = field(default_factory=frozenset)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        asset = self.site.find(scope["path"], scope["headers"], self.practice)
        sender = _Sender(send, self._headers_for(asset, scope))
        try:
            self._check_host(scope)
            if asset:
                await _send_asset(scope, asset, sender)
            else:
                await self._send_service(scope, receive, sender)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the edge of the gateway (STYLE, Errors)
            await sender.fail(error, scope, receive)

    def _check_host(self, scope: Scope) -> None:
        """Refuse another name for this machine: a page elsewhere could have taken it over."""
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if hosts != [self.origin.host.encode()]:
            raise MisdirectedError

    def _headers_for(self, asset: Asset | None, scope: Scope) -> Sequence[Header]:
        if asset is None:
            return self._api_headers_for(scope)
        return self.page_headers if asset.is_page else self.asset_headers

    def _api_headers_for(self, scope: Scope) -> Sequence[Header]:
        if not self.readers:
            return self.api_headers
        reader = value_of(scope["headers"], b"origin")
        cors = cors_headers(reader) if reader in self.readers else ()
        return (*self.api_headers, *cors, (b"vary", b"origin"))

    async def _send_service(self, scope: Scope, receive: Receive, sender: "_Sender") -> None:
        path = self.origin.service_path(scope["raw_path"].decode("latin-1"))
        if path is None:
            raise NotFoundError
        if scope["method"] == "OPTIONS" and self.readers:
            await self._send_preflight(scope, sender)
        elif scope["method"] not in API_METHODS:
            raise MethodError
        else:
            await self.proxy.pass_on(scope, path, receive, sender.send)

    async def _send_preflight(self, scope: Scope, sender: "_Sender") -> None:
        reader = value_of(scope["headers"], b"origin")
        allowed = preflight_headers(reader)[1:] if reader in self.readers else ()
        await sender.answer(204, allowed, b"")


@dataclass(slots=True)
class _Sender:
    """Sends an answer with the origin's headers, and knows whether it has begun."""

    to: Send
    headers: Sequence[Header]
    begun: bool = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            message["headers"] = [*message["headers"], *self.headers]
        await self.to(message)

    async def answer(self, status: int, headers: Sequence[Header], body: bytes) -> None:
        await self.send({"type": "http.response.start", "status": status, "headers": [*headers]})
        await self.send({"type": "http.response.body", "body": body})

    async def fail(self, error: Exception, scope: Scope, receive: Receive) -> None:
        """Answer with an error; what has begun already is cut off, so that it shows."""
        response = answer_for(error)
        if not self.begun:
            await response(scope, receive, self.send)


async def _send_asset(scope: Scope, asset: Asset, sender: _Sender) -> None:
    if scope["method"] not in PAGE_METHODS:
        raise MethodError
    headers, body = asset.chosen(scope["headers"])
    await sender.answer(200, headers, b"" if scope["method"] == "HEAD" else body)
