"""What goes wrong at an operator's desk: what she does, what she is told, what may not change."""

import contextlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.adapters.words import Words
from appliance.cli.commands import command_main
from tests.service.running_box import RunningBox

Command = Callable[["Desk"], list[str]]
FLEETING = re.compile(
    r"^/(backup|state/jobs|vault/log|run|logs|spool/journal)(/|$)|^/state/health\.json$"
    r"|-(wal|shm)$|refusals|\.(lock|tmp)$"
)
"""Files that come and go without anybody doing anything."""
NO_PERSON = "0" * 32


@dataclass
class Desk:
    """A box, and a folder with what its operator has at hand."""

    box: RunningBox

    @property
    def operator(self) -> list[str]:
        """Options with which the operator signs in."""
        return self.box.operator

    def file(self, name: str, content: str | bytes) -> str:
        """Put a file on the desk; return its path."""
        path = self.box.root / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def folder(self, name: str) -> str:
        """Return the path of an empty folder on the desk."""
        path = self.box.root / name
        path.mkdir(exist_ok=True)
        return str(path)

    def nowhere(self, name: str) -> str:
        """Return a path at which there is nothing."""
        return str(self.box.root / "nowhere" / name)

    def footprint(self) -> tuple[int, set[str]]:
        """Return how long the log is and which files there are."""
        files = {str(each.relative_to(self.box.data)) for each in self.box.data.rglob("*")}
        log = self.box.status().log if self.box.process is not None else None
        size = log.size if log is not None else 0
        return size, {each for each in files if not FLEETING.search(f"/{each}")}


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    Args:
        name: what it is, for the report.
        command: what is typed.
        exit_code: how the command must end.
        says: words that what she is told must have, in English.
        data: whether `--data` belongs to the command.
    """

    name: str
    command: Command
    exit_code: int
    says: str
    data: bool = True


def meet(desk: Desk, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the mistake in two languages; nothing changes, and both say what to do."""
    before = desk.footprint()
    told = {}
    for language in ("en", "fr"):
        monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
        code, told[language] = _run(desk, fault)
        assert code == fault.exit_code, told[language]
    assert fault.says in told["en"]
    assert told["en"] != told["fr"]
    for language, text in told.items():
        words = Words(language, ("errors",))
        assert "Traceback" not in text
        assert words("error-internal") not in text, text
        assert words("error-invalid_input") not in text, text
    after = desk.footprint()
    assert after == before, (after[0] - before[0], after[1] ^ before[1])


def _run(desk: Desk, fault: Fault) -> tuple[int, str]:
    said = io.StringIO()
    arguments = fault.command(desk)
    arguments += ["--data", str(desk.box.data)] if fault.data else []
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        code = command_main(arguments)
    return code, said.getvalue().strip()


def as_operator(*words: str) -> Command:
    """Return a command that the operator of the box gives."""
    return lambda desk: [*words, *desk.operator]


def plain(*words: str) -> Command:
    """Return a command of nobody in particular."""
    return lambda _desk: list(words)


def path_of(desk: Desk, name: str) -> Path:
    """Return the path of something on the desk."""
    return desk.box.root / name
