"""Who may speak to the agent: the owner of the data, as the kernel states it."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance import server
from appliance.agent.app import create_app
from tests.operator_desk import Desk

NOBODY = 65534
# Nothing is imported after the change of uid: the interpreter's own folder may be closed to it.
ASK = """
import os, socket, sys
path, uid = sys.argv[1], int(sys.argv[2])
os.setgroups([]); os.setgid(uid); os.setuid(uid)
peer = socket.socket(socket.AF_UNIX); peer.connect(path)
peer.sendall(b"POST /lock HTTP/1.1\\r\\nHost: agent\\r\\nContent-Length: 2\\r\\n\\r\\n{}")
print(peer.recv(12)[9:12].decode())
"""


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[Path]:
    """The agent on a socket whose file rights would let everybody in."""
    desk, stop = Desk(tmp_path / "data"), asyncio.Event()
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        path = Path(name) / "agent.sock"
        path.parent.chmod(0o755)
        app = create_app(desk.box, os.geteuid())
        listener = server.Listener(app, server.bind_unix(path))
        path.chmod(0o666)
        serving = asyncio.ensure_future(server.serve([listener], stop))
        yield path
        stop.set()
        await serving


async def ask_as(path: Path, uid: int) -> str:
    """Ask from another process under another uid; return the status code of the answer."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-I", "-c", ASK, str(path), str(uid)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return done.stdout.strip() or done.stderr[-900:]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask under another uid")
async def test_another_account_is_refused_even_where_the_socket_lets_it_in(address: Path) -> None:
    assert await ask_as(address, NOBODY) == "401"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask under another uid")
async def test_the_owner_is_answered(address: Path) -> None:
    assert await ask_as(address, os.geteuid()) == "204"
