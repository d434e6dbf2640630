"""Invitation, acceptance, approval, sign-in and session, through real sockets."""

import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from appliance.core.canonical import b64, unb64
from tests.authenticator import Authenticator
from tests.professional import ORGANISATION_A, ORGANISATION_B, Professional, small_sealed_file
from tests.service.coordination_at_work import CoordinationAtWork
from tests.serving import short_folder

ORIGIN = "http://localhost:8701"


@pytest.fixture
async def at_work() -> AsyncIterator[CoordinationAtWork]:
    with short_folder() as root:
        found = CoordinationAtWork(root)
        async with found.storage_running(), found.running():
            yield found


@pytest.fixture
async def doctor(at_work: CoordinationAtWork) -> Professional:
    return await at_work.employ("doctor", ORGANISATION_B)


async def invited(at_work: CoordinationAtWork, role: str = "doctor") -> Professional:
    colleague = at_work.deployment.hire(role)
    await at_work.invite(colleague)
    return colleague


async def test_a_link_offers_role_organisation_and_the_first_intake_key(
    at_work: CoordinationAtWork,
) -> None:
    at_work.deployment.publish(with_intake_key=False)
    manager = await invited(at_work, "case_manager")
    offer = (await at_work.post("/invitations/open", {"secret": b64(manager.secret)})).json()
    assert (offer["role"], offer["organisation"]) == ("case_manager", ORGANISATION_A)
    assert offer["offer_intake_key"] is True
    assert offer["staff_key"] == at_work.deployment.staff_recipient


async def test_no_second_intake_key_is_offered(at_work: CoordinationAtWork) -> None:
    await at_work.employ("case_manager", ORGANISATION_A, first=True)
    manager = await invited(at_work, "case_manager")
    offer = (await at_work.post("/invitations/open", {"secret": b64(manager.secret)})).json()
    assert offer["offer_intake_key"] is False
    body = at_work.acceptance(manager, intake=at_work.intake(manager))
    assert (await at_work.post("/invitations/accept", body)).status_code == 422


async def test_a_link_serves_once(at_work: CoordinationAtWork) -> None:
    colleague = await invited(at_work)
    body = at_work.acceptance(colleague)
    assert (await at_work.post("/invitations/accept", body)).status_code == 201
    assert (await at_work.post("/invitations/accept", body)).status_code == 404
    secret = {"secret": b64(colleague.secret)}
    assert (await at_work.post("/invitations/open", secret)).status_code == 404


async def test_a_link_runs_out(at_work: CoordinationAtWork) -> None:
    colleague = await invited(at_work)
    at_work.deployment.days_pass(8)
    answer = await at_work.post("/invitations/accept", at_work.acceptance(colleague))
    assert answer.status_code == 404


async def test_a_login_that_is_taken_is_refused_and_the_link_stays(
    at_work: CoordinationAtWork, doctor: Professional
) -> None:
    colleague = await invited(at_work)
    body = at_work.acceptance(colleague, login=doctor.login.upper())
    assert (await at_work.post("/invitations/accept", body)).status_code == 409
    again = at_work.acceptance(colleague)
    assert (await at_work.post("/invitations/accept", again)).status_code == 201


async def test_who_is_not_approved_sees_her_status_and_nothing_else(
    at_work: CoordinationAtWork,
) -> None:
    colleague = await invited(at_work)
    await at_work.post("/invitations/accept", at_work.acceptance(colleague))
    answer = (await at_work.sign_in(colleague)).json()
    colleague.session = answer["session"]
    assert answer["status"] == "pending"
    assert (await at_work.get("/me", colleague)).json()["status"] == "pending"
    for path in ("/cases", "/staff"):
        assert (await at_work.get(path, colleague)).status_code == 404


async def test_nobody_is_approved_whom_the_staff_directory_does_not_certify(
    at_work: CoordinationAtWork,
) -> None:
    colleague = await invited(at_work)
    await at_work.post("/invitations/accept", at_work.acceptance(colleague))
    assert (await at_work.approve(colleague)).status_code == 503
    at_work.deployment.publish()
    assert (await at_work.approve(colleague)).status_code == 204
    assert (await at_work.approve(colleague)).status_code == 204


async def test_the_agent_sees_who_waits_and_nothing_finer_than_a_week(
    at_work: CoordinationAtWork, doctor: Professional
) -> None:
    [row] = (await at_work.agent("/people")).json()["people"]
    assert (row["key"], row["status"]) == (doctor.key, "active")
    assert row["last_seen_week"] == "2026-W10"


