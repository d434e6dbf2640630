"""A case from its arrival to a referral, through real sockets, with real storage."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from appliance.adapters import age
from appliance.config import Settings
from appliance.core import hybrid
from appliance.core.canonical import unb64
from tests.professional import Professional
from tests.service.coordination_at_work import CoordinationAtWork, Team, team_of, until
from tests.serving import short_folder
from tests.survivor import Survivor


@pytest.fixture
async def team() -> AsyncIterator[Team]:
    with short_folder() as root:
        at_work = CoordinationAtWork(root)
        async with at_work.storage_running(), at_work.running():
            yield await team_of(at_work)


async def take(team: Team) -> Survivor:
    survivor = await team.at_work.report(team.manager)
    assert (await team.at_work.take(team.manager, survivor)).status_code == 201
    return survivor


async def refer(team: Team, survivor: Survivor, *compartments: str) -> httpx.Response:
    consent = await team.at_work.consent(survivor, team.doctor.key, *compartments, who=team.manager)
    body = team.manager.referral(consent, 5)
    return await team.at_work.post(f"/cases/{survivor.case}/referrals", body, team.manager)


async def detail(team: Team, who: Professional, case: str) -> httpx.Response:
    return await team.at_work.get(f"/cases/{case}", who)


async def test_the_duty_team_sees_a_new_case_with_its_report_wrap(team: Team) -> None:
    survivor = await team.at_work.report(team.manager)
    shown = (await detail(team, team.manager, survivor.case)).json()
    assert shown["state"] == "new"
    assert shown["urgent_care"] is True
    assert unb64(shown["report_wrap"]) == survivor.report.parts[0].sealed
    assert {each["compartment"] for each in shown["blobs"]} == {"contact", "account"}
    assert shown["next_seq"] == 1


async def test_absent_and_not_allowed_are_answered_alike(team: Team) -> None:
    survivor = await team.at_work.report(team.manager)
    hidden = await detail(team, team.doctor, survivor.case)
    absent = await detail(team, team.doctor, "0" * 32)
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content == absent.content
    malformed = await detail(team, team.doctor, "not-an-id")
    assert malformed.content == absent.content


async def test_a_taken_case_is_served_with_the_wraps_that_the_log_has(team: Team) -> None:
    survivor = await take(team)
    shown = (await detail(team, team.manager, survivor.case)).json()
    assert (shown["state"], shown["assigned"]) == ("taken", team.manager.key)
    assert "report_wrap" not in shown
    assert sorted(each["compartment"] for each in shown["wraps"]) == sorted(survivor.keys)
    mine = (await team.at_work.get("/cases?view=mine", team.manager)).json()["cases"]
    assert [each["case"] for each in mine] == [survivor.case]
    assert (await team.at_work.get("/cases?view=new", team.manager)).json() == {"cases": []}


async def test_a_report_is_read_with_a_ticket_from_storage_itself(team: Team) -> None:
    at_work = team.at_work
    survivor = await take(team)
    part = survivor.report.parts[2]
    want = {
        "blob": part.blob,
        "compartment": "account",
        "kind": "report",
        "op": "get",
        "size": 0,
    }
    path = f"/cases/{survivor.case}/tickets"
    answer = await at_work.post(path, {"wants": [want]}, team.manager)
    transport = httpx.AsyncHTTPTransport(uds=str(at_work.folder.socket("storage")))
    async with httpx.AsyncClient(transport=transport, base_url="http://storage") as storage:
        headers = {"Safehold-Ticket": answer.json()["tickets"][0]}
        found = await storage.get(f"/blobs/{part.blob}", headers=headers)
        at_work.clock.advance(timedelta(seconds=Settings().tickets.download_s))
        late = await storage.get(f"/blobs/{part.blob}", headers=headers)
    assert found.content == part.sealed
    assert (late.status_code, late.json()["error"]) == (403, "ticket_expired")
    refused = await at_work.post(path, {"wants": [want]}, team.doctor)
    assert refused.status_code == 404


async def test_a_message_goes_to_storage_and_its_number_is_taken(team: Team) -> None:
    at_work = team.at_work
    survivor = await take(team)
    sealed = age.seal(b"a message", [hybrid.recipient_of(survivor.keys["thread"])])
    path = f"/cases/{survivor.case}/tickets"

    def want(blob: str, seq: int) -> dict[str, list[dict[str, object]]]:
        members = {"compartment": "thread", "kind": "message", "op": "put", "size": len(sealed)}
        return {"wants": [{**members, "blob": blob, "seq": seq}]}

    blob = secrets.token_hex(16)
    ticket = (await at_work.post(path, want(blob, 1), team.manager)).json()["tickets"][0]
    second = await at_work.post(path, want(secrets.token_hex(16), 1), team.manager)
    assert (second.status_code, second.json()["expected"]) == (409, 2)
    transport = httpx.AsyncHTTPTransport(uds=str(at_work.folder.socket("storage")))
    async with httpx.AsyncClient(transport=transport, base_url="http://storage") as storage:
        headers = {"Safehold-Ticket": ticket}
        stored = await storage.put(f"/blobs/{blob}", content=sealed, headers=headers)
    assert stored.status_code == 201
    shown = (await detail(team, team.manager, survivor.case)).json()
    assert (blob, team.manager.key) in {
        (each["blob"], each.get("actor")) for each in shown["blobs"]
    }


async def test_nobody_writes_what_is_the_survivors_to_write(team: Team) -> None:
    survivor = await take(team)
    for kind, compartment in (("consent", "thread"), ("report", "account"), ("item", "thread")):
        want = {
            "blob": secrets.token_hex(16),
            "compartment": compartment,
            "kind": kind,
            "op": "put",
            "size": 2000,
        }
        path = f"/cases/{survivor.case}/tickets"
        answer = await team.at_work.post(path, {"wants": [want]}, team.manager)
        assert answer.status_code == 422


async def test_a_referral_opens_to_the_doctor_what_she_was_granted_and_no_more(
    team: Team,
) -> None:
    survivor = await take(team)
    assert (await refer(team, survivor, "account")).status_code == 201
    shown = (await detail(team, team.doctor, survivor.case)).json()
    assert shown["compartments"] == ["account"]
    assert [each["compartment"] for each in shown["wraps"]] == ["account"]
    assert {each["compartment"] for each in shown["blobs"]} == {"account"}
    assert len(shown["grants"]) == len(shown["consents"]) == len(shown["referrals"]) == 1
    listed = (await team.at_work.get("/cases?view=referred", team.doctor)).json()["cases"]
    assert [(each["case"], each["referral"]["status"]) for each in listed] == [
        (survivor.case, "in_progress")
    ]


async def test_a_withdrawal_shuts_the_doctor_out(team: Team) -> None:
    survivor = await take(team)
    assert (await refer(team, survivor, "account")).status_code == 201
    consent = (await detail(team, team.doctor, survivor.case)).json()["consents"][0]["consent"]
    await team.at_work.state("consent_withdrawn", survivor.withdrawal(consent, 2))

    async def shut_out() -> bool:
        return (await detail(team, team.doctor, survivor.case)).status_code == 404

    await until(shut_out)
    listed = await team.at_work.get("/cases?view=referred", team.doctor)
    assert listed.json() == {"cases": []}


async def test_a_repeated_referral_is_in_the_log_once(team: Team) -> None:
    at_work = team.at_work
    survivor = await take(team)
    consent = await at_work.consent(survivor, team.doctor.key, "account", who=team.manager)
    body = team.manager.referral(consent, 5)
    path = f"/cases/{survivor.case}/referrals"
    answers = [await at_work.post(path, body, team.manager) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    async with at_work.storage("coordination") as storage:
        names = [each["event"] for each in (await storage.events(-1)).events]
        wraps = await storage.wraps(survivor.case, team.doctor.key)
    assert (names.count("referred"), len(wraps)) == (1, 1)
    assert hashlib.sha256(wraps[0].wrap).hexdigest() == body["grants"][0]["statement"]["wrap"]


async def test_who_is_disabled_is_cut_off_at_once(team: Team) -> None:
    at_work = team.at_work
    survivor = await take(team)
    answer = await at_work.agent(f"/people/{team.manager.person}/disable", {})
    assert answer.json()["compartments_without_reader"] == 4
    assert answer.json()["reports_without_reader"] == 1
    assert (await detail(team, team.manager, survivor.case)).status_code == 401
    assert (await at_work.sign_in(team.manager)).status_code == 401


async def test_everything_but_the_health_check_is_sealed_with_the_vault(team: Team) -> None:
    at_work = team.at_work
    await at_work.lock_vault()

    async def sealed() -> bool:
        return (await at_work.get("/directory")).status_code == 503

    await until(sealed)
    for path in ("/cases", "/me", "/staff", "/cases/" + "0" * 32):
        answer = await at_work.get(path, team.manager)
        assert (answer.status_code, answer.json()["error"]) == (503, "sealed")
    assert (await at_work.post("/login/start", {"login": "x"})).status_code == 503
    assert (await at_work.get("/healthz")).status_code == 204
    await at_work.open_vault()
    await until(at_work.is_open)
    assert (await at_work.get("/cases", team.manager)).status_code == 200
