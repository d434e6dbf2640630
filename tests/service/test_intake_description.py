"""Intake does what its OpenAPI description says, whatever is sent."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings

from appliance.intake import app as intake_app
from appliance.intake.app import ROUTES
from tests.service.intake_at_work import IntakeAtWork

DESCRIPTION = Path(intake_app.__file__).parent / "openapi.yml"
EXAMPLES = 30


def described() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text())
    return found


def test_every_public_route_is_described() -> None:
    routes = {
        (route.path, method.lower())
        for route in ROUTES
        if not route.path.startswith("/internal/")
        for method in (route.methods or set()) - {"HEAD"}
    }
    paths = described()["paths"]
    assert routes == {(path, method) for path, methods in paths.items() for method in methods}


async def test_whatever_is_sent_the_answer_is_as_described(intake: IntakeAtWork) -> None:
    schema = schemathesis.openapi.from_dict(described())
    socket_path = intake.folder.socket("intake")
    async with intake.running():
        for each in schema.get_all_operations():
            operation: Any = each
            await asyncio.to_thread(fuzz, operation.ok(), socket_path)


def fuzz(operation: Any, socket_path: Path) -> None:
    """Send requests made from the description, and check every answer."""
    transport = httpx.HTTPTransport(uds=str(socket_path))
    described_answers = set(operation.definition.raw["responses"])

    @given(case=operation.as_strategy())
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def send(case: Any) -> None:
        answer = client.send(request_of(client, case))
        if answer.is_error:
            assert answer.status_code in {400, 404, 409, 413, 422, 503}
            assert set(answer.json()) == {"error", "message", "hint"}
        else:
            assert str(answer.status_code) in described_answers

    with httpx.Client(transport=transport, base_url="http://service", timeout=20) as client:
        send()


def request_of(client: httpx.Client, case: Any) -> httpx.Request:
    """Turn a generated case into a request."""
    made = case.as_transport_kwargs(base_url="http://service")
    headers = {name: value.encode() for name, value in dict(made["headers"]).items()}
    content = made.get("data")
    return client.build_request(
        made["method"],
        made["url"],
        headers=headers,
        params=made.get("params"),
        content=content if isinstance(content, bytes | str) else None,
        json=made.get("json"),
    )
