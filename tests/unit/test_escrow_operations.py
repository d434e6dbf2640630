"""Key escrow from the box's side: ceremonies, proofs, rotation, the bundle, and what is refused."""

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters import age, slip39
from appliance.adapters.files import write_durably
from appliance.adapters.randomness import random_bytes, random_id, random_identity
from appliance.core import hybrid
from appliance.core.canonical import b64, unb64
from appliance.core.ceremony import CeremonyPlan
from appliance.core.custody import parse_event
from appliance.core.derivation import derive_identity
from appliance.core.directory import open_directory
from appliance.core.escrow import Escrow
from appliance.core.escrow_entries import Entry, EntryLabel
from appliance.core.shares import CHALLENGE_DAYS, DUE_DAYS
from appliance.core.trustee_share import TrusteeShare
from appliance.core.wraps import report_wrap_recipients
from appliance.errors import (
    ConflictError,
    DecryptionError,
    EscrowStateError,
    IntegrityError,
    InvalidInputError,
    NotFoundError,
    SealedError,
    ShareCountError,
    SignatureError,
)
from appliance.operations import (
    escrow_bundle,
    escrow_ceremony,
    escrow_proof,
    escrow_recover,
    escrow_status,
    publication,
    status,
    unlock,
)
from appliance.operations.escrow_record import read_escrow
from tests.escrow_room import BAD, OPERATOR, Room, answer, hold, record, wanted
from tests.operator_desk import Desk, PowerCutError


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    found = Desk(tmp_path / "data")
    await found.set_up()
    yield found
    await found.box.close()


def directory_of(desk: Desk) -> Any:
    pin = desk.box.held_keys().pin
    return open_directory(desk.box.folder.directory_file.read_bytes(), pin)


def open_entries(folder: Path, identity: str, pin: str) -> dict[str, Entry]:
    found = {}
    for path in escrow_bundle.label_files(folder):
        label = EntryLabel.open(path.read_bytes(), pin)
        sealed = path.with_suffix(".age").read_bytes()
        label.check(sealed)
        found[label.file_name] = Entry.parse(age.open_(sealed, [identity]), label)
    return found


async def test_a_ceremony_brings_a_recovery_recipient_into_the_signed_directory(desk: Desk) -> None:
    room = await hold(desk, wanted())
    directory = directory_of(desk)
    assert directory.recovery == room.chain.recipient
    assert directory.version == 2
    found = read_escrow(desk.box).active
    assert found is not None
    assert (found.threshold, len(found.shares), found.all_proven) == (2, 3, True)


async def test_every_step_of_it_is_a_leaf_without_a_name(desk: Desk) -> None:
    await hold(desk, wanted())
    made = desk.storage.named("escrow_ceremony")[0]
    in_force = desk.storage.named("escrow_active")[0]
    assert made["details"]["groups"] == [{"name": "everyone", "shares": 3, "threshold": 2}]
    assert made["actor"] == OPERATOR
    assert in_force["details"]["set"] == made["details"]["set"]
    for event in desk.storage.events.values():
        assert parse_event(event).is_governance
        assert b64(b"name") not in json.dumps(event)


async def test_the_bundle_opens_with_the_trustees_and_holds_what_the_box_needs(desk: Desk) -> None:
    room = await hold(desk, wanted())
    keys = desk.box.held_keys()
    found = open_entries(desk.box.folder.escrow_bundle, room.identity.identity, keys.pin)
    assert found["deployment-key-seed"].content == {"seed": b64(keys.deployment_seed)}
    epochs = found["epoch-keys-up-to-1"].content["epochs"]
    assert [unb64(each["key"]) for each in epochs] == list(keys.epochs.values())


async def test_a_backup_password_joins_the_bundle_without_a_ceremony(desk: Desk) -> None:
    entry = Entry("backup-password", "2026-q1", {"password": "invented"})
    with pytest.raises(EscrowStateError):
        escrow_bundle.put(desk.box, entry)
    room = await hold(desk, wanted())
    escrow_bundle.put(desk.box, entry)
    before = {path: path.read_bytes() for path in desk.box.folder.escrow_bundle.rglob("*.age")}
    escrow_bundle.put(desk.box, entry)
    assert escrow_bundle.ensure(desk.box) == 0
    after = {path: path.read_bytes() for path in desk.box.folder.escrow_bundle.rglob("*.age")}
    assert before == after
    pin = desk.box.held_keys().pin
    found = open_entries(desk.box.folder.escrow_bundle, room.identity.identity, pin)
    assert found["backup-password-2026-q1"].content == entry.content


