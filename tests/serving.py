"""Runs applications on real sockets inside a test, and talks to them."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
from starlette.types import ASGIApp

from appliance.server import Listener, bind_unix, serve


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, socket_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Serve an application on a unix socket; gives a client for it."""
    listeners = [Listener(app, bind_unix(socket_path))]
    async with serving_listeners(listeners), client_of(socket_path) as client:
        yield client


@contextlib.asynccontextmanager
async def serving_listeners(listeners: list[Listener]) -> AsyncIterator[None]:
    """Serve several applications until the block ends."""
    stop = asyncio.Event()
    running = asyncio.create_task(serve(listeners, stop))
    try:
        yield
    finally:
        stop.set()
        await running


def client_of(socket_path: Path) -> httpx.AsyncClient:
    """Return a client that talks through a unix socket."""
    transport = httpx.AsyncHTTPTransport(uds=str(socket_path))
    return httpx.AsyncClient(transport=transport, base_url="http://service", timeout=20)


@contextlib.contextmanager
def short_folder() -> Iterator[Path]:
    """Make a folder whose name is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="sh-") as name:
        yield Path(name)
