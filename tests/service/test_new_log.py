"""The first opening of a restored box makes its log key and the leaf that its log begins with."""

from pathlib import Path
from typing import Any

import pytest

from appliance.adapters import log_copy
from appliance.adapters.embedded_vault import _secrets_to_json, past_logs_to_json
from appliance.core import succession
from appliance.core.canonical import b64, canonical
from appliance.core.custody import Event
from appliance.errors import IntegrityError
from appliance.operations import backup_passwords as passwords
from appliance.operations import escrow_bundle, events, new_log
from appliance.operations.box import Box
from appliance.operations.new_log import Marker
from appliance.operations.records import read_deployment
from tests.operator_desk import Desk
from tests.service.storage.box import Box as StorageBox
from tests.service.storage.box import report

RUN = "1" * 32


async def filled(desk: Desk) -> tuple[StorageBox, str]:
    """Let storage keep reports of this deployment, the last behind its newest checkpoint."""
    await desk.set_up()
    box, keys = desk.box, desk.box.held_keys()
    deployment = read_deployment(box.folder).id
    storage = StorageBox.on(desk.root)
    async with storage.running(opened=False):
        async with storage.client("agent") as agent:
            await agent.open(deployment, sorted(keys.epochs.items()), keys.log_seed)
            await storage.send(report())
            note = (await agent.log_head()).checkpoint
        await storage.send(report())
    return storage, note


def old_marker(box: Box, note: str) -> dict[str, Any]:
    """Return what a restore of the release before left: the event as it would have logged it."""
    details = {"checkpoint": note, "log_size": 4, "made": "2026-03-01T02:03:04Z", "run": RUN}
    details["restored"] = "2026-03-02T05:06:07Z"
    return events.governance("restored", box.today, details)


async def opened(storage: StorageBox, box: Box, first: Event, keys: Any) -> None:
    async with storage.running(opened=False):
        async with storage.client("agent") as agent:
            past = past_logs_to_json(keys.past)
            epochs = sorted(keys.epochs.items())
            deployment = read_deployment(box.folder).id
            await agent.open(deployment, epochs, keys.log_seed, past, first.to_json())
        assert await storage.verify() == []


async def test_a_backup_of_an_earlier_release_ends_its_log_with_the_key_that_it_still_holds(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    storage, note = await filled(desk)
    box, before = desk.box, desk.box.held_keys()
    deployment = read_deployment(box.folder).id
    box.folder.restored_file.write_bytes(canonical(old_marker(box, note)))
    keys, first = new_log.begin(box, deployment, before)
    again, same = new_log.begin(box, deployment, keys)  # killed before storage was opened
    assert (keys, first) == (again, same)
    assert first is not None
    assert keys.log_seed not in {b"", before.log_seed}
    assert [each.name for each in keys.past] == [before.log_name(deployment)]
    stated = succession.open_succession(first.details["succession"], keys.pin)
    assert (stated.made, stated.restored) == ("2026-03-01", "2026-03-02")
    assert stated.checkpoint != note  # the leaves behind it are covered too
    await opened(storage, box, first, keys)
    new_log.begun(box)
    assert new_log.begin(box, deployment, keys) == (keys, None)


async def test_what_a_kill_between_two_steps_left_is_gone_on_with(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    storage, _ = await filled(desk)
    box, before = desk.box, desk.box.held_keys()
    deployment = read_deployment(box.folder).id
    from_backup = before.without_log_key(deployment)
    with pytest.raises(IntegrityError):
        new_log.begin(box, deployment, from_backup)  # no log key, and no restore that explains it
    note = note_over_all(box, before)
    marker = Marker("2" * 32, RUN, "2026-03-01", "2026-03-02", note)
    box.folder.restored_file.write_bytes(marker.to_bytes())
    keys, first = new_log.begin(box, deployment, from_backup)
    assert first is not None
    assert first.id == marker.event
    assert new_log.begin(box, deployment, keys) == (keys, first)
    kept = box.folder.succession_file.read_bytes()
    assert kept.count(b'"type":"succession"') == 1
    await opened(storage, box, first, keys)


async def test_a_damaged_marker_keeps_the_box_sealed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await filled(desk)
    desk.box.folder.restored_file.write_bytes(b"{")
    with pytest.raises(IntegrityError):
        new_log.begin(desk.box, read_deployment(desk.box.folder).id, desk.box.held_keys())


def note_over_all(box: Box, keys: Any) -> str:
    name = keys.log_name(read_deployment(box.folder).id)
    return log_copy.sign_all(box.folder.vault / "storage.db", name, keys.log_seed)


async def test_neither_the_vault_of_a_backup_nor_the_escrow_bundle_holds_the_log_seed(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    await desk.set_up()
    keys = desk.box.held_keys()
    deployment = read_deployment(desk.box.folder).id
    passwords.keep_wanted(desk.box, "usb")
    sealed = [b64(keys.log_seed), keys.log_seed.hex()]
    entries = [each for source in escrow_bundle.SOURCES for each in source(desk.box)]
    assert len(entries) > 2
    told = repr([each.content for each in entries])
    assert not any(each in told for each in sealed)
    taken = canonical(_secrets_to_json(keys.without_log_key(deployment))).decode()
    assert not any(each in taken for each in sealed)
    assert sealed[0] in canonical(_secrets_to_json(keys)).decode()
