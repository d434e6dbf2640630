"""A malicious service: what a browser receives, changed on the way. The box behind it is honest."""

import json
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Route

Answer = dict[str, Any]
Change = Callable[[Answer], None]


class Lies:
    """Changes to the answers that one browser receives.

    Args:
        context: the browser's.
    """

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._planted: dict[str, bytes] = {}

    def about(self, path: str, change: Change) -> None:
        """Change the JSON that answers a path, a regular expression below `/api`."""

        def lie(route: Route) -> None:
            answer = route.fetch()
            if not answer.ok:
                route.fulfill(response=answer)
                return
            found = answer.json()
            change(found)
            route.fulfill(response=answer, json=found)

        self._context.route(re.compile(rf"/api{path}$"), lie)

    def instead_of(self, blob: str, content: bytes) -> None:
        """Give other bytes for a blob, whatever the ticket."""
        self._planted[blob] = content
        self._context.route(
            re.compile(f"/blobs/{blob}$"), lambda route: self._serve(route, content)
        )

    def plant(self, content: bytes, kind: str, compartment: str) -> Answer:
        """Have a blob of its own ready; return the entry that would list it."""
        blob = secrets.token_hex(16)
        if not self._planted:
            self._context.route(re.compile(r"/tickets$"), self._hand_out)
        self.instead_of(blob, content)
        return {
            "blob": blob,
            "compartment": compartment,
            "day": "2026-03-02",
            "index": 9,
            "kind": kind,
            "size": len(content),
        }

    def _serve(self, route: Route, content: bytes) -> None:
        if route.request.method != "GET":
            route.fallback()
            return
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "Content-Range",
            "Content-Type": "application/octet-stream",
        }
        if route.request.headers.get("range"):
            headers["Content-Range"] = f"bytes 0-{len(content) - 1}/{len(content)}"
        status = 206 if "Content-Range" in headers else 200
        route.fulfill(status=status, headers=headers, body=content)

    def _hand_out(self, route: Route) -> None:
        """Ask the honest service for tickets of what it knows; make the others up."""
        wants = json.loads(route.request.post_data or "{}")["wants"]
        honest = [each for each in wants if each["blob"] not in self._planted]
        given = iter(())
        if honest:
            answer = route.fetch(post_data=json.dumps({"wants": honest}))
            if not answer.ok:
                route.fulfill(response=answer)
                return
            given = iter(answer.json()["tickets"])
        tickets = ["bm8.bm8" if each["blob"] in self._planted else next(given) for each in wants]
        route.fulfill(json={"tickets": tickets})

    def stop(self) -> None:
        """Be honest again."""
        self._context.unroute_all()
        self._planted.clear()


@contextmanager
def lying(context: BrowserContext) -> Iterator[Lies]:
    """Lie to a browser until the block ends."""
    lies = Lies(context)
    yield lies
    lies.stop()
