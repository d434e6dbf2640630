"""Operators: invited, with a code app and a vault slot of their own, and what takes two of them."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest

from appliance.agent.client import AgentClient
from appliance.agent.seat import CodeApp
from appliance.core.canonical import b64
from appliance.errors import (
    AskedError,
    AskExpiredError,
    CodeError,
    ConflictError,
    LastOperatorError,
    NameTakenError,
    NotApprovedError,
    NotFoundError,
    PassphraseError,
    RefusedError,
    RoleError,
    SamePersonError,
    SealedError,
    SignatureError,
    StorageFullError,
    TooManyTriesError,
    UnauthenticatedError,
)
from appliance.operations.records import read_operators
from appliance.secret import Secret
from tests.agent_at_work import AgentAtWork, Colleague, agent_at_work, asked
from tests.operator_desk import OPERATOR, QUICK, Desk


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[AgentAtWork]:
    desk = Desk(tmp_path / "data")
    await desk.set_up()
    async with agent_at_work(desk) as found:
        yield found


@pytest.fixture
async def client(work: AgentAtWork) -> AsyncIterator[AgentClient]:
    """The first operator's client; she has set up her code app."""
    found = await work.signed_in(work.first)
    await work.set_up_code(work.first, found)
    yield found
    await asked(found.close)


def leaves(work: AgentAtWork, name: str) -> list[dict[str, Any]]:
    return work.desk.storage.named(name)


# --- becoming an operator


async def test_an_operator_is_invited_accepts_and_opens_the_vault_with_a_slot_of_her_own(
    work: AgentAtWork, client: AgentClient
) -> None:
    amina = await work.add(client, "amina")
    await asked(client.lock)
    own = await work.signed_in(amina, unlock=True)
    assert (await asked(own.status)).state == "open"
    assert {each.name: each.status for each in await asked(own.operators)} == {
        OPERATOR: "active",
        "amina": "active",
    }
    await asked(own.close)


async def test_every_step_is_a_readable_leaf_without_a_name(
    work: AgentAtWork, client: AgentClient
) -> None:
    await work.add(client, "amina", ("operator",))
    names = ("operator_code", "operator_invited", "operator_accepted", "operator_approved")
    for name in names:
        [event] = leaves(work, name)
        assert "amina" not in json.dumps(event)
    assert leaves(work, "operator_approved")[0]["details"]["roles"] == ["operator"]


async def test_both_see_the_same_six_words(work: AgentAtWork, client: AgentClient) -> None:
    status = await asked(client.status)
    organisation = next(iter(status.deployment.organisations))  # type: ignore[union-attr]
    made = await asked(lambda: client.invite_operator("amina", organisation, ["operator"]))
    app, secret = work.new_app(), Secret(made.secret)
    async with work.console() as own:
        words = await asked(
            lambda: own.accept_operator(secret, "amina", Secret("passphrase"), app, QUICK)
        )
    approval = await asked(lambda: client.plan_operator_approval(made.operator))
    assert approval.operator.words == words
    assert len(words) == 6


async def test_before_the_approval_nothing_is_answered(
    work: AgentAtWork, client: AgentClient
) -> None:
    amina = await work.invite(client, "amina")
    with pytest.raises(NotApprovedError):
        await work.signed_in(amina)


async def test_a_one_time_secret_works_once(work: AgentAtWork, client: AgentClient) -> None:
    status = await asked(client.status)
    organisation = next(iter(status.deployment.organisations))  # type: ignore[union-attr]
    made = await asked(lambda: client.invite_operator("amina", organisation, ["operator"]))
    secret, phrase = Secret(made.secret), Secret("a passphrase")
    async with work.console() as own:
        await asked(lambda: own.accept_operator(secret, "amina", phrase, work.new_app(), QUICK))
        with pytest.raises(NotFoundError):
            await asked(lambda: own.accept_operator(secret, "other", phrase, work.new_app(), QUICK))
        with pytest.raises(NotFoundError):
            await asked(
                lambda: own.accept_operator(Secret("x"), "other", phrase, work.new_app(), QUICK)
            )


