"""What a page costs on the wire, as the browser's own network log counts it: headers and bodies."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page

REPORT = "/api/reports"
# A browser offers brotli on https only, and an onion address is http.
OVER_HTTP = {"Accept-Encoding": "gzip, deflate"}


@dataclass
class Exchange:
    """One request and its answer.

    Attributes:
        url: where it went.
        by_script: whether a script asked for it, not the page itself.
        received: bytes of the answer, headers and body as they came; nothing until it is whole.
        coding: how its body was compressed.
    """

    url: str
    by_script: bool
    received: int | None = None
    coding: str = ""


class Wire:
    """Counts what a page receives from the moment it is made.

    Args:
        page: a page that has loaded nothing yet.
    """

    def __init__(self, page: Page) -> None:
        self._log: CDPSession = page.context.new_cdp_session(page)
        self._exchanges: dict[str, Exchange] = {}
        self._log.on("Network.requestWillBeSent", self._asked)
        self._log.on("Network.responseReceived", self._answered)
        self._log.on("Network.loadingFinished", self._finished)
        self._log.send("Network.enable")
        self._log.send("Network.setExtraHTTPHeaders", {"headers": OVER_HTTP})

    def _asked(self, event: dict[str, Any]) -> None:
        by_script = event["initiator"]["type"] == "script"
        self._exchanges[event["requestId"]] = Exchange(event["request"]["url"], by_script)

    def _answered(self, event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        self._exchanges[event["requestId"]].coding = headers.get("content-encoding", "")

    def _finished(self, event: dict[str, Any]) -> None:
        self._exchanges[event["requestId"]].received = round(event["encodedDataLength"])

    def _settle(self) -> list[Exchange]:
        """Return every exchange, once each is whole; waiting for any answer lets events come in."""
        while any(each.received is None for each in self._exchanges.values()):
            self._log.send("Network.enable")
        return list(self._exchanges.values())

    def first_screen(self) -> list[Exchange]:
        """Return what the page itself asked for: all that is needed to read and to use it."""
        return [each for each in self._settle() if not each.by_script]

    def app(self) -> list[Exchange]:
        """Return everything so far but the answer to a report."""
        return [each for each in self._settle() if not each.url.endswith(REPORT)]


def total(exchanges: list[Exchange]) -> int:
    """Return the bytes of all answers."""
    return sum(each.received or 0 for each in exchanges)
