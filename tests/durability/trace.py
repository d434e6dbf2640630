"""Follows the system calls of a service: did a reply come before its fsync (law 2)?"""

import contextlib
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SYNC_CALLS = ("fsync", "fdatasync")
WRITE_CALLS = ("write", "writev", "pwrite64", "pwritev")
MOVE_CALLS = ("rename", "renameat", "renameat2", "link", "linkat")
REPLY_CALLS = ("write", "writev", "sendto", "sendmsg")
CALLS = ",".join(sorted({*SYNC_CALLS, *WRITE_CALLS, *MOVE_CALLS, *REPLY_CALLS}))

_LINE = re.compile(r"^(?P<thread>\d+) +(?P<rest>.*)$")
_DESCRIPTOR = re.compile(r"^\w+\(\d+<([^>]*)>")
_QUOTED = re.compile(r'"([^"]*)"')
_STAGED = re.compile(r"#\d+$")
_RESUMED = re.compile(r"^<\.\.\. (?P<call>\w+) resumed>")


@dataclass(frozen=True)
class Call:
    """One finished system call; `begun` and `ended` are line numbers of the trace."""

    name: str
    text: str
    begun: int
    ended: int

    @property
    def really_done(self) -> bool:
        """It reached the kernel and succeeded; an injected result did neither."""
        return "INJECTED" not in self.text and not re.search(r"= -1 ", self.text)


@contextlib.contextmanager
def traced(pid: int, output: Path, options: Sequence[str] = ()) -> Iterator[None]:
    """Follow all threads of a process until the block ends."""
    command = ["strace", "-f", "-y", "-s", "64", "-e", f"trace={CALLS}", "-o", str(output)]
    follower = subprocess.Popen(
        [*command, *options, "-p", str(pid)], stderr=subprocess.PIPE, text=True
    )
    try:
        assert follower.stderr is not None
        line = follower.stderr.readline()
        assert "attached" in line, line
        yield
    finally:
        follower.terminate()
        follower.wait(20)
        if follower.stderr is not None:
            follower.stderr.close()


def read_trace(output: Path) -> list[Call]:
    """Return the calls of a trace; one that another thread interrupted is put together again."""
    calls, waiting = [], dict[str, tuple[str, int]]()
    for number, line in enumerate(output.read_text(errors="replace").splitlines()):
        matched = _LINE.match(line)
        if not matched:
            continue
        thread, rest = matched["thread"], matched["rest"]
        if rest.endswith("<unfinished ...>"):
            waiting[thread] = (rest.removesuffix("<unfinished ...>"), number)
            continue
        resumed = _RESUMED.match(rest)
        begun = number
        if resumed:
            start, begun = waiting.pop(thread, ("", number))
            rest = start + rest[resumed.end() :]
        name = rest.partition("(")[0]
        if name.isidentifier():
            calls.append(Call(name, rest, begun, number))
    return calls


class RepliedTooEarlyError(AssertionError):
    """A reply left before what it acknowledges was durable."""


def reply_line(calls: Sequence[Call], status: int) -> int:
    """Return where the success reply begins."""
    marker = f"HTTP/1.1 {status}"
    for call in calls:
        if call.name in REPLY_CALLS and marker in call.text:
            return call.begun
    raise AssertionError(f"no reply {status} in the trace")


def expect_durable(calls: Sequence[Call], folder: Path, reply: int) -> set[str]:
    """Fail unless all that was written below a folder before the reply was synced before it.

    Args:
        calls: the trace.
        folder: such as the vault.
        reply: line where the reply begins.

    Returns:
        The files that were written, under their final names.

    Raises:
        RepliedTooEarlyError: a file, or the folder that holds its name, was not synced.
    """
    written = _written(calls, folder, reply)
    if not written:
        raise RepliedTooEarlyError("nothing was written before the reply")
    for path, at in written.items():
        _expect_synced(calls, path, at, reply)
    for path, at in _named(calls, folder, reply).items():
        _expect_synced(calls, str(Path(path).parent), at, reply)
    return set(written)


def _written(calls: Sequence[Call], folder: Path, reply: int) -> dict[str, int]:
    """Return where each file was last written; a staging name counts as the final one."""
    found: dict[str, int] = {}
    for call in calls:
        path = _path_in(call.text, folder) if call.name in WRITE_CALLS else ""
        if path and call.begun < reply:
            found[_STAGED.sub("", path)] = call.ended
    return found


def _named(calls: Sequence[Call], folder: Path, reply: int) -> dict[str, int]:
    """Return when files took their final names below the folder."""
    found = {}
    for call in calls:
        if call.name in MOVE_CALLS and call.really_done and call.ended < reply:
            names = [name for name in _QUOTED.findall(call.text) if name.startswith(f"{folder}/")]
            if names:
                found[names[-1]] = call.ended
    return found


def _path_in(text: str, folder: Path) -> str:
    path = _DESCRIPTOR.search(text)
    inside = path and path[1].startswith(f"{folder}/")
    return path[1] if path and inside else ""


def _expect_synced(calls: Sequence[Call], path: str, after: int, reply: int) -> None:
    for call in calls:
        done = call.name in SYNC_CALLS and call.really_done and f"<{path}>" in call.text
        if done and call.begun > after and call.ended < reply:
            return
    raise RepliedTooEarlyError(f"{path} was not synced before the reply")