async def test_an_old_invitation_is_refused(work: AgentAtWork, client: AgentClient) -> None:
    status = await asked(client.status)
    organisation = next(iter(status.deployment.organisations))  # type: ignore[union-attr]
    made = await asked(lambda: client.invite_operator("amina", organisation, ["operator"]))
    work.desk.clock.advance(timedelta(days=8))
    async with work.console() as own:
        with pytest.raises(NotFoundError):
            await asked(
                lambda: own.accept_operator(
                    Secret(made.secret), "amina", Secret("a passphrase"), work.new_app(), QUICK
                )
            )


async def test_a_name_that_somebody_has_is_refused(work: AgentAtWork, client: AgentClient) -> None:
    with pytest.raises(NameTakenError):
        await work.invite(client, OPERATOR.upper())


async def test_while_the_box_is_sealed_nobody_becomes_an_operator(
    work: AgentAtWork, client: AgentClient
) -> None:
    status = await asked(client.status)
    organisation = next(iter(status.deployment.organisations))  # type: ignore[union-attr]
    made = await asked(lambda: client.invite_operator("amina", organisation, ["operator"]))
    await asked(client.lock)
    async with work.console() as own:
        with pytest.raises(SealedError):
            await asked(
                lambda: own.accept_operator(
                    Secret(made.secret), "amina", Secret("a passphrase"), work.new_app(), QUICK
                )
            )


async def test_a_slot_that_somebody_put_in_place_of_hers_is_refused(
    work: AgentAtWork, client: AgentClient
) -> None:
    await work.invite(client, "amina")
    operator = await work.id_of(client, "amina")
    path = work.folder.operators_file
    found = json.loads(path.read_text())
    own = next(each for each in found["operators"] if each["id"] == operator)
    own["slot"]["recipient"] = next(
        each["recipient"] for each in found["operators"] if each["id"] != operator
    )
    path.write_text(json.dumps(found))
    with pytest.raises(SignatureError):
        await asked(lambda: client.plan_operator_approval(operator))


async def test_an_approval_of_other_words_is_refused(
    work: AgentAtWork, client: AgentClient
) -> None:
    await work.invite(client, "amina")
    await work.invite(client, "binta")
    first = await asked(
        lambda: client.plan_operator_approval(
            next(each.id for each in client.operators() if each.name == "amina")
        )
    )
    with pytest.raises(ConflictError):
        await asked(
            lambda: client._call(
                "POST",
                f"/operators/{first.operator.id}/approve",
                {"key": "0" * 32, "plan": first.plan.hash, "slot": "AA", "staff_wrap": "AA"},
            )
        )