async def test_a_damaged_entry_is_noticed_and_written_again(desk: Desk) -> None:
    await hold(desk, wanted())
    victim = next(desk.box.folder.escrow_bundle.rglob("deployment-key-seed.age"))
    victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    with pytest.raises(IntegrityError):
        escrow_bundle.plan_export(desk.box)
    assert escrow_bundle.ensure(desk.box) == 1
    escrow_bundle.plan_export(desk.box)


async def test_an_export_holds_all_that_trustees_need_elsewhere(desk: Desk, tmp_path: Path) -> None:
    room = await hold(desk, wanted())
    plan = escrow_bundle.plan_export(desk.box)
    target = tmp_path / "usb"
    assert await escrow_bundle.run_export(desk.box, plan.hash, target, OPERATOR) == 2
    pin = desk.box.held_keys().pin
    assert len(open_entries(target / room.plan.ceremony, room.identity.identity, pin)) == 2
    assert (target / "escrow.json").read_bytes() == desk.box.folder.escrow_file.read_bytes()
    assert open_directory((target / "directory.json").read_bytes(), pin).recovery
    assert desk.storage.named("escrow_exported")[0]["details"] == {"files": 2}
    with pytest.raises(ConflictError):
        await escrow_bundle.run_export(desk.box, "0" * 64, target, OPERATOR)
    with pytest.raises(InvalidInputError):  # a copy on the same disk is none, and the box is ours
        await escrow_bundle.run_export(desk.box, plan.hash, desk.root / "state", OPERATOR)


async def test_there_is_nothing_to_export_before_a_ceremony(desk: Desk) -> None:
    with pytest.raises(EscrowStateError):
        escrow_bundle.plan_export(desk.box)


async def test_of_two_groups_both_are_needed_and_recorded(desk: Desk) -> None:
    trustee = {"profile": b64(b"name")}
    groups = [
        {"name": "country", "threshold": 2, "trustees": [trustee] * 3},
        {"name": "abroad", "threshold": 2, "trustees": [trustee] * 2},
    ]
    body = {"ceremony": random_id(), "groups": groups}
    room = await hold(desk, escrow_ceremony.Request.parse(body))
    active = read_escrow(desk.box).active
    assert active is not None
    assert active.groups == (("country", 2), ("abroad", 2))
    assert slip39.missing(room.shares[0])
    quorum = [*room.shares[0][1:], *room.shares[1]]
    rebuilt = derive_identity(slip39.combine(quorum), "recovery")
    assert rebuilt.recipient == directory_of(desk).recovery
    for wrong in (groups[:1], groups[::-1], [*groups, groups[0]], []):
        with pytest.raises((ShareCountError, InvalidInputError)):
            escrow_ceremony.Request.parse({**body, "groups": wrong})


# --- what a ceremony is held to


def _other_recipient(room: Room) -> list[dict[str, Any]]:
    room.chain.steps[0]["recipient"] = hybrid.recipient_of(random_identity())
    return room.chain.steps


def _left_out(room: Room) -> list[dict[str, Any]]:
    return room.chain.steps[:2] + room.chain.steps[3:]


def _other_order(room: Room) -> list[dict[str, Any]]:
    steps = room.chain.steps
    return [steps[0], steps[2], steps[1], *steps[3:]]


def _untested(room: Room) -> list[dict[str, Any]]:
    return room.chain.steps[:-1]


def _own_keys(room: Room) -> list[dict[str, Any]]:
    room.chain.steps[1]["keys"] = room.chain.steps[2]["keys"]
    return room.chain.steps


def _extra(room: Room) -> list[dict[str, Any]]:
    return [*room.chain.steps, room.chain.steps[-1]]


