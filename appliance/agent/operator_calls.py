"""What the agent's client asks about operators, approvals and jobs."""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyotp

from appliance.adapters.argon2 import Kdf
from appliance.agent import reading, seat
from appliance.agent.contract import (
    Ask,
    Job,
    Operator,
    OperatorApproval,
    OperatorInvitation,
    Person,
    Plan,
)
from appliance.agent.job_record import DONE, FAILED, RUNNING, STOPPED
from appliance.agent.seat import CodeApp
from appliance.core.canonical import b64, unb64
from appliance.core.derivation import key_id
from appliance.core.slot_keys import check_slot
from appliance.errors import (
    CutShortError,
    InvalidInputError,
    NotFoundError,
    SignatureError,
    StoppedError,
    UnavailableError,
    by_code,
)
from appliance.secret import Secret

ISSUER = "Safehold"
WAIT_FOR_AGENT_S = 60.0
ASK_AGAIN_S = 0.5


class OperatorCalls(ABC):
    """The part of the client that is about operators; `AgentClient` is the whole."""

    # --- operators

    def operators(self) -> list[Operator]:
        """Return every operator, with names opened and words worked out here."""
        return self._operators()[0]

    def invite_operator(
        self, name: str, organisation: str, roles: Sequence[str]
    ) -> OperatorInvitation:
        """Make a one-time secret for a new operator.

        Args:
            name: the name; it leaves this process only sealed to the staff group.
            organisation: an organisation's id.
            roles: what the operator may ask for.
        """
        profile = seat.seal_profile(name, self._signed_in_seat().staff_recipient())
        body = {"organisation": organisation, "profile": b64(profile), "roles": list(roles)}
        found = self._call("POST", "/operators/invite", body)
        return OperatorInvitation(found["operator"], found["secret"], found["expires"])

    def accept_operator(
        self,
        secret: Secret[str],
        name: str,
        passphrase: Secret[str],
        app: CodeApp,
        kdf: Kdf | None = None,
    ) -> tuple[str, ...]:
        """Become an operator, as far as the approval of a colleague.

        Args:
            secret: the one-time secret.
            name: name with which to sign in.
            passphrase: the new passphrase; it never leaves this process.
            app: the code app, with a code that it shows now.
            kdf: how to stretch the passphrase; the usual cost where it is left out.

        Returns:
            Six words that the colleague compares.

        Raises:
            NotFoundError: the secret counts for nobody: used, too old, or wrong.
            NameTakenError: somebody else signs in with this name.
            CodeError: the code is not of this code app.
        """
        try:
            invitation = unb64(secret.reveal().strip(), seat.SECRET_BYTES)
        except InvalidInputError as error:
            raise NotFoundError from error
        body = seat.acceptance_request(invitation, name, passphrase, kdf or Kdf.fresh(), app)
        return tuple(self._call("POST", "/operators/accept", body)["words"])

    def plan_operator_approval(self, operator: str) -> OperatorApproval:
        """Return what approving an operator would do, with the words to compare.

        Raises:
            NotFoundError: there is no such operator.
            ConflictError: there is no key yet, or the approval has been given already.
            SignatureError: the slot is not of the key whose words are compared.
        """
        plan = reading.plan(self._call("POST", f"/operators/{operator}/approve/plan", {}))
        people, rows = self._operators()
        found = next(each for each in people if each.id == operator)
        row = rows[operator]
        if key_id(row["recipient"], row["verify"]) != found.key:
            raise SignatureError
        slot = check_slot(row.get("slot", {}), str(found.key), row["verify"])
        return OperatorApproval(found, plan, row["recipient"], slot)

    def approve_operator(self, approval: OperatorApproval) -> None:
        """Approve exactly what was compared; gives the colleague a vault slot of her own.

        Raises:
            ConflictError: something has changed since the words were shown.
        """
        own = self._signed_in_seat()
        body = {
            "key": approval.operator.key,
            "plan": approval.plan.hash,
            "slot": b64(own.slot_for(approval.slot)),
            "staff_wrap": b64(own.staff_wrap_for(approval.recipient)),
        }
        self._call("POST", f"/operators/{approval.operator.id}/approve", body)

    def plan_operator_disable(self, operator: str) -> Plan:
        """Return what disabling an operator would do.

        Raises:
            LastOperatorError: nobody would be left who can run the deployment.
        """
        return reading.plan(self._call("POST", f"/operators/{operator}/disable/plan", {}))

    def disable_operator(self, operator: str, plan: Plan) -> None:
        """Refuse an operator from now on, once enough people agree.

        Raises:
            AskedError: a second person has been asked; do the same again once she has agreed.
            RefusedError: she has refused.
            ConflictError: something has changed since the plan was made.
        """
        self._call("POST", f"/operators/{operator}/disable", {"plan": plan.hash})

    # --- the code app

    def set_code(self, app: CodeApp) -> None:
        """Set up one's own code app, or put a new one in place of the old one.

        Raises:
            CodeError: the code is not of this code app.
        """
        self._call("POST", "/own/code", {"code": app.code, "secret": app.secret.reveal()})

    # --- what takes two

    def approvals(self) -> list[Ask]:
        """Return what a second person is asked just now."""
        found = self._call("GET", "/approvals")["approvals"]
        if not found:
            return []
        people = self.operators()
        names = {each.id: each.name for each in people}
        names |= {each.key: each.name for each in people if each.key}
        if any(reading.subject_of(each) not in names for each in found):
            names |= {each.id: each.name for each in self.people()}
        return [reading.ask(each, names) for each in found]

    def agree(self, ask: Ask) -> None:
        """Agree to exactly what is shown.

        Raises:
            SamePersonError: one has asked it oneself, or it is about oneself.
            AskExpiredError: it was asked too long ago.
        """
        self._call("POST", f"/approvals/{ask.id}", {"plan": ask.plan.hash})

    def refuse(self, ask: Ask) -> None:
        """Refuse, or take back what one has asked oneself."""
        self._call("POST", f"/approvals/{ask.id}/refuse", {})

    # --- jobs

    def jobs(self) -> list[Job]:
        """Return every job, the newest first; it needs no sign-in."""
        return [reading.job(each) for each in self._call("GET", "/jobs")["jobs"]]

    def job(self, job: str, after: int | None = None) -> Job:
        """Return a job as it stands, or once it has changed after a version.

        Raises:
            NotFoundError: there is none with this id.
        """
        query = "" if after is None else f"?after={after}"
        return reading.job(self._call("GET", f"/jobs/{job}{query}"))

    def follow(self, job: Job) -> Iterator[Job]:
        """Yield a job each time it has changed, until it has ended.

        An agent that is started again meanwhile is waited for: it says that the job was cut.

        Raises:
            UnavailableError: the agent stays away.
        """
        gone_since: float | None = None
        yield job
        while job.state == RUNNING:
            try:
                job = self.job(job.id, job.version)
            except UnavailableError:
                gone_since = gone_since or time.monotonic()
                if time.monotonic() - gone_since > WAIT_FOR_AGENT_S:
                    raise
                time.sleep(ASK_AGAIN_S)
                continue
            gone_since = None
            yield job

    def stop_job(self, job: str) -> Job:
        """Stop a job half-way and return how it ended.

        Raises:
            NotFoundError: there is none with this id.
            ConflictError: it may not be stopped.
        """
        return reading.job(self._call("POST", f"/jobs/{job}/stop", {}))

    def start_log_check(self) -> Job:
        """Begin a check of the whole log that goes on without this client."""
        return reading.job(self._call("POST", "/log/verify/job", {}))

    # --- inside

    def _operators(self) -> tuple[list[Operator], dict[str, Mapping[str, Any]]]:
        own = self._signed_in_seat()
        found = self._call("GET", "/operators")
        people = [
            reading.operator(each, found["language"], found["own"], own.open_profile)
            for each in found["operators"]
        ]
        return people, {each["operator"]: each for each in found["operators"]}

    @abstractmethod
    def people(self) -> list[Person]:
        """Return every professional."""

    @abstractmethod
    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask the agent."""

    @abstractmethod
    def _signed_in_seat(self) -> seat.Seat:
        """Return who has signed in."""


def outcome(job: Job) -> dict[str, Any]:
    """Return what a job came to.

    Raises:
        ApplianceError: the error it failed with.
        StoppedError: somebody stopped it.
        CutShortError: the agent was started again meanwhile.
    """
    if job.state == DONE:
        return dict(job.result)
    if job.state == FAILED:
        raise by_code(job.error).received(job.result)
    raise StoppedError if job.state == STOPPED else CutShortError


def new_code_secret() -> Secret[str]:
    """Return the secret of a new code app."""
    return Secret(pyotp.random_base32())


def code_now(secret: Secret[str]) -> str:
    """Return the code that a code app with this secret shows just now."""
    return pyotp.TOTP(secret.reveal()).now()


def code_link(secret: Secret[str], name: str) -> str:
    """Return what a code app scans to learn a secret."""
    return pyotp.TOTP(secret.reveal()).provisioning_uri(name=name, issuer_name=ISSUER)
