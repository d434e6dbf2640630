"""A parent that lends the terminal out and takes it back, however its child ends.

A supervisor that is killed outright cannot give the terminal back, and a shell after it would
show nothing that is typed. The parent does nothing else, so there is nothing in it to go wrong.
"""

import contextlib
import ctypes
import os
import signal
import sys
import termios
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
PASSED_ON = (signal.SIGTERM, signal.SIGHUP)
LEAVE_FULL_SCREEN = "\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l"

Settings = list[int | list[bytes | int]]


def guarded(run: Callable[[], int], killed: Callable[[], None]) -> int:
    """Run something that takes over the terminal, in a child.

    Args:
        run: what to run; it goes on in the child alone.
        killed: says that it was ended from outside.

    Returns:
        The exit code, in both processes; 128 and the signal where one has ended the child.
    """
    before, parent = settings(), os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, PASSED_ON)
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if os.getppid() != parent:  # it went before we asked
            return 128 + signal.SIGTERM
        return run()
    for each in PASSED_ON:
        signal.signal(each, lambda number, _: _pass_on(child, number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the child as well
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        restore(before)
        killed()
        return 128 + os.WTERMSIG(status)
    return os.waitstatus_to_exitcode(status)


def settings() -> Settings:
    """Return how the terminal behaves."""
    return termios.tcgetattr(sys.stdin)


def restore(before: Settings) -> None:
    """Give the terminal back as it was, out of whatever a console has left it in."""
    with contextlib.suppress(termios.error, OSError):
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
        sys.stdout.write(LEAVE_FULL_SCREEN)
        sys.stdout.flush()


def _pass_on(child: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, number)
