"""The follower of system calls finds every way in which a reply can come too early."""

from pathlib import Path

import pytest

from tests.durability.trace import RepliedTooEarlyError, expect_durable, read_trace, reply_line

WRITE = '7 pwrite64(5</d/x.db-wal>, "", 4096, 0) = 4096'
SYNC = "7 fdatasync(5</d/x.db-wal>) = 0"
REPLY = '7 sendto(9<socket:[1]>, "HTTP/1.1 201 Created", 20, 0, NULL, 0) = 20'
OBJECT = '8 write(6</d/blobs/key#1>, "", 100) = 100'
NAMED = '8 rename("/d/blobs/key#1", "/d/blobs/key") = 0'
OBJECT_SYNC = "8 fsync(6</d/blobs/key>) = 0"
FOLDER_SYNC = "8 fsync(7</d/blobs>) = 0"


def check(tmp_path: Path, *lines: str) -> set[str]:
    output = tmp_path / "trace"
    output.write_text("\n".join(lines) + "\n")
    calls = read_trace(output)
    return expect_durable(calls, Path("/d"), reply_line(calls, 201))


def test_write_sync_reply_is_durable(tmp_path: Path) -> None:
    assert check(tmp_path, WRITE, SYNC, REPLY) == {"/d/x.db-wal"}


def test_an_object_is_durable_with_its_folder(tmp_path: Path) -> None:
    found = check(tmp_path, OBJECT, NAMED, OBJECT_SYNC, FOLDER_SYNC, REPLY)
    assert found == {"/d/blobs/key"}


@pytest.mark.parametrize(
    "lines",
    [
        (WRITE, REPLY),
        (WRITE, REPLY, SYNC),
        (SYNC, WRITE, REPLY),
        (WRITE, SYNC, WRITE, REPLY),
        (WRITE, SYNC.replace("= 0", "= -1 EIO (Input/output error)"), REPLY),
        (WRITE, SYNC.replace("= 0", "= 0 (INJECTED)"), REPLY),
        (
            WRITE,
            "8 fdatasync(5</d/x.db-wal> <unfinished ...>",
            REPLY,
            "8 <... fdatasync resumed>) = 0",
        ),
        (OBJECT, NAMED, OBJECT_SYNC, REPLY),
        (OBJECT, NAMED, FOLDER_SYNC, REPLY),
        (OBJECT, FOLDER_SYNC, NAMED, OBJECT_SYNC, REPLY),
        (REPLY,),
    ],
)
def test_a_reply_that_comes_too_early_is_found(tmp_path: Path, lines: tuple[str, ...]) -> None:
    with pytest.raises(RepliedTooEarlyError):
        check(tmp_path, *lines)
