"""People who write one marker wherever they can write something that is sealed."""

import contextlib
import json
import secrets
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from appliance.adapters import age
from appliance.adapters.browser import Browser
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.randomness import random_recipient
from appliance.agent.client import AgentClient
from appliance.core import receipt, statements
from appliance.core.canonical import canonical
from appliance.core.derivation import Identity, derive, derive_identity
from appliance.operations.training_people import accept
from appliance.operations.training_reports import fetch_directory, send_report
from appliance.operations.training_script import Story
from appliance.secret import Secret
from tests.colleague_at_desk import ColleagueAtDesk, Credentials
from tests.professional import Professional
from tests.service.searching import Search, spellings

FORM = Path(__file__).parents[2] / "config/forms/intake.json"
TIME = "2026-03-02T10:00Z"


def in_a_month() -> str:
    """Return a day on which a grant may end."""
    return (datetime.now(UTC).date() + timedelta(days=30)).isoformat()


def send_in_two(
    address: str, head: str, headers: dict[str, str], body: bytes, between: Callable[[], None]
) -> bytes:
    """Send a request but for its last byte, do something, send that byte; return the answer.

    Args:
        address: of the origin.
        head: method and path.
        headers: further headers.
        body: at least one byte.
        between: done while the server holds all the rest.
    """
    netloc = urlsplit(address).netloc
    host, port = netloc.split(":")
    given = {"Host": netloc, "Content-Length": str(len(body)), "Connection": "close", **headers}
    lines = [f"{head} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode() + body[:-1])
        between()
        connection.sendall(body[-1:])
        return b"".join(iter(lambda: connection.recv(65536), b""))


class Watched(Browser):
    """A survivor's browser whose requests are looked into while they are half sent."""

    def __init__(self, address: str, between: Callable[[], None]) -> None:
        super().__init__(address)
        self.address = address
        self.between = between
        self.sent = b""

    def post(self, path: str, body: Any) -> Any:
        self.sent = body if isinstance(body, bytes) else canonical(body)
        answer = send_in_two(self.address, f"POST {path}", {}, self.sent, self.between)
        assert answer.startswith(b"HTTP/1.1 201"), answer
        return json.loads(answer.partition(b"\r\n\r\n")[2])


def every_answer(marker: str) -> Story:
    """Return a report with the marker in every answer that is words, and in a message."""
    answers: dict[str, dict[str, Any]] = {"contact": {}, "account": {}}
    for screen in json.loads(FORM.read_text())["screens"]:
        for question in screen["questions"]:
            value = {"yes_no": True, "many": [marker]}.get(question["type"], marker)
            answers[question["compartment"]][question["id"]] = value
    return Story("fr", answers, urgent=True, message=marker)


class Marked:
    """People who write one marker wherever they can write something that is sealed."""

    def __init__(self, search: Search, marker: str) -> None:
        self.search, self.marker = search, marker
        self.box = search.box
        self.wanted = spellings(marker)

    def is_nowhere(self) -> None:
        """Expect the marker in no file, process list or memory."""
        assert self.search.in_memory(*self.wanted) == []
        assert self.search.on_disk(*self.wanted) == []
        assert self.search.in_process_list(*self.wanted) == []

    def report(self) -> bytes:
        """Send a report; return the secret of its code."""
        browser = Watched(self.box.addresses["intake"], self.is_nowhere)
        with contextlib.closing(browser):
            key = browser.get("/api/directory")["directory"]["key"]
            trusted = fetch_directory(browser, key)
            code = send_report(browser, trusted, every_answer(self.marker), TIME)
        return receipt.parse_code(code)

    def put(self, ticket: str, blob: str, content: bytes) -> None:
        """Seal something and store it in one request."""
        sealed = age.seal(content, [random_recipient()])
        headers = {"Safehold-Ticket": ticket}
        where = self.box.addresses["storage"]
        answer = send_in_two(where, f"PUT /blobs/{blob}", headers, sealed, self.is_nowhere)
        assert answer.startswith(b"HTTP/1.1 201"), answer

    def upload(self, ticket: str, blob: str, content: bytes) -> None:
        """Seal a file and store it in parts."""
        sealed = age.seal(content, [random_recipient()])
        where = self.box.addresses["storage"]
        headers = {"Safehold-Ticket": ticket, "Upload-Length": str(len(sealed))}
        opened = httpx.post(f"{where}/uploads", headers=headers)
        assert opened.status_code == 201
        headers = {"Safehold-Ticket": ticket, "Upload-Offset": "0"}
        answer = send_in_two(where, f"PATCH /uploads/{blob}", headers, sealed, self.is_nowhere)
        assert b"upload-complete: ?1" in answer.lower(), answer

    def survivor_tickets(self, secret: bytes, wants: list[dict[str, Any]]) -> list[str]:
        """Return tickets for what she adds."""
        header = {"Safehold-Mailbox": derive(secret, "mailbox", 16).hex()}
        where = f"{self.box.addresses['intake']}/api/mailbox/tickets"
        answer = httpx.post(where, headers=header, content=canonical({"wants": wants}))
        assert answer.status_code == 200, answer.text
        return list(answer.json()["tickets"])

    def add_everything(self, secret: bytes) -> None:
        """Add a file, its name, a message and what she agreed to."""
        her = derive_identity(secret, "receipt")
        marker, blob = self.marker, secrets.token_hex(16)
        item = {"name": f"{marker}.jpg", "media_type": f"image/{marker}", "blob": blob, "at": TIME}
        put = {
            ("evidence", "item"): canonical({**item, "type": "item", "v": 1}),
            ("thread", "message"): canonical(message(her, "a" * 32, marker)),
            ("thread", "consent"): canonical({"text": marker, "recipient_label": marker}),
        }
        wants: list[dict[str, Any]] = [
            {"op": "put", "blob": secrets.token_hex(16), "compartment": where, "kind": kind}
            for where, kind in put
        ]
        wants.append({"op": "upload", "blob": blob, "compartment": "evidence", "kind": "evidence"})
        wants = [{**each, "size": 100_000} for each in wants]
        *tickets, last = self.survivor_tickets(secret, wants)
        for ticket, want, content in zip(tickets, wants[:-1], put.values(), strict=True):
            self.put(ticket, str(want["blob"]), content)
        self.upload(last, blob, marker.encode() * 500)

    def professional_writes(self) -> None:
        """Let the case manager take a case and write to the survivor and to her team."""
        with ColleagueAtDesk(self.box.addresses) as colleague:
            secret = colleague.sign_in(Credentials.of_training(self.box.data))
            listed = colleague.get("/cases?view=new&limit=1")["cases"][0]["case"]
            me = Professional("case_manager", "a" * 32, secret=secret)
            directory = colleague.get("/directory")["directory"]["directory"]
            intake = directory["organisations"][0]["intake"]["key"]
            colleague.post(f"/cases/{listed}/take", me.taking(listed, intake, expires=in_a_month()))
            blob = secrets.token_hex(16)
            want = {"op": "put", "blob": blob, "compartment": "thread", "kind": "message"}
            asked = {"wants": [{**want, "size": 100_000, "seq": 1}]}
            (ticket,) = colleague.post(f"/cases/{listed}/tickets", asked)["tickets"]
            self.put(ticket, blob, canonical(message(me.identity, listed, self.marker)))

    def invited(self, login: str) -> None:
        """Let an operator invite somebody of this name, who chooses this passphrase."""
        people = json.loads((self.box.data / "state/training.json").read_text())
        operator = people["operator"]
        deployment = json.loads((self.box.data / "state/deployment.json").read_text())
        passphrase = Secret(f"{self.marker} in a passphrase")
        with AgentClient.at(DataFolder.at(self.box.data)) as agent:
            agent.login(operator["name"], Secret(operator["passphrase"]))
            organisation = next(iter(deployment["organisations"]))
            link = agent.invite(self.marker, "doctor", organisation).link
        with contextlib.closing(Browser(self.box.addresses["case"])) as browser:
            accepted = accept(browser, link, login, passphrase)
        self.is_nowhere()
        credentials = Credentials(login, passphrase.reveal(), accepted.totp_secret)
        with ColleagueAtDesk(self.box.addresses) as colleague:
            colleague.sign_in(credentials)


def message(her: Identity, case: str, text: str) -> dict[str, Any]:
    """Return a signed message."""
    body = {"after": {}, "at": TIME, "case": case, "compartment": "thread", "seq": 1}
    body |= {"signer": her.key, "text": text, "type": "message", "v": 1}
    return statements.sign(body, her.signing_seed)
