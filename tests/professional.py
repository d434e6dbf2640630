"""Professionals' browsers, in Python, and the deployment that they work in; all of it invented."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyotp

from appliance.adapters import age
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import FILE_MODE, write_durably
from appliance.adapters.randomness import random_identity
from appliance.core import statements
from appliance.core.canonical import b64
from appliance.core.certificates import Certificate
from appliance.core.derivation import Identity, derive_identity, key_id
from appliance.core.directory import Directory, IntakeKey, Organisation
from appliance.core.staff import Staff, sign_staff
from tests.fakes import FakeClock
from tests.survivor import DEPLOYMENT_SEED, fresh_recipient, make_directory, signed

ORGANISATION_A, ORGANISATION_B = "a" * 32, "b" * 32
DEPLOYMENT = "d" * 32
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SURVIVOR_COMPARTMENTS = ("contact", "account", "thread", "evidence")
LAST_DAY = "2026-06-01"


@cache
def small_sealed_file() -> bytes:
    """Return an age file with one hybrid recipient; what is in it does not matter here."""
    return age.seal(b"{}", [fresh_recipient()])


@dataclass
class Professional:
    """Somebody with a personal identity and a counter of statements."""

    role: str
    organisation: str
    person: str = field(default_factory=lambda: secrets.token_hex(16))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    login: str = field(default_factory=lambda: f"invented-{secrets.token_hex(4)}")
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    totp_secret: str = TOTP_SECRET
    session: str = ""
    status: str = "active"
    succeeds: str | None = None

    def __post_init__(self) -> None:
        self.identity: Identity = derive_identity(self.secret, "person")

    @property
    def key(self) -> str:
        return self.identity.key

    def certificate(self, expires: str = "2026-04-01") -> Certificate:
        """Return her certificate as the agent signs it."""
        draft = Certificate(
            deployment=DEPLOYMENT,
            expires=expires,
            issued="2026-03-02",
            key=self.key,
            organisation=self.organisation,
            recipient=self.identity.recipient,
            role=self.role,
            status=self.status,
            verify=self.identity.verify,
            succeeds=self.succeeds,
        )
        return draft.signed(DEPLOYMENT_SEED)

    def code(self, clock: FakeClock, steps: int = 0) -> str:
        """Return the code that her phone shows now, or some steps away."""
        at = int(clock.now().timestamp()) + 30 * steps
        return pyotp.TOTP(self.totp_secret).at(at)

    def sign(self, case: str, seq: int, **members: Any) -> dict[str, Any]:
        """Return a signed statement."""
        body = {"case": case, "seq": seq, "signer": self.key, "v": 1, **members}
        return statements.sign(body, self.identity.signing_seed)

    def grant(
        self, case: str, seq: int, compartment: str, to: str, on: dict[str, str], /, **changes: Any
    ) -> dict[str, Any]:
        """Return `{"statement","wrap"}` of one grant."""
        wrap = changes.pop("wrap_file", small_sealed_file())
        members = {
            "basis": on,
            "compartment": compartment,
            "expires": LAST_DAY,
            "generation": 1,
            "grant": secrets.token_hex(16),
            "recipient": to,
            "type": "grant",
            "wrap": hashlib.sha256(wrap).hexdigest(),
        }
        return {"statement": self.sign(case, seq, **{**members, **changes}), "wrap": b64(wrap)}

    def taking(self, case: str, intake_key: str, start: int = 1, **changes: Any) -> dict[str, Any]:
        """Return the body of a take."""
        basis = {"duty": intake_key}
        grants = [
            self.grant(case, start + place, name, self.key, basis, **changes)
            for place, name in enumerate(SURVIVOR_COMPARTMENTS)
        ]
        return {"grants": grants}

    def renewing(self, old: dict[str, Any], to: str, seq: int, /, **changes: Any) -> dict[str, Any]:
        """Return `{"statement","wrap"}` of a grant that renews an old one."""
        basis = {**old["basis"], "renews": old["grant"], **changes.pop("basis", {})}
        changes = {"expires": old["expires"], **changes}
        name = changes.pop("compartment", old["compartment"])
        return self.grant(changes.pop("case", old["case"]), seq, name, to, basis, **changes)

    def referral(
        self,
        consent: dict[str, Any],
        start: int,
        compartments: Iterable[str] | None = None,
        /,
        grant: dict[str, Any] | None = None,
        **changes: Any,
    ) -> dict[str, Any]:
        """Return the body of a referral on a consent; `grant` and others change what is signed."""
        case, recipient = consent["case"], consent["recipient"]
        names = list(consent["compartments"] if compartments is None else compartments)
        basis = {"consent": consent["consent"], "hash": hash_of(consent)}
        given = [
            self.grant(case, start + place, name, recipient, basis, **(grant or {}))
            for place, name in enumerate(names)
        ]
        members = {
            "compartments": names,
            "consent": consent["consent"],
            "grants": [each["statement"]["grant"] for each in given],
            "recipient": recipient,
            "referral": secrets.token_hex(16),
            "response_timeframe": "1_day",
            "service_type": "health_medical",
            "type": "referral",
        }
        statement = self.sign(case, start + len(names), **{**members, **changes})
        return {"grants": given, "statement": statement}


def hash_of(statement: dict[str, Any]) -> str:
    """Return the hash of a signed statement."""
    return statements.hash_of_statement(statements.parse(statement))


@dataclass
class Deployment:
    """One deployment: its signed files, its keys, its clock."""

    folder: DataFolder
    clock: FakeClock = field(default_factory=FakeClock)
    people: list[Professional] = field(default_factory=list)
    intake_identity: str = field(default_factory=random_identity)
    intake_recipient: str = field(default_factory=fresh_recipient)
    staff_recipient: str = field(default_factory=fresh_recipient)
    version: int = 0

    @property
    def intake_key(self) -> str:
        return key_id(self.intake_recipient)

    @property
    def day(self) -> str:
        return self.clock.today().isoformat()

    def directory(self, *, with_intake_key: bool = True) -> Directory:
        """Return the public directory: organisation A does intake, B does not."""
        intake = IntakeKey(self.intake_key, self.intake_recipient) if with_intake_key else None
        organisations = (
            Organisation(ORGANISATION_A, "Organisation A", ("psychosocial",), intake),
            Organisation(ORGANISATION_B, "Organisation B", ("health_medical",)),
        )
        return replace(make_directory(), organisations=organisations)

    def publish(self, *, with_intake_key: bool = True, expires: str = "2026-12-01") -> None:
        """Sign both files and put them on STATE, as the agent does."""
        self.version += 1
        staff = Staff(
            certificates=tuple(each.certificate(expires) for each in self.people),
            deployment=DEPLOYMENT,
            issued="2026-03-02",
            staff_key=key_id(self.staff_recipient),
            staff_recipient=self.staff_recipient,
            version=self.version,
        )
        directory = signed(self.directory(with_intake_key=with_intake_key))
        write_durably(self.folder.directory_file, directory, FILE_MODE)
        write_durably(self.folder.staff_file, sign_staff(staff, DEPLOYMENT_SEED), FILE_MODE)

    def hire(self, role: str, organisation: str = ORGANISATION_A) -> Professional:
        """Return a new colleague, certified at the next `publish`."""
        colleague = Professional(role, organisation)
        self.people.append(colleague)
        return colleague

    def successor(self, lost: Professional) -> Professional:
        """Return the same person with a new key, certified at the next `publish`."""
        lost.status = "disabled"
        found = Professional(lost.role, lost.organisation, lost.person, succeeds=lost.key)
        self.people.append(found)
        return found

    def days_pass(self, days: int) -> None:
        """Move the clock."""
        self.clock.advance(timedelta(days=days))


def deployment_at(path: Path) -> Deployment:
    """Return a deployment in a new data folder."""
    folder = DataFolder.at(path)
    folder.prepare()
    return Deployment(folder)