async def test_internal_routes_do_not_exist_without_the_token(at_work: CoordinationAtWork) -> None:
    for path in ("/internal/people", "/internal/nothing"):
        assert (await at_work.get(path)).status_code == 404


async def test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has(
    at_work: CoordinationAtWork, doctor: Professional
) -> None:
    real = (await at_work.post("/login/start", {"login": doctor.login})).json()
    names = [f"nobody-{number}" for number in range(20)]
    answers = [(await at_work.post("/login/start", {"login": name})).json() for name in names]
    again = [(await at_work.post("/login/start", {"login": name})).json() for name in names]
    assert [each["kdf"] for each in answers] == [each["kdf"] for each in again]
    with_code = [each for each in answers if each["second"] == ["totp"]]
    assert all(each.keys() == real.keys() for each in with_code)
    assert all(each["kdf"].keys() == real["kdf"].keys() for each in with_code)
    assert len({each["kdf"]["salt"] for each in answers}) == len(names)


async def test_whatever_is_wrong_the_answer_is_the_same(
    at_work: CoordinationAtWork, doctor: Professional
) -> None:
    at_work.clock.advance(timedelta(seconds=60))
    right = at_work.login(doctor)
    wrong: list[dict[str, Any]] = [
        {**right, "login": "nobody"},
        {**right, "auth": b64(secrets.token_bytes(32))},
        {**right, "totp": doctor.code(at_work.clock, 5)},
        {name: value for name, value in right.items() if name != "totp"},
    ]
    answers = [await at_work.post("/login", body) for body in wrong]
    assert [each.status_code for each in answers] == [401] * 4
    assert len({each.content for each in answers}) == 1


async def test_a_code_serves_once(at_work: CoordinationAtWork, doctor: Professional) -> None:
    at_work.clock.advance(timedelta(seconds=60))
    body = at_work.login(doctor)
    assert (await at_work.post("/login", body)).status_code == 200
    assert (await at_work.post("/login", body)).status_code == 401


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
async def test_a_code_may_be_one_step_off(
    at_work: CoordinationAtWork, doctor: Professional, steps: int, status: int
) -> None:
    at_work.clock.advance(timedelta(seconds=300))
    body = {**at_work.login(doctor), "totp": doctor.code(at_work.clock, steps)}
    assert (await at_work.post("/login", body)).status_code == status


