"""Whom the wipe daemon listens to, and what it refuses."""

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from appliance.agent import seat
from appliance.agent.wipe_client import Signer
from appliance.agent.wiper import Agreement, Wiper
from appliance.core.derivation import verify_key
from appliance.core.destruction import endorse
from appliance.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    OneOfTwoError,
    SignatureError,
    UnauthenticatedError,
    WipingError,
)
from appliance.operations.progress import Silent
from appliance.operations.wipe_targets import WipeTargets, read_targets, write_targets
from appliance.secret import Secret
from tests.operator_desk import QUICK
from tests.service.wiping import CANARY, SECOND, SIGNER, Told, deployment_at, holding


class Restarter:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def hold(self) -> None:
        self.told.append("hold")

    def release(self, *, blank: bool) -> None:
        self.told.append("blank" if blank else "left")


def shown(signer: Signer) -> Agreement:
    return Agreement(signer.name, seat.passphrase_keys(signer.passphrase, QUICK).login)


def run(wiper: Wiper, people: Sequence[Signer], level: Any = "deployment", out: str = "") -> Any:
    plan = wiper.plan(level)["plan"]
    return wiper.run(level, plan, [shown(each) for each in people], out, Silent())


@pytest.fixture
async def told(tmp_path: Path) -> Told:
    return await deployment_at(tmp_path / "data")


@pytest.fixture
async def two(tmp_path: Path) -> Told:
    return await deployment_at(tmp_path / "data", two=True)


def test_a_lone_operator_can_act_and_the_supervisor_is_told(told: Told) -> None:
    restarter = Restarter()
    file = run(Wiper(told.folder, restarter), [SIGNER])
    assert file["certificate"]["complete"]
    assert restarter.told == ["hold", "blank"]
    assert holding(told.folder.root, CANARY) == []


def test_where_there_are_two_operators_two_have_to_agree(two: Told) -> None:
    wiper = Wiper(two.folder, Restarter())
    with pytest.raises(OneOfTwoError):
        run(wiper, [SIGNER])
    with pytest.raises(OneOfTwoError):
        run(wiper, [SIGNER, SIGNER])
    assert two.folder.vault_file.exists()
    assert len(run(wiper, [SIGNER, SECOND])["certificate"]["actors"]) == 2


def test_the_second_may_agree_from_another_login(two: Told) -> None:
    wiper = Wiper(two.folder, Restarter())
    plan = wiper.plan("deployment")["plan"]
    assert wiper.agree("deployment", plan, shown(SECOND)) == {"agreed": 1, "needed": 2}
    assert len(run(wiper, [SIGNER])["certificate"]["actors"]) == 2


