"""What goes wrong between a bad network, a hostile sender and a whole deployment.

The failures that were seen in the field's peers (on the same kind of machine) are a checklist;
each has a test, here or beside the part concerned:

    simultaneous reports race and fail          test_different_reports_at_once_are_all_stored
    the attachment dies with the process        test_a_file_that_was_acknowledged_outlives_a_kill
    a late chunk damages the file               test_a_part_that_comes_too_early_damages_nothing,
                                                storage/test_uploads.py (takes over, two senders)
    missing chunks are accepted in silence      test_a_file_with_a_part_missing_is_never_a_file
    unknown place: 201 and nothing stored       test_what_nobody_knows_is_never_acknowledged
    JSON null is never answered                 test_a_body_of_null_is_answered
    a wrong inner type makes it unreadable      test_a_wrong_type_in_any_member_is_refused
    empty where something is required           test_a_report_of_nothing_is_refused
    all Tor users share one rate limit          test_one_address_has_no_limit_of_its_own
    a stale pid file blocks the next start      test_running.py (killed supervisor, no lock)
    a lost token throws her text away           browser tests: there is no token, text is kept
    a kill in mid-submit leaves a partial file  test_a_report_broken_off_leaves_nothing,
                                                durability/test_kills.py
"""

import asyncio
import json
import os
import secrets
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from appliance.adapters import age
from appliance.adapters.randomness import random_recipient
from appliance.core.canonical import canonical
from appliance.core.directory import Directory
from tests.deployed import Deployed, deployed, wait_until
from tests.durability.stream import events_with, read_directory, storage_of
from tests.survivor import Survivor

pytestmark = pytest.mark.slow

HEADER = {"Content-Type": "application/octet-stream"}
PART = 100_000


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    with deployed(tmp_path_factory.mktemp("bad") / "data", "--training") as found:
        yield found


@pytest.fixture(scope="module")
def directory(box: Deployed) -> Directory:
    return asyncio.run(read_directory(box.addresses["intake"]))


def expect_refusal(answer: httpx.Response) -> None:
    """Expect an error in the words of the tree that blames the sender."""
    assert 400 <= answer.status_code < 500, answer.text
    assert {"error", "message", "hint"} <= set(answer.json())
    assert "Traceback" not in answer.text


async def send(address: str, *bodies: bytes) -> list[int]:
    """Send reports all at once; return the statuses."""
    async with httpx.AsyncClient(base_url=address, timeout=60, headers=HEADER) as client:
        sent = [client.post("/api/reports", content=body) for body in bodies]
        return [answer.status_code for answer in await asyncio.gather(*sent)]


async def expect_stored_once(box: Deployed, *survivors: Survivor) -> None:
    """Wait until storage has these reports, and expect each part of each in the log once."""
    async with storage_of(box.data) as storage:
        events = await events_with(storage, {each.case for each in survivors})
        items = [event.get("item") for event in events]
    for survivor in survivors:
        assert [items.count(part.blob) for part in survivor.report.parts] == [1, 1, 1]


async def test_different_reports_at_once_are_all_stored(
    box: Deployed, directory: Directory
) -> None:
    first = Survivor.with_report(directory)
    survivors = [first.another() for _ in range(40)]
    statuses = await send(box.addresses["intake"], *(each.body for each in survivors))
    assert set(statuses) == {201}
    await expect_stored_once(box, *survivors)


async def test_the_same_report_many_times_at_once_is_stored_once(
    box: Deployed, directory: Directory
) -> None:
    survivor = Survivor.with_report(directory)
    statuses = await send(box.addresses["intake"], *[survivor.body] * 20)
    assert sorted(set(statuses)) == [200, 201]
    assert statuses.count(201) == 1
    await expect_stored_once(box, survivor)


JSON_ROUTES = [
    ("intake", "/api/mailbox/tickets"),
    ("intake", "/api/mailbox/statements"),
    ("case", "/api/login/start"),
    ("case", "/api/login"),
    ("case", "/api/invitations/open"),
    ("case", "/api/invitations/accept"),
    ("case", "/api/invitations/passkey"),
]
NOT_JSON = [
    b"null",
    b"",
    b"[]",
    b'"text"',
    b"1e999",
    b"NaN",
    b"{",
    b'{"login":null}',
    b'{"a":1,"a":2}',
    b"\xff\xfe{\x00}\x00",
    b'{"login":"\xc3\x28"}',
    b'{"login":"\\ud800"}',
    b"[" * 100_000,
    b'{"login":' * 5_000,
]


@pytest.mark.parametrize(("origin", "path"), JSON_ROUTES)
def test_a_body_of_null_is_answered(box: Deployed, origin: str, path: str) -> None:
    """So is a body that is empty, no object, not UTF-8, deep, or names a member twice."""
    headers = {"Safehold-Mailbox": "0" * 32}
    with httpx.Client(base_url=box.addresses[origin], timeout=20, headers=headers) as client:
        for body in NOT_JSON:
            expect_refusal(client.post(path, content=body))


