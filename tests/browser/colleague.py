"""A professional in Python: opens a case with an intake key, and answers."""

import json
import secrets
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from appliance.adapters import age
from appliance.adapters.service_keys import ServiceKeys
from appliance.core import hybrid, statements, tickets
from appliance.core.canonical import canonical, parse_canonical
from appliance.core.certificates import Certificate
from appliance.core.derivation import Identity, derive, derive_identity
from appliance.core.tickets import Ticket
from appliance.core.wraps import Wrap
from tests.browser.stand import DEPLOYMENT, DEPLOYMENT_SEED, Stand, intake_identity, wait_for


def day_in(days: int) -> str:
    """Return the day so many days from today."""
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def certificate(person: Identity, role: str = "case_manager") -> Certificate:
    """Return a certificate that the deployment signed."""
    unsigned = Certificate(
        deployment=DEPLOYMENT,
        expires=day_in(300),
        issued=day_in(-1),
        key=person.key,
        organisation=f"{1:032x}",
        recipient=person.recipient,
        role=role,
        status="active",
        verify=person.verify,
        signature="",
    )
    return unsigned.signed(DEPLOYMENT_SEED)


@dataclass
class Colleague:
    """A case manager with one case open.

    Attributes:
        stand: the deployment.
        case: the case.
        wrap: its report wrap, opened.
        person: her keys.
        seq: the number of her last message.
    """

    stand: Stand
    case: str
    wrap: Wrap
    person: Identity = field(
        default_factory=lambda: derive_identity(secrets.token_bytes(32), "person")
    )
    seq: int = 0

    @classmethod
    def of(cls, stand: Stand, code: str, organisation: int = 0) -> "Colleague":
        """Open the case behind a code, once storage has it, with an organisation's intake key."""
        case = _case_of(stand, code)
        logged_events(stand, case)
        opened = age.open_(_report_wrap(stand, case), [intake_identity(organisation)])
        return cls(stand, case, Wrap.parse(opened))

    def identity(self, compartment: str) -> str:
        """Return the key of a compartment."""
        return next(key.identity for key in self.wrap.keys if key.compartment == compartment)

    def read(self, kind: str, compartment: str) -> list[Any]:
        """Return what was sealed to a compartment, opened."""

        async def blobs() -> list[str]:
            async with self.stand.storage() as storage:
                found = await storage.blobs(self.case, compartment)
            return [each.blob for each in found if each.kind == kind]

        sealed = [self._get(blob, compartment, kind) for blob in wait_for(blobs())]
        return [parse_canonical(age.open_(each, [self.identity(compartment)])) for each in sealed]

    def file(self, item: dict[str, Any]) -> bytes:
        """Return the original bytes of a file, by its description."""
        sealed = self._get(item["blob"], "evidence", "evidence")
        return age.open_(sealed, [self.identity("evidence")])

    def answer(
        self, text: str, request: dict[str, Any] | None = None, instead: str | None = None
    ) -> None:
        """Write to her; `instead` is what somebody on the way makes of the text."""
        self.seq += 1
        message = {
            "after": {},
            "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            "case": self.case,
            "certificate": certificate(self.person).to_json(),
            "compartment": "thread",
            "seq": self.seq,
            "signer": self.person.key,
            "text": text,
            "type": "message",
            "v": 1,
        } | ({"request": request} if request else {})
        signed = statements.sign(message, self.person.signing_seed)
        recipient = hybrid.recipient_of(self.identity("thread"))
        changed = {"text": instead} if instead else {}
        self._put(age.seal(canonical(signed | changed), [recipient]))

    def ask_consent(self, doctor: Identity) -> None:
        """Ask whether a doctor may read her answers and her files."""
        request = {
            "certificate": certificate(doctor, "doctor").to_json(),
            "compartments": ["account", "evidence"],
            "expires": day_in(30),
            "purpose": "referral",
            "recipient": doctor.key,
            "recipient_label": "Docteur Exemple",
            "service_type": "health_medical",
        }
        self.answer("Souhaitez-vous voir une médecin ?", request)

    def _put(self, sealed: bytes) -> None:
        blob = secrets.token_hex(16)
        ticket = self._ticket("put", blob, "thread", "message", len(sealed))
        self._storage(blob, ticket, sealed)

    def _get(self, blob: str, compartment: str, kind: str) -> bytes:
        return self._storage(blob, self._ticket("get", blob, compartment, kind, 0), None)

    def _storage(self, blob: str, ticket: str, body: bytes | None) -> bytes:
        request = urllib.request.Request(
            f"http://localhost:{self.stand.port + 2}/blobs/{blob}",
            data=body,
            method="PUT" if body is not None else "GET",
            headers={"Safehold-Ticket": ticket, "Content-Type": "application/octet-stream"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())

    def _ticket(self, op: str, blob: str, compartment: str, kind: str, size: int) -> str:
        ticket = Ticket(
            actor=self.person.key,
            blob=blob,
            case=self.case,
            compartment=compartment,
            exp=int(time.time()) + 600,
            iss="coordination",
            kind=kind,
            max=size,
            op=op,
        )
        return tickets.issue(ticket, ServiceKeys(self.stand.folder).ticket_seed("coordination"))


def logged_events(stand: Stand, case: str) -> list[dict[str, Any]]:
    """Return every event of a case in the log, waiting for the first."""

    async def logged() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        after = -1
        async with stand.storage() as storage:
            while True:
                page = await storage.events(after, wait_s=0 if found else 20)
                found += [each for each in page.events if each.get("case") == case]
                if not page.events:
                    return found
                after = page.next

    return wait_for(logged())


def _case_of(stand: Stand, code: str) -> str:
    secret = code.replace(" ", "")[:30].encode()
    mailbox = derive(secret, "mailbox", 16).hex()
    request = urllib.request.Request(
        f"{stand.address}api/mailbox", headers={"Safehold-Mailbox": mailbox}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(json.load(answer)["case"])


def _report_wrap(stand: Stand, case: str) -> bytes:
    async def wrap() -> bytes:
        async with stand.storage() as storage:
            return (await storage.wraps(case, "report"))[0].wrap

    return wait_for(wrap())
