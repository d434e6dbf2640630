"""Coordination does what its OpenAPI description says, whatever is sent and whoever sends it."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings

from appliance.coordination import app as coordination_app
from appliance.coordination.app import routes
from tests.service.coordination_at_work import CoordinationAtWork, team_of
from tests.service.test_intake_description import request_of
from tests.serving import short_folder

DESCRIPTION = Path(coordination_app.__file__).parent / "openapi.yml"
EXAMPLES = 15
REFUSALS = {400, 401, 404, 409, 413, 422, 429}


def described() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text())
    return found


def test_every_public_route_is_described() -> None:
    made = {
        (route.path, method.lower())
        for route in routes()
        if not route.path.startswith("/internal/")
        for method in (route.methods or set()) - {"HEAD"}
    }
    paths = described()["paths"]
    assert made == {(path, method) for path, methods in paths.items() for method in methods}


@pytest.mark.parametrize("is_signed_in", [True, False])
async def test_whatever_is_sent_the_answer_is_as_described(*, is_signed_in: bool) -> None:
    schema = schemathesis.openapi.from_dict(described())
    with short_folder() as root:
        at_work = CoordinationAtWork(root)
        async with at_work.storage_running(), at_work.running():
            team = await team_of(at_work)
            survivor = await at_work.report(team.manager)
            headers = {"Safehold-Session": team.manager.session} if is_signed_in else {}
            for each in schema.get_all_operations():
                found: Any = each
                operation = found.ok()
                if operation.path != "/logout":
                    socket_path = at_work.folder.socket("coordination")
                    await asyncio.to_thread(fuzz, operation, socket_path, headers, survivor.case)


def fuzz(operation: Any, socket_path: Path, headers: dict[str, str], case_id: str) -> None:
    """Send requests made from the description, most of them about a case that is there."""
    transport = httpx.HTTPTransport(uds=str(socket_path))
    answers = set(operation.definition.raw["responses"])

    @given(case=operation.as_strategy())
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def send(case: Any) -> None:
        if "case" in (case.path_parameters or {}):
            case.path_parameters["case"] = case_id
        made = request_of(client, case)
        made.headers.update(headers)
        answer = client.send(made)
        if answer.is_error:
            assert answer.status_code in REFUSALS
            assert {"error", "message", "hint"} <= set(answer.json())
        else:
            assert str(answer.status_code) in answers

    with httpx.Client(transport=transport, base_url="http://service", timeout=20) as client:
        send()
