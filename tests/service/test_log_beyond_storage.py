"""`log verify` finds what was altered in the signed files and in coordination's rows too."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.agent.contract import VerifyProblem, VerifyResult
from appliance.core.canonical import canonical
from appliance.errors import IntegrityError
from tests.professional import DEPLOYMENT
from tests.service.coordination_at_work import CoordinationAtWork, Team, team_of
from tests.service.running_box import RunningBox, free_ports
from tests.serving import short_folder
from tests.survivor import Survivor

STATE_FILES = [
    ("directory.1.json", "directory"),
    ("directory.json", "directory"),
    ("staff.json", "staff"),
    ("deployment.json", "deployment"),
]
# Every column that an event commits to, with the kind under which a changed byte is named.
COLUMNS = {
    ("cases", "case"): ("day", "language", "form_id", "form_version", "directory", "sealed_by",
                        "urgent_care", "arrival"),
    ("consents", "statement"): ("case", "recipient", "compartments", "expires", "hash",
                                "statement", "withdrawn"),
    ("grants", "statement"): ("compartment", "generation", "recipient", "signer", "consent",
                              "duty", "expires", "renews", "wrap_hash", "statement"),
    ("referrals", "statement"): ("recipient", "signer", "statement"),
    ("referral_statuses", "statement"): ("statement",),
}  # fmt: skip


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBox]:
    found = RunningBox(tmp_path_factory.mktemp("box"), free_ports())
    found.start()
    found.set_up()
    yield found
    found.stop()


@pytest.fixture
async def team() -> AsyncIterator[Team]:
    with short_folder() as root:
        at_work = CoordinationAtWork(root)
        async with at_work.storage_running(), at_work.running():
            yield await team_of(at_work)


def found_in(box: RunningBox) -> list[tuple[str, str | None]]:
    with box.client() as client:
        *lines, result = client.verify_log()
    problems = [each for each in lines if isinstance(each, VerifyProblem)]
    assert isinstance(result, VerifyResult)
    assert result.problems == len(problems)
    return [(each.kind, each.item) for each in problems]


def with_one_byte_changed(content: bytes) -> bytes:
    """Change a digit or letter in the middle, so that it stays readable text."""
    at = next(at for at in range(len(content) // 2, len(content)) if content[at : at + 1].isalnum())
    other = b"b" if content[at : at + 1] == b"a" else b"a"
    return content[:at] + other + content[at + 1 :]


def test_an_unaltered_deployment_has_no_problems(box: RunningBox) -> None:
    assert found_in(box) == []


@pytest.mark.parametrize(("name", "kind"), STATE_FILES)
def test_one_changed_byte_in_a_signed_file_is_found_and_named(
    box: RunningBox, name: str, kind: str
) -> None:
    path = box.data / "state" / name
    content = path.read_bytes()
    path.write_bytes(with_one_byte_changed(content))
    try:
        assert (kind, name) in found_in(box)
    finally:
        path.write_bytes(content)


@pytest.mark.parametrize("change", [{"name": "Another"}, {"training": True}, {"id": "f" * 32}])
def test_a_record_of_the_deployment_that_can_be_read_but_is_another_one_is_named(
    box: RunningBox, change: dict[str, Any]
) -> None:
    path = box.data / "state" / "deployment.json"
    content = path.read_bytes()
    path.write_bytes(canonical(json.loads(content) | change))
    try:
        assert found_in(box) == [("deployment", path.name)]
    finally:
        path.write_bytes(content)


def test_a_version_of_the_directory_that_is_gone_or_was_added_is_named(box: RunningBox) -> None:
    path, other = (box.data / "state" / f"directory.{each}.json" for each in (1, 7))
    path.rename(other)
    try:
        problems = found_in(box)
    finally:
        other.rename(path)
    assert problems == [("directory", path.name), ("directory", other.name)]


def test_the_command_names_the_file_in_words_and_says_so_by_its_exit_code(box: RunningBox) -> None:
    path = box.data / "state" / "staff.json"
    content = path.read_bytes()
    path.write_bytes(with_one_byte_changed(content))
    try:
        done = box.run("log", "verify")
    finally:
        path.write_bytes(content)
    assert done.returncode == IntegrityError.exit_code
    assert "staff directory: this file is not what its leaf states staff.json" in done.stdout


def test_somebody_whose_role_was_altered_or_who_was_removed_is_named(box: RunningBox) -> None:
    name = box.root / "name"
    name.write_text("Somebody Made Up\n")
    options = ["--role", "doctor", "--organisation", "Clinic", "--name-file", str(name)]
    person = box.json("invite", *options, *box.operator)["person"]
    assert found_in(box) == []
    path = box.data / "vault" / "coordination.db"
    for altered in ("role = 'lawyer'", "organisation = 'x'", "person = 'x'"):
        role, organisation = one(path, "SELECT role, organisation FROM people")
        change(path, f"UPDATE people SET {altered}")
        assert ("person", person) in found_in(box)
        change(path, "UPDATE people SET person = ?, role = ?, organisation = ?",
               person, role, organisation)  # fmt: skip
    assert found_in(box) == []


def one(path: Path, query: str, *values: Any) -> Any:
    with sqlite3.connect(path, timeout=10) as connection:
        found = connection.execute(query, values).fetchone()
    connection.close()
    return found


def change(path: Path, query: str, *values: Any) -> None:
    """Alter a database behind the service's back."""
    with sqlite3.connect(path, timeout=10) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        assert connection.execute(query, values).rowcount == 1
    connection.close()


