"""A marker put through every field and error of intake is found nowhere it must not be."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from appliance.core import bundle
from appliance.core.canonical import canonical
from tests.service.intake_at_work import IntakeAtWork, as_mailbox, send_statement
from tests.survivor import Survivor

MARKER = "canary-4b1d9e77"
ADDRESS = "192.0.2.77"


def everything_on_disk(root: Path) -> bytes:
    return b"".join(file.read_bytes() for file in root.rglob("*") if file.is_file())


async def put_through_every_field(client: httpx.AsyncClient, survivor: Survivor) -> list[int]:
    """Send the marker in every place a request has."""
    header = {"Safehold-Mailbox": MARKER, "User-Agent": MARKER, "X-Forwarded-For": ADDRESS}
    marked = canonical({"wants": [{"op": MARKER}], MARKER: MARKER})
    report = survivor.report
    bundles = [
        bundle.build(replace(report, language=MARKER + "-x")),
        bundle.build(replace(report, form=MARKER + "/")),
        bundle.build(replace(report, sealed_by=MARKER)),
        MARKER.encode() + report.parts[0].sealed,
    ]
    answers = [
        await client.get(f"/{MARKER}?{MARKER}={MARKER}", headers=header),
        await client.get("/mailbox", headers=header),
        await client.get("/directory", headers={"If-None-Match": MARKER}),
        await client.post("/mailbox/tickets", headers=as_mailbox(survivor), content=marked),
        await client.post("/mailbox/tickets", headers=header, content=marked),
        await send_statement(client, survivor, survivor.consent() | {"purpose": MARKER}),
        await send_statement(client, survivor, {MARKER: MARKER}),
        await client.get("/internal/state", headers={"Authorization": f"Bearer {MARKER}"}),
        *[await client.post("/reports", content=each, headers=header) for each in bundles],
    ]
    for answer in answers:
        assert MARKER not in answer.text
    return [answer.status_code for answer in answers]


async def test_no_marker_reaches_a_log_a_database_or_an_error(
    intake: IntakeAtWork, capfd: pytest.CaptureFixture[str]
) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        statuses = await put_through_every_field(client, survivor)
    assert not {200, 201} & set(statuses) - {200}
    logged = "".join(capfd.readouterr())
    for found in (logged.encode(), everything_on_disk(intake.root)):
        assert MARKER.encode() not in found
        assert ADDRESS.encode() not in found


async def test_what_she_wrote_is_nowhere_in_clear(intake: IntakeAtWork) -> None:
    survivor = Survivor.with_report(intake.directory, text=MARKER)
    async with intake.running(with_storage=False) as client:
        assert (await client.post("/reports", content=survivor.body)).status_code == 201
        on_disk = everything_on_disk(intake.root)
    # SQLite cuts long values into pages, so a piece of what is there has to do.
    sealed = survivor.report.parts[1].sealed
    assert any(sealed[at : at + 64] in on_disk for at in range(0, len(sealed) - 64, 64))
    assert MARKER.encode() not in on_disk


async def test_the_name_of_her_mailbox_is_on_no_disk(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        survivor = await intake.stored(client)
        await client.get("/mailbox", headers=as_mailbox(survivor))
        await send_statement(client, survivor, survivor.consent())
    on_disk = everything_on_disk(intake.root)
    assert survivor.case.encode() in on_disk
    for name in (survivor.mailbox.encode(), bytes.fromhex(survivor.mailbox), survivor.secret):
        assert name not in on_disk


async def test_no_time_finer_than_a_day_is_kept(intake: IntakeAtWork) -> None:
    async with intake.running(with_storage=False) as client:
        await client.post("/reports", content=intake.survivor().body)
        on_disk = everything_on_disk(intake.folder.spool)
    now = intake.clock.now()
    assert now.date().isoformat().encode() in on_disk
    for finer in (now.isoformat(), f"{now:%H:%M}", str(int(now.timestamp()))):
        assert finer.encode() not in on_disk
