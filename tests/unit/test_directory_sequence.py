"""Directory versions: without gaps, each once, whatever stops the agent in between."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters import files
from appliance.adapters.embedded_vault import VaultSecrets
from appliance.core.directory import hash_of_directory, open_directory
from appliance.core.staff import open_staff
from appliance.errors import (
    ApplianceError,
    ConflictError,
    SealedError,
    StorageFullError,
    TooManyTriesError,
    UnavailableError,
)
from appliance.operations import approve, disable, lock, publication, records, unlock
from tests.operator_desk import OPERATOR, Desk, PowerCutError


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "data")
    await found.set_up()
    return found


def organisations(desk: Desk) -> list[str]:
    """The one that takes part in intake first."""
    record = records.read_deployment(desk.box.folder)
    first = list(record.intake_organisations)
    return [*first, *(each for each in record.organisations if each not in first)]


def versions(desk: Desk) -> int:
    """Every kept version, checked: signed by the pin, each naming the one before."""
    pin = records.read_deployment(desk.box.folder).pin
    kept = sorted(
        desk.box.folder.state.glob("directory.*.json"),
        key=lambda each: int(each.name.split(".")[1]),
    )
    previous = None
    for number, path in enumerate(kept, 1):
        directory = open_directory(path.read_bytes(), pin)
        assert directory.version == number
        assert directory.previous == previous
        previous = hash_of_directory(path.read_bytes())
    assert kept[-1].read_bytes() == desk.box.folder.directory_file.read_bytes()
    logged = [each["details"]["version"] for each in desk.storage.named("directory")]
    assert logged == list(range(1, len(kept) + 1))
    return len(kept)


def keys_of(desk: Desk) -> VaultSecrets:
    return desk.box.held_keys()


async def reopen(desk: Desk, keys: VaultSecrets) -> None:
    """A new agent opens the box, as `unlock` does once it has the vault's secrets."""
    desk.restart().keys = keys
    desk.storage.is_open = True
    await unlock.settle(desk.box)


async def test_a_set_up_writes_version_1_and_logs_it_first(desk: Desk) -> None:
    names = [each["event"] for each in desk.storage.events.values()]
    assert names == ["setup", "directory", "person_approved"]
    assert versions(desk) == 1


async def test_a_set_up_happens_once(desk: Desk) -> None:
    with pytest.raises(ConflictError):
        await desk.set_up()


async def test_the_first_case_manager_brings_the_intake_key(desk: Desk) -> None:
    first = organisations(desk)[0]
    await desk.approve(desk.add_pending(first))
    assert versions(desk) == 2
    pin = records.read_deployment(desk.box.folder).pin
    directory = open_directory(desk.box.folder.directory_file.read_bytes(), pin)
    assert [holder for holder, _ in directory.intake_keys] == [first]


async def test_a_second_case_manager_changes_the_staff_only(desk: Desk) -> None:
    first = organisations(desk)[0]
    await desk.approve(desk.add_pending(first))
    await desk.approve(desk.add_pending(first))
    pin = records.read_deployment(desk.box.folder).pin
    assert versions(desk) == 2
    staff = open_staff(desk.box.folder.staff_file.read_bytes(), pin)
    assert len(staff.certificates) == 3
    assert staff.version == 3


async def test_an_organisation_without_intake_gets_no_intake_key(desk: Desk) -> None:
    await desk.approve(desk.add_pending(organisations(desk)[1]))
    assert versions(desk) == 1


async def test_an_approval_of_something_else_is_refused(desk: Desk) -> None:
    person = desk.add_pending(organisations(desk)[0])
    plan = await approve.plan(desk.box, person)
    desk.coordination.rows[person] |= {"role": "doctor"}
    approval = approve.Approval(plan.subject["key"], "AA", plan.hash, "0" * 32)
    with pytest.raises(ConflictError):
        await approve.run(desk.box, person, approval)
    assert versions(desk) == 1


async def test_a_sealed_agent_approves_nobody(desk: Desk) -> None:
    person = desk.add_pending(organisations(desk)[0])
    await lock.run(desk.box, "agent")
    with pytest.raises(SealedError):
        await approve.plan(desk.box, person)


Work = Callable[..., Any]
FILES = ["directory.2.json", "directory.json", "staff.json"]
STEPS = ["journal", "log", *FILES, "coordination", "end"]


def cut_at(monkeypatch: pytest.MonkeyPatch, desk: Desk, step: str) -> None:
    """Let the power fail just after one step."""

    def cut_after(function: Work, matches: Callable[..., bool]) -> Work:
        def wrapped(*arguments: Any, **named: Any) -> None:
            function(*arguments, **named)
            if matches(*arguments):
                raise PowerCutError

        return wrapped

    def cut_after_async(function: Work) -> Work:
        async def wrapped(*arguments: Any) -> None:
            await function(*arguments)
            raise PowerCutError

        return wrapped

    if step == "log":
        monkeypatch.setattr(
            desk.storage, "append_events", cut_after_async(desk.storage.append_events)
        )
    elif step == "coordination":
        monkeypatch.setattr(desk.coordination, "send", cut_after_async(desk.coordination.send))
    elif step == "end":
        monkeypatch.setattr(
            publication, "remove_durably", cut_after(files.remove_durably, lambda _: True)
        )
    else:
        name = publication.JOURNAL if step == "journal" else step
        monkeypatch.setattr(
            publication,
            "write_durably",
            cut_after(files.write_durably, lambda path, *_: path.name == name),
        )


