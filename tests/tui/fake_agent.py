"""An agent in memory: it keeps the promises of the real one's client, and remembers the calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from appliance.agent.contract import (
    Alarm,
    Approval,
    Ask,
    BoxStatus,
    Deployment,
    DirectoryHead,
    Invitation,
    Job,
    LogEntry,
    LogHead,
    LogPage,
    LogState,
    Operator,
    OperatorApproval,
    OperatorInvitation,
    Person,
    Plan,
    Practice,
    ServiceState,
    SetupDone,
    State,
    Unread,
    Verified,
    VerifyLine,
    VerifyProgress,
    VerifyResult,
    WipeCertificate,
    WipeLine,
    WipePhase,
    WipePlan,
    WipeRehearsal,
    WipeStep,
)
from appliance.agent.escrow_client import EscrowStatus
from appliance.agent.seat import CodeApp
from appliance.agent.wipe_client import Signer
from appliance.core.destruction import Level, certify, fingerprint
from appliance.errors import (
    AskedError,
    CodeError,
    ConflictError,
    NotFoundError,
    PassphraseError,
    UnauthenticatedError,
    UnavailableError,
)
from appliance.operations.answers import Answers
from appliance.secret import Secret
from tests.tui.fake_backups import FakeBackups, FakeRestores

ORGANISATION = "aa" * 16
PASSPHRASE = "lantern gravel kitten marble ocean"
PIN = "p" * 43
LINK = f"http://localhost:8700/#k={PIN}"
INVITE = f"http://localhost:8701/#invite={'s' * 43}&k={PIN}"
PRACTICE = Practice("marie", PASSPHRASE, "/srv/data-training/state/training.json")
Steps = tuple[Mapping[str, Any], ...]
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


def operator(number: int, status: str, *, own: bool = False, code: bool = True) -> Operator:
    """Return a made-up operator."""
    return Operator(
        id=f"{number + 900:032x}",
        name="marie" if own else f"Operator {number:03}",
        roles=("operator", "custodian", "approver"),
        organisation=ORGANISATION,
        status=status,  # type: ignore[arg-type]
        key="k" * 32,
        words=WORDS,
        code=code,
        own=own,
    )


def ask(about: Operator, by: str, *, mine: bool = False) -> Ask:
    """Return something that waits for a second person."""
    plan = Plan(
        "h" * 64, "operator_disable", ({"code": "operator-slot-gone"},), {"operator": about.id}, 2
    )
    return Ask("a" * 32, plan, by, about.name, "2026-11-27T10:30Z", mine, not mine, "waiting")


OPERATORS = (operator(1, "active", own=True), operator(2, "pending"), operator(3, "active"))
ENTRIES = (
    LogEntry(51, "2026-11-25", "opened", "operator"),
    LogEntry(44, "2026-11-24", "operator_disabled", "operator", alone=True),
    LogEntry(12, "2026-11-24", "directory", "box"),
    LogEntry(3, "2026-11-23", "setup", "operator"),
)
CODE = "123456"
SECRET = "s" * 43


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
        self.alarms: tuple[Alarm, ...] = ()
        self.entries = list(ENTRIES)
        self.verified: Verified | None = None
        self.leaving: Steps = ()
        self.unread = Unread()
        self.colleagues = list(OPERATORS)
        self.asks: list[Ask] = []
        self.with_code = False
        self.escrow = EscrowStatus(None, None, 0, ("escrow-none",), ())
        self.backups = FakeBackups(self._call)
        self.restores = FakeRestores(self._call, self.backups)
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
            alarms=(*self.alarms, Alarm("disk-not-encrypted", "2026-11-24", severity="set_up")),
            deployment=deployment if made else None,
            link=LINK if made else None,
            log=LogHead(1204, 12, "3f" * 6) if self.state == "open" else None,
            directory=DirectoryHead(3, "2026-12-24", self.intake_keys) if made else None,
            backups=self.backups.found if self.state == "open" else None,
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
        self.state, self._signed_in = "open", not self.with_code
        if self.with_code:
            raise CodeError

    def give_code(self, code: str) -> None:
        self._call("give_code", code)
        if code != CODE:
            raise CodeError
        self._signed_in = True

    def accept_operator(
        self, secret: Secret[str], name: str, passphrase: Secret[str], app: CodeApp
    ) -> tuple[str, ...]:
        self._call("accept_operator", secret.reveal(), name, passphrase.reveal(), app.code)
        if secret.reveal() != SECRET:
            raise NotFoundError
        return WORDS

    def set_code(self, app: CodeApp) -> None:
        self._call("set_code", app.code)

    def operators(self) -> list[Operator]:
        if not self.reachable:
            raise UnavailableError
        return list(self.colleagues)

    def invite_operator(
        self, name: str, organisation: str, roles: Sequence[str]
    ) -> OperatorInvitation:
        self._call("invite_operator", name, organisation, *roles)
        return OperatorInvitation("b" * 32, "s" * 43, "2026-11-27T10:30Z")

    def plan_operator_approval(self, operator: str) -> OperatorApproval:
        found = next(each for each in self.colleagues if each.id == operator)
        steps = ({"code": "certificate", "role": "operator"}, {"code": "operator-slot"})
        plan = Plan("h" * 64, "operator_approve", steps, {"operator": operator})
        return OperatorApproval(found, plan, "age1pq1", "age1pq1")

    def approve_operator(self, approval: OperatorApproval) -> None:
        self._call("approve_operator", approval.operator.id)
        self.colleagues = [
            replace(each, status="active") if each.id == approval.operator.id else each
            for each in self.colleagues
        ]

    def plan_operator_disable(self, operator: str) -> Plan:
        steps = ({"code": "refused"}, {"code": "operator-slot-gone"})
        return Plan("h" * 64, "operator_disable", steps, {"operator": operator}, 2)

    def disable_operator(self, operator: str, plan: Plan) -> None:  # noqa: ARG002 - as for people
        self._call("disable_operator", operator)
        raise AskedError(approval="a" * 32, minutes=30)

    def approvals(self) -> list[Ask]:
        return list(self.asks)

    def agree(self, ask: Ask) -> None:
        self._call("agree", ask.id)
        self.asks = []

    def refuse(self, ask: Ask) -> None:
        self._call("refuse", ask.id)
        self.asks = []

    def lock(self) -> None:
        self._call("lock")
        self.state = "sealed"

    def lock_now(self) -> None:
        self._call("lock_now")
        self.state = "sealed"

    def plan_wipe(self, level: Level) -> WipePlan:
        self.calls.append(("plan_wipe", level))  # of a daemon that needs no agent
        steps = ({"code": "wipe-keys"}, {"code": "wipe-contents"}, {"code": "wipe-blank"})
        survives = ({"code": "read"}, {"code": "no-backup"}, {"code": "disk-plain"})
        return WipePlan("h" * 64, level, steps, survives, 1 if level == "deployment" else 2)

    def rehearse_wipe(self, level: Level) -> Iterator[WipeLine]:
        self._call("rehearse_wipe", level)
        return iter([WipePhase("keys"), WipeStep(1, 2), WipeRehearsal(40, 14, 85, 6, 5 << 20, 900)])

    def wipe(self, plan: WipePlan, signers: Sequence[Signer]) -> Iterator[WipeLine]:
        if any(each.passphrase.reveal() != PASSPHRASE for each in signers):
            raise UnauthenticatedError
        self._call("wipe", plan.level, *(each.name for each in signers))
        self.state, self._signed_in = "new", False
        facts = {"deployment": "d" * 32, "files": 40}
        file = certify(facts, bytes(32), {})
        done = WipeCertificate(fingerprint(file), file, True, False, False, 40, 85, 900, 0)
        return iter([WipePhase("keys"), WipePhase("contents"), WipeStep(20, 40), done])

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
        steps: Steps = ({"code": "refused"}, {"code": "certificate-disabled"}, *self.leaving)
        return Plan("h" * 64, "disable", steps, {"person": self._one(person).id})

    def disable(self, person: str, plan: Plan) -> Unread:  # noqa: ARG002 - the real one checks it
        self._call("disable", person)
        self._change(person, "disabled")
        return self.unread

    def plan_reinvite(self, person: str) -> Plan:
        known = self._one(person).status == "active"
        steps: Steps = ({"code": "certificate-disabled"}, *self.leaving) if known else ()
        return Plan("h" * 64, "reinvite", steps, {"person": person})

    def reinvite(self, person: str, plan: Plan) -> Invitation:  # noqa: ARG002 - as above
        self._call("reinvite", person)
        self._change(person, "invited")
        return Invitation(person, INVITE, "2026-11-27")

    def restart_service(self, service: str) -> None:
        self._call("restart_service", service)

    def escrow_status(self) -> EscrowStatus:
        self._call("escrow_status")
        return self.escrow

    def jobs(self) -> list[Job]:
        return list(self.backups.jobs)

    def stop_job(self, job: str) -> Job:
        self._call("stop_job", job)
        found = next(each for each in self.backups.jobs if each.id == job)
        ended = replace(found, state="stopped", ended=found.began + 60)
        self.backups.jobs = [ended if each.id == job else each for each in self.backups.jobs]
        return ended

    def log_head(self) -> LogState:
        self._call("log_head")
        return LogState(1204, "3f" * 32, "checkpoint", 4)

    def log_entries(self, before: int | None = None, limit: int = 20) -> LogPage:
        self._call("log_entries", str(before))
        found = [each for each in self.entries if before is None or each.index < before]
        older = found[limit - 1].index if len(found) > limit else None
        return LogPage(tuple(found[:limit]), older, self.verified)

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
