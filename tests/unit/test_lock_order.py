"""Headquarters can lock, never destroy: a signed order, once, for this deployment alone."""

import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from appliance.adapters.argon2 import Kdf
from appliance.agent import seat
from appliance.core import lock_order as orders
from appliance.core.canonical import unb64
from appliance.core.checkpoint import parse_verifier_key, verifier_key
from appliance.core.lock_order import LockOrder, open_order
from appliance.errors import (
    InvalidInputError,
    NotFoundError,
    OrderError,
    OrderOtherError,
    OrderUsedError,
    StorageFullError,
)
from appliance.operations import answers, health, lock_order, status, unlock
from appliance.operations.records import read_deployment, read_operators, write_deployment
from tests.operator_desk import ANSWERS, PASSPHRASE, Desk
from tests.vectors import generate

NAME = "hq.example.org"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = verifier_key(NAME, KEY.public_key())
VECTORS: dict[str, Any] = generate.stored("lock_order")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(tmp_path / "data")
    await made.set_up()
    folder = made.box.folder
    write_deployment(folder, replace(read_deployment(folder), hq=VKEY))
    yield made
    await made.box.intake.close()


def order_for(desk: Desk, number: int = 1, level: str = "lock") -> str:
    now = desk.clock.now()
    deployment = read_deployment(desk.box.folder).id
    made = LockOrder(deployment, f"{number:032x}", now, now + timedelta(days=1), level)
    return made.sign(NAME, KEY)


async def carry_out(desk: Desk, note: str) -> None:
    await lock_order.run(desk.box, lock_order.plan(desk.box, note))


async def is_open(desk: Desk) -> bool:
    return (await desk.box.storage.state()).open


async def codes(desk: Desk) -> dict[str, str]:
    found = health.findings(desk.box, await status.storage_state(desk.box))
    return {each.code: each.about for each in found}


# --- the format


def test_the_vectors_are_as_the_code_writes_them() -> None:
    assert generate.SECTIONS["lock_order"]() == VECTORS


def test_an_order_is_verified_by_code_that_knows_nothing_of_ours() -> None:
    name, short, encoded = VECTORS["key"].split("+", 2)
    raw = base64.b64decode(encoded)
    assert hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == short
    text, _, signature = VECTORS["order"].rpartition("\n\n")
    _, signer, value = signature.split()
    assert signer == name
    sealed = base64.b64decode(value)
    Ed25519PublicKey.from_public_bytes(raw[1:]).verify(sealed[4:], f"{text}\n".encode())
    assert text.split("\n")[:3] == ["safehold/lock-order/v1", VECTORS["deployment"], "lock"]


def test_the_order_of_the_vectors_counts() -> None:
    found = open_order(VECTORS["order"], VECTORS["key"], VECTORS["deployment"], NOW)
    assert found.level == "lock"


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["what"])
def test_an_order_that_does_not_count_is_refused_with_its_reason(case: dict[str, str]) -> None:
    with pytest.raises(OrderError) as caught:
        open_order(case["order"], VECTORS["key"], VECTORS["deployment"], NOW)
    assert caught.value.code == case["error"]


@given(st.integers(0, len(VECTORS["order"]) - 1), st.characters(codec="utf-8"))
def test_no_changed_order_counts(place: int, character: str) -> None:
    order: str = VECTORS["order"]
    changed = order[:place] + character + order[place + 1 :]
    if changed != order:
        with pytest.raises(OrderError):
            open_order(changed, VECTORS["key"], VECTORS["deployment"], NOW)


