"""Running applications: uvicorn on unix sockets or loopback ports, and nothing it says to itself.

No access log, no `Server` or `Date` header (a clock's drift singles a box out), no proxy headers,
and the client's address is gone before the application sees the request.
"""

import asyncio
import contextlib
import os
import signal
import socket
import struct
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httptools
import uvicorn
import uvloop
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from appliance.errors import ConfigurationError

SOCKET_MODE = 0o600
BACKLOG = 512
HEAD_LIMIT_BYTES = 64 * 1024
HEAD_TIMEOUT_S = 30
BODY_AHEAD_BYTES = 256 * 1024
KEEP_ALIVE_S = 60
GRACE_S = 10
PEER = struct.Struct("3i")


@dataclass(frozen=True, slots=True)
class Listener:
    """One application on one bound socket."""

    app: ASGIApp
    socket: socket.socket


class QuietProtocol(HttpToolsProtocol):
    """HTTP/1.1 without the client's address; on a unix socket with the caller's uid instead.

    The uid (SO_PEERCRED) is `scope["state"]["peer_uid"]`. A head that is too long or too slow
    ends the connection: the parser itself would wait and grow for ever. So do trailers, which
    nobody here sends, and anything else between the chunks of a body that never comes to its end.
    """

    peer_uid: int | None = None
    loose_bytes = 0
    came_to_something = False
    in_body = False
    head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection and forget where it comes from."""
        super().connection_made(transport)
        self.client = None
        self.peer_uid = peer_uid(transport.get_extra_info("socket"))
        self.head_timer = self.loop.call_later(HEAD_TIMEOUT_S, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the timer too."""
        self._head_came()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and stop what is neither a whole head nor a body and never ends."""
        self.came_to_something = False
        super().data_received(data)
        self.loose_bytes = 0 if self.came_to_something else self.loose_bytes + len(data)
        if self.loose_bytes > HEAD_LIMIT_BYTES and not self.transport.is_closing():
            self.send_400_response("Invalid HTTP request received.")

    def on_message_begin(self) -> None:
        """Start a request."""
        super().on_message_begin()
        self.loose_bytes = 0
        self.came_to_something = self.in_body = False
        if self.head_timer is None:
            self.head_timer = self.loop.call_later(HEAD_TIMEOUT_S, self.transport.close)
        if self.peer_uid is not None:
            self.scope["state"]["peer_uid"] = self.peer_uid

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, and none once the application has them."""
        if self.in_body:
            raise httptools.HttpParserError("trailers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hand the request to the application."""
        if sum(len(name) + len(value) for name, value in self.headers) > HEAD_LIMIT_BYTES:
            raise httptools.HttpParserError("head too long")
        self.came_to_something = self.in_body = True
        self._head_came()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Gather a little more than uvicorn does before the sender has to pause."""
        self.came_to_something = True
        cycle = self.cycle
        if not cycle.response_complete:
            cycle.body += body
            if len(cycle.body) > BODY_AHEAD_BYTES:
                self.flow.pause_reading()
            cycle.message_event.set()

    def on_message_complete(self) -> None:
        """End the body."""
        self._head_came()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on, and wait only a little for a body that the application does not want."""
        unread = self.cycle.response_complete and self.cycle.more_body
        super().on_response_complete()
        if unread and self.head_timer is None:
            self.head_timer = self.loop.call_later(HEAD_TIMEOUT_S, self.transport.close)

    def _head_came(self) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None


def peer_uid(sock: Any) -> int | None:
    """Return the uid at the other end of a unix socket, or None where there is no such thing."""
    if sock is None or sock.family != socket.AF_UNIX:
        return None
    packed = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
    return int(PEER.unpack(packed)[1])


def bind_unix(path: Path, mode: int = SOCKET_MODE) -> socket.socket:
    """Bind a unix socket, replacing one that an earlier process left.

    Args:
        path: where; its folder exists.
        mode: rights of the socket, set before anyone can connect.

    Returns:
        The bound socket.

    Raises:
        ConfigurationError: something else lies there, or the path is too long.
    """
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket():
            path.unlink()
        os.fchmod(sock.fileno(), mode)  # on Linux the file is made with these rights
        sock.bind(str(path))
        sock.listen(BACKLOG)  # whoever connects from now on waits instead of being turned away
    except OSError as error:
        sock.close()
        raise ConfigurationError("A service cannot make its socket.") from error
    return sock


def bind_tcp(host: str, port: int) -> socket.socket:
    """Bind a loopback port.

    Args:
        host: a name or address of this machine; `localhost` means 127.0.0.1.
        port: the port; 0 takes any free one.

    Returns:
        The bound socket.

    Raises:
        ConfigurationError: the port is taken or may not be used.
    """
    address = "127.0.0.1" if host == "localhost" else host
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((address, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        raise ConfigurationError(
            "A port of the gateway is taken or may not be used.",
            "Stop what uses it, or choose another with --port.",
        ) from error
    return sock


async def serve_unix(app: ASGIApp, socket_path: Path) -> None:
    """Serve an application on a unix socket until SIGTERM or SIGINT.

    Raises:
        ConfigurationError: the socket cannot be made.
    """
    listener = Listener(app, bind_unix(socket_path))
    try:
        await serve([listener])
    finally:
        _remove(socket_path)


async def serve_tcp(app: ASGIApp, host: str, port: int) -> None:
    """Serve an application on a loopback port until SIGTERM or SIGINT.

    Raises:
        ConfigurationError: the port cannot be taken.
    """
    await serve([Listener(app, bind_tcp(host, port))])


async def serve(listeners: Sequence[Listener], stop: asyncio.Event | None = None) -> None:
    """Serve several applications until SIGTERM or SIGINT, then end the requests in hand.

    Args:
        listeners: applications and their sockets.
        stop: ends it too when set; for tests and for a supervisor in the same process.
    """
    stop = stop or asyncio.Event()
    servers = [uvicorn.Server(_config(each.app)) for each in listeners]
    with _signals_to(stop):
        runs = [
            asyncio.ensure_future(server._serve([each.socket]))  # noqa: SLF001 - serve() takes signals
            for server, each in zip(servers, listeners, strict=True)
        ]
        stopped = asyncio.ensure_future(stop.wait())
        await asyncio.wait([*runs, stopped], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*runs)


def run(main: Awaitable[None]) -> None:
    """Run a service's main coroutine on uvloop until it ends."""

    async def _main() -> None:
        await main

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_main())


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="none",
        http=QuietProtocol,
        ws="none",
        lifespan="auto",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
    )


@contextlib.contextmanager
def _signals_to(stop: asyncio.Event) -> Any:
    loop = asyncio.get_running_loop()
    caught: list[signal.Signals] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(RuntimeError, ValueError):  # not the main thread: a test
            loop.add_signal_handler(number, stop.set)
            caught.append(number)
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)
