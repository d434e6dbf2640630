"""Starts a sitting: the short-lived process in which shares are made, typed and put together.

The sitting owns the terminal. This side sends it what is public and gets back what is public, one
JSON object a line; words of shares never pass (docs/operations/key-escrow.md).
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from appliance.adapters.own_screen import REMOTE_MARKS
from appliance.errors import ApplianceError, ShareError, SittingError, by_code

MODULE: Final = "appliance.cli.sitting_main"
INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "LC_MESSAGES", "TERM", "TZ", *REMOTE_MARKS)
ROOT: Final = Path(__file__).resolve().parent.parent.parent
INTERRUPTED: Final = 130
_PR_SET_PDEATHSIG: Final = 1

_libc = ctypes.CDLL(None, use_errno=True)


class Sitting:
    """A sitting that goes on; as a context manager it is over at the end, however that comes.

    Args:
        task: what is to be done, public facts only.
    """

    def __init__(self, task: Mapping[str, Any]) -> None:
        parent = os.getpid()

        def die_with_parent() -> None:
            # Not SIGKILL: a share must not stay on the screen.
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a trace would hold what must not be shown
            env={name: os.environ[name] for name in INHERITED if name in os.environ},
            cwd=ROOT,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - no thread of ours holds a lock here
        )
        self.tell(task)

    @property
    def pid(self) -> int:
        """The process id of the sitting."""
        return self._process.pid

    def __enter__(self) -> Self:
        # Ctrl-C goes to both of us; the sitting clears the screen and ends, then so do we.
        self._handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        if _kind is not None:
            self._process.terminate()  # it clears the screen first
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        signal.signal(signal.SIGINT, self._handler)

    def tell(self, message: Mapping[str, Any]) -> None:
        """Send the sitting something public.

        Raises:
            SittingError: it is over.
        """
        line = json.dumps(message).encode() + b"\n"
        try:
            assert self._process.stdin is not None  # noqa: S101 - asked for above
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except OSError as error:
            raise SittingError from error

    def hear(self) -> dict[str, Any]:
        """Wait for what the sitting says next.

        Raises:
            ApplianceError: what ended the sitting.
            SittingError: it ended without a word.
            KeyboardInterrupt: somebody at the terminal stopped it.
        """
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        line = self._process.stdout.readline()
        if not line:
            if self._process.wait() == INTERRUPTED:
                raise KeyboardInterrupt
            raise SittingError
        found: dict[str, Any] = json.loads(line)
        if "error" in found:
            raise _error(found)
        return found

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield what the sitting says until it says that it is done."""
        while True:
            found = self.hear()
            yield found
            if found.get("done"):
                return


def _error(found: Mapping[str, Any]) -> ApplianceError:
    if found["error"] == ShareError.code:
        return ShareError(found.get("problem", "checksum"), **found.get("values", {}))
    return by_code(found["error"])()