def test_an_agreement_counts_for_its_own_plan_and_not_for_ever(
    two: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiper = Wiper(two.folder, Restarter())
    plan = wiper.plan("deployment")["plan"]
    wiper.agree("deployment", plan, shown(SECOND))
    with pytest.raises(OneOfTwoError):
        run(wiper, [SIGNER], "backups")
    monkeypatch.setattr("appliance.agent.wiper.AGREED_FOR_S", -1.0)
    wiper.agree("deployment", plan, shown(SECOND))
    with pytest.raises(OneOfTwoError):
        run(wiper, [SIGNER])


def test_the_backups_take_two_people_whoever_there_is(told: Told) -> None:
    with pytest.raises(OneOfTwoError):
        run(Wiper(told.folder, Restarter()), [SIGNER], "backups")
    assert told.folder.vault_file.exists()


def test_a_wrong_passphrase_or_name_destroys_nothing(told: Told) -> None:
    wiper = Wiper(told.folder, Restarter())
    for name, passphrase in ((SIGNER.name, "wrong"), ("nobody", SIGNER.passphrase.reveal())):
        with pytest.raises(UnauthenticatedError):
            run(wiper, [Signer(name, Secret(passphrase))])
    assert told.folder.vault_file.exists()


def test_a_name_that_nobody_has_gets_a_stable_answer(told: Told) -> None:
    wiper = Wiper(told.folder, Restarter())
    assert wiper.start("nobody") == wiper.start("nobody") != wiper.start("somebody")
    assert wiper.start(SIGNER.name) == {"kdf": QUICK.to_json()}


def test_another_plan_than_the_one_shown_destroys_nothing(told: Told) -> None:
    wiper = Wiper(told.folder, Restarter())
    plan = wiper.plan("deployment")["plan"]
    write_targets(told.folder, WipeTargets(elsewhere=("partner",)))
    with pytest.raises(ConflictError):
        wiper.run("deployment", plan, [shown(SIGNER)], "", Silent())
    assert {"code": "backup-elsewhere", "name": "partner"} in wiper.plan("deployment")["subject"][
        "survives"
    ]
    assert told.folder.vault_file.exists()


def test_the_accounts_are_remembered_when_the_disk_no_longer_gives_them(told: Told) -> None:
    wiper = Wiper(told.folder, Restarter())
    told.folder.operators_file.write_bytes(b"torn")
    with pytest.raises(UnauthenticatedError):
        run(wiper, [Signer(SIGNER.name, Secret("wrong"))])
    assert run(wiper, [SIGNER])["certificate"]["complete"]


def test_where_nobody_can_be_checked_the_account_decides(told: Told) -> None:
    told.folder.operators_file.write_bytes(b"torn")
    wiper = Wiper(told.folder, Restarter())
    assert wiper.plan("deployment")["needed"] == 0
    assert run(wiper, [])["certificate"]["actors"] == []


def test_the_certificate_is_not_written_where_it_would_go_too(told: Told, tmp_path: Path) -> None:
    wiper = Wiper(told.folder, Restarter())
    for out in (str(told.folder.root / "certificate"), "certificate"):
        with pytest.raises(InvalidInputError):
            run(wiper, [SIGNER], out=out)
    run(wiper, [SIGNER], out=str(tmp_path / "certificate"))
    assert json.loads((tmp_path / "certificate").read_bytes()) == wiper.finished


def test_a_certificate_that_cannot_be_written_stops_nothing(told: Told, tmp_path: Path) -> None:
    wiper = Wiper(told.folder, Restarter())
    assert run(wiper, [SIGNER], out=str(tmp_path / "missing" / "c"))["certificate"]["complete"]


def test_a_key_is_vouched_for_by_this_deployment_alone(told: Told) -> None:
    wiper = Wiper(told.folder, Restarter())
    mine = wiper.state()["verify"]
    other = verify_key(bytes(32))
    with pytest.raises(SignatureError):
        wiper.endorse(endorse(told.deployment, mine, "2026-11-25", bytes(32)))
    for key in (
        endorse(told.deployment, other, "2026-11-25", told.seed),
        endorse("e" * 32, mine, "2026-11-25", told.seed),
    ):
        with pytest.raises(ConflictError):
            wiper.endorse(key)
    wiper.endorse(endorse(told.deployment, mine, "2026-11-25", told.seed))
    assert wiper.state()["endorsed"]


def test_a_new_deployment_gets_a_new_key(told: Told) -> None:
    wiper = Wiper(told.folder, Restarter())
    before = wiper.state()["verify"]
    wiper.endorse(endorse(told.deployment, before, "2026-11-25", told.seed))
    run(wiper, [SIGNER])
    assert wiper.state()["verify"] != before
    assert not wiper.state()["endorsed"]
    with pytest.raises(NotFoundError):
        wiper.endorse(endorse(told.deployment, before, "2026-11-25", told.seed))


def test_a_rehearsal_destroys_nothing_and_says_how_long_it_would_take(told: Told) -> None:
    wiper = Wiper(told.folder, Restarter())
    before = {each for each in told.folder.root.rglob("*") if each.is_file()}
    found = wiper.rehearse("deployment", Silent())
    assert {each for each in told.folder.root.rglob("*") if each.is_file()} == before
    assert found["keys"] >= 3
    assert found["files"] >= len(before) - 2  # the lock and the intent are not counted
    assert wiper.plan("deployment")["rehearsed"] == found
    assert wiper.finished is None


def test_who_comes_second_during_a_wipe_is_told(told: Told) -> None:
    entered, leave = threading.Event(), threading.Event()

    class Slow(Silent):
        def phase(self, name: str) -> None:  # noqa: ARG002 - as Progress has it
            entered.set()
            assert leave.wait(30)

    wiper = Wiper(told.folder, Restarter())
    working = threading.Thread(target=wiper.rehearse, args=("deployment", Slow()))
    working.start()
    try:
        assert entered.wait(30)
        with pytest.raises(WipingError):
            run(wiper, [SIGNER])
    finally:
        leave.set()
        working.join()


def test_nothing_but_a_repository_is_ever_deleted_outside(told: Told, tmp_path: Path) -> None:
    (tmp_path / "photographs").mkdir()
    targets = WipeTargets((tmp_path / "photographs", Path("relative"), tmp_path / "nowhere"))
    write_targets(told.folder, targets)
    assert read_targets(told.folder) == targets
    assert targets.repositories == ()
    assert Wiper(told.folder, Restarter()).plan("backups")["subject"]["backups"] == []


def test_targets_that_cannot_be_read_are_refused(told: Told) -> None:
    (told.folder.state / "wipe-targets.json").write_bytes(b"{}")
    with pytest.raises(InvalidInputError):
        read_targets(told.folder)