@pytest.mark.parametrize(
    "tamper", [_other_recipient, _left_out, _other_order, _untested, _own_keys, _extra]
)
async def test_steps_that_were_changed_are_refused_and_nothing_changes(
    desk: Desk, tamper: Callable[[Room], list[dict[str, Any]]]
) -> None:
    request = wanted()
    plan = escrow_ceremony.plan(desk.box, request)
    room = Room(CeremonyPlan.parse(dict(plan.subject)))
    room.hand_out()
    trial = escrow_ceremony.trial_file(desk.box, request, plan.hash, room.chain.recipient)
    room.try_out(trial)
    held = replace(room.held(), steps=tamper(room))
    with pytest.raises((SignatureError, InvalidInputError)):
        await escrow_ceremony.run(desk.box, request, plan.hash, held, OPERATOR)
    assert read_escrow(desk.box).sets == ()
    assert directory_of(desk).recovery is None


async def test_other_trustees_than_those_approved_are_refused(desk: Desk) -> None:
    """Whoever swaps a threshold or a recipient half-way has another plan."""
    request = wanted(shown=3)
    plan = escrow_ceremony.plan(desk.box, request)
    for other in (
        wanted(shown=4, ceremony=request.ceremony),
        wanted(shown=3, threshold=3, ceremony=request.ceremony),
        wanted(2, 2, (hybrid.recipient_of(random_identity()),), request.ceremony),
    ):
        room = Room(CeremonyPlan.parse(dict(escrow_ceremony.plan(desk.box, other).subject)))
        room.hand_out()
        with pytest.raises(ConflictError):
            escrow_ceremony.trial_file(desk.box, other, plan.hash, room.chain.recipient)
        with pytest.raises(ConflictError):
            await escrow_ceremony.run(desk.box, other, plan.hash, room.held(), OPERATOR)
        with pytest.raises(SignatureError):
            await escrow_ceremony.run(desk.box, request, plan.hash, room.held(), OPERATOR)


async def test_a_ceremony_whose_shares_do_not_open_the_test_file_does_not_count(desk: Desk) -> None:
    request = wanted()
    plan = escrow_ceremony.plan(desk.box, request)
    room = Room(CeremonyPlan.parse(dict(plan.subject)))
    room.hand_out()
    room.chain.tested(b"not what was in it")
    with pytest.raises(SignatureError):
        await escrow_ceremony.run(desk.box, request, plan.hash, room.held(), OPERATOR)


async def test_a_ceremony_is_held_once(desk: Desk) -> None:
    request = wanted()
    await hold(desk, request)
    with pytest.raises(ConflictError):
        escrow_ceremony.plan(desk.box, request)


async def test_a_sealed_box_holds_no_ceremony(desk: Desk) -> None:
    desk.restart()
    with pytest.raises(SealedError):
        escrow_ceremony.plan(desk.box, wanted())
    with pytest.raises(EscrowStateError):
        escrow_proof.plan(desk.box)


@pytest.mark.parametrize(("shown", "threshold"), [(3, 1), (2, 3), (17, 2), (1, 1)])
def test_numbers_out_of_range_are_refused(shown: int, threshold: int) -> None:
    with pytest.raises((ShareCountError, InvalidInputError)):
        wanted(shown, threshold)


def test_nobody_gets_two_shares_of_one_ceremony() -> None:
    same = hybrid.recipient_of(random_identity())
    with pytest.raises(ShareCountError):
        wanted(1, 2, (same, same))


# --- shares that are sealed to trustees


async def test_a_set_waits_until_sealed_shares_are_proven_too(desk: Desk) -> None:
    first = await hold(desk, wanted())
    her = random_identity()
    room = await hold(desk, wanted(2, 2, (hybrid.recipient_of(her),)))
    escrow = read_escrow(desk.box)
    assert escrow.waiting is not None
    assert escrow.active is not None
    assert (escrow.waiting.id, escrow.active.id) == (room.plan.ceremony, first.plan.ceremony)
    assert directory_of(desk).recovery == first.chain.recipient
    sealed = unb64(str(escrow.waiting.share((0, 2)).sealed))
    opened = TrusteeShare.parse(age.open_(sealed, [her]))
    assert opened.set == room.plan.ceremony
    await record(desk, slip39.parse(opened.words), word="")
    escrow = read_escrow(desk.box)
    assert escrow.waiting is None
    assert escrow.active is not None
    assert escrow.active.id == room.plan.ceremony
    assert escrow.active.share((0, 2)).sealed is None
    assert directory_of(desk).recovery == room.chain.recipient


