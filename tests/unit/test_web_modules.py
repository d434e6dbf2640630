"""The browser's own modules, tested by node's test runner."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = sorted(ROOT.glob("tests/web/*.test.mjs"))


def _node() -> str:
    # The machine's own node, else the one that the virtual environment carries.
    path = os.pathsep.join([os.environ.get("PATH", ""), str(ROOT / ".venv" / "bin")])
    node = shutil.which("node", path=path)
    assert node, "node is not installed: run `make env`"
    return node


@pytest.mark.parametrize("file", TESTS, ids=lambda file: file.name.removesuffix(".test.mjs"))
def test_the_browser_modules_pass_their_own_tests(file: Path) -> None:
    done = subprocess.run(
        [_node(), "--test", "--test-reporter=spec", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_browser_tests_to_run() -> None:
    assert TESTS
