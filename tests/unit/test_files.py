import os
from pathlib import Path

import pytest

from appliance.adapters import files
from appliance.errors import ConflictError, NotFoundError, StorageFullError


def test_a_file_is_replaced_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    files.write_durably(path, b"old")
    files.write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]


def test_a_write_syncs_the_file_then_renames_then_syncs_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    steps: list[tuple[bool, bool]] = []
    fsync = os.fsync

    def seen(descriptor: int) -> None:
        fsync(descriptor)
        is_folder = Path(f"/proc/self/fd/{descriptor}").readlink() == tmp_path
        steps.append((is_folder, path.exists()))

    monkeypatch.setattr(os, "fsync", seen)
    files.write_durably(path, b"new")
    assert steps == [(False, False), (True, True)]


def test_a_failed_write_keeps_the_old_file_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    files.write_durably(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFullError):
        files.write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]


def test_writing_into_a_missing_folder_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        files.write_durably(tmp_path / "none" / "state.json", b"new")


def test_a_chain_of_folders_is_made_and_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(files, "sync_folder", synced.append)
    files.make_folder(tmp_path / "a" / "b")
    assert synced == [tmp_path, tmp_path / "a"]
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_folder_cannot_be_made_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(ConflictError):
        files.make_folder(tmp_path / "a")


def test_what_an_interrupted_write_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".state.json.0011.unfinished").write_bytes(b"half")
    (tmp_path / "state.json").write_bytes(b"whole")
    assert files.remove_unfinished(tmp_path) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["state.json"]


def test_removing_twice_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(b"x")
    files.remove_durably(path)
    files.remove_durably(path)
    assert not path.exists()
