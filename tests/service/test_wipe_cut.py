"""A wipe that is killed at any moment is finished at the next start, or has not begun."""

from pathlib import Path

import pytest

from appliance.core.destruction import verify_certificate
from appliance.errors import NotFoundError, UnavailableError
from appliance.operations.wipe import DECLARATIONS, PHASES
from appliance.operations.wipe_targets import WipeTargets, write_targets
from tests.service.wiping import (
    CANARY,
    SECOND,
    SIGNER,
    Told,
    cut_at,
    daemon,
    deployment_at,
    holding,
    material,
    read_independently,
    vouch,
    wipe,
)

# Each moment at which the plug is pulled: a phase that begins, or a step in the midst of one.
MOMENTS = [("intent", 0), ("keys", 0), ("processes", 0), ("contents", 0), ("contents", 3)]
MOMENTS += [("blank", 0), ("certificate", 0)]
BEGUN = [each for each in MOMENTS if each[0] != "intent"]

pytestmark = pytest.mark.kill


def test_every_declared_phase_has_a_moment_at_which_it_is_cut() -> None:
    declared = {each.name for level in DECLARATIONS.values() for each in level.phases}
    assert declared == {each.name for each in PHASES} == {phase for phase, _ in MOMENTS}


@pytest.mark.cuts("wipe", "keys", "processes", "contents", "blank", "certificate")
@pytest.mark.parametrize(("phase", "step"), BEGUN, ids=str)
async def test_a_wipe_that_is_cut_is_finished_by_the_next_start(
    tmp_path: Path, phase: str, step: int
) -> None:
    told = await deployment_at(tmp_path / "data")
    secrets = material(told.folder)
    assert holding(told.folder.root, *secrets)
    with daemon(told.folder, cut_at(told.folder, phase, step)) as client:
        vouch(client, told)
        with pytest.raises(UnavailableError):
            wipe(client)
    with daemon(told.folder) as client:
        found = client.certificate()
    assert found.complete
    assert found.resumed
    assert holding(told.folder.root, *secrets, CANARY) == []
    assert read_independently(dict(found.file), told.pin)["deployment"] == told.deployment
    assert verify_certificate(found.file, told.pin)["resumed"] is True


@pytest.mark.cuts("wipe", "intent")
async def test_a_wipe_cut_before_its_intent_was_written_has_destroyed_nothing(
    tmp_path: Path,
) -> None:
    told = await deployment_at(tmp_path / "data")
    before = {each: each.read_bytes() for each in told.folder.root.rglob("*") if each.is_file()}
    before.pop(told.folder.intent_file, None)
    with (
        daemon(told.folder, cut_at(told.folder, "intent")) as client,
        pytest.raises(UnavailableError),
    ):
        wipe(client)
    with daemon(told.folder) as client, pytest.raises(NotFoundError):
        client.certificate()
    assert {each: each.read_bytes() for each in before} == before


@pytest.mark.cuts("wipe-backups", "keys", "processes", "contents", "blank", "certificate")
@pytest.mark.parametrize(("phase", "step"), BEGUN, ids=str)
async def test_backups_that_were_to_go_too_go_when_it_is_finished(
    tmp_path: Path, phase: str, step: int
) -> None:
    told, repository = await with_backups(tmp_path)
    with daemon(told.folder, cut_at(told.folder, phase, step)) as client:
        plan = client.plan("deployment")
        assert {"code": "backups-kept", "count": 1} in plan.survives
        assert client.plan("backups").needed == 2
        with pytest.raises(UnavailableError):
            wipe(client, (SIGNER, SECOND), "backups")
    if phase == "processes":  # keys first, there too
        assert (repository / "data/00/pack").exists()
        assert not (repository / "keys/one").exists()
    with daemon(told.folder) as client:
        assert client.certificate().file["certificate"]["backups"] == 1
    assert not repository.exists()
    assert repository.parent.exists()


@pytest.mark.cuts("wipe-backups", "intent")
async def test_a_wipe_of_the_backups_cut_before_its_intent_has_destroyed_nothing(
    tmp_path: Path,
) -> None:
    told, repository = await with_backups(tmp_path)
    with (
        daemon(told.folder, cut_at(told.folder, "intent")) as client,
        pytest.raises(UnavailableError),
    ):
        wipe(client, (SIGNER, SECOND), "backups")
    with daemon(told.folder) as client, pytest.raises(NotFoundError):
        client.certificate()
    assert holding(repository, CANARY)
    assert holding(told.folder.root, *material(told.folder))


async def with_backups(tmp_path: Path) -> tuple[Told, Path]:
    """Return a deployment with a backup on a disk of this machine."""
    told = await deployment_at(tmp_path / "data", two=True)
    repository = tmp_path / "usb" / "repository"
    for name in ("config", "keys/one", "data/00/pack", "snapshots/one"):
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_bytes(CANARY)
    write_targets(told.folder, WipeTargets(folders=(repository,)))
    return told, repository
