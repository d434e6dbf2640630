"""The embedded gateway, held to the contract of every gateway."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from appliance.adapters.files import write_durably
from appliance.config import Limits
from appliance.gateway.app import create_gate
from appliance.gateway.origins import Origins
from appliance.gateway.practice import Practice
from appliance.gateway.upstream import Upstream
from appliance.server import Listener, bind_tcp, bind_unix, serve
from tests.contract.gateway_contract import *  # noqa: F403 - a suite is imported whole
from tests.contract.gateway_contract import (
    GatewayUnderTest,
    assert_calm,
    build_pages,
    fetch,
    services,
)
from tests.serving import short_folder


@pytest.fixture
async def gateway() -> AsyncIterator[GatewayUnderTest]:
    """The embedded gateway in front of the contract's services."""
    async with contextlib.AsyncExitStack() as stack:
        folder = stack.enter_context(short_folder())
        build_pages(folder / "web")
        behind = {
            name: Running([Listener(app, bind_unix(folder / f"{name}.sock"))])
            for name, app in services().items()
        }
        sockets = [bind_tcp("localhost", 0) for _ in range(3)]
        intake, case, storage = (each.getsockname()[1] for each in sockets)
        origins = Origins.at("localhost", (intake, case, storage), Limits())
        record = folder / "deployment.json"
        gates = []
        for origin in (origins.intake, origins.case, origins.storage):
            upstream = Upstream(folder / f"{origin.service}.sock")
            stack.push_async_callback(upstream.close)
            gates.append(create_gate(origin, origins, folder / "web", upstream, Practice(record)))
        front = Running([Listener(*pair) for pair in zip(gates, sockets, strict=True)])
        yield GatewayUnderTest(
            origins.intake.url,
            origins.case.url,
            origins.storage.url,
            down=lambda name: behind[name].end(),
            practise=lambda: write_durably(record, b'{"training":true,"v":1}'),
        )
        await asyncio.gather(*(each.end() for each in (front, *behind.values())))


class Running:
    """Applications that run until `end`."""

    def __init__(self, listeners: list[Listener]) -> None:
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(serve(listeners, self._stop))

    async def end(self) -> None:
        """Stop, and wait until it has stopped."""
        self._stop.set()
        await self._task


async def test_a_service_cannot_answer_a_page(gateway: GatewayUnderTest) -> None:
    for url in (gateway.intake + "/api/odd/page", gateway.storage + "/odd/page"):
        answer = await fetch("GET", url)
        assert_calm(answer.status_code, answer.content)
        assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
