"""Every public route of a whole deployment, fuzzed from its description through the gateway.

The services' own tests check each answer against the description, on the service alone. Here the
requests come in as an attacker's would, and what counts is how the whole fails: in the words of
the one error tree, without a trace, and never with a 5xx but "later" and "full".
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from appliance import errors
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.service_keys import ServiceKeys
from appliance.core import tickets
from appliance.core.tickets import Ticket
from appliance.errors import ApplianceError
from tests.colleague_at_desk import ColleagueAtDesk, Credentials
from tests.deployed import Deployed, deployed

pytestmark = pytest.mark.slow

APPLIANCE = Path(errors.__file__).parent
ORIGINS = {"intake": "intake", "storage": "storage", "coordination": "case"}
PREFIX = {"intake": "/api", "storage": "", "coordination": "/api"}
EXAMPLES = 10
LATER = {503, 507}
TRACES = ("Traceback", 'File "', "sqlalchemy", "SELECT ", "/appliance/", ".py")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    with deployed(tmp_path_factory.mktemp("fuzz") / "data", "--training") as found:
        yield found


@pytest.fixture(scope="module")
def session(box: Deployed) -> str:
    with ColleagueAtDesk(box.addresses) as colleague:
        colleague.sign_in(Credentials.of_training(box.data))
        return colleague.session


def codes() -> dict[str, int]:
    """Return the status of every code in the error tree."""
    kinds = [ApplianceError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return {kind.code: kind.status for kind in kinds}


def expect_calm(answer: httpx.Response) -> None:
    """Expect an answer that any reader understands, or that says nothing at all."""
    assert answer.status_code < 500 or answer.status_code in LATER, answer.text
    assert not [each for each in TRACES if each in answer.text]
    if answer.is_error and answer.request.method != "HEAD":
        assert answer.headers["content-type"] == "application/json"
        found = answer.json()
        assert {"error", "message", "hint"} <= set(found)
        assert codes()[found["error"]] == answer.status_code


def operations(service: str) -> list[Any]:
    """Return what a service's description describes."""
    description = yaml.safe_load((APPLIANCE / service / "openapi.yml").read_text())
    schema = schemathesis.openapi.from_dict(description)
    found: list[Any] = list(schema.get_all_operations())
    return [each.ok() for each in found]


def fuzz(operation: Any, send: Callable[[Any], httpx.Response], mode: GenerationMode) -> None:
    """Send what the description allows, or what it forbids; the same at every run."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send_each(case: Any) -> None:
        expect_calm(send(case))

    # Nothing about some operations can be made wrong: they take nothing.
    with contextlib.suppress(Unsatisfiable):
        send_each()


def request_of(client: httpx.Client, case: Any) -> httpx.Request:
    """Turn a generated case into a request; give it up where HTTP cannot carry it."""
    made = case.as_transport_kwargs(base_url=str(client.base_url))
    content = made.get("data")
    try:
        return client.build_request(
            made["method"],
            made["url"],
            headers={name: str(value).encode() for name, value in dict(made["headers"]).items()},
            params=made.get("params"),
            content=content if isinstance(content, bytes | str) else None,
            json=made.get("json"),
        )
    except (httpx.InvalidURL, ValueError, TypeError):
        return reject()


def ticket_for(box: Deployed, request: httpx.Request) -> str:
    """Return a true ticket for what a request asks of storage."""
    folder = DataFolder.at(box.data)
    named = request.url.path.rpartition("/")[2]
    ticket = Ticket(
        actor="receipt",
        blob=named if re.fullmatch("[0-9a-f]{32}", named) else "a" * 32,
        case="c" * 32,
        compartment="evidence",
        exp=int(time.time()) + 60,
        iss="intake",
        kind="evidence",
        max=1000,
        op={"GET": "get", "PUT": "put"}.get(request.method, "upload"),
    )
    return tickets.issue(ticket, ServiceKeys(folder).ticket_seed("intake"))


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(
    ("service", "is_let_in"),
    [
        ("intake", False),
        ("storage", False),
        ("storage", True),
        ("coordination", False),
        ("coordination", True),
    ],
)
def test_no_request_gets_more_than_a_clear_error(
    box: Deployed, session: str, service: str, mode: GenerationMode, *, is_let_in: bool
) -> None:
    base_url = box.addresses[ORIGINS[service]] + PREFIX[service]
    with httpx.Client(base_url=base_url, timeout=30) as client:
        sent: list[int] = []

        def send(case: Any) -> httpx.Response:
            request = request_of(client, case)
            if is_let_in:
                request.headers["Safehold-Session"] = session
                request.headers["Safehold-Ticket"] = ticket_for(box, request)
            try:
                answer = client.send(request)
            except httpx.LocalProtocolError:
                return reject()
            sent.append(answer.status_code)
            return answer

        for operation in operations(service):
            if operation.path != "/logout":
                fuzz(operation, send, mode)
    assert len(sent) > len(operations(service)), "too few requests to mean anything"
