"""The gate of `make check`: every phase that an operation declares is cut by a kill test.

A test says which phases it cuts, with words that can be read without running it:

    @pytest.mark.cuts("backup", "backup-stage", "backup-content")

What no test cuts yet stands in `uncut_phases.txt`, one `operation phase` a line. The list only
shrinks: a line that a test covers by now, or that nothing declares, fails the gate as well.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from appliance.operations.declaration import Declaration
from appliance.operations.register import OPERATIONS
from appliance.operations.wipe import DECLARATIONS

TESTS = Path(__file__).resolve().parent
UNCUT = TESTS / "uncut_phases.txt"
MARK = "cuts"

Phase = tuple[str, str]


def declared(operations: Iterable[Declaration]) -> set[Phase]:
    """Return each phase with its operation."""
    return {(each.name, phase.name) for each in operations for phase in each.phases}


def cut(source: str) -> Iterator[Phase]:
    """Return the phases that the marks in a test module name.

    Raises:
        ValueError: a mark does not say them as plain words.
    """
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and _is_mark(node.func)):
            continue
        words = [each.value for each in node.args if isinstance(each, ast.Constant)]
        if len(words) != len(node.args) or len(words) < 2 or node.keywords:
            raise ValueError(f"line {node.lineno}")
        yield from ((str(words[0]), str(each)) for each in words[1:])


def allowed(text: str) -> set[Phase]:
    """Return what the list of uncut phases names."""
    lines = [line.split("#")[0].split() for line in text.splitlines()]
    return {(operation, phase) for operation, phase in filter(None, lines)}


def problems(declared: set[Phase], cut: set[Phase], allowed: set[Phase]) -> list[str]:
    """Return what is wrong, one sentence each."""
    wrong = (
        (declared - cut - allowed, "no kill test cuts it: mark one with pytest.mark.cuts"),
        (cut - declared, "a kill test cuts it, but no operation declares it"),
        (allowed & cut, f"a kill test cuts it: take it out of {UNCUT.name}"),
        (allowed - declared, f"nothing declares it: take it out of {UNCUT.name}"),
    )
    return [
        f"{operation} {phase}: {sentence}"
        for phases, sentence in wrong
        for operation, phase in sorted(phases)
    ]


def _is_mark(function: ast.expr) -> bool:
    return ast.unparse(function) == f"pytest.mark.{MARK}"


def _cut_in_the_tests() -> set[Phase]:
    found: set[Phase] = set()
    for path in TESTS.rglob("test_*.py"):
        source = path.read_text(encoding="utf-8")
        if MARK in source:
            found.update(cut(source))
    return found


def main() -> int:
    """Say what is wrong and return the exit code."""
    every = declared([*OPERATIONS.values(), *DECLARATIONS.values()])
    found = problems(every, _cut_in_the_tests(), allowed(UNCUT.read_text(encoding="utf-8")))
    for each in found:
        print(each, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
