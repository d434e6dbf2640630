"""What trustees open in a recovery, and what stays shut whatever they do."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters import age, slip39
from appliance.adapters.randomness import random_bytes, random_id, random_identity
from appliance.adapters.storage_client import WrapEntry
from appliance.cli.recovered_grants import batches, grants_of
from appliance.cli.recovery_sitting import check_member, entry_sealed_on, rebuilt_identity
from appliance.core import hybrid, statements
from appliance.core.canonical import b64, unb64
from appliance.core.certificates import Certificate
from appliance.core.derivation import Identity, derive_identity, key_id
from appliance.core.escrow import ShareSet
from appliance.core.wraps import CompartmentKey, Reporter, Wrap, report_wrap_recipients
from appliance.errors import (
    DecryptionError,
    EscrowStateError,
    IntegrityError,
    ShareError,
    SignatureError,
)
from appliance.operations import escrow_recover, signed_files
from appliance.operations.escrow_bundle import label_files
from appliance.operations.escrow_record import STEPS_NAME, read_escrow, recovery_key
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
    basis = {"duty": "d" * 32, "renews": "e" * 32}
    gives = [
        {"basis": basis, "compartment": name, "expires": "2026-06-01", "generation": 1}
        for name in compartments
    ]
    return {"case": case, "gives": gives, "seq": 3, "sources": [{"wrap": b64(wrap)}]}


def about(desk: Desk, to: str) -> dict[str, str]:
    pin = desk.box.held_keys().pin
    return {"key": "c" * 32, "pin": pin, "reason": "a" * 64, "recovery": "b" * 32, "to": to}


async def test_any_quorum_rebuilds_the_recovery_identity_and_other_shares_are_named(
    desk: Desk, room: Room
) -> None:
    of_set = in_force(desk)
    shares = room.shares[0]
    for pair in ([shares[2], shares[0]], [shares[1], shares[2]]):
        assert rebuilt_identity(pair, of_set) == room.identity
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


async def test_what_only_a_lost_key_could_read_is_granted_to_the_new_one_and_no_more(
    desk: Desk, room: Room
) -> None:
    case, wrap, keys = report(desk)
    mine = random_identity()
    to = about(desk, hybrid.recipient_of(mine))
    wanted_parts = material(case, wrap, ("contact", "thread", "medical"))
    found = grants_of(wanted_parts, room.identity, to)
    assert [each["statement"]["compartment"] for each in found] == ["contact", "thread"]
    for seq, each in enumerate(found, 3):
        grant = statements.verify(each["statement"], room.identity.verify)
        assert isinstance(grant, statements.Grant)
        sealed = unb64(each["wrap"])
        opened = Wrap.parse(age.open_(sealed, [mine]))
        assert [key.identity for key in opened.keys] == [keys[grant.compartment]]
        assert (opened.case, grant.seq, grant.signer) == (case, seq, room.identity.key)
        assert (grant.recipient, grant.wrap) == (to["key"], hashlib.sha256(sealed).hexdigest())
        assert grant.basis == {
            "duty": "d" * 32,
            "reason": to["reason"],
            "recovery": to["recovery"],
            "renews": "e" * 32,
        }
        with pytest.raises(DecryptionError):
            age.open_(sealed, [room.identity.identity])


async def test_a_survivor_who_left_recovery_out_is_not_opened_by_all_trustees_together(
    desk: Desk, room: Room
) -> None:
    """No rule keeps it shut: the place of recovery is sealed to a key that nobody has."""
    case, wrap, _ = report(desk, left_out=("recovery",))
    to = hybrid.recipient_of(random_identity())
    everyone = rebuilt_identity(room.shares[0], in_force(desk))
    assert grants_of(material(case, wrap), everyone, about(desk, to)) == []


async def test_a_wrap_that_belongs_elsewhere_or_was_forged_is_passed_over(
    desk: Desk, room: Room
) -> None:
    recipient = hybrid.recipient_of(random_identity())
    to = about(desk, recipient)
    case, wrap, keys = report(desk)
    assert grants_of(material(random_id(), wrap), room.identity, to) == []
    reporter = Reporter(recipient, derive_identity(random_bytes(), "receipt").verify)
    parts = tuple(CompartmentKey(name, 1, key) for name, key in keys.items())
    forged = Wrap(keys=parts, case=case, reporter=reporter).signed(random_bytes())
    sealed = age.seal(forged.to_bytes(), [room.chain.recipient])
    assert grants_of(material(case, sealed), room.identity, to) == []


async def test_old_shares_open_a_case_as_it_was_and_new_ones_what_a_reader_sealed_since(
    desk: Desk, room: Room
) -> None:
    case, wrap, keys = report(desk)
    second = await hold(desk, wanted())
    reader = derive_identity(random_bytes(), "person")
    certificate = reader_certificate(desk, reader)
    anew = [sealed_by(reader, case, name, keys[name], second.identity.recipient) for name in FIRST]
    sources = [{"certificate": certificate.to_json(), **each} for each in anew]
    to = about(desk, hybrid.recipient_of(random_identity()))
    old, new = material(case, wrap), {**material(case, wrap), "sources": sources}
    assert len(grants_of(old, room.identity, to)) == len(FIRST)
    assert grants_of(new, room.identity, to) == []
    assert grants_of(old, second.identity, to) == []
    assert len(grants_of(new, second.identity, to)) == len(FIRST)
    # What nobody certified has signed, or of another case or wrap, is not used.
    stranger = sealed_by(
        second.identity, case, "account", keys["account"], second.identity.recipient
    )
    for bad in (
        {**sources[0], **stranger},
        {**sources[0], "wrap": sources[1]["wrap"]},
        {**sources[0], "statement": {**sources[0]["statement"], "case": random_id()}},
    ):
        assert grants_of({**new, "sources": [bad]}, second.identity, to) == []


def reader_certificate(desk: Desk, reader: Identity) -> Certificate:
    return signed_files.certificate(
        Certificate(
            deployment="d" * 32,
            expires=desk.box.today,
            issued=desk.box.today,
            key=reader.key,
            organisation="a" * 32,
            recipient=reader.recipient,
            role="case_manager",
            status="active",
            verify=reader.verify,
        ),
        desk.box.clock.today(),
        desk.box.held_keys().deployment_seed,
    )


def sealed_by(reader: Identity, case: str, name: str, key: str, to: str) -> dict[str, Any]:
    """Return what a reader's browser seals to trustees."""
    receipt = derive_identity(b"r" * 32, "receipt")
    wrap = Wrap((CompartmentKey(name, 1, key),), case, Reporter(receipt.recipient, receipt.verify))
    sealed = age.seal(wrap.to_bytes(), [to])
    statement = {
        "basis": {"escrow": key_id(to)},
        "case": case,
        "compartment": name,
        "expires": "2036-01-01",
        "generation": 1,
        "grant": random_id(),
        "recipient": key_id(to),
        "seq": 1,
        "signer": reader.key,
        "type": "grant",
        "v": 1,
        "wrap": hashlib.sha256(sealed).hexdigest(),
    }
    return {"statement": statements.sign(statement, reader.signing_seed), "wrap": b64(sealed)}


