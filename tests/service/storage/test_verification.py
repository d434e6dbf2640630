"""Whatever is altered, removed or added is found and named."""

import asyncio
import hashlib
import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from appliance.core.tickets import Ticket
from tests.service.storage.box import Box, event, grant, random_age_file, report, sealed

CASE = "7" * 32


@dataclass
class Filled:
    """A box in which a little of everything has happened."""

    box: Box
    case: str
    message: Ticket
    evidence: Ticket
    grant: str

    def change(self, statement: str, *values: Any) -> None:
        """Alter the vault's database behind the service's back."""
        path = self.box.folder.vault / "storage.db"
        with sqlite3.connect(path, timeout=10) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            assert connection.execute(statement, values).rowcount > 0
        connection.close()

    def value(self, query: str, *values: Any) -> Any:
        path = self.box.folder.vault / "storage.db"
        with sqlite3.connect(path, timeout=10) as connection:
            found = connection.execute(query, values).fetchone()[0]
        connection.close()
        return found

    def object_files(self, blob: str) -> list[Path]:
        path = self.box.folder.vault / "storage.db"
        with sqlite3.connect(path, timeout=10) as connection:
            rows = connection.execute("SELECT key FROM objects WHERE blob = ?", [blob]).fetchall()
        connection.close()
        return [self.box.folder.blobs / key for (key,) in rows]


async def fill(box: Box) -> Filled:
    sent = report()
    await box.send(sent)
    message = box.ticket("put", case=sent.case, kind="message", compartment="thread")
    await box.put(message, sealed(b"hello"))
    evidence = box.ticket("upload", case=sent.case)
    await box.upload(evidence, random_age_file(200_000), 80_000)
    granted, wrap = grant(sent.case)
    async with box.client("coordination") as coordination:
        await coordination.append_events([granted, event("case_taken", case=sent.case)], [wrap])
    async with box.client("agent") as agent:
        await agent.append_events([event("directory", actor="agent")])
        await agent.json("POST", "/log/publish", {})
        await agent.append_events([event("opened", actor="agent")])
        await agent.log_head()
    assert await box.verify() == []
    return Filled(box, sent.case, message, evidence, wrap.id)


