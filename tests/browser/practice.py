"""A training deployment at work: its made-up people in browsers, and what they seal, in Python."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from appliance.adapters import age
from appliance.adapters.data_folder import DataFolder
from appliance.agent.client import AgentClient
from appliance.core import hybrid
from appliance.core.canonical import unb64
from appliance.core.derivation import Identity, derive, derive_identity
from appliance.core.receipt import parse_code
from appliance.core.wraps import Wrap
from appliance.secret import Secret
from tests.browser.workplace import Workplace, workplace
from tests.deployed import Deployed, deployed


@dataclass
class Practice:
    """The deployment.

    Attributes:
        box: running.
        browser: for everybody.
    """

    box: Deployed
    browser: Browser

    @property
    def folder(self) -> DataFolder:
        return DataFolder.at(self.box.data)

    @property
    def notes(self) -> dict[str, Any]:
        """What a trainee is told: logins, passphrases, codes."""
        found: dict[str, Any] = json.loads((self.folder.state / "training.json").read_text())
        return found

    @property
    def link(self) -> str:
        """The intake app's address as it is handed to survivors."""
        return str(self.box.status()["link"])

    def code(self, number: int) -> str:
        """Return the receipt code of a made-up case."""
        return str(self.notes["codes"][number])

    @contextmanager
    def operator(self) -> Iterator[AgentClient]:
        """Sign the operator in, without a console."""
        known = self.notes["operator"]
        with AgentClient.at(self.folder) as client:
            client.login(known["name"], Secret(known["passphrase"]))
            yield client

    @contextmanager
    def place(self, login: str, **options: Any) -> Iterator[Workplace]:
        """Use a browser of one of the made-up people; she has not signed in yet."""
        known = next(each for each in self.notes["people"] if each["login"] == login)
        address = f"{self.box.addresses['case']}/"
        with workplace(self.browser, address, login, known["passphrase"], **options) as found:
            found.totp_secret = known["totp_secret"]
            yield found

    def mailbox(self, number: int) -> "Mailbox":
        """Open a made-up survivor's mailbox in Python."""
        return Mailbox(self.box.addresses, parse_code(self.code(number)))


class Mailbox:
    """A mailbox, as somebody has it who knows its code.

    Args:
        addresses: of the deployment.
        secret: of the code.
    """

    def __init__(self, addresses: dict[str, str], secret: bytes) -> None:
        self._addresses = addresses
        self._name = derive(secret, "mailbox", 16).hex()
        self.hers: Identity = derive_identity(secret, "receipt")
        sealed = unb64(self._ask("/api/mailbox")["wrap"])
        self.wrap = Wrap.parse(age.open_(sealed, [self.hers.identity]))

    @property
    def case(self) -> str:
        """Her case."""
        assert self.wrap.case is not None
        return self.wrap.case

    def key(self, compartment: str) -> str:
        """Return the identity of a compartment."""
        return next(each.identity for each in self.wrap.keys if each.compartment == compartment)

    def seal(self, content: bytes, compartment: str) -> bytes:
        """Seal something as only a holder of the compartment's key can."""
        return age.seal(content, [hybrid.recipient_of(self.key(compartment))])

    def sealed(self, kind: str) -> dict[str, bytes]:
        """Return the sealed blobs of a kind, by id."""
        entries = [each for each in self._ask("/api/mailbox")["entries"] if each["kind"] == kind]
        names = ("blob", "compartment", "kind", "size")
        wants = [{"op": "get"} | {name: each[name] for name in names} for each in entries]
        tickets = self._ask("/api/mailbox/tickets", {"wants": wants})["tickets"]
        blobs = [each["blob"] for each in entries]
        return {
            blob: self._fetch(blob, ticket) for blob, ticket in zip(blobs, tickets, strict=True)
        }

    def messages(self) -> list[dict[str, Any]]:
        """Return every message of her thread, opened and not checked."""
        sealed = self.sealed("message").values()
        return [json.loads(age.open_(each, [self.key("thread")])) for each in sealed]

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        content = json.dumps(body).encode() if body is not None else None
        headers = {"Safehold-Mailbox": self._name, "Content-Type": "application/json"}
        address = f"{self._addresses['intake']}{path}"
        request = urllib.request.Request(address, data=content, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def _fetch(self, blob: str, ticket: str) -> bytes:
        address = f"{self._addresses['storage']}/blobs/{blob}"
        request = urllib.request.Request(address, headers={"Safehold-Ticket": ticket})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())


@contextmanager
def practice(root: Path, browser: Browser) -> Iterator[Practice]:
    """Run a training deployment until the block ends."""
    with deployed(root / "data", "--training") as box:
        yield Practice(box, browser)
