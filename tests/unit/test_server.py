"""Sockets and signals of the server that every service runs in."""

import asyncio
import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from appliance import server
from appliance.asgi import service
from appliance.errors import ConfigurationError
from appliance.server import HEAD_LIMIT_BYTES, bind_tcp, bind_unix, serve_unix
from tests.serving import client_of, serving, short_folder

CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as path:
        yield path


def test_a_socket_is_its_owners_alone_from_the_first_moment(folder: Path) -> None:
    before = os.umask(0)
    try:
        with bind_unix(folder / "s.sock"):
            mode = (folder / "s.sock").stat().st_mode
    finally:
        os.umask(before)
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_a_socket_left_by_an_earlier_process_is_replaced(folder: Path) -> None:
    bind_unix(folder / "s.sock").close()
    with bind_unix(folder / "s.sock"), socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(folder / "s.sock"))


def test_a_file_in_the_sockets_place_is_left_alone(folder: Path) -> None:
    (folder / "s.sock").write_text("keep")
    with pytest.raises(ConfigurationError):
        bind_unix(folder / "s.sock")
    assert (folder / "s.sock").read_text() == "keep"


def test_a_path_that_is_too_long_is_said_without_it(folder: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        bind_unix(folder / ("x" * 200))
    assert "xxx" not in str(caught.value)


def test_a_port_that_is_taken_is_said_with_a_hint() -> None:
    with bind_tcp("localhost", 0) as taken, pytest.raises(ConfigurationError) as caught:
        bind_tcp("localhost", taken.getsockname()[1])
    assert "--port" in caught.value.hint


def test_localhost_is_the_loopback_address_only() -> None:
    with bind_tcp("localhost", 0) as bound:
        assert bound.getsockname()[0] == "127.0.0.1"


async def test_sigterm_ends_it_after_the_request_in_hand(folder: Path) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_request: Request) -> Response:
        begun.set()
        await go_on.wait()
        return Response(b"whole")

    running = asyncio.create_task(serve_unix(service([Route("/", slow)]), folder / "s.sock"))
    await asyncio.sleep(0)  # its first step binds the socket, and whoever connects then waits
    async with client_of(folder / "s.sock") as client:
        answer = asyncio.create_task(client.get("/"))
        await begun.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        go_on.set()
        assert (await answer).content == b"whole"
    await running
    assert not (folder / "s.sock").exists()


@pytest.mark.parametrize(
    "start",
    [b"0\r\nx: ", b"1;x=", b"1\r\n.\r\n0;x="],
    ids=["a trailer", "a first chunk", "a last chunk"],
)
async def test_what_never_ends_after_the_head_is_cut_off(folder: Path, start: bytes) -> None:
    async with serving(service([Route("/", whole, methods=["POST"])]), folder / "s.sock"):
        _, writer = await asyncio.open_unix_connection(folder / "s.sock")
        writer.write(CHUNKED + start)
        piece, sent = b"a" * 4096, 0
        while not writer.transport.is_closing() and sent < 64 * HEAD_LIMIT_BYTES:
            try:
                writer.write(piece)
                await writer.drain()
            except ConnectionError:
                break
            sent += len(piece)
        writer.transport.abort()
        assert sent < 64 * HEAD_LIMIT_BYTES


async def test_many_short_trailers_are_refused(folder: Path) -> None:
    async with serving(service([Route("/", whole, methods=["POST"])]), folder / "s.sock"):
        reader, writer = await asyncio.open_unix_connection(folder / "s.sock")
        writer.write(CHUNKED + b"1\r\n.\r\n0\r\nx: y\r\nz: y\r\n\r\n")
        assert b" 400 " in (await reader.read()).splitlines()[0]
        writer.close()


async def test_a_body_in_very_many_chunks_is_taken(folder: Path) -> None:
    size = HEAD_LIMIT_BYTES
    async with serving(service([Route("/", whole, methods=["POST"])]), folder / "s.sock"):
        reader, writer = await asyncio.open_unix_connection(folder / "s.sock")
        writer.write(CHUNKED + b"1\r\n.\r\n" * size + b"0\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.splitlines()[0]
        assert int(await reader.readexactly(len(str(size)))) == size
        writer.close()


async def test_a_body_that_nobody_wants_holds_no_connection_for_long(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(_request: Request) -> Response:
        monkeypatch.setattr(server, "HEAD_TIMEOUT_S", 0)
        return Response(b"no")

    async with serving(service([Route("/", at_once, methods=["POST"])]), folder / "s.sock"):
        reader, writer = await asyncio.open_unix_connection(folder / "s.sock")
        writer.write(CHUNKED + b"9\r\n.")
        async with asyncio.timeout(20):
            assert (await reader.read()).endswith(b"no")
        writer.close()


async def whole(request: Request) -> Response:
    return Response(str(len(await request.body())).encode())
