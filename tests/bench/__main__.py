"""`make bench`: how fast, how large and how steady, beside what the machine can do at most.

Prints a table and JSON. It is not a test: nothing here fails for being slow. Figures that issue 2
sets an aim for say whether it is met.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import scenes
from tests.bench.figures import Findings
from tests.bench.machine import describe

JSON_FILE = Path(__file__).parents[2] / "build" / "bench.json"


def main() -> int:
    """Measure, print, and keep the JSON beside what was built."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--folder", type=Path, help="measure the disk that holds this folder")
    parser.add_argument("--page", type=Path, help="write the figures as a page too")
    options = parser.parse_args()
    findings = Findings({"day": datetime.now(UTC).date().isoformat(), **describe()})
    try:
        with tempfile.TemporaryDirectory(dir=options.folder, prefix="safehold-bench-") as name:
            for scene in scenes.ALL:
                _play(scene, Path(name), findings)
    finally:  # what was measured before something failed is worth reading too
        _tell(findings, options.page)
    return 0


def _tell(findings: Findings, page: Path | None) -> None:
    print(findings.limits_table(), findings.table(), sep="\n\n")
    print(findings.to_json())
    JSON_FILE.write_text(findings.to_json())
    if page:
        page.write_text(findings.page())


def _play(scene: Callable[[Path, Findings], None], folder: Path, findings: Findings) -> None:
    print(f"measuring: {scene.__name__.replace('_', ' ')}", file=sys.stderr, flush=True)
    scene(folder, findings)


if __name__ == "__main__":
    sys.exit(main())
