"""Programs that do not outlive the process that starts them, however and whenever it ends."""

import os
import shutil
from collections.abc import Sequence

# It may have ended before the kernel was asked to watch it: then the program must not begin.
STILL_THERE = 'test "$PPID" = "$1" || exit 1; shift; exec "$@"'


def bound(command: Sequence[str]) -> list[str]:
    """Return a command that the kernel kills with this process.

    Args:
        command: program and arguments; they can be read by everybody on the machine.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return list(command)
    shell = ["/bin/sh", "-c", STILL_THERE, "sh", str(os.getpid())]
    return [setpriv, "--pdeathsig", "KILL", "--", *shell, *command]
