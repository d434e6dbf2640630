"""The intake key in the directory is the one that the approved case manager made."""

from pathlib import Path

import pytest

from appliance.adapters.randomness import random_bytes, random_identity
from appliance.core import hybrid
from appliance.core.derivation import derive_identity
from appliance.core.intake_keys import sign_intake_key
from appliance.errors import SignatureError
from appliance.operations import approve, records
from tests.operator_desk import Desk


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "data")
    await found.set_up()
    return found


def pending(desk: Desk) -> str:
    [organisation, *_] = records.read_deployment(desk.box.folder).intake_organisations
    return desk.add_pending(organisation)


async def test_an_intake_key_that_coordination_puts_in_place_of_hers_is_not_approved(
    desk: Desk,
) -> None:
    person = pending(desk)
    recipient = hybrid.recipient_of(random_identity())
    somebody_else = derive_identity(random_bytes(), "person")
    hers = desk.coordination.rows[person]["intake"]
    for swapped in (
        {**hers, "recipient": recipient},
        {**sign_intake_key(recipient, somebody_else), "signature": hers["signature"]},
        sign_intake_key(recipient, somebody_else),
        {name: value for name, value in hers.items() if name != "signature"},
    ):
        desk.coordination.rows[person]["intake"] = swapped
        with pytest.raises(SignatureError):
            await approve.plan(desk.box, person)


async def test_an_intake_key_of_somebody_who_does_no_intake_stays_out(desk: Desk) -> None:
    [organisation, *_] = records.read_deployment(desk.box.folder).intake_organisations
    found = await approve.plan(desk.box, desk.add_pending(organisation, "doctor"))
    assert {"code": "intake-key"} not in found.steps
    assert "intake" not in found.subject


async def test_the_intake_key_that_she_signed_is_approved(desk: Desk) -> None:
    person = pending(desk)
    await desk.approve(person)
