"""What a process that must not leave traces asks of the kernel."""

import ctypes
import resource
import signal
import threading

MCL_CURRENT, MCL_FUTURE = 1, 2
M_ARENA_MAX = -8
PR_SET_PDEATHSIG, PR_GET_PDEATHSIG = 1, 2
PR_SET_DUMPABLE = 4
STACK_BYTES = 256 * 1024

_libc = ctypes.CDLL(None, use_errno=True)


def refuse_dumps() -> None:
    """Keep this process's memory to itself.

    A crash leaves no picture of it on the disk, and no process of the same user may attach to it
    or read it; only one that may trace any process can.
    """
    _libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def lock_memory() -> bool:
    """Keep all memory of this process, code included, in RAM from now on.

    Whoever has done this needs no disk to go on running, and leaves nothing in the swap space.

    Returns:
        Whether the kernel allowed it; a limit on locked memory may refuse it.
    """
    _libc.mallopt(M_ARENA_MAX, 1)  # further arenas and stacks would be locked whole
    threading.stack_size(STACK_BYTES)
    return bool(_libc.mlockall(MCL_CURRENT | MCL_FUTURE) == 0)


def dies_with_parent() -> bool:
    """Tell whether the kernel kills this process with its parent: so our supervisor starts us."""
    number = ctypes.c_int(0)
    _libc.prctl(PR_GET_PDEATHSIG, ctypes.byref(number), 0, 0, 0)
    return number.value != 0


def outlive_parent() -> None:
    """Go on when the parent is killed."""
    _libc.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)


def die_with_parent() -> None:
    """Let the kernel kill this process with its parent, as before."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
