"""Success follows the fsync. SIGKILL alone would not show it: the kernel keeps what was written."""

import contextlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from appliance.adapters import age
from appliance.adapters.browser import Browser
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.service_keys import ServiceKeys
from appliance.agent.client import AgentClient
from appliance.core import tickets
from appliance.core.tickets import Ticket
from appliance.operations.training_people import accept
from appliance.secret import Secret
from tests.deployed import Deployed, deployed
from tests.durability.stream import read_directory
from tests.durability.trace import (
    RepliedTooEarlyError,
    expect_durable,
    read_trace,
    reply_line,
    traced,
)
from tests.survivor import Survivor, fresh_recipient

# Tells the service that the data is on the disk without asking the kernel.
NO_SYNC = ("-e", "inject=fsync,fdatasync:retval=0")

pytestmark = [pytest.mark.needs("strace"), pytest.mark.slow]


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    with deployed(tmp_path_factory.mktemp("durable") / "data", "--training") as running:
        yield running


async def _report(box: Deployed) -> Callable[[], httpx.Response]:
    directory = await read_directory(box.addresses["intake"])
    body = Survivor.with_report(directory).body
    return lambda: httpx.post(f"{box.addresses['intake']}/api/reports", content=body)


def _ticket(box: Deployed, op: str, blob: str, kind: str, size: int) -> dict[str, str]:
    seed = ServiceKeys(DataFolder.at(box.data)).ticket_seed("intake")
    compartment = "evidence" if kind == "evidence" else "thread"
    ticket = Ticket(
        actor="receipt",
        blob=blob,
        case=secrets.token_hex(16),
        compartment=compartment,
        exp=int(time.time()) + 600,
        iss="intake",
        kind=kind,
        max=size,
        op=op,
    )
    return {"Safehold-Ticket": tickets.issue(ticket, seed)}


def _message(box: Deployed) -> Callable[[], httpx.Response]:
    blob, sealed = secrets.token_hex(16), age.seal(b"made up", [fresh_recipient()])
    headers = _ticket(box, "put", blob, "message", len(sealed))
    address = f"{box.addresses['storage']}/blobs/{blob}"
    return lambda: httpx.put(address, content=sealed, headers=headers)


def _upload(box: Deployed) -> Callable[[], httpx.Response]:
    blob, sealed = (
        secrets.token_hex(16),
        age.seal(secrets.token_bytes(300_000), [fresh_recipient()]),
    )
    headers = _ticket(box, "upload", blob, "evidence", len(sealed))
    storage = box.addresses["storage"]
    begun = httpx.post(f"{storage}/uploads", headers={**headers, "Upload-Length": str(len(sealed))})
    assert begun.status_code == 201, begun.text
    headers["Upload-Offset"] = "0"
    return lambda: httpx.patch(f"{storage}/uploads/{blob}", content=sealed, headers=headers)


def _follow(
    box: Deployed, service: str, act: Callable[[], httpx.Response], output: Path, *options: str
) -> int:
    """Do something while a service is followed; return the status of the reply."""
    with _following(box, service, output, *options):
        return act().status_code


async def test_a_report_is_acknowledged_after_its_fsync(box: Deployed, tmp_path: Path) -> None:
    act, output = await _report(box), tmp_path / "trace"
    assert _follow(box, "intake", act, output) == 201
    calls = read_trace(output)
    written = expect_durable(calls, box.data / "spool", reply_line(calls, 201))
    assert {Path(path).name for path in written} == {"intake.db-wal"}


def test_a_message_is_acknowledged_after_the_fsync_of_blob_folder_and_database(
    box: Deployed, tmp_path: Path
) -> None:
    output = tmp_path / "trace"
    assert _follow(box, "storage", _message(box), output) == 201
    calls = read_trace(output)
    written = expect_durable(calls, box.data / "vault", reply_line(calls, 201))
    assert "storage.db-wal" in {Path(path).name for path in written}
    assert any("/blobs/" in path for path in written)


def test_an_upload_is_complete_after_the_fsync_of_its_parts(box: Deployed, tmp_path: Path) -> None:
    output = tmp_path / "trace"
    assert _follow(box, "storage", _upload(box), output) == 204
    calls = read_trace(output)
    reply = reply_line(calls, 204)
    written = expect_durable(calls, box.data / "spool", reply)
    assert any("/parts/" in path for path in written)
    expect_durable(calls, box.data / "vault", reply)


def test_an_identity_and_its_approval_are_acknowledged_after_the_fsync(
    box: Deployed, tmp_path: Path
) -> None:
    """What a person can lose for good by one lost write: her identity, and that it was approved."""
    operator = json.loads((box.data / "state/training.json").read_text())["operator"]
    with AgentClient.at(DataFolder.at(box.data)) as client:
        client.login(operator["name"], Secret(operator["passphrase"]))
        [organisation, *_] = _known_organisations(client)
        invitation = client.invite("Colleague", "doctor", organisation)
        case_app, accepted = Browser(box.addresses["case"]), tmp_path / "accepted"
        with _following(box, "coordination", accepted):
            accept(case_app, invitation.link, "colleague", Secret("carbon window sparrow ticket"))
        case_app.close()
        calls = read_trace(accepted)
        written = expect_durable(calls, box.data / "vault", reply_line(calls, 201))
        assert {Path(path).name for path in written} == {"coordination.db-wal"}

        approval, approved = client.plan_approval(invitation.person), tmp_path / "approved"
        with _following(box, "agent", approved):
            client.approve(approval)
    calls = read_trace(approved)
    written = expect_durable(calls, box.data / "state", reply_line(calls, 204))
    # each under the name it has until it is whole; that the final name is synced is checked above
    assert {Path(path).name.split(".")[1] for path in written} == {"publication", "staff"}


def _known_organisations(client: AgentClient) -> list[str]:
    deployment = client.status().deployment
    assert deployment is not None
    return list(deployment.organisations)


@contextlib.contextmanager
def _following(box: Deployed, service: str, output: Path, *options: str) -> Iterator[None]:
    pid = box.pid_of(service)
    assert pid is not None
    with traced(pid, output, options):
        yield


@pytest.mark.parametrize(("service", "folder"), [("intake", "spool"), ("storage", "vault")])
async def test_a_service_whose_fsync_does_nothing_is_found_out(
    box: Deployed, tmp_path: Path, service: str, folder: str
) -> None:
    act, output = (await _report(box) if service == "intake" else _message(box)), tmp_path / "trace"
    assert _follow(box, service, act, output, *NO_SYNC) == 201
    calls = read_trace(output)
    with pytest.raises(RepliedTooEarlyError):
        expect_durable(calls, box.data / folder, reply_line(calls, 201))
