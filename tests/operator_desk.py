"""A box for tests of operations: real files, a storage and a coordination that can fail."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from appliance.adapters.argon2 import LEAST_MEMORY_KIB, Kdf
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.intake_client import IntakeClient
from appliance.adapters.randomness import random_bytes, random_id, random_identity
from appliance.adapters.storage_client import StorageState
from appliance.agent import requests, seat
from appliance.config import Settings
from appliance.core import hybrid
from appliance.core.canonical import b64
from appliance.core.derivation import derive_identity
from appliance.core.intake_keys import sign_intake_key
from appliance.errors import SealedError
from appliance.operations import approve, setup
from appliance.operations.answers import Answers, Organisation
from appliance.operations.box import Box
from appliance.operations.progress import SILENT, Progress
from appliance.secret import Secret
from tests.fakes import FakeClock

PASSPHRASE = Secret("correct horse battery staple")
OPERATOR = "op-quiet-river"
QUICK = Kdf(salt="A" * 22, memory_kib=LEAST_MEMORY_KIB, passes=1)
ANSWERS = Answers(
    country="cd",
    name="Training",
    languages=("fr", "en"),
    organisations=(Organisation("Centre", ("psychosocial",), intake=True), Organisation("Clinic")),
    operator=OPERATOR,
)


class PowerCutError(BaseException):
    """The process ends here, as with kill -9: nothing may catch it."""


@dataclass
class Storage:
    """The log in memory: takes each event once, by its id."""

    is_open: bool = False
    events: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def state(self) -> StorageState:
        return StorageState(self.is_open, len(self.events), 10**12)

    async def open(self, *_keys: Any) -> None:
        self.is_open = True

    async def lock(self) -> None:
        self.is_open = False

    async def append_events(self, events: Any) -> list[int]:
        if not self.is_open:
            raise SealedError
        for event in events:
            assert self.events.setdefault(event["id"], event) == event
        return list(range(len(self.events)))

    async def close(self) -> None:
        self.is_open = False

    def named(self, name: str) -> list[dict[str, Any]]:
        return [each for each in self.events.values() if each["event"] == name]


@dataclass
class Coordination:
    """People in memory."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    reports: int = 0
    """Reports that a holder of an intake key can open."""
    refuse: type[Exception] | None = None
    cases: list[dict[str, Any]] = field(default_factory=list)
    """What trustees may open."""
    recovered: list[dict[str, Any]] = field(default_factory=list)
    behind: int = 0

    async def people(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.rows.values()]

    async def foresee_leaving(self, person: str) -> dict[str, Any]:
        working = [row for row in self.rows.values() if row["status"] == "active"]
        held = {each for row in working for each in row.get("intake_held", [])}
        mine = {each for row in working if row["person"] == person for each in row["intake_held"]}
        others = [row for row in working if row["person"] != person]
        left = {each for row in others for each in row.get("intake_held", [])}
        lost = self.reports if mine & held and not left else 0
        names = ["account", "contact", "evidence", "thread"]
        return {
            "compartments_without_reader": 4 * lost,
            "orphans": [{"case": f"{place:032x}", "compartments": names} for place in range(lost)],
            "reports_without_reader": lost,
        }

    async def orphans(self, after: str = "") -> dict[str, Any]:  # noqa: ARG002 - one page is enough
        if self.refuse is not None:
            raise self.refuse
        held = {key for row in self.rows.values() for key in row.get("intake_held", [])}
        lost = self.reports if self.rows and not held else 0
        return {"cases_without_reader": lost, "orphans": []}

    async def rewrapped(self) -> dict[str, int]:
        return {"behind": self.behind, "cases": 9}

    async def recoverable(self, _key: str) -> list[dict[str, Any]]:
        return [dict(each) for each in self.cases]

    async def send(self, path: str, body: Any) -> dict[str, Any]:
        if self.refuse is not None:
            raise self.refuse
        if path == "/invitations":
            kept = {name: body[name] for name in ("person", "role", "organisation", "profile")}
            self.rows[body["person"]] = {**kept, "intake_held": [], "status": "invited"}
            return {}
        if path == "/recovery":
            self.recovered.append(body)
            return {"cases": 1}
        _, _, person, verb = path.split("/")
        answer = await self.foresee_leaving(person) if verb != "approve" else {}
        after = {"approve": "active", "disable": "disabled", "reinvite": "invited"}
        self.rows[person]["status"] = after[verb]
        if verb != "approve":
            self.rows[person]["intake_held"] = []
        return answer

    async def close(self) -> None:
        self.rows = {}


@dataclass
class Desk:
    """A box and what lies behind it; `restart` is a new agent on the same data."""

    root: Path
    clock: FakeClock = field(default_factory=FakeClock)
    storage: Storage = field(default_factory=Storage)
    coordination: Coordination = field(default_factory=Coordination)
    pepper: bytes = field(default_factory=random_bytes)

    def __post_init__(self) -> None:
        DataFolder.at(self.root).prepare()
        self.box = self.restart()

    def restart(self) -> Box:
        self.box = Box(
            folder=DataFolder.at(self.root),
            settings=Settings(),
            clock=self.clock,
            storage=cast(Any, self.storage),
            coordination=cast(Any, self.coordination),
            intake=IntakeClient(self.root / "nobody.sock", ""),
            pepper=self.pepper,
        )
        return self.box

    async def set_up(self, progress: Progress = SILENT) -> None:
        body = seat.setup_request(ANSWERS, PASSPHRASE, QUICK)
        plan = setup.plan(self.box, ANSWERS)
        await setup.run(self.box, requests.setup({**body, "plan": plan.hash}), progress)

    def add_pending(self, organisation: str, role: str = "case_manager") -> str:
        """Let somebody have accepted an invitation, with an intake key."""
        identity, intake = derive_identity(random_bytes(), "person"), random_identity()
        person, recipient = random_id(), hybrid.recipient_of(intake)
        made = sign_intake_key(recipient, identity)
        self.coordination.rows[person] = {
            "intake": made,
            "intake_held": [made["key"]],
            "key": identity.key,
            "organisation": organisation,
            "person": person,
            "profile": "",
            "recipient": identity.recipient,
            "role": role,
            "status": "pending",
            "verify": identity.verify,
        }
        return person

    async def approve(self, person: str) -> None:
        plan = await approve.plan(self.box, person)
        approval = approve.Approval(plan.subject["key"], b64(b"wrap"), plan.hash, "0" * 32)
        await approve.run(self.box, person, approval)