@pytest.mark.parametrize("known", [True, False])
async def test_five_failures_slow_a_login_down_whoever_has_it(
    at_work: CoordinationAtWork, doctor: Professional, *, known: bool
) -> None:
    body = at_work.login(doctor)
    name = doctor.login if known else "nobody"
    wrong = {**body, "login": name, "auth": b64(bytes(32))}
    answers = [(await at_work.post("/login", wrong)).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


async def test_after_the_wait_the_right_passphrase_opens_again(
    at_work: CoordinationAtWork, doctor: Professional
) -> None:
    wrong = {**at_work.login(doctor), "auth": b64(bytes(32))}
    for _ in range(6):
        await at_work.post("/login", wrong)
    at_work.clock.advance(timedelta(minutes=5))
    assert (await at_work.sign_in(doctor)).status_code == 200


async def test_a_session_ends_when_idle(at_work: CoordinationAtWork, doctor: Professional) -> None:
    at_work.clock.advance(timedelta(minutes=29))
    assert (await at_work.get("/me", doctor)).status_code == 200
    at_work.clock.advance(timedelta(minutes=29))
    assert (await at_work.get("/me", doctor)).status_code == 200
    at_work.clock.advance(timedelta(minutes=31))
    assert (await at_work.get("/me", doctor)).status_code == 401


async def test_a_session_ends_after_twelve_hours_in_any_case(
    at_work: CoordinationAtWork, doctor: Professional
) -> None:
    answers = []
    for _ in range(25):
        answers.append((await at_work.get("/me", doctor)).status_code)
        at_work.clock.advance(timedelta(minutes=29))
    assert answers[:24] == [200] * 24
    assert answers[24] == 200
    at_work.clock.advance(timedelta(minutes=10))
    assert (await at_work.get("/me", doctor)).status_code == 401


async def test_signing_out_ends_the_session(
    at_work: CoordinationAtWork, doctor: Professional
) -> None:
    assert (await at_work.post("/logout", {}, doctor)).status_code == 204
    assert (await at_work.get("/me", doctor)).status_code == 401


async def test_a_new_invitation_cuts_off_what_was_before(
    at_work: CoordinationAtWork, doctor: Professional
) -> None:
    link = secrets.token_bytes(32)
    path = f"/people/{doctor.person}/reinvite"
    answer = await at_work.agent(path, at_work.link(link))
    assert answer.json()["compartments_without_reader"] == 0
    assert (await at_work.get("/me", doctor)).status_code == 401
    assert (await at_work.sign_in(doctor)).status_code == 401
    again = Professional("doctor", ORGANISATION_B, person=doctor.person, secret=link)
    accepted = await at_work.post("/invitations/accept", at_work.acceptance(again))
    assert accepted.json() == {"key": again.key}


async def test_a_case_manager_shares_the_intake_key_with_her_colleague(
    at_work: CoordinationAtWork,
) -> None:
    first = await at_work.employ("case_manager", ORGANISATION_A, first=True)
    second = await at_work.employ("case_manager", ORGANISATION_A)
    doctor = await at_work.employ("doctor", ORGANISATION_A)
    [task] = (await at_work.get("/me", first)).json()["duties"]
    assert task["share_intake_key_with"]["key"] == second.key
    wrap = {"compartment": "intake", "generation": 1, "wrap": b64(small_sealed_file())}
    to_doctor = await at_work.post("/me/wraps", {**wrap, "recipient": doctor.key}, first)
    assert to_doctor.status_code == 404
    by_doctor = await at_work.post("/me/wraps", {**wrap, "recipient": second.key}, doctor)
    assert by_doctor.status_code == 404
    given = await at_work.post("/me/wraps", {**wrap, "recipient": second.key}, first)
    assert given.status_code == 204
    assert (await at_work.get("/me", first)).json()["duties"] == []
    assert len((await at_work.get("/me", second)).json()["wraps"]) == 2


async def with_passkey(at_work: CoordinationAtWork, authenticator: Authenticator) -> Professional:
    colleague = await invited(at_work)
    secret = {"secret": b64(colleague.secret)}
    options = (await at_work.post("/invitations/passkey", secret)).json()
    made = authenticator.make(options, ORIGIN)
    body = at_work.acceptance(colleague, second={"passkey": made})
    assert (await at_work.post("/invitations/accept", body)).status_code == 201
    return colleague


async def test_a_passkey_is_a_second_factor(at_work: CoordinationAtWork) -> None:
    authenticator = Authenticator()
    colleague = await with_passkey(at_work, authenticator)
    start = (await at_work.post("/login/start", {"login": colleague.login})).json()
    assert start["second"] == ["passkey"]
    body = {
        "auth": b64(colleague.auth),
        "login": colleague.login,
        "passkey": authenticator.answer(start["passkey"], ORIGIN),
    }
    assert (await at_work.post("/login", body)).status_code == 200
    assert (await at_work.post("/login", body)).status_code == 401


async def test_a_passkey_used_from_another_place_is_refused(at_work: CoordinationAtWork) -> None:
    authenticator = Authenticator()
    colleague = await with_passkey(at_work, authenticator)
    start = (await at_work.post("/login/start", {"login": colleague.login})).json()
    body = {"auth": b64(colleague.auth), "login": colleague.login}
    elsewhere = authenticator.answer(start["passkey"], "http://localhost:8700")
    assert (await at_work.post("/login", {**body, "passkey": elsewhere})).status_code == 401
    other = Authenticator()
    other.make({**start["passkey"], "rp": {"id": "localhost"}}, ORIGIN)
    stranger = other.answer(start["passkey"], ORIGIN)
    assert (await at_work.post("/login", {**body, "passkey": stranger})).status_code == 401


async def test_a_challenge_of_one_login_does_not_serve_another(
    at_work: CoordinationAtWork,
) -> None:
    authenticator, other = Authenticator(), Authenticator()
    first, second = await with_passkey(at_work, authenticator), await with_passkey(at_work, other)
    start = (await at_work.post("/login/start", {"login": first.login})).json()
    body = {
        "auth": b64(second.auth),
        "login": second.login,
        "passkey": other.answer(start["passkey"], ORIGIN),
    }
    assert (await at_work.post("/login", body)).status_code == 401


async def test_a_made_up_passkey_looks_like_a_real_one(at_work: CoordinationAtWork) -> None:
    authenticator = Authenticator()
    colleague = await with_passkey(at_work, authenticator)
    real = (await at_work.post("/login/start", {"login": colleague.login})).json()
    made_up: dict[str, Any] = {"second": []}
    number = 0
    while made_up["second"] != ["passkey"]:
        number += 1
        made_up = (await at_work.post("/login/start", {"login": f"nobody-{number}"})).json()
    assert made_up.keys() == real.keys()
    assert made_up["passkey"].keys() == real["passkey"].keys()
    ids = [each["passkey"]["allowCredentials"][0]["id"] for each in (real, made_up)]
    assert len(unb64(ids[0])) == len(unb64(ids[1]))
