"""From `safehold up` to the line that says ready."""

import time
from pathlib import Path

from tests.deployed import deployed


def start_s(data: Path) -> float:
    """Start a deployment, wait for its ready line, stop it; return the seconds to the line.

    Args:
        data: its data folder; set up already or not there yet.
    """
    start = time.perf_counter()
    with deployed(data):
        return time.perf_counter() - start
