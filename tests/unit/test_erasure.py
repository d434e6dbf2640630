"""Files are overwritten where they lie, and nothing outside is touched."""

import os
from pathlib import Path

from appliance.adapters.erasure import Gone, destroy, destroy_tree, measure
from appliance.adapters.intent_file import IntentFile
from appliance.adapters.medium import Medium
from appliance.core.destruction import INTENT_BYTES, Intent

SECRET = b"secret" * 1000
INTENT = Intent("deployment", "d" * 32, "h" * 64, seed=bytes(32))


def secret_at(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SECRET)
    return path


def test_a_destroyed_file_is_overwritten_in_place_not_only_removed(tmp_path: Path) -> None:
    file, gone = secret_at(tmp_path / "key"), Gone()
    kept = tmp_path / "second name of the same bytes"
    kept.hardlink_to(file)
    destroy([file], gone)
    assert not file.exists()
    assert len(kept.read_bytes()) == len(SECRET)
    assert b"secret" not in kept.read_bytes()
    assert (gone.files, gone.size_bytes, gone.left) == (1, len(SECRET), [])


def test_a_link_is_removed_and_what_it_points_at_stays(tmp_path: Path) -> None:
    outside = secret_at(tmp_path / "outside" / "file")
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    (folder / "folder").symlink_to(outside.parent)
    destroy([folder / "link"], gone := Gone())
    destroy_tree(folder, gone, [], lambda _: None)
    assert not folder.exists()
    assert outside.read_bytes() == SECRET
    assert gone.left == []


def test_sealed_files_are_removed_and_all_else_is_overwritten(tmp_path: Path) -> None:
    blob, row = secret_at(tmp_path / "d" / "blobs" / "b"), secret_at(tmp_path / "d" / "rows")
    (tmp_path / "blob").hardlink_to(blob)
    (tmp_path / "row").hardlink_to(row)
    os.mkfifo(tmp_path / "d" / "pipe")
    seen: list[int] = []
    destroy_tree(tmp_path / "d", Gone(), [blob.parent], seen.append)
    assert (tmp_path / "blob").read_bytes() == SECRET
    assert b"secret" not in (tmp_path / "row").read_bytes()
    assert seen == [1, 2, 3]


def test_what_is_gone_already_is_no_failure(tmp_path: Path) -> None:
    gone = Gone()
    destroy([tmp_path / "nothing"], gone)
    destroy_tree(tmp_path / "nowhere", gone, [], lambda _: None)
    assert gone == Gone()


def test_what_cannot_be_removed_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    gone = Gone()
    for name in ("first", "second"):
        secret_at(tmp_path / "data" / name)
    # Of this process's own folder in /proc nothing can be removed, whoever asks.
    destroy([Path("/proc/self/limits"), tmp_path / "data" / "first"], gone)
    assert [name for name, _ in gone.left] == ["limits"]
    assert not (tmp_path / "data" / "first").exists()


def test_files_are_counted(tmp_path: Path) -> None:
    secret_at(tmp_path / "a" / "b")
    secret_at(tmp_path / "c")
    assert measure([tmp_path, tmp_path / "nowhere"]) == (2, 2 * len(SECRET))


def test_an_intent_is_written_in_place_and_taken_back(tmp_path: Path) -> None:
    file = IntentFile(tmp_path / "intent")
    assert file.prepare()
    before = file.path.stat()
    assert file.read() is None
    assert file.write(INTENT)
    assert file.read() == INTENT
    assert file.clear()
    assert file.read() is None
    assert (file.path.stat().st_ino, file.path.stat().st_size) == (before.st_ino, INTENT_BYTES)
    assert file.path.read_bytes() == bytes(INTENT_BYTES)


def test_an_intent_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    file = IntentFile(tmp_path / "missing" / "intent")
    assert not file.prepare()
    assert not file.write(INTENT)
    assert not file.clear()
    with file.alone():
        assert file.read() is None


def test_the_medium_is_known_or_taken_for_the_worse() -> None:
    assert Medium.under(Path("/dev/shm")).codes[:1] != ["disk-plain"]
    assert Medium(
        "", in_memory=False, copies=True, encrypted=False, flash=None, swap=True
    ).codes == [
        "disk-copies",
        "disk-flash",
        "swap",
    ]
    assert Medium(
        "ext4", in_memory=False, copies=False, encrypted=True, flash=False, swap=False
    ).codes == ["disk-encrypted"]


def test_an_intent_that_names_too_much_is_told_and_not_torn(tmp_path: Path) -> None:
    file = IntentFile(tmp_path / "intent")
    assert file.prepare()
    long = Intent("backups", "d" * 32, "h" * 64, backups=("/x" * INTENT_BYTES,), seed=bytes(32))
    assert not file.write(long)
    assert file.read() is None
