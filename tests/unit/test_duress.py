"""A duress passphrase destroys, says nothing, and cannot be told from no duress passphrase."""

from pathlib import Path

import pytest

from appliance.adapters.data_folder import DataFolder
from appliance.agent import seat
from appliance.agent.wipe_client import Signer
from appliance.agent.wiper import Wiper
from appliance.errors import IntegrityError, InvalidInputError, UnauthenticatedError
from appliance.operations import duress
from appliance.operations.records import read_operators
from appliance.operations.wipe_targets import WipeTargets, write_targets
from appliance.secret import Secret
from tests.operator_desk import OPERATOR, PASSPHRASE, QUICK
from tests.service.wiping import CANARY, Told, deployment_at, holding
from tests.unit.test_wiper import Restarter, shown

DURESS = Signer(OPERATOR, Secret("the quiet sea by day"))


@pytest.fixture
async def told(tmp_path: Path) -> Told:
    return await deployment_at(tmp_path / "data")


def auth_of(signer: Signer) -> bytes:
    return seat.passphrase_keys(signer.passphrase, QUICK).login


def set_duress(folder: DataFolder, signer: Signer = DURESS) -> None:
    duress.replace(folder, read_operators(folder)[0], auth_of(signer))


def test_a_deployment_with_and_without_one_has_the_same_file(told: Told) -> None:
    file = told.folder.alternatives_file
    before, without = file.stat(), file.read_bytes()
    set_duress(told.folder)
    after = file.stat()
    assert len(file.read_bytes()) == len(without)
    assert len(duress.read_entries(told.folder)) == duress.ENTRIES
    assert (after.st_mtime, after.st_mode) == (before.st_mtime, before.st_mode)
    operator = read_operators(told.folder)[0].id
    assert duress.matches(duress.read_entries(told.folder), operator, auth_of(DURESS))


def test_it_belongs_to_one_operator_and_can_be_taken_back(told: Told) -> None:
    operator = read_operators(told.folder)[0]
    set_duress(told.folder)
    duress.keep(told.folder)
    entries = duress.read_entries(told.folder)
    assert not duress.matches(entries, "0" * 32, auth_of(DURESS))
    duress.replace(told.folder, operator, None)
    assert not duress.matches(duress.read_entries(told.folder), operator.id, auth_of(DURESS))


def test_the_passphrase_that_opens_cannot_also_destroy(told: Told) -> None:
    with pytest.raises(InvalidInputError):
        set_duress(told.folder, Signer(OPERATOR, PASSPHRASE))


def test_a_damaged_file_is_told_and_made_anew_at_the_next_opening(told: Told) -> None:
    told.folder.alternatives_file.write_bytes(b"{}")
    with pytest.raises(IntegrityError):
        duress.read_entries(told.folder)
    duress.keep(told.folder)
    assert len(duress.read_entries(told.folder)) == duress.ENTRIES


def test_it_destroys_the_deployment_never_the_backups_and_leaves_no_certificate(
    told: Told, tmp_path: Path
) -> None:
    repository = tmp_path / "repository"
    for name in ("keys", "data"):
        (repository / name).mkdir(parents=True)
    (repository / "config").write_bytes(CANARY)
    write_targets(told.folder, WipeTargets((repository,)))
    set_duress(told.folder)
    restarter = Restarter()
    wiper = Wiper(told.folder, restarter)
    wiper.under_duress(shown(DURESS))()
    assert holding(told.folder.root, CANARY) == []
    assert not told.folder.vault_file.exists()
    assert (repository / "config").read_bytes() == CANARY
    assert wiper.finished is None
    assert restarter.told == ["hold", "left"]  # nothing is started: a blank box would tell


def test_any_other_passphrase_destroys_nothing(told: Told) -> None:
    set_duress(told.folder)
    wiper = Wiper(told.folder, Restarter())
    for signer in (Signer(OPERATOR, PASSPHRASE), Signer("nobody", DURESS.passphrase)):
        with pytest.raises(UnauthenticatedError):
            wiper.under_duress(shown(signer))
    assert told.folder.vault_file.exists()