@pytest.mark.parametrize("wrong", [None, True, 1, 1.5, "x", [], {}, [None], {"a": None}])
def test_a_wrong_type_in_any_member_is_refused(
    box: Deployed, directory: Directory, wrong: object
) -> None:
    survivor = Survivor.with_report(directory)
    size = int.from_bytes(survivor.body[:4], "big")
    header, rest = json.loads(survivor.body[4 : 4 + size]), survivor.body[4 + size :]
    address = box.addresses["intake"]
    with httpx.Client(base_url=address, timeout=20, headers=HEADER) as client:
        for changed in with_one_member_changed(header, wrong):
            text = json.dumps(changed, separators=(",", ":"), sort_keys=True).encode()
            body = len(text).to_bytes(4, "big") + text + rest
            expect_refusal(client.post("/api/reports", content=body))


def with_one_member_changed(found: Any, wrong: object) -> Iterator[Any]:
    """Yield copies of an object, each with one member of another type than it had."""
    pairs = found.items() if isinstance(found, dict) else enumerate(found)
    for name, value in list(pairs):
        if type(value) is not type(wrong):
            yield _with(found, name, wrong)
        if isinstance(value, dict | list):
            for changed in with_one_member_changed(value, wrong):
                yield _with(found, name, changed)


def _with(found: Any, name: Any, value: object) -> Any:
    copy = found.copy()
    copy[name] = value
    return copy


@pytest.mark.parametrize("body", [b"", b"\0", bytes(4), bytes(4096), b"\xff" * 64])
def test_a_report_of_nothing_is_refused(box: Deployed, body: bytes) -> None:
    expect_refusal(httpx.post(f"{box.addresses['intake']}/api/reports", content=body))


def test_what_nobody_knows_is_never_acknowledged(box: Deployed) -> None:
    want = {"op": "put", "blob": "a" * 32, "compartment": "thread", "kind": "message", "size": 9}
    headers = {"Safehold-Mailbox": secrets.token_hex(16)}
    with httpx.Client(base_url=box.addresses["intake"], timeout=20, headers=headers) as client:
        expect_refusal(client.post("/api/mailbox/tickets", content=canonical({"wants": [want]})))
        for path in ("/api/report", "/api/reports/", "/api/reports/x", "/api/cases", "/reports"):
            expect_refusal(client.post(path, content=b"x"))


def test_one_address_has_no_limit_of_its_own(box: Deployed) -> None:
    """Behind an onion address everybody has the same; only a login or a mailbox may be slowed."""
    login = {"auth": "A" * 43, "totp": "000000"}
    with httpx.Client(base_url=box.addresses["case"], timeout=20) as client:
        slowed = [client.post("/api/login", json={"login": "somebody", **login}) for _ in range(7)]
        others = [client.post("/api/login", json={"login": f"o{n}", **login}) for n in range(20)]
    assert slowed[-1].status_code == 429
    assert {answer.status_code for answer in others} == {401}


def connect(address: str) -> socket.socket:
    host, port = urlsplit(address).netloc.split(":")
    return socket.create_connection((host, int(port)), timeout=30)


def head(address: str, *lines: str) -> bytes:
    first, *rest = lines
    return "\r\n".join([first, f"Host: {urlsplit(address).netloc}", *rest, "", ""]).encode()


def read_all(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    "lines",
    [
        ("POST /api/reports HTTP/1.1", "Content-Length: 5", "Content-Length: 6"),
        ("POST /api/reports HTTP/1.1", "Content-Length: -1"),
        ("POST /api/reports HTTP/1.1", "Content-Length: 5, 5"),
        ("POST /api/reports HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked"),
        ("POST /api/reports HTTP/1.1", "Transfer-Encoding: \tchunked, x"),
        ("GET /api/directory HTTP/1.1", "X-Long: " + "x" * 100_000),
        ("GET /api/directory HTTP/1.1", *(f"X-{n}: y" for n in range(20_000))),
        ("GET /api/directory HTTP/1.1", "Bad Name: y"),
        ("GET /api/directory HTTP/1.1", "No-Colon"),
        ("GET /" + "a" * 100_000 + " HTTP/1.1",),
        ("G\x00T / HTTP/1.1",),
        ("GET / HTTP/9.9",),
    ],
    ids=lambda lines: " ".join(lines)[:50].replace("\x00", "?"),
)
def test_an_absurd_head_is_refused_and_harms_nobody(box: Deployed, lines: tuple[str, ...]) -> None:
    address = box.addresses["intake"]
    with connect(address) as connection:
        try:
            connection.sendall(head(address, *lines))
            connection.shutdown(socket.SHUT_WR)
            answer = read_all(connection)
        except OSError:
            answer = b""
    assert not answer or answer.startswith(b"HTTP/1.1 4"), answer[:200]
    assert httpx.get(f"{address}/api/directory").status_code == 200