@pytest.mark.parametrize("step", STEPS)
async def test_a_power_cut_after_any_step_is_finished_at_the_next_opening(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    person, keys = desk.add_pending(organisations(desk)[0]), keys_of(desk)
    with monkeypatch.context() as patch:
        cut_at(patch, desk, step)
        with pytest.raises(PowerCutError):
            await desk.approve(person)
    await reopen(desk, keys)
    assert versions(desk) == 2
    assert len(desk.storage.named("person_approved")) == 2
    assert desk.coordination.rows[person]["status"] == "active"
    assert not publication.is_interrupted(desk.box)


@pytest.mark.parametrize("step", STEPS)
async def test_what_follows_a_power_cut_takes_the_next_version(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    keys = keys_of(desk)
    with monkeypatch.context() as patch:
        cut_at(patch, desk, step)
        with pytest.raises(PowerCutError):
            await desk.approve(desk.add_pending(organisations(desk)[0]))
    await reopen(desk, keys)
    desk.clock.advance(timedelta(days=1))
    assert await unlock.renew_if_due(desk.box)
    assert versions(desk) == 3


async def test_a_coordination_that_is_down_is_told_later(desk: Desk) -> None:
    person, keys = desk.add_pending(organisations(desk)[0]), keys_of(desk)
    desk.coordination.refuse = UnavailableError
    with pytest.raises(UnavailableError):
        await desk.approve(person)
    desk.coordination.refuse = None
    await reopen(desk, keys)
    assert desk.coordination.rows[person]["status"] == "active"


async def test_a_coordination_that_refuses_does_not_block_the_next_change(desk: Desk) -> None:
    desk.coordination.refuse = ConflictError
    with pytest.raises(ConflictError):
        await desk.approve(desk.add_pending(organisations(desk)[0]))
    desk.coordination.refuse = None
    await desk.approve(desk.add_pending(organisations(desk)[0]))
    assert versions(desk) == 2


async def test_unchanged_content_is_signed_again_once_a_day(desk: Desk) -> None:
    assert not await unlock.renew_if_due(desk.box)
    for expected in (2, 3):
        desk.clock.advance(timedelta(days=1))
        assert await unlock.renew_if_due(desk.box)
        assert not await unlock.renew_if_due(desk.box)
        assert versions(desk) == expected


async def test_a_directory_of_a_clock_that_was_ahead_is_signed_again(desk: Desk) -> None:
    desk.clock.advance(timedelta(days=400))
    assert await unlock.renew_if_due(desk.box)
    desk.clock.set_to(desk.clock.now() - timedelta(days=400))
    assert await unlock.renew_if_due(desk.box)
    assert not await unlock.renew_if_due(desk.box)
    assert versions(desk) == 3


@pytest.mark.parametrize("error", [StorageFullError, ApplianceError, TooManyTriesError])
async def test_a_change_that_a_full_disk_or_a_fault_stopped_is_tried_again(
    desk: Desk, error: type[ApplianceError]
) -> None:
    person, keys = desk.add_pending(organisations(desk)[0]), keys_of(desk)
    desk.coordination.refuse = error
    with pytest.raises(error):
        await desk.approve(person)
    await reopen(desk, keys)  # opens all the same
    assert publication.is_interrupted(desk.box)
    assert desk.coordination.rows[person]["status"] == "pending"
    desk.coordination.refuse = None
    await unlock.finish_if_needed(desk.box)
    assert not publication.is_interrupted(desk.box)
    assert desk.coordination.rows[person]["status"] == "active"


async def test_a_journal_that_cannot_be_read_does_not_block_the_next_change(desk: Desk) -> None:
    (desk.box.folder.state / publication.JOURNAL).write_bytes(b"damaged")
    await desk.approve(desk.add_pending(organisations(desk)[0]))
    assert versions(desk) == 2


async def test_a_disabled_person_is_named_so_by_the_staff_directory(desk: Desk) -> None:
    person = desk.add_pending(organisations(desk)[0])
    await desk.approve(person)
    plan = await disable.plan(desk.box, person)
    await disable.run(desk.box, person, plan.hash, "0" * 32)
    pin = records.read_deployment(desk.box.folder).pin
    staff = open_staff(desk.box.folder.staff_file.read_bytes(), pin)
    assert [each.status for each in staff.certificates] == ["active", "disabled"]
    assert desk.storage.named("person_disabled")[0]["details"]["key"] == plan.subject["key"]


async def test_no_leaf_and_no_file_of_state_names_anybody(desk: Desk) -> None:
    await desk.approve(desk.add_pending(organisations(desk)[0]))
    written = json.dumps(list(desk.storage.events.values())).encode()
    written += b"".join(each.read_bytes() for each in desk.box.folder.state.glob("*.json"))
    assert OPERATOR.encode() not in written