async def worked(team: Team) -> Survivor:
    """Let a report be taken, referred, accepted, and its consent be withdrawn."""
    at_work, manager, doctor = team.at_work, team.manager, team.doctor
    survivor = await at_work.report(manager)
    assert (await at_work.take(manager, survivor)).status_code == 201
    consent = await at_work.consent(survivor, doctor.key, "account", who=manager)
    body = manager.referral(consent, 5)
    path = f"/cases/{survivor.case}/referrals"
    assert (await at_work.post(path, body, manager)).status_code == 201
    referral = body["statement"]["referral"]
    said = doctor.sign(
        survivor.case, 1, type="referral_status", referral=referral, status="accepted"
    )
    assert (await at_work.post(f"{path}/{referral}/status", said, doctor)).status_code == 201
    await at_work.state("consent_withdrawn", survivor.withdrawal(consent["consent"], 2))
    database = at_work.folder.vault / "coordination.db"
    while one(database, "SELECT withdrawn FROM consents")[0] is None:
        await problems(team)  # a change while coordination follows would be one more writer
    return survivor


async def problems(team: Team) -> list[dict[str, Any]]:
    answer = await team.at_work.agent(f"/log/verify?deployment={DEPLOYMENT}", {})
    lines = [json.loads(each) for each in answer.text.splitlines()]
    return [each["problem"] for each in lines if "problem" in each]


async def test_one_changed_byte_in_a_row_that_an_event_commits_to_is_found_and_named(
    team: Team,
) -> None:
    await worked(team)
    path = team.at_work.folder.vault / "coordination.db"
    assert await problems(team) == []
    for (table, kind), columns in COLUMNS.items():
        for column in columns:
            await altered_is_named(team, path, table, column, kind)
    assert await problems(team) == []


def altered(value: Any) -> Any:
    """Return another value of the same type."""
    if isinstance(value, int):
        return value + 1
    return with_one_byte_changed(value.encode()).decode() if value is not None else "x"


async def altered_is_named(team: Team, path: Path, table: str, column: str, kind: str) -> None:
    row, value = one(
        path, f'SELECT rowid, "{column}" FROM "{table}" ORDER BY "{column}" IS NULL LIMIT 1'
    )
    update = f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?'
    change(path, update, altered(value), row)
    assert kind in {each["kind"] for each in await problems(team)}, (table, column)
    change(path, update, value, row)


async def test_what_the_bus_passes_over_is_expected_nowhere(team: Team) -> None:
    """A part that was taken over may state things about cases that nobody knows."""
    survivor = await worked(team)
    unknown = survivor.another()
    consent = unknown.consent(seq=1, compartments=["account"], recipient=team.doctor.key)
    await team.at_work.state("consent_given", consent)
    await team.at_work.state("consent_withdrawn", unknown.withdrawal(consent["consent"], 2))
    await team.at_work.state("consent_withdrawn", survivor.withdrawal("e" * 32, 3))
    assert await problems(team) == []


async def test_a_row_that_was_removed_or_added_is_named(team: Team) -> None:
    survivor = await worked(team)
    path = team.at_work.folder.vault / "coordination.db"
    change(path, 'UPDATE grants SET "grant" = ? WHERE compartment = ?', "f" * 32, "contact")
    found = {(each["kind"], each["what"]) for each in await problems(team)}
    assert ("statement", "the row of this event is missing") in found
    assert ("statement", "no event states this row") in found
    change(path, 'UPDATE cases SET "case" = ?', "f" * 32)
    named = {each["item"] for each in await problems(team) if each["kind"] == "case"}
    assert named == {survivor.case, "f" * 32}
