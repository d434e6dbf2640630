"""Processes that the supervisor starts: none outlives it, none has a secret in its arguments."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
INHERITED = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LANGUAGE",
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "TMPDIR",
    "TZ",
)
DEBUGGING = ("SAFEHOLD_DEBUG", "PYTHONWARNINGS", "PYTHONDEVMODE", "COVERAGE_PROCESS_START")
CHECKOUT = Path(__file__).resolve().parent.parent.parent

_libc = ctypes.CDLL(None, use_errno=True)


def start(module: str, arguments: Sequence[str], log: IO[bytes] | None) -> subprocess.Popen[bytes]:
    """Start a background process of ours, in a session of its own.

    A terminal's Ctrl-C reaches the supervisor only, which then stops its children in order.

    Args:
        module: Python module to run.
        arguments: its arguments; they can be read by everybody on the machine.
        log: where its standard error goes; the supervisor's own where absent.
    """
    return subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        env=environment(),
        cwd=CHECKOUT,
        start_new_session=True,
        preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - nothing else runs in this process
    )


def start_in_foreground(module: str, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a process that takes over the terminal."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        [sys.executable, "-m", module, *arguments],
        env=environment(),
        cwd=CHECKOUT,
        preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - nothing else runs in this process
    )


def environment() -> dict[str, str]:
    """Return the few variables that a child may see."""
    return {name: os.environ[name] for name in (*INHERITED, *DEBUGGING) if name in os.environ}


class _die_with:  # noqa: N801 - reads as the verb it is
    """Makes the kernel kill the child when the supervisor is gone, however it went."""

    def __init__(self, parent: int) -> None:
        self.parent = parent

    def __call__(self) -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != self.parent:  # it went before we asked
            os._exit(1)