async def test_what_a_crash_interrupts_is_finished_at_the_next_change(
    work: AgentAtWork, client: AgentClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log has the leaf and the record does not say so yet: the journal brings both together."""
    amina = await work.invite(client, "amina")
    operator = await work.id_of(client, "amina")
    approval = await asked(lambda: client.plan_operator_approval(operator))
    with monkeypatch.context() as broken:
        broken.setattr("appliance.operations.publication.put_operator", cut_off)
        with pytest.raises(Exception, match=r"Something went wrong inside"):
            await asked(lambda: client.approve_operator(approval))
    await work.invite(client, "binta")
    own = await work.signed_in(amina)
    assert len(leaves(work, "operator_approved")) == 1
    await asked(own.close)


def cut_off(*_: object) -> None:
    raise OSError


# --- codes


async def test_with_a_code_app_the_passphrase_alone_is_not_enough(
    work: AgentAtWork, client: AgentClient
) -> None:
    async with work.console() as other:
        with pytest.raises(CodeError):
            await asked(lambda: other.login(work.first.name, work.first.passphrase))
        with pytest.raises(CodeError):
            await asked(other.people)
        work.desk.clock.advance(timedelta(seconds=30))
        await asked(lambda: other.give_code(work.first.code(work.desk)))
        assert other.signed_in
        assert await asked(other.people) == []


async def test_a_code_counts_once_even_after_a_restart_of_the_agent(
    work: AgentAtWork, client: AgentClient
) -> None:
    other = await work.signed_in(work.first)
    code = work.first.code(work.desk)
    async with work.console() as again:
        with pytest.raises(CodeError):
            await asked(lambda: again.login(work.first.name, work.first.passphrase, code))
    await asked(other.close)
    keys = work.desk.box.keys
    work.desk.restart().keys = keys
    async with agent_at_work(work.desk) as later, later.console() as again:
        with pytest.raises(CodeError):
            await asked(lambda: again.login(work.first.name, work.first.passphrase, code))


@pytest.mark.parametrize(("steps", "counts"), [(-2, False), (-1, True), (1, True), (2, False)])
async def test_the_clocks_may_differ_by_one_step(
    work: AgentAtWork, client: AgentClient, steps: int, counts: bool
) -> None:
    work.desk.clock.advance(timedelta(minutes=10))
    assert work.first.app is not None
    shown = Colleague(work.first.name, work.first.passphrase, work.first.app)
    at = work.desk.clock.now() + timedelta(seconds=30 * steps)
    code = pyotp.TOTP(work.first.app.reveal()).at(at)
    async with work.console() as other:
        if counts:
            await asked(lambda: other.login(shown.name, shown.passphrase, code))
            assert other.signed_in
        else:
            with pytest.raises(CodeError):
                await asked(lambda: other.login(shown.name, shown.passphrase, code))


async def test_the_vault_opens_by_the_passphrase_and_the_code_comes_after(
    work: AgentAtWork, client: AgentClient
) -> None:
    await asked(client.lock)
    async with work.console() as other:
        with pytest.raises(SealedError):
            await asked(lambda: other.login(work.first.name, work.first.passphrase, "123456"))
        with pytest.raises(CodeError):
            await asked(lambda: other.unlock(work.first.name, work.first.passphrase))
        assert (await asked(other.status)).state == "open"
        with pytest.raises(CodeError):
            await asked(lambda: other._call("GET", "/operators"))


async def test_wrong_codes_slow_the_operator_down(work: AgentAtWork, client: AgentClient) -> None:
    async with work.console() as other:
        for _ in range(5):
            with pytest.raises(CodeError):
                await asked(lambda: other.login(work.first.name, work.first.passphrase, "000000"))
        with pytest.raises(TooManyTriesError):
            await asked(lambda: other.give_code("000000"))
        with pytest.raises(TooManyTriesError):
            await asked(lambda: other.login(work.first.name, work.first.passphrase))


async def test_the_secret_of_a_code_app_lies_nowhere_in_clear(
    work: AgentAtWork, client: AgentClient
) -> None:
    assert work.first.app is not None
    secret = work.first.app.reveal().encode()
    for path in work.folder.root.rglob("*"):
        if path.is_file():
            assert secret not in path.read_bytes(), path


async def test_another_operators_code_app_is_of_no_use_in_ones_own_place(
    work: AgentAtWork, client: AgentClient
) -> None:
    amina = await work.add(client, "amina")
    path = work.folder.operators_file
    found = json.loads(path.read_text())
    found["operators"][0]["code"] = found["operators"][1]["code"]
    path.write_text(json.dumps(found))
    work.desk.clock.advance(timedelta(seconds=30))
    async with work.console() as other:
        with pytest.raises(Exception, match="not what was stored"):
            await asked(
                lambda: other.login(work.first.name, work.first.passphrase, amina.code(work.desk))
            )


async def test_a_code_that_is_not_of_the_app_sets_nothing_up(
    work: AgentAtWork, client: AgentClient
) -> None:
    wrong = CodeApp(work.new_app().secret, "000000")
    with pytest.raises(CodeError):
        await asked(lambda: client.set_code(wrong))
    assert len(leaves(work, "operator_code")) == 1


# --- roles


async def test_a_role_bounds_what_may_be_asked_for(work: AgentAtWork, client: AgentClient) -> None:
    amina = await work.add(client, "amina", ("custodian",))
    own = await work.signed_in(amina)
    with pytest.raises(RoleError):
        await asked(lambda: own.invite("Somebody", "doctor", "0" * 32))
    with pytest.raises(RoleError):
        await work.invite(own, "binta")
    assert await asked(own.people) == []
    await asked(own.close)


# --- disabling, which takes two


async def test_the_last_who_can_run_the_deployment_is_never_disabled(
    work: AgentAtWork, client: AgentClient
) -> None:
    own = await work.id_of(client, OPERATOR)
    await work.add(client, "amina", ("custodian", "approver"))
    with pytest.raises(LastOperatorError):
        await asked(lambda: client.plan_operator_disable(own))


async def test_with_nobody_else_one_person_disables_and_the_log_says_so(
    work: AgentAtWork, client: AgentClient
) -> None:
    amina = await work.add(client, "amina")
    theirs = await work.signed_in(amina)
    operator = await work.id_of(client, "amina")
    plan = await asked(lambda: client.plan_operator_disable(operator))
    assert (plan.people, plan.alone) == (2, True)
    await asked(lambda: client.disable_operator(operator, plan))
    assert leaves(work, "operator_disabled")[0]["details"]["alone"] is True
    with pytest.raises(UnauthenticatedError):
        await asked(theirs.people)
    with pytest.raises(UnauthenticatedError):
        await work.signed_in(amina)
    with pytest.raises(NotFoundError):
        work.desk.box.vault.slot(operator)
    await asked(theirs.close)


@pytest.fixture
async def three(work: AgentAtWork, client: AgentClient) -> AsyncIterator["Three"]:
    amina, binta = await work.add(client, "amina"), await work.add(client, "binta")
    second = await work.signed_in(amina)
    third = await work.signed_in(binta)
    operator = await work.id_of(client, "binta")
    plan = await asked(lambda: client.plan_operator_disable(operator))
    yield Three(client, second, third, operator, plan)
    await asked(second.close)
    await asked(third.close)


class Three:
    """Three operators: the first asks, the second may agree, the third it is about."""

    def __init__(
        self, first: AgentClient, second: AgentClient, third: AgentClient, about: str, plan: Any
    ) -> None:
        self.first, self.second, self.third = first, second, third
        self.about, self.plan = about, plan

    async def ask(self) -> None:
        """Do what takes two; whoever has agreed by then counts."""
        await asked(lambda: self.first.disable_operator(self.about, self.plan))

    async def asks(self, client: AgentClient) -> Any:
        [found] = await asked(client.approvals)
        return found


async def test_a_second_person_agrees_and_the_log_names_both(
    work: AgentAtWork, three: Three
) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    shown = await three.asks(three.second)
    assert (shown.by, shown.about, shown.open, shown.mine) == (OPERATOR, "binta", True, False)
    await asked(lambda: three.second.agree(shown))
    await three.ask()
    [event] = leaves(work, "operator_disabled")
    keys = {each.id: each.key for each in read_operators(work.folder)}
    first, second, _ = keys.values()
    assert (event["actor"], event["details"]["second"]) == (first, second)
    with pytest.raises(UnauthenticatedError):
        await asked(three.third.people)


async def test_asking_again_before_she_agrees_asks_nothing_new(three: Three) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    with pytest.raises(AskedError) as caught:
        await three.ask()
    shown = await three.asks(three.first)
    assert shown.id == caught.value.approval
    assert shown.mine


async def test_the_same_person_cannot_agree_to_what_she_asks(three: Three) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    shown = await three.asks(three.first)
    assert not shown.open
    with pytest.raises(SamePersonError):
        await asked(lambda: three.first.agree(shown))


@pytest.mark.parametrize("verb", ["agree", "refuse"])
async def test_whom_it_is_about_can_neither_agree_nor_put_it_off(three: Three, verb: str) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    shown = await three.asks(three.third)
    assert not shown.open
    with pytest.raises(SamePersonError):
        await asked(lambda: getattr(three.third, verb)(shown))


async def test_an_agreement_is_used_up(work: AgentAtWork, three: Three) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    await asked(lambda: three.second.agree(three.second.approvals()[0]))
    await three.ask()
    with pytest.raises(ConflictError):
        await three.ask()
    assert len(leaves(work, "operator_disabled")) == 1


async def test_a_refusal_is_told_once_and_nothing_happens(work: AgentAtWork, three: Three) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    await asked(lambda: three.second.refuse(three.second.approvals()[0]))
    with pytest.raises(RefusedError):
        await three.ask()
    assert leaves(work, "operator_disabled") == []


async def test_one_takes_back_what_one_has_asked(three: Three) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    await asked(lambda: three.first.refuse(three.first.approvals()[0]))
    assert await asked(three.second.approvals) == []


async def test_an_agreement_that_comes_too_late_is_refused(work: AgentAtWork, three: Three) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    shown = await three.asks(three.second)
    life = work.desk.box.settings.approvals.minutes
    work.desk.clock.advance(timedelta(minutes=life - 5))
    await asked(three.second.people)  # still at work
    await asked(three.first.people)
    work.desk.clock.advance(timedelta(minutes=6))
    with pytest.raises(AskExpiredError):
        await asked(lambda: three.second.agree(shown))


async def test_an_agreement_that_is_used_too_late_is_refused(
    work: AgentAtWork, three: Three
) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    await asked(lambda: three.second.agree(three.second.approvals()[0]))
    life = work.desk.box.settings.approvals.minutes
    work.desk.clock.advance(timedelta(minutes=life - 5))
    await asked(three.first.people)
    work.desk.clock.advance(timedelta(minutes=6))
    with pytest.raises(AskExpiredError):
        await three.ask()
    assert leaves(work, "operator_disabled") == []


async def test_an_agreement_to_another_plan_is_refused(three: Three) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    shown = await three.asks(three.second)
    with pytest.raises(ConflictError):
        await asked(
            lambda: three.second._call("POST", f"/approvals/{shown.id}", {"plan": "0" * 64})
        )


async def test_a_plan_that_has_changed_since_is_refused(work: AgentAtWork, three: Three) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    await asked(lambda: three.second.agree(three.second.approvals()[0]))
    path = work.folder.operators_file
    found = json.loads(path.read_text())
    next(each for each in found["operators"] if each["id"] == three.about)["roles"] = ["operator"]
    path.write_text(json.dumps(found))
    with pytest.raises(ConflictError):
        await three.ask()
    assert leaves(work, "operator_disabled") == []


async def test_what_was_asked_is_gone_with_a_restart_of_the_agent(
    work: AgentAtWork, three: Three
) -> None:
    with pytest.raises(AskedError):
        await three.ask()
    keys = work.desk.box.keys
    work.desk.restart().keys = keys
    async with agent_at_work(work.desk) as later:
        own = await later.signed_in(work.first)
        assert await asked(own.approvals) == []
        await asked(own.close)


async def test_an_invitation_is_taken_back_by_one_person(
    work: AgentAtWork, client: AgentClient
) -> None:
    await work.add(client, "amina")
    await work.invite(client, "binta")
    operator = await work.id_of(client, "binta")
    plan = await asked(lambda: client.plan_operator_disable(operator))
    assert plan.people == 1
    await asked(lambda: client.disable_operator(operator, plan))
    assert {each.name: each.status for each in await asked(client.operators)}["binta"] == "disabled"


# --- what earlier versions wrote


async def test_operators_of_the_first_version_are_read_with_every_role(
    work: AgentAtWork,
) -> None:
    path = work.folder.operators_file
    found = json.loads(path.read_text())
    later = ("roles", "status", "organisation", "code", "slot", "invitation")
    for each in found["operators"]:
        for name in later:
            del each[name]
    path.write_text(json.dumps({"operators": found["operators"], "v": 1}))
    own = await work.signed_in(work.first)
    [record] = await asked(own.operators)
    assert (record.roles, record.status, record.code) == (
        ("operator", "custodian", "approver"),
        "active",
        False,
    )
    await work.set_up_code(work.first, own)
    assert json.loads(path.read_text())["v"] == 2
    await asked(own.close)


async def test_operators_of_a_newer_safehold_are_not_guessed_at(work: AgentAtWork) -> None:
    path = work.folder.operators_file
    found = json.loads(path.read_text())
    path.write_text(json.dumps({**found, "v": 3}))
    async with work.console() as client:
        with pytest.raises(Exception, match="not what was stored"):
            await asked(lambda: client.login(work.first.name, work.first.passphrase))


async def test_a_wrong_passphrase_is_told_from_a_wrong_code_to_nobody_without_the_passphrase(
    work: AgentAtWork, client: AgentClient
) -> None:
    async with work.console() as other:
        with pytest.raises(UnauthenticatedError) as caught:
            await asked(lambda: other.login(work.first.name, Secret("wrong"), "000000"))
    assert not isinstance(caught.value, CodeError | PassphraseError)


async def test_on_a_full_disk_somebody_with_a_code_still_comes_in_and_the_code_counts_once(
    work: AgentAtWork, client: AgentClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.agent.sign_in.put_operator", disk_full)
    own = await work.signed_in(work.first)
    assert await asked(own.people) == []
    code = work.first.code(work.desk)
    async with work.console() as other:
        with pytest.raises(CodeError):
            await asked(lambda: other.login(work.first.name, work.first.passphrase, code))
    await asked(own.close)


def disk_full(*_: object) -> None:
    raise StorageFullError


async def test_the_policy_lets_the_approval_and_disabling_of_a_professional_take_two(
    work: AgentAtWork, client: AgentClient
) -> None:
    amina = await work.add(client, "amina")
    second = await work.signed_in(amina)
    work.desk.box.two_people = frozenset({"approve", "disable"})
    status = await asked(client.status)
    organisation = next(iter(status.deployment.organisations))  # type: ignore[union-attr]
    person = work.desk.add_pending(organisation)
    approval = await asked(lambda: client.plan_approval(person))
    assert approval.plan.people == 2
    with pytest.raises(AskedError):
        await asked(lambda: client.approve(approval))
    await asked(lambda: second.agree(second.approvals()[0]))
    await asked(lambda: client.approve(approval))
    plan = await asked(lambda: client.plan_disable(person))
    with pytest.raises(AskedError):
        await asked(lambda: client.disable(person, plan))
    await asked(lambda: second.agree(second.approvals()[0]))
    await asked(lambda: client.disable(person, plan))
    for name in ("person_approved", "person_disabled"):
        assert leaves(work, name)[-1]["details"]["second"]
    await asked(second.close)


async def test_a_name_that_changes_after_it_was_shown_is_not_approved(
    work: AgentAtWork, client: AgentClient
) -> None:
    status = await asked(client.status)
    organisation = next(iter(status.deployment.organisations))  # type: ignore[union-attr]
    person = work.desk.add_pending(organisation)
    approval = await asked(lambda: client.plan_approval(person))
    work.desk.coordination.rows[person]["profile"] = b64(b"another name")
    with pytest.raises(ConflictError):
        await asked(lambda: client.approve(approval))
    assert work.desk.coordination.rows[person]["status"] == "pending"
