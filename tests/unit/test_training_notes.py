"""How to sign in to a training deployment is told; of a real one there is nothing to tell."""

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.errors import RealDataError
from appliance.operations import records, status, training
from appliance.operations.training_notes import NAME, Notes
from tests.operator_desk import Desk

CONFIG = Path(__file__).parents[2] / "config"


async def desk(folder: Path, *, practising: bool) -> Desk:
    """A box that is set up, with notes beside it whatever it is."""
    found = Desk(folder / "data")
    await found.set_up()
    record = records.read_deployment(found.box.folder)
    records.write_deployment(found.box.folder, replace(record, training=practising))
    Notes({"name": "op", "passphrase": "abcd-efgh"}).keep(found.box.folder)
    return found


async def test_a_training_deployment_tells_how_to_sign_in(tmp_path: Path) -> None:
    found = await desk(tmp_path, practising=True)
    told = (await status.run(found.box))["practice"]
    await found.box.intake.close()
    file = str(found.box.folder.state / NAME)
    assert told == {"name": "op", "passphrase": "abcd-efgh", "file": file}


async def test_a_real_deployment_never_tells_a_passphrase(tmp_path: Path) -> None:
    found = await desk(tmp_path, practising=False)
    told = await status.run(found.box)
    await found.box.intake.close()
    assert "practice" not in told
    assert "abcd-efgh" not in str(told)


async def test_nobody_practises_on_real_data(tmp_path: Path) -> None:
    found = await desk(tmp_path, practising=False)
    with pytest.raises(RealDataError):
        training.plan(found.box.folder, CONFIG, {})


async def test_a_fill_that_was_interrupted_is_gone_on_with_and_a_complete_one_is_not(
    tmp_path: Path,
) -> None:
    found = await desk(tmp_path, practising=True)
    assert training.plan(found.box.folder, CONFIG, {}) is not None
    Notes({"name": "op", "passphrase": "abcd-efgh"}, complete=True).keep(found.box.folder)
    assert training.plan(found.box.folder, CONFIG, {}) is None