async def test_a_waiting_set_is_given_up_for_a_newer_ceremony(desk: Desk) -> None:
    her = hybrid.recipient_of(random_identity())
    waiting = await hold(desk, wanted(2, 2, (her,)))
    room = await hold(desk, wanted())
    escrow = read_escrow(desk.box)
    assert escrow.active is not None
    assert escrow.active.id == room.plan.ceremony
    assert [each.state for each in escrow.sets] == ["retired", "active"]
    with pytest.raises(NotFoundError):
        escrow.find(waiting.plan.ceremony)


async def test_a_sealed_share_that_was_swapped_is_refused(desk: Desk) -> None:
    request = wanted(2, 2, (hybrid.recipient_of(random_identity()),))
    plan = escrow_ceremony.plan(desk.box, request)
    room = Room(CeremonyPlan.parse(dict(plan.subject)))
    room.hand_out()
    trial = escrow_ceremony.trial_file(desk.box, request, plan.hash, room.chain.recipient)
    room.try_out(trial)
    for sealed in ({}, {(0, 2): b"another"}, {**room.sealed, (0, 1): b"one more"}):
        with pytest.raises(SignatureError):
            await escrow_ceremony.run(
                desk.box, request, plan.hash, replace(room.held(), sealed=sealed), OPERATOR
            )


# --- proofs


async def test_a_proof_makes_a_share_good_for_another_quarter(desk: Desk) -> None:
    room = await hold(desk, wanted())
    assert "escrow-due" not in escrow_status.alarms(desk.box)
    desk.clock.advance(timedelta(days=DUE_DAYS + 1))
    assert escrow_status.alarms(desk.box) == ("escrow-due",)
    for share in room.shares[0]:
        await record(desk, share)
    assert escrow_status.alarms(desk.box) == ()
    leaf = desk.storage.named("escrow_proven")[0]
    assert set(leaf["details"]) == {"challenge", "group", "index", "set"}


async def test_a_proof_tells_neither_the_share_nor_its_words(desk: Desk) -> None:
    room = await hold(desk, wanted())
    share = room.shares[0][0]
    proof = answer(share, escrow_proof.challenge(desk.box)).to_json()
    told = {str(each) for each in proof.values()}  # names of members may be words of the list
    assert not told & set(share.text.split())
    assert read_escrow(desk.box).active is not None


async def test_the_word_for_bad_days_marks_the_share_and_nobody_sees_it_at_once(desk: Desk) -> None:
    room = await hold(desk, wanted())
    await record(desk, room.shares[0][0])
    await record(desk, room.shares[0][1], word=BAD)
    quiet, marked = desk.storage.named("escrow_proven")
    assert set(quiet["details"]) == set(marked["details"])
    assert "escrow-compromised" in escrow_status.alarms(desk.box)
    await record(desk, room.shares[0][1])
    assert "escrow-compromised" in escrow_status.alarms(desk.box)
    shares = escrow_status.run(desk.box)["active"]["shares"]
    assert [each["compromised"] for each in shares] == [False, True, False]


async def test_a_share_proven_under_duress_does_not_bring_a_set_into_force(desk: Desk) -> None:
    her = random_identity()
    room = await hold(desk, wanted(2, 2, (hybrid.recipient_of(her),)))
    await record(desk, room.shares[0][0], word=BAD)
    await record(desk, room.shares[0][2], word="")
    assert read_escrow(desk.box).active is None


async def test_who_only_knows_the_words_of_others_proves_nothing(desk: Desk) -> None:
    room = await hold(desk, wanted())
    challenge = escrow_proof.challenge(desk.box)
    share, other = room.shares[0][:2]
    forged = replace(answer(other, challenge), index=share.index)
    mixed = replace(answer(share, challenge), mark=answer(other, challenge).mark)
    third_word = answer(share, challenge, "another word")
    elsewhere = replace(answer(share, challenge), group=1)
    for proof, error in (
        (forged, SignatureError),
        (mixed, SignatureError),
        (third_word, SignatureError),
        (elsewhere, NotFoundError),
    ):
        body = {"challenge": challenge, "proof": proof.to_json()}
        with pytest.raises(error):
            await escrow_proof.run(desk.box, body, OPERATOR)
    assert desk.storage.named("escrow_proven") == []