@pytest.mark.parametrize(
    "key", ["", "hq", "hq+00000000+AA==", VKEY.replace("hq", "hx"), VKEY + "A", "a b+1+2"]
)
def test_a_key_that_is_none_is_refused_at_the_set_up(key: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_verifier_key(key)
    if key:
        with pytest.raises(answers.AnswerError, match="hq"):
            replace(ANSWERS, hq=key).check()


def test_the_key_of_the_set_up_is_kept_through_plan_and_request() -> None:
    given_key = replace(ANSWERS, hq=VKEY).check()
    assert answers.parse(given_key.to_json()) == given_key
    assert "hq" not in ANSWERS.to_json()


# --- the operation


async def test_an_order_locks_the_box_logs_who_asked_and_is_said_until_it_is_opened(
    desk: Desk,
) -> None:
    assert await is_open(desk)
    await carry_out(desk, order_for(desk))
    assert desk.box.keys is None
    assert not await is_open(desk)
    [leaf] = desk.storage.named("lock_ordered")
    assert leaf["details"]["by"] == NAME
    assert leaf["details"]["order"] == f"{1:032x}"
    assert (await codes(desk))["hq-locked"] == NAME
    await _open(desk)
    assert "hq-locked" not in await codes(desk)


async def test_an_order_counts_once_even_after_a_restart_of_the_agent(desk: Desk) -> None:
    note = order_for(desk)
    await carry_out(desk, note)
    await _open(desk)
    await desk.box.intake.close()
    desk.restart()
    with pytest.raises(OrderUsedError):
        await carry_out(desk, note)
    await _open(desk)
    await carry_out(desk, order_for(desk, 2))
    assert not desk.storage.is_open


async def test_an_order_for_another_deployment_or_more_than_a_lock_does_nothing(desk: Desk) -> None:
    elsewhere = LockOrder("e" * 32, "1" * 32, NOW, NOW + timedelta(days=1)).sign(NAME, KEY)
    for note in (elsewhere, *(order_for(desk, 3, level) for level in ("deployment", "backups"))):
        with pytest.raises(OrderError):
            await carry_out(desk, note)
    assert desk.storage.is_open
    assert desk.box.keys is not None
    assert not (desk.root / "state" / lock_order.NAME).exists()


async def test_without_a_key_of_headquarters_nobody_can_order_anything(desk: Desk) -> None:
    folder = desk.box.folder
    write_deployment(folder, replace(read_deployment(folder), hq=""))
    with pytest.raises(NotFoundError):
        await carry_out(desk, order_for(desk))
    assert desk.storage.is_open


async def test_a_sealed_box_takes_an_order_and_remembers_it(desk: Desk) -> None:
    desk.box.keys = None
    await desk.storage.lock()
    await carry_out(desk, order_for(desk))
    assert (await codes(desk))["hq-locked"] == NAME
    with pytest.raises(OrderUsedError):
        await carry_out(desk, order_for(desk))


async def test_an_order_is_forgotten_only_once_it_would_not_count_any_more(desk: Desk) -> None:
    note = order_for(desk)
    await carry_out(desk, note)
    desk.clock.advance(timedelta(days=2))
    with pytest.raises(OrderError):
        await carry_out(desk, note)
    await carry_out(desk, order_for(desk, 2))
    assert set(lock_order.read_orders(desk.box).used) == {f"{2:032x}"}


async def test_a_disk_that_takes_no_record_locks_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageFullError

    note = order_for(desk)
    monkeypatch.setattr(lock_order, "write_durably", full)
    with pytest.raises(StorageFullError):
        await carry_out(desk, note)
    assert not desk.storage.is_open


def test_an_order_of_another_deployment_is_told_from_a_forged_one() -> None:
    with pytest.raises(OrderOtherError):
        open_order(VECTORS["order"], VECTORS["key"], "f" * 32, NOW)
    assert orders.signer_of(VKEY) == NAME


async def _open(desk: Desk) -> None:
    [operator] = read_operators(desk.box.folder)
    slot = desk.box.vault.slot(operator.id)
    keys = seat.passphrase_keys(PASSPHRASE, Kdf.parse(slot.kdf))
    identity, wrap = unb64(operator.sealed_identity), unb64(operator.staff_wrap)
    secret = seat.open_seat(operator.id, identity, wrap, slot.sealed, keys).vault_secret
    assert secret is not None
    await unlock.run(desk.box, unlock.plan(desk.box, secret.reveal()), operator.key)
