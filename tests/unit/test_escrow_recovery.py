"""What trustees open in a recovery, and what stays shut whatever they do."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters import age, slip39
from appliance.adapters.randomness import random_bytes, random_id, random_identity
from appliance.adapters.storage_client import WrapEntry
from appliance.cli.recovery_sitting import (
    check_member,
    entry_sealed_on,
    rebuilt_identity,
    wrap_sealed_on,
)
from appliance.core import hybrid
from appliance.core.canonical import b64, unb64
from appliance.core.derivation import derive_identity
from appliance.core.escrow import ShareSet
from appliance.core.wraps import CompartmentKey, Reporter, Wrap, report_wrap_recipients
from appliance.errors import (
    ConflictError,
    DecryptionError,
    EscrowStateError,
    IntegrityError,
    ShareError,
    SignatureError,
)
from appliance.operations import escrow_recover, signed_files
from appliance.operations.escrow_bundle import label_files
from appliance.operations.escrow_record import read_escrow
from tests.escrow_room import OPERATOR, Room, hold, wanted
from tests.operator_desk import Desk, Storage

FIRST = ("contact", "account", "thread", "evidence")


@dataclass
class StorageWithWraps(Storage):
    """The log, and a keyring."""

    kept: list[WrapEntry] = field(default_factory=list)

    async def wraps(self, case: str | None = None, recipient: str | None = None) -> list[WrapEntry]:
        return [
            each
            for each in self.kept
            if case in (None, each.case) and recipient in (None, each.recipient)
        ]


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path / "data", storage=StorageWithWraps())
    await found.set_up()
    return found


@pytest.fixture
async def room(desk: Desk) -> Room:
    return await hold(desk, wanted())


def in_force(desk: Desk) -> ShareSet:
    found = read_escrow(desk.box).active
    assert found is not None
    return found


def report(desk: Desk, left_out: tuple[str, ...] = ()) -> tuple[str, bytes, dict[str, str]]:
    """Return case, report wrap and keys of a report made today."""
    directory = signed_files.current_directory(desk.box, desk.box.held_keys().pin)
    receipt = derive_identity(random_bytes(), "receipt")
    keys = {name: random_identity() for name in FIRST}
    case = random_id()
    wrap = Wrap(
        keys=tuple(CompartmentKey(name, 1, key) for name, key in keys.items()),
        case=case,
        reporter=Reporter(receipt.recipient, receipt.verify),
    ).signed(receipt.signing_seed)
    recipients = report_wrap_recipients(
        [("org", hybrid.recipient_of(random_identity()))],
        left_out,
        directory.recovery,
        receipt.recipient,
        lambda: hybrid.recipient_of(random_identity()),
    )
    return case, age.seal(wrap.to_bytes(), recipients), keys


def material(case: str, wrap: bytes, compartments: tuple[str, ...] = FIRST) -> dict[str, Any]:
    return {"case": case, "compartments": list(compartments), "wrap": b64(wrap)}


async def test_any_quorum_rebuilds_the_recovery_identity_and_other_shares_are_named(
    desk: Desk, room: Room
) -> None:
    of_set = in_force(desk)
    shares = room.shares[0]
    for pair in ([shares[2], shares[0]], [shares[1], shares[2]]):
        assert rebuilt_identity(pair, of_set) == room.identity.identity
    for share in shares:
        check_member(share, of_set)
    with pytest.raises(ShareError) as caught:
        check_member(slip39.split(random_bytes(), [slip39.Group(2, 3)])[0][0], of_set)
    assert caught.value.problem == "other_set"
    with pytest.raises(ShareError) as caught:
        check_member(slip39.split(random_bytes(), [slip39.Group(2, 9)])[0][8], of_set)
    assert caught.value.problem == "other_set"
    strangers = slip39.split(random_bytes(), [slip39.Group(2, 3)])[0][:2]
    with pytest.raises(ShareError) as caught:
        rebuilt_identity(strangers, of_set)
    assert caught.value.problem == "digest"


async def test_what_a_lost_key_could_read_is_sealed_to_the_new_one_and_no_more(
    desk: Desk, room: Room
) -> None:
    case, wrap, keys = report(desk)
    mine = random_identity()
    found = wrap_sealed_on(
        material(case, wrap, ("contact", "thread", "medical")),
        room.identity.identity,
        hybrid.recipient_of(mine),
    )
    assert found is not None
    opened = Wrap.parse(age.open_(unb64(found["wrap"]), [mine]))
    assert {key.compartment: key.identity for key in opened.keys} == {
        name: keys[name] for name in ("contact", "thread")
    }
    assert opened.case == case
    with pytest.raises(DecryptionError):
        age.open_(unb64(found["wrap"]), [room.identity.identity])


async def test_a_survivor_who_left_recovery_out_is_not_opened_by_all_trustees_together(
    desk: Desk, room: Room
) -> None:
    """No rule keeps it shut: the place of recovery is sealed to a key that nobody has."""
    case, wrap, _ = report(desk, left_out=("recovery",))
    to = hybrid.recipient_of(random_identity())
    everyone = rebuilt_identity(room.shares[0], in_force(desk))
    assert wrap_sealed_on(material(case, wrap), everyone, to) is None


async def test_a_wrap_that_belongs_elsewhere_or_was_forged_is_passed_over(
    desk: Desk, room: Room
) -> None:
    to, identity = hybrid.recipient_of(random_identity()), room.identity.identity
    case, wrap, keys = report(desk)
    assert wrap_sealed_on(material(random_id(), wrap), identity, to) is None
    reporter = Reporter(to, derive_identity(random_bytes(), "receipt").verify)
    parts = tuple(CompartmentKey(name, 1, key) for name, key in keys.items())
    forged = Wrap(keys=parts, case=case, reporter=reporter).signed(random_bytes())
    sealed = age.seal(forged.to_bytes(), [room.chain.recipient])
    assert wrap_sealed_on(material(case, sealed), identity, to) is None


async def test_an_entry_that_the_deployment_did_not_sign_is_refused(desk: Desk, room: Room) -> None:
    pin, mine = desk.box.held_keys().pin, random_identity()
    to, identity = hybrid.recipient_of(mine), room.identity.identity
    first, second = (
        escrow_recover.read_entry(each) for each in label_files(desk.box.folder.escrow_bundle)
    )
    found = entry_sealed_on(first, pin, identity, to)
    assert age.open_(unb64(found["sealed"]), [mine])
    with pytest.raises(SignatureError):
        entry_sealed_on(first, "A" * 43, identity, to)
    with pytest.raises(IntegrityError):
        entry_sealed_on({**first, "sealed": second["sealed"]}, pin, identity, to)
    with pytest.raises(DecryptionError):
        entry_sealed_on(first, pin, random_identity(), to)


async def test_the_box_hands_out_wraps_of_the_cases_that_the_lost_key_could_read(
    desk: Desk, room: Room
) -> None:
    new_key, lost = await new_reader(desk), random_id()
    case, wrap, _ = report(desk)
    other, other_wrap, _ = report(desk)
    storage = desk.storage
    assert isinstance(storage, StorageWithWraps)
    storage.kept = [
        WrapEntry(id=random_id(), case=case, wrap=wrap, recipient="report"),
        WrapEntry(id=random_id(), case=other, wrap=other_wrap, recipient="report"),
        *(
            WrapEntry(random_id(), case, b"x", compartment, 1, lost, random_id())
            for compartment in ("thread", "contact")
        ),
    ]
    body = {"key": new_key, "lost": lost, "purpose": "reader", "recovery": random_id()}
    request = escrow_recover.Request.parse({**body, "reason": "a passphrase was lost"})
    plan = await escrow_recover.plan(desk.box, request)
    assert plan.subject["items"] == 1
    task = await escrow_recover.run(desk.box, request, plan.hash, OPERATOR)
    assert task["wraps"] == [material(case, wrap, ("contact", "thread"))]
    begun = desk.storage.named("escrow_recovery")[0]["details"]
    assert (begun["key"], begun["lost"]) == (new_key, lost)
    storage.kept = []
    with pytest.raises(EscrowStateError):
        await escrow_recover.plan(desk.box, request)
    same = escrow_recover.Request.parse(
        {**body, "key": new_key, "lost": new_key, "reason": "x" * 9}
    )
    with pytest.raises(ConflictError):
        await escrow_recover.plan(desk.box, same)


async def new_reader(desk: Desk) -> str:
    """Return the key id of somebody who was approved."""
    directory = signed_files.current_directory(desk.box, desk.box.held_keys().pin)
    person = desk.add_pending(directory.organisations[0].id)
    await desk.approve(person)
    return str(desk.coordination.rows[person]["key"])
