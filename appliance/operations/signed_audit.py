"""Holding the signed files on STATE against the leaves that name them; nothing is repaired."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.core import succession
from appliance.core.directory import open_directory
from appliance.core.staff import open_staff
from appliance.errors import ApplianceError
from appliance.operations import events
from appliance.operations.box import Box
from appliance.operations.records import read_deployment

PAGE = 500
VERSION = re.compile(r"directory\.([1-9][0-9]*)\.json", re.ASCII)

Problem = dict[str, Any]


@dataclass(slots=True)
class Stated:
    """What governance leaves say of the files; of each the leaf's index and what it says.

    `unstated`: a daily renewal of an earlier Safehold came later; its leaf is silent on the
    staff directory that it brought.
    """

    setup: tuple[int, Mapping[str, Any]] | None = None
    directories: dict[str, tuple[int, str]] = field(default_factory=dict)
    newest: tuple[int, str] | None = None
    staff: tuple[int, Mapping[str, Any]] | None = None
    unstated: bool = False
    successions: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)

    def take(self, event: Mapping[str, Any]) -> None:
        """Note what one event says."""
        index, details = event["index"], event.get("details", {})
        if event["event"] == "setup":
            self.setup = index, details
        if event["event"] == "directory":
            self.newest = index, details["hash"]
            self.directories[f"directory.{details['version']}.json"] = self.newest
        if event["event"] == succession.EVENT and succession.MEMBER in details:
            self.successions.append((index, details[succession.MEMBER]))
        if isinstance(details.get("staff"), Mapping):
            self.staff, self.unstated = (index, details["staff"]), False
        elif event["event"] == "directory" and event["actor"] == events.AGENT and self.staff:
            self.unstated = True


@dataclass(frozen=True, slots=True)
class Found:
    """What the check found.

    Args:
        problems: with the deployment's record and the signed directories.
        deployment: its id as the leaf of the set-up states it.
    """

    problems: list[Problem]
    deployment: str | None


async def run(box: Box) -> Found:
    """Hold the deployment's record and the signed directories against the log."""
    async with box.changing:  # a version is in its leaf a moment before it is a file
        size = (await box.storage.state()).log_size
        files = {
            path.name: path.read_bytes()
            for path in box.folder.state.glob("*.json")
            if path.name in {"directory.json", "staff.json"} or VERSION.fullmatch(path.name)
        }
    stated = await _stated(box, size)
    hashes = {name: events.hash_of(content) for name, content in files.items()}
    problems = [
        *_directories(stated, hashes),
        *staff_problems(stated, files.get("staff.json", b"")),
        *_deployment(box, stated),
        *_successions(stated),
    ]
    return Found(problems, stated.setup and stated.setup[1]["deployment"])


async def _stated(box: Box, size: int) -> Stated:
    found, after = Stated(), -1
    while True:
        page = await box.storage.events(after, PAGE)
        for event in page.events:
            if event["index"] < size:
                found.take(event)
        if page.next == after:
            return found
        after = page.next


def _directories(stated: Stated, files: Mapping[str, str]) -> Iterator[Problem]:
    newest = {} if stated.newest is None else {"directory.json": stated.newest}
    for name, (index, expected) in {**stated.directories, **newest}.items():
        if name not in files:
            yield _problem("directory", "the file of this version is missing", name, index)
        elif files[name] != expected:
            yield _problem("directory", "this file is not what its leaf states", name, index)
    for name in sorted(files):
        if VERSION.fullmatch(name) and name not in stated.directories:
            yield _problem("directory", "no leaf states this version", name)


def staff_problems(stated: Stated, file: bytes) -> Iterator[Problem]:
    """Yield what is wrong with the staff directory.

    Args:
        stated: what the leaves say.
        file: its bytes, none where it is missing.
    """
    index, expected = stated.staff or (None, {})
    if stated.unstated:
        is_right = _follows(file, stated, expected)
    else:
        is_right = events.hash_of(file) == expected.get("hash")
    if not is_right:
        yield _problem("staff", "this file is not what its leaf states", "staff.json", index)


def _follows(file: bytes, stated: Stated, expected: Mapping[str, Any]) -> bool:
    """Tell whether the deployment signed a file, as a version after the one that a leaf states."""
    try:
        found = open_staff(file, str(stated.setup and stated.setup[1]["pin"]))
    except ApplianceError:
        return False
    return found.version > int(expected["version"])


def _deployment(box: Box, stated: Stated) -> Iterator[Problem]:
    """Hold the record against the leaf of the set-up, and against the directory it stands in."""
    index, details = stated.setup or (None, {})
    try:
        record = read_deployment(box.folder)
        directory = open_directory(box.folder.directory_file.read_bytes(), str(details.get("pin")))
    except (OSError, ApplianceError):
        yield _problem("deployment", "this record cannot be checked", "deployment.json", index)
        return
    kept = {"deployment": record.id, "pin": record.pin, "training": record.training}
    named = record.country, record.name, tuple(record.languages), dict(record.organisations)
    organisations = {each.id: each.name for each in directory.organisations}
    signed = directory.country, directory.name, directory.languages, organisations
    if kept != dict(details) or named != signed:
        what = "this record is not what the log and the key directory state"
        yield _problem("deployment", what, "deployment.json", index)


def _successions(stated: Stated) -> Iterator[Problem]:
    """Hold what begins a log after a restore against the pin."""
    pin = str(stated.setup and stated.setup[1]["pin"])
    for index, each in stated.successions:
        try:
            succession.open_succession(each, pin)
        except ApplianceError:
            what = "this succession of the log is not signed by the deployment"
            yield _problem("deployment", what, "succession", index)


def _problem(kind: str, what: str, item: str, index: int | None = None) -> Problem:
    found: Problem = {"item": item, "kind": kind, "what": what}
    return found if index is None else {**found, "index": index}
