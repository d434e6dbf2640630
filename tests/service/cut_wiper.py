"""The wipe daemon, killed at a chosen moment: `python -m tests.service.cut_wiper DATA PHASE STEP`.

It is the daemon itself, with somebody watching its progress who pulls the plug.
"""

import os
import signal
import sys

from appliance.adapters.data_folder import DataFolder
from appliance.agent.wiper_door import serve


class Cut:
    """Kills this process when a phase begins, or after some of its steps."""

    def __init__(self, phase: str, step: int) -> None:
        self.wanted = phase
        self.wanted_step = step
        self.now = ""

    def phase(self, name: str) -> None:
        self.now = name
        if name == self.wanted and not self.wanted_step:
            os.kill(os.getpid(), signal.SIGKILL)

    def step(self, done: int, total: int) -> None:  # noqa: ARG002 - as Progress has it
        if self.now == self.wanted and done == self.wanted_step:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    serve(DataFolder.at(sys.argv[1]), Cut(sys.argv[2], int(sys.argv[3])))
