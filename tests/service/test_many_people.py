"""Five hundred people: nobody waits, and whoever is disabled is out before the next second."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest

from appliance.adapters import age
from appliance.adapters.argon2 import Kdf
from appliance.agent.client import AgentClient
from appliance.core.canonical import b64, canonical
from appliance.core.derivation import Identity, derive_identity
from appliance.secret import Secret
from tests.service.running_box import PASSPHRASE, RunningBox, free_ports

pytestmark = pytest.mark.slow

PEOPLE, APPROVED = 500, 10
# What an operator should not notice, with room for a machine that does other things too.
LIST_WITHIN_S, STEP_WITHIN_S, OUT_WITHIN_S = 2.0, 1.5, 1.0
SEALED = b64(age.seal(b"{}", [derive_identity(bytes(32), "person").recipient]))


@dataclass
class Worker:
    """Somebody who accepted an invitation; her passphrase is of no interest here."""

    person: str
    login: str
    auth: str
    totp_secret: str
    identity: Identity


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBox]:
    found = RunningBox(tmp_path_factory.mktemp("many"), free_ports())
    found.start()
    found.set_up()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def operator(box: RunningBox) -> Iterator[AgentClient]:
    with box.client() as client:
        client.login("operator", Secret(PASSPHRASE))
        yield client


@pytest.fixture(scope="module")
def web(box: RunningBox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=box.status().addresses["case"], timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def staff(box: RunningBox, operator: AgentClient, web: httpx.Client) -> list[Worker]:
    """Five hundred people who have accepted; the first ones are approved.

    How a staff directory of five hundred behaves is in `tests/unit/test_succession.py`.
    """
    deployment = box.status().deployment
    assert deployment is not None
    clinic = next(each for each, name in deployment.organisations.items() if name == "Clinic")
    workers = [join(operator, web, clinic, number) for number in range(PEOPLE)]
    for each in workers[:APPROVED]:
        operator.approve(operator.plan_approval(each.person))
    return workers


def join(operator: AgentClient, web: httpx.Client, organisation: str, number: int) -> Worker:
    """Invite somebody and accept in her place."""
    invitation = operator.invite(f"Invented {number}", "doctor", organisation)
    secret = parse_qs(urlsplit(invitation.link).fragment)["invite"][0]
    identity = derive_identity(secrets.token_bytes(32), "person")
    auth, totp_secret = b64(secrets.token_bytes(32)), pyotp.random_base32()
    body = {
        "auth": auth,
        "kdf": Kdf.fresh().to_json(),
        "login": f"invented-{number}",
        "recipient": identity.recipient,
        "sealed_identity": SEALED,
        "second": {"totp": {"code": pyotp.TOTP(totp_secret).now(), "secret": totp_secret}},
        "secret": secret,
        "verify": identity.verify,
    }
    assert web.post("/api/invitations/accept", content=canonical(body)).status_code == 201
    return Worker(invitation.person, f"invented-{number}", auth, totp_secret, identity)


def sign_in(web: httpx.Client, who: Worker, steps: int = 1) -> httpx.Response:
    """Sign in with a code that has not been used yet."""
    code = pyotp.TOTP(who.totp_secret).at(int(time.time()) + 30 * steps)
    body: dict[str, Any] = {"auth": who.auth, "login": who.login, "totp": code}
    return web.post("/api/login", content=canonical(body))


def timed(work: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def test_lists_approvals_and_refusals_do_not_stall(
    operator: AgentClient, staff: list[Worker], record_property: Any
) -> None:
    seconds: dict[str, float] = {}
    seconds["list"], people = timed(operator.people)
    assert len(people) == PEOPLE
    waiting = staff[-10].person
    seconds["plan approve"], approval = timed(lambda: operator.plan_approval(waiting))
    seconds["approve"], _ = timed(lambda: operator.approve(approval))
    seconds["plan disable"], plan = timed(lambda: operator.plan_disable(waiting))
    seconds["disable"], _ = timed(lambda: operator.disable(waiting, plan))
    for name, took in seconds.items():
        record_property(name, f"{took:.3f} s")
    assert seconds.pop("list") < LIST_WITHIN_S
    assert max(seconds.values()) < STEP_WITHIN_S, seconds


def test_who_is_disabled_is_out_within_a_second_of_the_answer(
    operator: AgentClient, web: httpx.Client, staff: list[Worker]
) -> None:
    who, colleague = staff[0], staff[1]
    answer = sign_in(web, who)
    assert answer.status_code == 200, answer.text
    hers = {"Safehold-Session": answer.json()["session"]}
    others = {"Safehold-Session": sign_in(web, colleague).json()["session"]}
    assert web.get("/api/me", headers=hers).json()["wraps"]
    operator.disable(who.person, operator.plan_disable(who.person))
    answered = time.perf_counter()
    for path in ("/me", "/staff", "/cases", "/me/renewals", "/me/rewraps"):
        assert web.get(f"/api{path}", headers=hers).status_code == 401, path
    assert sign_in(web, who, 2).status_code == 401
    listed = web.get("/api/staff", headers=others).json()["staff"]["staff"]["certificates"]
    [certificate] = [each for each in listed if each["key"] == who.identity.key]
    assert certificate["status"] == "disabled"
    assert time.perf_counter() - answered < OUT_WITHIN_S


def test_of_when_somebody_was_there_nothing_finer_than_the_week_is_kept(
    operator: AgentClient, web: httpx.Client, staff: list[Worker]
) -> None:
    assert sign_in(web, staff[2]).status_code == 200
    found = {each.id: each for each in operator.people()}
    year, week, _ = time.strftime("%G %V %u", time.gmtime()).split()
    assert found[staff[2].person].last_seen_week == f"{year}-W{week}"
    assert found[staff[3].person].last_seen_week is None