def test_grants_of_one_case_are_handed_in_together() -> None:
    grants = [{"statement": {"case": case}} for case in "aabbbcc"]
    sizes = [len(each) for each in batches(grants, 4)]
    assert sizes == [2, 3, 2]
    assert [len(each) for each in batches(grants, 5)] == [5, 2]
    assert list(batches([], 4)) == []


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


async def test_the_box_hands_out_what_nobody_else_can_give_and_notes_it(
    desk: Desk, room: Room
) -> None:
    new_key = await new_reader(desk)
    case, wrap, _ = report(desk)
    storage = desk.storage
    assert isinstance(storage, StorageWithWraps)
    storage.kept = [WrapEntry(id=random_id(), case=case, wrap=wrap, recipient="report")]
    given = {name: value for name, value in material(case, wrap).items() if name != "sources"}
    desk.coordination.cases = [{**given, "report": True, "wraps": []}]
    body = {"key": new_key, "purpose": "reader", "recovery": random_id()}
    request = escrow_recover.Request.parse({**body, "reason": "a passphrase was lost"})
    plan = await escrow_recover.plan(desk.box, request)
    assert (plan.subject["items"], plan.subject["key"]) == (1, new_key)
    task = await escrow_recover.run(desk.box, request, plan.hash, OPERATOR)
    assert task["cases"] == [material(case, wrap)]
    assert task["about"]["key"] == new_key
    begun = desk.storage.named("escrow_recovery")[0]["details"]
    assert begun["key"] == new_key
    desk.coordination.cases = [{**given, "report": False, "wraps": []}]
    [without] = (await escrow_recover.run(desk.box, request, plan.hash, OPERATOR))["cases"]
    assert without["sources"] == []  # sealed to trustees of before: served no more
    assert await escrow_recover.take_in(desk.box, {"grants": [], "recovery": random_id()}) == 1
    desk.coordination.cases = []
    with pytest.raises(EscrowStateError):
        await escrow_recover.plan(desk.box, request)


async def test_the_recovery_key_is_in_the_staff_directory_once_it_is_in_force(
    desk: Desk, room: Room
) -> None:
    def listed() -> list[str]:
        staff = signed_files.current_staff(desk.box, desk.box.held_keys().pin)
        return [each.key for each in staff.recovery]

    assert listed() == [room.identity.key]
    second = await hold(desk, wanted())
    assert listed() == [room.identity.key, second.identity.key]
    verified = recovery_key(desk.box, in_force(desk))
    assert verified is not None
    assert verified.verify == second.identity.verify
    desk.box.folder.escrow_bundle.joinpath(in_force(desk).id, STEPS_NAME).write_bytes(b"{}")
    with pytest.raises(IntegrityError):
        recovery_key(desk.box, in_force(desk))


async def new_reader(desk: Desk) -> str:
    """Return the key id of somebody who was approved."""
    directory = signed_files.current_directory(desk.box, desk.box.held_keys().pin)
    person = desk.add_pending(directory.organisations[0].id)
    await desk.approve(person)
    return str(desk.coordination.rows[person]["key"])
