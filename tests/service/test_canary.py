"""A marker put into every place that a person or an attacker can write to leaks nowhere (law 6).

Two kinds of marker, because two things are promised:

- *Content*: what is sealed before it leaves a device, and what never leaves it. It must be in no
  file, log, process list or memory of the server at any time: it is looked for while requests are
  half sent and after them.
- *Junk*: what reaches the server in clear because somebody puts it there: login names, headers,
  paths, malformed bodies. It must be in no log, database or other file, in no argument or
  environment, and in the memory of no process but those it was sent through; there it may lie in
  a buffer until that is used again.
"""

import contextlib
import secrets
from collections.abc import Callable, Iterator

import httpx
import pytest

from appliance.core.canonical import b64, canonical
from appliance.core.derivation import derive
from appliance.operations.training_reports import fetch_directory, send_report
from tests.deployed import deployed
from tests.service.marked import TIME, Marked, Watched, every_answer
from tests.service.searching import Search, skip_unless_memory_can_be_read, spellings

pytestmark = pytest.mark.slow


def new_marker() -> str:
    """Return a word that nothing else contains."""
    return f"canary{secrets.token_hex(12)}"


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """A deployment whose temporary files are in a folder of ours too."""
    root = tmp_path_factory.mktemp("canary")
    temporary = root / "temporary"
    temporary.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        with deployed(root / "data", "--training") as box:
            found = Search(box, (root,))
            skip_unless_memory_can_be_read(found)
            yield found


def test_what_is_sealed_is_nowhere_on_the_server_during_the_request_or_after(
    search: Search,
) -> None:
    marked = Marked(search, new_marker())
    secret = marked.report()
    marked.add_everything(secret)
    marked.professional_writes()
    marked.invited(f"invented-{secrets.token_hex(4)}")
    marked.is_nowhere()


def test_the_search_finds_what_is_there(search: Search) -> None:
    """Without this, the other tests would pass with a search that finds nothing."""
    seen: list[list[str]] = []
    browser = Watched(search.box.addresses["intake"], lambda: None)
    tail = b""

    def look() -> None:
        nonlocal tail
        tail = browser.sent[-2000:-1936]
        seen.append(search.in_memory(tail))

    browser.between = look
    with contextlib.closing(browser):
        key = browser.get("/api/directory")["directory"]["key"]
        send_report(browser, fetch_directory(browser, key), every_answer("plain"), TIME)
    assert "gateway" in seen[0]
    assert any("/spool/" in name or "/vault/" in name for name in search.on_disk(tail))
    assert search.in_process_list(b"serve\0intake\0") == ["intake cmdline"]
    for spelling in spellings("a marker that is long enough"):
        around = b"xyz a marker that is long enough, and more"
        texts = (around, around.decode().encode("utf-16-le"), around.hex().encode())
        coded = [b64(around[first:]).encode() for first in range(3)]
        assert any(spelling in each for each in (*texts, *coded))


def refused_by_intake(address: str, marker: str) -> list[httpx.Response]:
    """Send junk to every route of intake, and to routes that are none."""
    long = {"X-Long": marker * 500, "User-Agent": marker, "X-Forwarded-For": marker}
    mailbox = {"Safehold-Mailbox": marker}
    known = {"Safehold-Mailbox": "0" * 32}
    junk = canonical({marker: marker, "wants": [{"op": marker, marker: [marker]}]})
    with httpx.Client(base_url=address, timeout=30, headers=long) as client:
        return [
            client.get(f"/{marker}"),
            client.get(f"/api/{marker}?{marker}={marker}"),
            client.get(f"/api/mailbox/../{marker}"),
            client.get("/api/mailbox", headers=mailbox),
            client.get("/api/directory", headers={"Host": marker}),
            client.post("/api/mailbox/tickets", headers=known, content=junk),
            client.post("/api/mailbox/tickets", headers=known, content=b"{" + marker.encode()),
            client.post("/api/mailbox/statements", headers=known, content=junk),
            client.post("/api/mailbox/statements", headers=mailbox, content=junk),
            client.post("/api/reports", content=marker.encode() * 40),
            client.post("/api/reports", content=(20).to_bytes(4, "big") + marker.encode()),
            client.post("/api/reports", content=marker.encode() * 20_000),
        ]


def refused_by_storage(address: str, marker: str) -> list[httpx.Response]:
    """Send junk to every route of storage."""
    ticket = {"Safehold-Ticket": f"{marker}.{marker}"}
    with httpx.Client(base_url=address, timeout=30, headers=ticket) as client:
        return [
            client.get(f"/blobs/{marker}"),
            client.get(f"/blobs/{'a' * 32}", headers={"Range": marker}),
            client.put(f"/blobs/{'a' * 32}", content=marker.encode() * 100),
            client.post("/uploads", headers={"Upload-Length": marker}),
            client.patch(f"/uploads/{marker}", headers={"Upload-Offset": marker}, content=b"x"),
            client.patch("/uploads/" + "a" * 32, headers={"Upload-Checksum": marker}, content=b"x"),
            client.get(f"/internal/{marker}", headers={"Authorization": f"Bearer {marker}"}),
        ]


def refused_by_coordination(address: str, marker: str) -> list[httpx.Response]:
    """Send junk to the routes of coordination, signed in as nobody."""
    junk = canonical({"login": marker, "auth": b64(marker.encode()), "totp": marker})
    login = canonical({"login": marker, "auth": b64(bytes(32)), "totp": "000000"})
    nobody = {"Safehold-Session": marker}
    with httpx.Client(base_url=address, timeout=30, headers=nobody) as client:
        return [
            client.post("/api/login/start", content=canonical({"login": marker, marker: marker})),
            client.post("/api/login", content=junk),
            client.post("/api/login", content=login),
            client.post("/api/invitations/open", content=canonical({"secret": marker})),
            client.post("/api/invitations/accept", content=junk),
            client.get(f"/api/cases/{marker}"),
            client.get(f"/api/cases?view={marker}&cursor={marker}"),
            client.post(f"/api/cases/{'a' * 32}/take", content=junk),
            client.post("/api/me/wraps", content=junk[:-1]),
        ]


@pytest.mark.parametrize(
    ("origin", "service", "send"),
    [
        ("intake", "intake", refused_by_intake),
        ("storage", "storage", refused_by_storage),
        ("case", "coordination", refused_by_coordination),
    ],
)
def test_what_an_error_is_about_reaches_no_disk_and_no_process_that_did_not_answer(
    search: Search, origin: str, service: str, send: Callable[[str, str], list[httpx.Response]]
) -> None:
    marker = new_marker()
    wanted = spellings(marker)
    for answer in send(search.box.addresses[origin], marker):
        assert 400 <= answer.status_code < 500, answer.text
        assert marker not in answer.text
        assert marker not in str(answer.headers)
    assert search.on_disk(*wanted) == []
    assert search.in_process_list(*wanted) == []
    assert set(search.in_memory(*wanted)) <= {"gateway", service}


def test_a_login_name_and_a_mailbox_name_are_on_no_disk(search: Search) -> None:
    marker = new_marker()
    marked = Marked(search, new_marker())
    marked.invited(marker)
    mailbox = derive(marked.report(), "mailbox", 16)
    wanted = (mailbox, mailbox.hex().encode(), b64(mailbox).encode(), *spellings(marker))
    assert search.on_disk(*wanted) == []
    assert set(search.in_memory(*spellings(marker))) <= {"gateway", "coordination"}
