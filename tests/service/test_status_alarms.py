"""What the operator is told to look at."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from appliance.adapters.intake_client import IntakeClient
from appliance.agent.upkeep import watch_wiper
from appliance.operations import status
from appliance.operations.records import read_deployment, write_deployment
from tests.operator_desk import Desk
from tests.service.wiping import DAEMON, daemon
from tests.serving import serving, short_folder


async def _two_refused(_request: Request) -> JSONResponse:
    return JSONResponse({"waiting": 0, "refused": 2})


async def test_reports_that_storage_refused_raise_an_alarm(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    app = Starlette(routes=[Route("/internal/state", _two_refused)])
    with short_folder() as folder:
        async with serving(app, folder / "intake.sock"):
            desk.box.intake = IntakeClient(folder / "intake.sock", "")
            found = await status.run(desk.box)
            await desk.box.intake.close()
    assert "reports-set-aside" in [alarm["code"] for alarm in found["alarms"]]


async def test_an_intake_that_does_not_answer_raises_no_false_alarm(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    found = await status.run(desk.box)
    await desk.box.intake.close()
    assert "reports-set-aside" not in [alarm["code"] for alarm in found["alarms"]]


@pytest.mark.parametrize("training", [True, False])
async def test_an_operator_without_a_code_app_is_an_alarm_but_for_practice(
    tmp_path: Path, training: bool
) -> None:
    desk = Desk(tmp_path)
    await desk.set_up()
    record = read_deployment(desk.box.folder)
    write_deployment(desk.box.folder, replace(record, training=training))
    found = await status.run(desk.box)
    await desk.box.intake.close()
    assert ("no-code" in [alarm["code"] for alarm in found["alarms"]]) is not training


async def test_a_vault_whose_record_is_lost_is_an_alarm(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert "record-lost" not in await _codes(desk)
    await desk.set_up()
    assert "record-lost" not in await _codes(desk)
    desk.box.folder.deployment_file.unlink()
    assert "record-lost" in await _codes(desk)


async def test_a_wipe_daemon_that_does_not_answer_raises_an_alarm(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    await watch_wiper(desk.box)
    assert "wiper-down" in await _codes(desk)
    with daemon(desk.box.folder):
        await watch_wiper(desk.box)
    assert "wiper-down" not in await _codes(desk)


async def test_memory_that_may_not_be_locked_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    command = ["prlimit", "--memlock=65536:65536", *DAEMON, str(tmp_path)]
    if not os.geteuid():  # root may lock what it likes, unless that is taken away
        command = ["setpriv", "--bounding-set", "-ipc_lock", *command]
    with daemon(desk.box.folder, command):
        await watch_wiper(desk.box)
    assert "wiper-swap" in await _codes(desk)


async def _codes(desk: Desk) -> list[str]:
    found = await status.run(desk.box)
    await desk.box.intake.close()
    return [alarm["code"] for alarm in found["alarms"]]
