"""Mailboxes: what her code opens, and that a code nobody made tells nothing."""

import hashlib
import secrets

import httpx
import pytest

from appliance.core import tickets
from appliance.core.canonical import canonical, unb64
from appliance.core.tickets import Ticket
from appliance.intake.mailbox import ORDINARY_STATEMENTS
from tests.service.intake_at_work import (
    TICKET_KEYS,
    IntakeAtWork,
    as_mailbox,
    look,
    send_statement,
)
from tests.survivor import Survivor, make_directory

NOBODY = "0" * 32


def want(op: str, blob: str, compartment: str, kind: str, size: int = 100) -> dict[str, object]:
    return {"op": op, "blob": blob, "compartment": compartment, "kind": kind, "size": size}


async def ask(
    client: httpx.AsyncClient, survivor: Survivor | str, *wants: dict[str, object]
) -> httpx.Response:
    return await client.post(
        "/mailbox/tickets", headers=as_mailbox(survivor), content=canonical({"wants": wants})
    )


async def test_her_mailbox_lists_her_report_and_gives_her_wrap(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        found = await look(client, survivor)
        wrap, contact, account = survivor.report.parts
        assert (found["vault"], found["case"], found["next_seq"]) == ("open", survivor.case, 1)
        assert unb64(found["wrap"]) == wrap.sealed
        assert [entry["blob"] for entry in found["entries"]] == [contact.blob, account.blob]
        assert survivor.report.mailbox is not None
        assert found["pin"] == survivor.report.mailbox.pin


async def test_what_professionals_write_among_themselves_is_not_listed(
    intake: IntakeAtWork,
) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        note = {"blob": "a" * 32, "kind": "message", "compartment": "team", "size": 9}
        reply = {"blob": "b" * 32, "kind": "message", "compartment": "thread", "size": 9}
        rest = {"day": "2026-03-03", "index": 9, "actor": "c" * 32}
        intake.storage.extra_blobs[survivor.case] = [note | rest, reply | rest]
        listed = {entry["blob"] for entry in (await look(client, survivor))["entries"]}
        assert "b" * 32 in listed
        assert "a" * 32 not in listed


@pytest.mark.parametrize("intake_keys", [1, 2, 3, 8])
@pytest.mark.parametrize("is_open", [True, False])
async def test_a_mailbox_nobody_made_looks_like_one_somebody_made(
    intake: IntakeAtWork, intake_keys: int, *, is_open: bool
) -> None:
    intake.publish(make_directory(intake_keys))
    async with intake.running() as client:
        survivor = await intake.stored(client)
        for seq in range(1, ORDINARY_STATEMENTS + 1):
            await send_statement(client, survivor, survivor.consent(seq=seq))
        intake.storage.open = is_open
        answers, work = [], []
        for name in (survivor.mailbox, secrets.token_hex(16), NOBODY):
            intake.storage.asked.clear()
            answers.append(await client.get("/mailbox", headers=as_mailbox(name)))
            work.append(list(intake.storage.asked))
        assert {answer.status_code for answer in answers} == {200}
        assert {tuple(answer.headers.items()) for answer in answers} == {
            tuple(answers[0].headers.items())
        }
        assert len({len(answer.content) for answer in answers}) == 1
        assert len(answers[0].content) % (16 * 1024) == 0
        assert work[0] == work[1] == work[2]
        hers, nobodys = answers[0].json(), answers[1].json()
        assert set(hers) - set(nobodys) == {"case", "pin", "wrap"} - (
            set() if is_open else {"wrap"}
        )
        assert (nobodys["entries"], nobodys["waiting"], nobodys["next_seq"]) == ([], False, 1)
        assert (len(hers["logged"]), nobodys["logged"]) == (ORDINARY_STATEMENTS, [])


async def test_an_answer_is_never_compressed_on_the_way(intake: IntakeAtWork) -> None:
    async with intake.running(with_storage=False) as client:
        answer = await client.get("/mailbox", headers=as_mailbox(NOBODY))
        assert answer.headers["cache-control"] == "no-store, no-transform"


@pytest.mark.parametrize("name", ["", "x", "G" * 32, "0" * 31, "0" * 33, "../" * 10 + "00", "É"])
async def test_a_name_that_is_none_is_refused(intake: IntakeAtWork, name: str) -> None:
    async with intake.running(with_storage=False) as client:
        header = {b"Safehold-Mailbox": name.encode()}
        assert (await client.get("/mailbox", headers=header)).status_code == 422


async def test_while_sealed_the_mailbox_says_so_calmly(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        assert (await look(client, survivor))["vault"] == "open"
        intake.storage.open = False
        found = await look(client, survivor)
        assert (found["vault"], found["entries"]) == ("sealed", [])


async def test_a_ticket_opens_what_her_mailbox_lists(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        account = survivor.report.parts[2]
        answer = await ask(client, survivor, want("get", account.blob, "account", "report"))
        (text,) = answer.json()["tickets"]
        now = int(intake.clock.now().timestamp())
        assert tickets.read(text, TICKET_KEYS, now) == Ticket(
            actor="receipt",
            blob=account.blob,
            case=survivor.case,
            compartment="account",
            exp=now + intake.settings.tickets.download_s,
            iss="intake",
            kind="report",
            max=100,
            op="get",
        )


@pytest.mark.parametrize(
    ("kind", "compartment"),
    [("message", "thread"), ("consent", "thread"), ("item", "evidence"), ("evidence", "evidence")],
)
@pytest.mark.parametrize("op", ["put", "upload"])
async def test_she_may_add_while_the_vault_is_sealed(
    intake: IntakeAtWork, op: str, kind: str, compartment: str
) -> None:
    survivor = intake.survivor()
    async with intake.running(with_storage=False) as client:
        await client.post("/reports", content=survivor.body)
        answer = await ask(client, survivor, want(op, "a" * 32, compartment, kind))
        assert answer.status_code == 200


async def test_she_gets_no_ticket_for_what_is_not_hers(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor, other = await intake.stored(client), await intake.stored(client)
        account, foreign = survivor.report.parts[2].blob, other.report.parts[2].blob
        mine = want("get", account, "account", "report")
        refused = [
            want("get", foreign, "account", "report"),
            want("get", account, "contact", "report"),
            want("get", account, "account", "message"),
            want("get", survivor.report.parts[0].blob, "contact", "wrap"),
            want("put", "a" * 32, "account", "report"),
            want("put", "a" * 32, "account", "message"),
        ]
        for each in refused:
            assert (await ask(client, survivor, each)).status_code == 404
            assert (await ask(client, survivor, mine, each)).status_code == 404


async def test_a_mailbox_nobody_made_is_refused_as_an_unknown_blob_is(
    intake: IntakeAtWork,
) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        wanted = want("get", "f" * 32, "account", "report")
        hers, nobodys = await ask(client, survivor, wanted), await ask(client, NOBODY, wanted)
        assert (hers.status_code, hers.content) == (nobodys.status_code, nobodys.content)
        assert hers.status_code == 404


async def test_a_request_for_tickets_has_its_limits(intake: IntakeAtWork) -> None:
    survivor = intake.survivor()
    message = want("put", "a" * 32, "thread", "message")
    async with intake.running(with_storage=False) as client:
        await client.post("/reports", content=survivor.body)
        assert (await ask(client, survivor, *[message] * 32)).status_code == 200
        assert (await ask(client, survivor, *[message] * 33)).status_code == 422
        assert (await ask(client, survivor, message | {"size": 2**20 + 1})).status_code == 413
        assert (await ask(client, survivor, message | {"size": -1})).status_code == 422
        assert (await ask(client, survivor, message | {"more": 1})).status_code == 422


async def test_her_consent_is_in_the_log_before_the_answer(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        consent = survivor.consent()
        answer = await send_statement(client, survivor, consent)
        assert answer.status_code == 201
        (event,) = intake.storage.events.values()
        assert event["event"] == "consent_given"
        assert (event["actor"], event["case"], event["day"]) == (
            "receipt",
            survivor.case,
            "2026-03-02",
        )
        assert event["details"] == {"statement": consent}


async def test_she_may_take_her_consent_back(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        consent = survivor.consent()
        await send_statement(client, survivor, consent)
        assert (await look(client, survivor))["next_seq"] == 2
        withdrawal = survivor.withdrawal(consent["consent"], seq=2)
        assert (await send_statement(client, survivor, withdrawal)).status_code == 201
        names = [event["event"] for event in intake.storage.events.values()]
        assert names == ["consent_given", "consent_withdrawn"]


async def test_her_mailbox_says_what_is_in_the_log(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        first, rejected = survivor.consent(), survivor.consent()
        for consent in (first, rejected):
            await send_statement(client, survivor, consent)
        second = survivor.withdrawal(first["consent"], seq=2)
        await send_statement(client, survivor, second)
        logged = [hashlib.sha256(canonical(each)).hexdigest() for each in (first, second)]
        assert (await look(client, survivor))["logged"] == logged


async def test_the_same_statement_again_is_not_logged_again(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        consent = survivor.consent()
        for _ in range(3):
            assert (await send_statement(client, survivor, consent)).status_code == 201
        assert len(intake.storage.events) == 1


async def test_a_number_is_used_once_and_none_is_left_out(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        await send_statement(client, survivor, survivor.consent(seq=1))
        for seq in (1, 3):
            answer = await send_statement(client, survivor, survivor.consent(seq=seq))
            assert (answer.status_code, answer.json()["error"]) == (409, "sequence")
        assert len(intake.storage.events) == 1


async def test_what_she_did_not_sign_is_refused(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor, other = await intake.stored(client), await intake.stored(client)
        forged = survivor.consent() | {"recipient": "f" * 32}
        foreign = other.consent(case=survivor.case, signer=survivor.receipt.key)
        elsewhere = survivor.consent(case=other.case)
        as_somebody = survivor.consent(signer="f" * 32)
        for statement in (forged, foreign, elsewhere, as_somebody):
            answer = await send_statement(client, survivor, statement)
            assert (answer.status_code, answer.json()["error"]) == (422, "signature")
        assert not intake.storage.events


async def test_a_statement_to_a_mailbox_nobody_made_is_refused_as_forged(
    intake: IntakeAtWork,
) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        hers = await send_statement(client, survivor, survivor.consent() | {"seq": 2})
        nobodys = await send_statement(client, NOBODY, survivor.consent())
        assert (hers.status_code, hers.content) == (nobodys.status_code, nobodys.content)


async def test_other_statements_are_not_taken_here(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        grant = survivor.consent() | {"type": "grant"}
        assert (await send_statement(client, survivor, grant)).status_code == 422


async def test_statements_wait_until_the_vault_is_open(intake: IntakeAtWork) -> None:
    survivor: Survivor = intake.survivor()
    async with intake.running(with_storage=False) as client:
        await client.post("/reports", content=survivor.body)
        answer = await send_statement(client, survivor, survivor.consent())
        assert (answer.status_code, answer.json()["error"]) == (503, "sealed")
        assert int(answer.headers["retry-after"]) > 0
