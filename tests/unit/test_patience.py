"""How long the gateway waits for a body."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message

from appliance.errors import UsageError
from appliance.gateway.patience import Patience
from appliance.gateway.proxy import WHOLE_BYTES, Proxy
from appliance.gateway.upstream import Upstream

SLOW_PHONE_BYTES_PER_S = 1500
PART_BYTES = 8 * 1024 * 1024


def after(patience: Patience, waits: list[tuple[float, int]]) -> bool:
    """Tell whether a body that comes like this is waited for to the end."""
    for waited_s, size in waits:
        if waited_s > patience.left_s:
            return False
        patience.count(waited_s, size)
    return True


def test_a_slow_phone_has_time_for_a_whole_part() -> None:
    seconds = PART_BYTES // SLOW_PHONE_BYTES_PER_S
    assert after(Patience(), [(29.0, 100), *[(1.0, SLOW_PHONE_BYTES_PER_S)] * seconds])


def test_a_phone_may_lose_its_signal_for_a_while() -> None:
    assert after(Patience(), [(1.0, WHOLE_BYTES), (100.0, 1), (1.0, WHOLE_BYTES), (100.0, 1)])


@pytest.mark.parametrize("size", [0, 1, 900])
def test_who_sends_too_little_is_not_waited_for(size: int) -> None:
    assert not after(Patience(), [(1.0, size)] * 400)


def test_who_has_sent_much_is_not_waited_for_without_end() -> None:
    assert not after(Patience(), [(0.0, PART_BYTES), (121.0, 1)])


@pytest.mark.parametrize("declared", [b"9", str(WHOLE_BYTES * 2).encode(), None])
async def test_a_body_that_does_not_come_is_given_up_before_the_service_hears_of_it(
    tmp_path: Path, declared: bytes | None
) -> None:
    header = (
        (b"transfer-encoding", b"chunked") if declared is None else (b"content-length", declared)
    )
    scope = {"method": "PUT", "headers": [header], "query_string": b""}
    upstream = Upstream(tmp_path / "nobody.sock")  # reached, it would be UnavailableError
    proxy = Proxy(upstream, lambda _method, _path: WHOLE_BYTES * 4, lambda: Patience(left_s=0.0))
    with pytest.raises(UsageError):
        await proxy.pass_on(scope, "/x", never, nowhere)


async def test_what_is_there_already_is_never_late() -> None:
    async def at_once() -> Message:
        return {"type": "http.request", "body": b"x"}

    assert (await Patience(left_s=-1.0).receive(at_once))["body"] == b"x"


async def never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def nowhere(_message: Any) -> None:
    raise AssertionError