async def test_a_challenge_of_somebody_else_or_from_long_ago_proves_nothing(desk: Desk) -> None:
    room = await hold(desk, wanted())
    challenge = escrow_proof.challenge(desk.box)
    changed = {**challenge, "day": "2026-12-31"}
    body = {"challenge": changed, "proof": answer(room.shares[0][0], changed).to_json()}
    with pytest.raises(SignatureError):
        await escrow_proof.run(desk.box, body, OPERATOR)
    desk.clock.advance(timedelta(days=CHALLENGE_DAYS + 1))
    body = {"challenge": challenge, "proof": answer(room.shares[0][0], challenge).to_json()}
    with pytest.raises(InvalidInputError):
        await escrow_proof.run(desk.box, body, OPERATOR)


async def test_a_proof_for_one_challenge_answers_no_other(desk: Desk) -> None:
    room = await hold(desk, wanted())
    first, second = escrow_proof.challenge(desk.box), escrow_proof.challenge(desk.box)
    body = {"challenge": second, "proof": answer(room.shares[0][0], first).to_json()}
    with pytest.raises(SignatureError):
        await escrow_proof.run(desk.box, body, OPERATOR)


# --- rotation


async def test_old_shares_open_what_was_sealed_before_a_rotation_and_nothing_after(
    desk: Desk, tmp_path: Path
) -> None:
    old = await hold(desk, wanted())
    pin = desk.box.held_keys().pin
    usb = tmp_path / "usb"
    exported = escrow_bundle.plan_export(desk.box)
    await escrow_bundle.run_export(desk.box, exported.hash, usb, OPERATOR)

    def report_sealed_today() -> bytes:
        recipients = report_wrap_recipients(
            [], [], directory_of(desk).recovery, hybrid.recipient_of(random_identity()), _fresh
        )
        return age.seal(b"compartment keys", recipients)

    before = report_sealed_today()
    new = await hold(desk, wanted(shown=5, threshold=3))
    after = report_sealed_today()
    rebuilt = derive_identity(slip39.combine(old.shares[0][:2]), "recovery").identity
    # Still opened by old shares: the old report, and the copy of the old bundle.
    assert age.open_(before, [rebuilt]) == b"compartment keys"
    assert len(open_entries(usb / old.plan.ceremony, rebuilt, pin)) == 2
    # Not opened by them: what was sealed since.
    with pytest.raises(DecryptionError):
        age.open_(after, [rebuilt])
    now = desk.box.folder.escrow_bundle
    with pytest.raises(DecryptionError):
        open_entries(now, rebuilt, pin)
    assert len(open_entries(now, new.identity.identity, pin)) == 2
    assert age.open_(after, [new.identity.identity]) == b"compartment keys"


async def test_a_retired_share_proves_nothing_any_more(desk: Desk) -> None:
    old = await hold(desk, wanted())
    challenge = escrow_proof.challenge(desk.box)
    await hold(desk, wanted())
    body = {"challenge": challenge, "proof": answer(old.shares[0][0], challenge).to_json()}
    with pytest.raises(NotFoundError):
        await escrow_proof.run(desk.box, body, OPERATOR)
    assert desk.storage.named("escrow_active")[1]["details"]["retired"] == old.plan.ceremony


async def test_what_no_source_offers_any_more_stays_with_the_old_trustees(desk: Desk) -> None:
    old = await hold(desk, wanted())
    escrow_bundle.put(desk.box, Entry("backup-password", "2025-q4", {"password": "old"}))
    await hold(desk, wanted())
    left = desk.box.folder.escrow_bundle / old.plan.ceremony
    pin = desk.box.held_keys().pin
    assert set(open_entries(left, old.identity.identity, pin)) == {"backup-password-2025-q4"}


# --- crashes and damage