async def test_slow_bodies_hold_up_nobody(box: Deployed, directory: Directory) -> None:
    address = box.addresses["intake"]
    slow, quick = Survivor.with_report(directory), Survivor.with_report(directory)
    begun = [connect(address) for _ in range(100)]
    try:
        for connection in begun:
            size = f"Content-Length: {len(slow.body)}"
            connection.sendall(head(address, "POST /api/reports HTTP/1.1", size) + slow.body[:-1])
        assert await send(address, quick.body) == [201]
        begun[0].sendall(slow.body[-1:])
        assert begun[0].recv(12) == b"HTTP/1.1 201"
    finally:
        for connection in begun:
            connection.close()
    await expect_stored_once(box, slow, quick)


async def test_a_report_broken_off_leaves_nothing(box: Deployed, directory: Directory) -> None:
    address = box.addresses["intake"]
    broken, whole = Survivor.with_report(directory), Survivor.with_report(directory)
    for kept in (0, 1, len(broken.body) // 2, len(broken.body) - 1):
        with connect(address) as connection:
            size = f"Content-Length: {len(broken.body)}"
            request = head(address, "POST /api/reports HTTP/1.1", size) + broken.body[:kept]
            connection.sendall(request)
    assert await send(address, whole.body) == [201]
    await expect_stored_once(box, whole)
    assert files_with(box.data, whole.case.encode())
    assert files_with(box.data, broken.case.encode()) == []


def files_with(root: Path, wanted: bytes) -> list[Path]:
    files = [file for file in root.rglob("*") if file.is_file()]
    return [file for file in files if wanted in file.read_bytes()]


class Upload:
    """A sealed file of a survivor, sent in parts."""

    def __init__(self, box: Deployed, survivor: Survivor) -> None:
        self.box, self.survivor = box, survivor
        self.blob = secrets.token_hex(16)
        self.sealed = age.seal(secrets.token_bytes(5 * PART), [random_recipient()])
        headers = {"Safehold-Ticket": self.ticket("upload")}
        self.http = httpx.Client(base_url=box.addresses["storage"], headers=headers, timeout=30)
        length = {"Upload-Length": str(len(self.sealed))}
        assert self.http.post("/uploads", headers=length).status_code == 201

    def ticket(self, op: str) -> str:
        """Return a ticket from her mailbox."""
        want = {"blob": self.blob, "compartment": "evidence", "kind": "evidence", "op": op}
        wants = canonical({"wants": [{**want, "size": len(self.sealed)}]})
        where = f"{self.box.addresses['intake']}/api/mailbox/tickets"
        header = {"Safehold-Mailbox": self.survivor.mailbox}
        answer = httpx.post(where, headers=header, content=wants)
        return str(answer.raise_for_status().json()["tickets"][0])

    def part(self, start: int) -> httpx.Response:
        """Send the part at an offset."""
        content = self.sealed[start : start + PART]
        headers = {"Upload-Offset": str(start)}
        return self.http.patch(f"/uploads/{self.blob}", headers=headers, content=content)

    def download(self) -> httpx.Response:
        """Ask for the file as a file."""
        headers = {"Safehold-Ticket": self.ticket("get")}
        return self.http.get(f"/blobs/{self.blob}", headers=headers)

    def offsets(self) -> range:
        return range(0, len(self.sealed), PART)


@pytest.fixture
def upload(box: Deployed, directory: Directory) -> Iterator[Upload]:
    survivor = Survivor.with_report(directory)
    assert asyncio.run(send(box.addresses["intake"], survivor.body)) == [201]
    found = Upload(box, survivor)
    yield found
    found.http.close()


def test_a_part_that_comes_too_early_damages_nothing(upload: Upload) -> None:
    first, second, *rest = upload.offsets()
    assert upload.part(second).status_code == 409
    assert upload.part(first).status_code == 204
    assert upload.part(rest[0]).status_code == 409
    *_, last = [upload.part(start) for start in (second, *rest)]
    assert last.headers["upload-complete"] == "?1"
    assert upload.part(first).status_code == 409
    assert upload.download().content == upload.sealed


def test_a_file_with_a_part_missing_is_never_a_file(upload: Upload) -> None:
    *most, _last = upload.offsets()
    for start in most:
        assert "upload-complete" not in upload.part(start).headers
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        upload.download()
    found = upload.http.head(f"/uploads/{upload.blob}")
    assert int(found.headers["upload-offset"]) == most[-1] + PART


@pytest.mark.kill
def test_a_file_that_was_acknowledged_outlives_a_kill(box: Deployed, upload: Upload) -> None:
    *_, last = [upload.part(start) for start in upload.offsets()]
    assert last.headers["upload-complete"] == "?1"
    before = box.pid_of("storage")
    assert before is not None
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: box.pid_of("storage") not in (None, before))
    wait_until(lambda: box.status()["state"] == "open")
    assert upload.download().content == upload.sealed
