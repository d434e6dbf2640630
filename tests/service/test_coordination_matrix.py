"""Who gets what: every role, with and without a grant, in every state of a case, on every route."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from tests.professional import ORGANISATION_A, ORGANISATION_B, Professional
from tests.service.coordination_at_work import CoordinationAtWork, until
from tests.serving import short_folder
from tests.survivor import Survivor

ROLES = ("case_manager", "doctor", "psychologist", "lawyer", "investigator", "analyst", "operator")
NOTHING_HERE = "There is nothing here that you can open."


@dataclass
class Office:
    """A manager on duty, and one colleague of every role who is not."""

    at_work: CoordinationAtWork
    manager: Professional
    colleagues: dict[str, Professional]

    async def ask(self, who: Professional, survivor: Survivor) -> dict[str, int]:
        """Try every route of a case; returns the status of each."""
        path, case = f"/cases/{survivor.case}", survivor.case
        consent = survivor.consent(compartments=["account"], recipient=self.manager.key)
        referral = secrets.token_hex(16)
        status = who.sign(case, 1, type="referral_status", referral=referral, status="accepted")
        given = who.grant(case, 1, "team", who.key, {"duty": self.at_work.deployment.intake_key})
        bodies: dict[str, tuple[str, Any]] = {
            "take": ("take", who.taking(case, self.at_work.deployment.intake_key)),
            "read account": ("tickets", wants("get", "account", survivor, 2)),
            "read contact": ("tickets", wants("get", "contact", survivor, 1)),
            "write thread": ("tickets", wants("put", "thread", survivor)),
            "compartment": ("compartments", {"compartment": "team", "grants": [given]}),
            "refer": ("referrals", who.referral(consent, 1)),
            "status": (f"referrals/{referral}/status", status),
        }
        answers = {"see": await self.at_work.get(path, who)}
        for name, (route, body) in bodies.items():
            answers[name] = await self.at_work.post(f"{path}/{route}", body, who)
        for each in answers.values():
            assert each.status_code != 404 or each.json()["message"] == NOTHING_HERE
        return {name: each.status_code for name, each in answers.items()}

    async def refer(self, survivor: Survivor, to: Professional, start: int) -> dict[str, Any]:
        """Refer the account to somebody; returns the consent."""
        consent = await self.at_work.consent(survivor, to.key, "account", who=self.manager)
        body = self.manager.referral(consent, start)
        path = f"/cases/{survivor.case}/referrals"
        assert (await self.at_work.post(path, body, self.manager)).status_code == 201
        return consent


def wants(op: str, compartment: str, survivor: Survivor, part: int | None = None) -> dict[str, Any]:
    blob = survivor.report.parts[part].blob if part else secrets.token_hex(16)
    kind = "report" if part else "message"
    want = {"blob": blob, "compartment": compartment, "kind": kind, "op": op, "size": 2000}
    return {"wants": [want]}


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    with short_folder() as root:
        at_work = CoordinationAtWork(root)
        async with at_work.storage_running(), at_work.running():
            manager = await at_work.employ("case_manager", ORGANISATION_A, first=True)
            organisations = dict.fromkeys(ROLES, ORGANISATION_B) | {"case_manager": ORGANISATION_A}
            colleagues = {role: await at_work.employ(role, organisations[role]) for role in ROLES}
            yield Office(at_work, manager, colleagues)


async def test_without_a_grant_no_role_gets_anything_in_any_state(office: Office) -> None:
    new = await office.at_work.report(office.manager)
    taken = await office.at_work.report(office.manager)
    assert (await office.at_work.take(office.manager, taken)).status_code == 201
    for survivor in (new, taken):
        for role, colleague in office.colleagues.items():
            found = await office.ask(colleague, survivor)
            assert set(found.values()) == {404}, (role, found)


async def test_on_duty_a_new_case_is_read_but_not_written(office: Office) -> None:
    survivor = await office.at_work.report(office.manager)
    path = f"/cases/{survivor.case}"
    assert (await office.at_work.get(path, office.manager)).status_code == 200
    reads = [wants("get", "account", survivor, 2), wants("get", "contact", survivor, 1)]
    statuses = [
        (await office.at_work.post(f"{path}/tickets", body, office.manager)).status_code
        for body in [*reads, wants("put", "thread", survivor)]
    ]
    assert statuses == [200, 200, 404]


async def test_with_a_grant_every_role_gets_that_compartment_and_after_a_withdrawal_nothing(
    office: Office,
) -> None:
    for role, colleague in office.colleagues.items():
        survivor = await office.at_work.report(office.manager)
        await office.at_work.take(office.manager, survivor)
        consent = await office.refer(survivor, colleague, 5)
        found = await office.ask(colleague, survivor)
        assert (found["see"], found["read account"]) == (200, 200), role
        assert (found["read contact"], found["write thread"], found["status"]) == (404, 404, 404)
        assert {found["compartment"], found["refer"]} == {422}, role
        withdrawal = survivor.withdrawal(consent["consent"], 2)
        await office.at_work.state("consent_withdrawn", withdrawal)
        await until(partial(shut_out, office, colleague, survivor))
        assert set((await office.ask(colleague, survivor)).values()) == {404}, role


async def shut_out(office: Office, who: Professional, survivor: Survivor) -> bool:
    return (await office.at_work.get(f"/cases/{survivor.case}", who)).status_code == 404


async def test_nobody_gets_anything_without_a_session(office: Office) -> None:
    survivor = await office.at_work.report(office.manager)
    stranger = Professional("doctor", ORGANISATION_B)
    assert set((await office.ask(stranger, survivor)).values()) == {401}
    stranger.session = "A" * 43
    assert set((await office.ask(stranger, survivor)).values()) == {401}