@pytest.mark.parametrize("stop_after", range(6))
async def test_a_power_cut_while_a_set_comes_into_force_is_finished_at_the_next_opening(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    room_request = wanted()
    writes = 0

    def cut(path: Path, content: bytes) -> None:
        nonlocal writes
        if writes == stop_after:
            raise PowerCutError
        writes += 1
        write_durably(path, content)

    keys = desk.box.held_keys()
    with monkeypatch.context() as patched:
        patched.setattr(publication, "write_durably", cut)
        if stop_after < 5:
            with pytest.raises(PowerCutError):
                await hold(desk, room_request)
        else:
            await hold(desk, room_request)
    desk.restart().keys = keys
    async with desk.box.changing:
        await unlock.settle(desk.box)
    escrow_bundle.ensure(desk.box)
    directory, escrow = directory_of(desk), read_escrow(desk.box)
    if stop_after == 0:  # nothing was said to anybody yet
        assert (directory.recovery, escrow.sets) == (None, ())
        return
    assert escrow.active is not None
    assert directory.recovery == escrow.active.recipient
    assert directory.version == 2
    assert len(escrow_bundle.labels(desk.box)) == 2
    assert len(desk.storage.named("escrow_ceremony")) == 1
    assert len(desk.storage.named("escrow_active")) == 1


async def test_a_record_that_somebody_else_wrote_is_not_believed(desk: Desk) -> None:
    await hold(desk, wanted())
    path = desk.box.folder.escrow_file
    body = json.loads(path.read_bytes())
    body["escrow"]["sets"][0]["shares"][0]["proven"] = "2030-01-01"
    path.write_bytes(json.dumps(body, separators=(",", ":"), sort_keys=True).encode())
    with pytest.raises(IntegrityError):
        read_escrow(desk.box)
    found = await status.run(desk.box)
    assert "escrow-damaged" in [each["code"] for each in found["alarms"]]


async def test_a_box_without_trustees_says_so(desk: Desk) -> None:
    found = await status.run(desk.box)
    assert "escrow-none" in [each["code"] for each in found["alarms"]]
    assert read_escrow(desk.box) == Escrow(read_escrow(desk.box).deployment)


# --- recovery, from the box's side


async def test_a_recovery_begins_with_a_leaf_that_has_its_reason_as_a_hash(desk: Desk) -> None:
    await hold(desk, wanted())
    request = escrow_recover.Request.parse(
        {
            "purpose": "bundle",
            "reason": "the box was lost in a flood",
            "recovery": random_id(),
            "to": hybrid.recipient_of(random_identity()),
        }
    )
    plan = await escrow_recover.plan(desk.box, request)
    task = await escrow_recover.run(desk.box, request, plan.hash, OPERATOR)
    assert len(task["entries"]) == 2
    place = {"group": 0, "index": 1, "recovery": request.recovery, "step": "share"}
    await escrow_recover.step(desk.box, place, OPERATOR)
    ended = {"opened": 2, "recovery": request.recovery, "shut": 0, "step": "ended"}
    await escrow_recover.step(desk.box, ended, OPERATOR)
    leaves = [each["details"] for each in desk.storage.named("escrow_recovery")]
    assert [each["step"] for each in leaves] == ["begun", "share", "ended"]
    assert leaves[0]["reason"] == hashlib.sha256(request.reason.encode()).hexdigest()
    assert all(each["recovery"] == request.recovery for each in leaves)
    with pytest.raises(NotFoundError):
        await escrow_recover.step(desk.box, {**place, "index": 9}, OPERATOR)
    with pytest.raises(ConflictError):
        await escrow_recover.run(desk.box, request, "0" * 64, OPERATOR)


@pytest.mark.parametrize("reason", ["", "short", "x" * 501])
def test_a_recovery_needs_a_reason(reason: str) -> None:
    to = hybrid.recipient_of(random_identity())
    body = {"purpose": "bundle", "reason": reason, "recovery": random_id(), "to": to}
    with pytest.raises(InvalidInputError):
        escrow_recover.Request.parse(body)


async def test_a_recovery_is_sealed_to_no_key_that_is_not_certified(desk: Desk) -> None:
    await hold(desk, wanted())
    body = {
        "key": random_id(),
        "purpose": "reader",
        "reason": "a passphrase was lost",
        "recovery": random_id(),
    }
    with pytest.raises(NotFoundError):
        await escrow_recover.plan(desk.box, escrow_recover.Request.parse(body))


async def test_without_trustees_nothing_is_recovered(desk: Desk) -> None:
    to = hybrid.recipient_of(random_identity())
    body = {"purpose": "bundle", "reason": "a good one", "recovery": random_id(), "to": to}
    with pytest.raises(EscrowStateError):
        await escrow_recover.plan(desk.box, escrow_recover.Request.parse(body))


def _fresh() -> str:
    return hybrid.recipient_of(hybrid.identity_from_seed(random_bytes()))
