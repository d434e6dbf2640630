"""An agent in memory: it keeps the promises of the real one's client, and remembers the calls."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from appliance.agent.contract import (
    Alarm,
    Approval,
    BoxStatus,
    Deployment,
    DirectoryHead,
    Invitation,
    LogHead,
    LogState,
    Person,
    Plan,
    Practice,
    ServiceState,
    SetupDone,
    State,
    VerifyLine,
    VerifyProgress,
    VerifyResult,
)
from appliance.agent.escrow_client import EscrowStatus
from appliance.errors import ConflictError, PassphraseError, UnavailableError
from appliance.operations.answers import Answers
from appliance.secret import Secret

ORGANISATION = "aa" * 16
PASSPHRASE = "lantern gravel kitten marble ocean"
PIN = "p" * 43
LINK = f"http://localhost:8700/#k={PIN}"
INVITE = f"http://localhost:8701/#invite={'s' * 43}&k={PIN}"
PRACTICE = Practice("marie", PASSPHRASE, "/srv/data-training/state/training.json")
WORDS = ("abandon", "brave", "cactus", "dolphin", "eager", "fabric")
ADDRESSES = {
    "intake": "http://localhost:8700",
    "case": "http://localhost:8701",
    "storage": "http://localhost:8702",
}


def person(number: int, status: str, name: str = "") -> Person:
    """Return a made-up person."""
    return Person(
        id=f"{number:032x}",
        name=name or f"Person {number:03}",
        role="case_manager",
        organisation=ORGANISATION,
        status=status,  # type: ignore[arg-type]
        key="k" * 32 if status != "invited" else None,
        words=WORDS if status != "invited" else (),
    )


class FakeAgent:
    """A box that is set up, or not, with people in it."""

    def __init__(
        self, state: State = "new", people: Sequence[Person] = (), *, training: bool = False
    ) -> None:
        self.state: State = state
        self.everybody = list(people)
        self.training = training
        self.reachable = True
        self.keys_held = True
        self.intake_keys = 0
        self.calls: list[tuple[str, ...]] = []
        self.lines: list[VerifyLine] = [VerifyProgress(5, 10), VerifyResult(10, 4, 0)]
        self.services = [
            ServiceState(each, "up", 60, 0)
            for each in ("storage", "intake", "coordination", "gateway")
        ]
        self.escrow = EscrowStatus(None, None, 0, ("escrow-none",), ())
        self._signed_in = False
        self._names = {ORGANISATION: "Amani Centre"}
        self._operator = "marie"

    @property
    def signed_in(self) -> bool:
        return self._signed_in

    def status(self) -> BoxStatus:
        if not self.reachable:
            raise UnavailableError
        made = self.state != "new"
        deployment = Deployment("d" * 32, "cd", "Umoja", "2026-11-24", ("fr", "en"), self._names)
        return BoxStatus(
            state=self.state,
            training=self.training,
            keys_held=self.keys_held and self.state == "open",
            addresses=ADDRESSES,
            services=tuple(self.services),
            free_bytes=12_345_000_000,
            total_bytes=40_000_000_000,
            disk_encrypted=False,
            alarms=(Alarm("disk-not-encrypted", "2026-11-24"),),
            deployment=deployment if made else None,
            link=LINK if made else None,
            log=LogHead(1204, 12, "3f" * 6) if self.state == "open" else None,
            directory=DirectoryHead(3, "2026-12-24", self.intake_keys) if made else None,
            practice=PRACTICE if made and self.training else None,
        )

    def setup(self, answers: Answers, passphrase: Secret[str]) -> SetupDone:
        self._call("setup", repr(answers), passphrase.reveal())
        self._operator = answers.operator
        self._names = {
            f"{number:032x}": each.name for number, each in enumerate(answers.organisations)
        }
        self.state, self._signed_in = "open", True
        return SetupDone("d" * 32, LINK, PIN)

    def unlock(self, name: str, passphrase: Secret[str]) -> None:
        self._call("unlock", name)
        if name != self._operator or passphrase.reveal() != PASSPHRASE:
            raise PassphraseError
        self.state, self._signed_in = "open", True

    def lock(self) -> None:
        self._call("lock")
        self.state = "sealed"

    def logout(self) -> None:
        self._call("logout")
        self._signed_in = False

    def people(self) -> list[Person]:
        if not self.reachable:
            raise UnavailableError
        return list(self.everybody)

    def invite(self, name: str, role: str, organisation: str) -> Invitation:
        self._call("invite", name, role, organisation)
        number = len(self.everybody) + 1000
        invited = replace(person(number, "invited", name), role=role, organisation=organisation)
        self.everybody.append(invited)
        return Invitation(invited.id, INVITE, "2026-11-27")

    def plan_approval(self, person: str) -> Approval:
        found = self._one(person)
        if found.status != "pending":
            raise ConflictError
        steps = (
            {"code": "certificate", "role": found.role},
            {"code": "staff-version"},
            {"code": "intake-key"},
            {"code": "directory-version", "version": 4},
        )
        return Approval(found, Plan("h" * 64, "approve", steps, {"person": person}), "age1pq1")

    def approve(self, approval: Approval) -> None:
        self._call("approve", approval.person.id)
        self._change(approval.person.id, "active")

    def plan_disable(self, person: str) -> Plan:
        steps = ({"code": "refused"}, {"code": "certificate-disabled"})
        return Plan("h" * 64, "disable", steps, {"person": self._one(person).id})

    def disable(self, person: str, plan: Plan) -> None:  # noqa: ARG002 - the real one checks it
        self._call("disable", person)
        self._change(person, "disabled")

    def reinvite(self, person: str) -> Invitation:
        self._call("reinvite", person)
        self._change(person, "invited")
        return Invitation(person, INVITE, "2026-11-27")

    def escrow_status(self) -> EscrowStatus:
        self._call("escrow_status")
        return self.escrow

    def log_head(self) -> LogState:
        self._call("log_head")
        return LogState(1204, "3f" * 32, "checkpoint", 4)

    def verify_log(self) -> Iterator[VerifyLine]:
        self._call("verify_log")
        return iter(self.lines)

    def sign_in(self) -> "FakeAgent":
        """Return this agent with the operator signed in."""
        self._signed_in = True
        return self

    def _call(self, *call: str) -> None:
        if not self.reachable:
            raise UnavailableError
        self.calls.append(call)

    def _one(self, wanted: str) -> Person:
        return next(each for each in self.everybody if each.id == wanted)

    def _change(self, wanted: str, status: str) -> None:
        self.everybody = [
            replace(each, status=status) if each.id == wanted else each  # type: ignore[arg-type]
            for each in self.everybody
        ]
