"""A sitting takes nothing in that could reach a disk."""

from pathlib import Path

import pytest

from appliance.adapters import locked_memory
from appliance.cli.sitting_main import _check
from appliance.errors import MemoryLockError

HEADER = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


@pytest.mark.parametrize(
    ("text", "swaps"),
    [(HEADER, False), (HEADER + "/dev/sda2  partition  2097148  0  -2\n", True), (None, True)],
)
def test_a_machine_swaps_where_the_kernel_lists_a_place_or_nothing_can_be_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, swaps: bool
) -> None:
    path = tmp_path / "swaps"
    if text is not None:
        path.write_text(text)
    monkeypatch.setattr(locked_memory, "SWAPS", path)
    assert locked_memory.has_swap() is swaps


def test_only_an_invented_deployment_goes_on_where_memory_could_reach_the_disk() -> None:
    _check(kept=True, training=False)
    _check(kept=False, training=True)
    with pytest.raises(MemoryLockError):
        _check(kept=False, training=False)