@pytest.fixture(scope="module")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Fill a box once; every test alters a copy of its data."""

    async def run() -> Filled:
        async with Box.at(tmp_path_factory.mktemp("filled") / "data").running() as box:
            return await fill(box)

    return asyncio.run(run())


@pytest.fixture
async def filled(filled_once: Filled, tmp_path: Path) -> AsyncIterator[Filled]:
    shutil.copytree(
        filled_once.box.folder.root,
        tmp_path / "data",
        ignore=shutil.ignore_patterns("*.sock"),
    )
    box = Box.on(tmp_path / "data")
    async with box.running():
        yield replace(filled_once, box=box)


def flipped(content: bytes, at: int = -1) -> bytes:
    changed = bytearray(content)
    changed[at] ^= 1
    return bytes(changed)


def named(problems: list[dict[str, Any]], **members: Any) -> bool:
    """Whether one problem has these members."""
    return any(members.items() <= each.items() for each in problems)


async def test_one_changed_byte_in_any_object_is_named(filled: Filled) -> None:
    for ticket in (filled.message, filled.evidence):
        for path in filled.object_files(ticket.blob):
            content = path.read_bytes()
            for at in (0, len(content) // 2, -1):
                path.write_bytes(flipped(content, at))
                problems = await filled.box.verify()
                assert [(each["kind"], each["item"]) for each in problems] == [
                    ("blob", ticket.blob)
                ]
            path.write_bytes(content)
    assert await filled.box.verify() == []


async def test_a_missing_shortened_or_lengthened_object_is_named(filled: Filled) -> None:
    [path] = filled.object_files(filled.message.blob)
    content = path.read_bytes()
    for change in (content[:-1], content + b"x", b""):
        path.write_bytes(change)
        assert named(await filled.box.verify(), kind="blob", item=filled.message.blob)
    path.unlink()
    assert named(await filled.box.verify(), kind="blob", item=filled.message.blob)


async def test_an_object_that_nobody_stored_is_named(filled: Filled) -> None:
    extra = filled.box.folder.blobs / "00" / ("0" * 32)
    extra.parent.mkdir(exist_ok=True)
    extra.write_bytes(b"planted")
    assert await filled.box.verify() == [
        {"kind": "object", "item": f"00/{'0' * 32}", "what": "this object belongs to no blob"}
    ]


@pytest.mark.parametrize("index", [0, 1, 4, 6, 7, 8, 12, 16])
async def test_one_changed_byte_in_any_leaf_is_named(filled: Filled, index: int) -> None:
    entry = filled.value("SELECT entry FROM leaves WHERE idx = ?", index)
    filled.change("UPDATE leaves SET entry = ? WHERE idx = ?", flipped(entry), index)
    assert named(await filled.box.verify(), kind="leaf", index=index)


async def test_a_changed_leaf_hash_is_named(filled: Filled) -> None:
    found = filled.value("SELECT hash FROM leaves WHERE idx = 3")
    filled.change("UPDATE leaves SET hash = ? WHERE idx = 3", flipped(found))
    assert named(await filled.box.verify(), kind="leaf", index=3)


async def test_a_leaf_rewritten_with_its_hash_and_event_differs_from_what_was_signed(
    filled: Filled,
) -> None:
    """Who rewrites row, leaf and hash alike is caught by MAC, tile and checkpoint."""
    body = filled.value("SELECT body FROM events WHERE idx = 3")
    body = body.replace(b"2026-03-02", b"2026-03-03")
    salt = filled.value("SELECT salt FROM events WHERE idx = 3")
    entry = b"safehold/leaf/case/v1\n" + hashlib.sha256(salt + body).digest()
    filled.change("UPDATE events SET body = ? WHERE idx = 3", body)
    filled.change("UPDATE blobs SET day = '2026-03-03' WHERE idx = 3")
    filled.change(
        "UPDATE leaves SET entry = ?, hash = ? WHERE idx = 3",
        entry,
        hashlib.sha256(b"\0" + entry).digest(),
    )
    problems = await filled.box.verify()
    assert {each["kind"] for each in problems} == {"leaf", "tile", "checkpoint"}


@pytest.mark.parametrize(
    ("table", "column", "index"),
    [
        ("events", "body", 0),
        ("events", "body", 3),
        ("events", "body", 7),
        ("events", "salt", 3),
        ("events", "id", 3),
        ("events", "name", 5),
        ("events", "case_id", 3),
        ("blobs", "blob", 3),
        ("blobs", "case_id", 3),
        ("blobs", "compartment", 3),
        ("blobs", "kind", 4),
        ("blobs", "sha256", 4),
        ("blobs", "day", 4),
        ("blobs", "actor", 4),
        ("wraps", "sealed", 0),
        ("wraps", "sealed", 5),
        ("wraps", "id", 5),
        ("wraps", "case_id", 5),
        ("wraps", "compartment", 5),
        ("wraps", "recipient", 5),
        ("wraps", "grant_id", 5),
    ],
)
async def test_one_changed_byte_in_any_row_is_named_with_its_leaf(
    filled: Filled, table: str, column: str, index: int
) -> None:
    found = filled.value(f"SELECT {column} FROM {table} WHERE idx = ?", index)
    changed = flipped(found) if isinstance(found, bytes) else flipped(found.encode()).decode()
    filled.change(f"UPDATE {table} SET {column} = ? WHERE idx = ?", changed, index)
    assert named(await filled.box.verify(), index=index)


@pytest.mark.parametrize(
    ("table", "column", "index"),
    [("blobs", "size", 4), ("wraps", "generation", 5), ("wraps", "epoch", 5)],
)
async def test_a_changed_number_in_a_row_is_named(
    filled: Filled, table: str, column: str, index: int
) -> None:
    filled.change(f"UPDATE {table} SET {column} = {column} + 1 WHERE idx = ?", index)
    assert named(await filled.box.verify(), index=index)


@pytest.mark.parametrize("column", ["size", "position", "key"])
async def test_a_changed_object_row_is_named_with_its_blob(filled: Filled, column: str) -> None:
    value = "'ff/none'" if column == "key" else f"{column} + 5"
    filled.change(
        f"UPDATE objects SET {column} = {value} WHERE blob = ? AND position = 0",
        filled.evidence.blob,
    )
    assert named(await filled.box.verify(), kind="blob", item=filled.evidence.blob)


@pytest.mark.parametrize(
    ("statement", "kind", "index"),
    [
        ("DELETE FROM events WHERE idx = 6", "event", 6),
        ("DELETE FROM events WHERE idx = 3", "event", 3),
        ("DELETE FROM events WHERE idx = 7", "event", 7),
        ("DELETE FROM blobs WHERE idx = 3", "blob", 3),
        ("DELETE FROM wraps WHERE idx = 0", "wrap", 0),
        ("DELETE FROM wraps WHERE idx = 5", "wrap", 5),
        ("DELETE FROM leaves WHERE idx = 2", "leaf", 2),
        ("DELETE FROM leaves WHERE idx = 9", "leaf", 9),
        ("UPDATE blobs SET idx = 1000 WHERE idx = 3", "blob", 1000),
        ("UPDATE wraps SET idx = 6 WHERE idx = 5", "wrap", 6),
    ],
)
async def test_a_removed_row_is_named(
    filled: Filled, statement: str, kind: str, index: int
) -> None:
    filled.change(statement)
    assert named(await filled.box.verify(), kind=kind, index=index)


async def test_a_cut_off_tail_is_named(filled: Filled) -> None:
    filled.change("DELETE FROM events WHERE idx >= 16")
    filled.change("DELETE FROM leaves WHERE idx >= 16")
    problems = await filled.box.verify()
    assert named(problems, kind="checkpoint", index=16)


async def test_a_tail_cut_off_together_with_its_checkpoint_row_is_named(filled: Filled) -> None:
    filled.change("DELETE FROM events WHERE idx >= 16")
    filled.change("DELETE FROM leaves WHERE idx >= 16")
    filled.change("DELETE FROM checkpoints WHERE size > 16")
    assert named(await filled.box.verify(), kind="checkpoint", item="checkpoint")


async def test_a_forged_checkpoint_is_named(filled: Filled) -> None:
    note = filled.value("SELECT note FROM checkpoints WHERE size = 16")
    filled.change("UPDATE checkpoints SET note = ? WHERE size = 16", note.replace("16\n", "15\n"))
    assert named(await filled.box.verify(), kind="checkpoint", item="16")


@pytest.mark.parametrize("pattern", ["tile/0/**/*", "tile/entries/**/*"])
async def test_a_changed_or_missing_tile_is_named(filled: Filled, pattern: str) -> None:
    log = filled.box.folder.log
    [path] = [each for each in log.glob(pattern) if each.name == "17"]
    name = str(path.relative_to(log))
    content = path.read_bytes()
    path.write_bytes(flipped(content))
    assert named(await filled.box.verify(), kind="tile", item=name)
    path.unlink()
    assert named(await filled.box.verify(), kind="tile", item=name)


async def test_a_changed_checkpoint_file_is_named(filled: Filled) -> None:
    path = filled.box.folder.log / "checkpoint"
    path.write_bytes(flipped(path.read_bytes()))
    assert named(await filled.box.verify(), kind="checkpoint", item="checkpoint")


async def test_progress_ends_where_it_said(filled: Filled) -> None:
    async with filled.box.client("agent") as agent:
        lines = [line async for line in agent.verify_log()]
    progress = [line["progress"] for line in lines if "progress" in line]
    assert progress[0]["done"] == 0
    assert progress[-1]["done"] == progress[-1]["total"] == 17 + 4
    assert lines[-1] == {"result": {"leaves": 17, "blobs": 4, "problems": 0}}


async def test_a_log_with_more_than_one_full_tile_is_checked_whole(box: Box) -> None:
    async with box.client("coordination") as coordination:
        for _ in range(4):
            await coordination.append_events([event("case_taken", case=CASE) for _ in range(150)])
    async with box.client("agent") as agent:
        assert (await agent.log_head()).size == 600
    assert await box.verify() == []
    full = box.folder.log / "tile/0/001"
    full.write_bytes(flipped(full.read_bytes()))
    assert await box.verify() == [
        {"kind": "tile", "item": "tile/0/001", "what": "this tile is missing or changed"}
    ]
