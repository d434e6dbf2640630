"""One suite for every store behind `Blobs`, and what only a folder can be asked."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import obstore
import pytest
from obstore.store import MemoryStore

from appliance.adapters.blobs import Blobs
from appliance.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)

CONTENT = bytes(range(256)) * 40


@pytest.fixture(params=["folder", "memory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "memory":
        return Blobs(MemoryStore())
    return Blobs.in_folder(tmp_path / "blobs")


async def pieces(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def read(blobs: Blobs, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([piece async for piece in await blobs.get(key, start, end)])


async def test_what_was_put_is_read_back(blobs: Blobs) -> None:
    await blobs.put("aa/one", CONTENT)
    assert await read(blobs, "aa/one") == CONTENT
    assert await blobs.size("aa/one") == len(CONTENT)
    assert await blobs.sizes() == {"aa/one": len(CONTENT)}


async def test_several_objects_are_put_together(blobs: Blobs) -> None:
    await blobs.put_many([("aa/one", b"1"), ("bb/two", b"22")])
    assert await blobs.sizes() == {"aa/one": 1, "bb/two": 2}


async def test_a_stream_of_pieces_becomes_one_object(blobs: Blobs) -> None:
    await blobs.put_stream("aa/one", pieces(CONTENT))
    assert await blobs.read("aa/one") == CONTENT


async def test_a_stream_that_breaks_leaves_nothing(blobs: Blobs) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 6_000_000
        raise ValueError("the sender went away")

    with pytest.raises(ValueError, match="went away"):
        await blobs.put_stream("aa/one", broken())
    assert await blobs.sizes() == {}


async def test_an_abandoned_object_is_never_seen(blobs: Blobs) -> None:
    writer = blobs.writer("aa/one")
    await writer.write(b"x" * 3_000_000)
    writer.abandon()
    assert await blobs.sizes() == {}
    for late in (writer.write(b"x"), writer.finish()):
        with pytest.raises(UnavailableError):
            await late


async def test_an_object_is_seen_only_once_it_is_finished(blobs: Blobs) -> None:
    writer = blobs.writer("aa/one")
    for _ in range(5):
        await writer.write(b"x" * 700_000)
        assert await blobs.sizes() == {}
    await writer.finish()
    assert await blobs.sizes() == {"aa/one": 3_500_000}


@pytest.mark.parametrize(("start", "end"), [(0, 1), (5, 9), (100, 10240), (100, None), (0, 99999)])
async def test_a_range_is_read(blobs: Blobs, start: int, end: int | None) -> None:
    await blobs.put("aa/one", CONTENT)
    assert await read(blobs, "aa/one", start, end) == CONTENT[start:end]


@pytest.mark.parametrize(("start", "end"), [(10240, None), (10240, 10241), (7, 7), (9, 3)])
async def test_a_range_outside_the_object_is_refused(
    blobs: Blobs, start: int, end: int | None
) -> None:
    await blobs.put("aa/one", CONTENT)
    with pytest.raises(InvalidInputError):
        await read(blobs, "aa/one", start, end)


async def test_a_key_is_written_once(blobs: Blobs) -> None:
    await blobs.put("aa/one", b"first")
    with pytest.raises(ConflictError):
        await blobs.put("aa/one", b"second")
    assert await blobs.read("aa/one") == b"first"


async def test_a_missing_object_is_not_found(blobs: Blobs) -> None:
    with pytest.raises(NotFoundError):
        await blobs.get("aa/none")
    with pytest.raises(NotFoundError):
        await blobs.size("aa/none")


async def test_deleting_twice_is_fine(blobs: Blobs) -> None:
    await blobs.put("aa/one", b"1")
    await blobs.delete("aa/one")
    await blobs.delete("aa/one")
    assert await blobs.sizes() == {}


@pytest.mark.parametrize(
    "key",
    ["../x", "/x", "a//b", "a/../b", "", ".", "A", "a\0b", "a/é", "a#1"],
)
async def test_a_key_that_could_leave_the_store_is_refused(blobs: Blobs, key: str) -> None:
    with pytest.raises(InvalidInputError):
        await blobs.put(key, b"1")
    with pytest.raises(InvalidInputError):
        await blobs.get(key)


async def test_an_object_is_adopted_and_the_source_keeps_its_own(
    blobs: Blobs, tmp_path: Path
) -> None:
    source = Blobs.in_folder(tmp_path / "source")
    await source.put("aa/one", CONTENT)
    await blobs.adopt(source, "aa/one", "bb/two")
    await source.delete("aa/one")
    assert await blobs.read("bb/two") == CONTENT


async def test_adopting_what_is_missing_is_not_found(blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        await blobs.adopt(Blobs.in_folder(tmp_path / "source"), "aa/one", "bb/two")


async def test_a_put_returns_only_after_file_and_every_new_folder_are_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = Blobs.in_folder(tmp_path / "blobs")
    steps: list[str] = []
    put, fsync = obstore.put, os.fsync

    def seen_put(*args: object, **options: object) -> object:
        result = put(*args, **options)  # type: ignore[arg-type]
        steps.append("put")
        return result

    def seen_fsync(descriptor: int) -> None:
        fsync(descriptor)
        steps.append(str(Path(f"/proc/self/fd/{descriptor}").readlink().relative_to(tmp_path)))

    monkeypatch.setattr(obstore, "put", seen_put)
    monkeypatch.setattr(os, "fsync", seen_fsync)
    await blobs.put("aa/bb/one", b"1")
    assert steps[:2] == ["put", "blobs/aa/bb/one"]
    assert sorted(steps[2:]) == ["blobs", "blobs/aa", "blobs/aa/bb"]
    steps.clear()
    await blobs.put("aa/bb/two", b"2")
    assert steps == ["put", "blobs/aa/bb/two", "blobs/aa/bb"]


async def test_a_put_fails_when_the_disk_refuses_the_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = Blobs.in_folder(tmp_path / "blobs")

    def refuse(_descriptor: int) -> None:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(UnavailableError):
        await blobs.put("aa/one", b"1")


async def test_files_and_folders_are_closed_to_others_and_tell_no_time(tmp_path: Path) -> None:
    blobs = Blobs.in_folder(tmp_path / "blobs")
    await blobs.put("aa/one", b"1")
    assert (tmp_path / "blobs/aa").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "blobs/aa/one").stat().st_mode & 0o777 == 0o600
    for name in ("blobs/aa/one", "blobs/aa", "blobs"):
        assert (tmp_path / name).stat().st_mtime == 0
    await blobs.delete("aa/one")
    assert (tmp_path / "blobs/aa").stat().st_mtime == 0


async def test_staging_files_of_a_killed_process_are_swept(tmp_path: Path) -> None:
    blobs = Blobs.in_folder(tmp_path / "blobs")
    await blobs.put("aa/one", b"1")
    (tmp_path / "blobs/aa/two#1").write_bytes(b"half")
    assert await blobs.sweep_staged() == 1
    assert [path.name for path in (tmp_path / "blobs/aa").iterdir()] == ["one"]
