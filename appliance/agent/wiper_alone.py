"""The wipe daemon for one command, where Safehold is not running."""

import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.unix_socket import listens
from appliance.agent import children
from appliance.agent.supervisor import locked
from appliance.agent.wipe_client import WipeClient
from appliance.errors import UnavailableError

LISTENS_WITHIN_S = 30.0
LOOK_EVERY_S = 0.05
STOP_WITHIN_S = 30.0
TOLD = (signal.SIGUSR1, signal.SIGUSR2)


@contextmanager
def wiper_at_hand(folder: DataFolder) -> Iterator[WipeClient]:
    """Give a client of the daemon that runs, or of one that lives as long as the command.

    Args:
        folder: the data folder.

    Raises:
        UnavailableError: there is no data, or the daemon does not come up.
        AlreadyRunningError: Safehold is just starting or stopping on this data.
    """
    client = WipeClient.at(folder)
    if listens(client.path):
        yield client
        return
    if not folder.state.is_dir():
        raise UnavailableError
    folder.prepare()
    with locked(folder), Path(os.devnull).open("wb") as nowhere:
        arguments = ["serve", "wiped", "--data", str(folder.root)]
        # It tells whoever started it to start nothing else: we do not.
        before = {each: signal.signal(each, signal.SIG_IGN) for each in TOLD}
        process = children.start("appliance.cli", arguments, nowhere)
        try:
            _until_it_listens(process, client.path)
            yield client
        finally:
            process.terminate()
            process.wait(STOP_WITHIN_S)
            for number, handler in before.items():
                signal.signal(number, handler)


def _until_it_listens(process: subprocess.Popen[bytes], path: Path) -> None:
    """Wait for the socket; a daemon that finishes an earlier wipe first takes its time."""
    deadline = time.monotonic() + LISTENS_WITHIN_S
    while not listens(path):
        if process.poll() is not None or time.monotonic() > deadline:
            raise UnavailableError
        select.select([], [], [], LOOK_EVERY_S)
