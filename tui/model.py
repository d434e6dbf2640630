"""What both faces of the console show and do; nothing here knows how it is drawn."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from appliance.agent.contract import (
    Alarm,
    Approval,
    Ask,
    BoxStatus,
    Invitation,
    Job,
    LogPage,
    LogState,
    Operator,
    OperatorApproval,
    OperatorInvitation,
    Person,
    Plan,
    ServiceState,
    SetupDone,
    Unread,
    VerifyLine,
    WipeLine,
    WipePlan,
)
from appliance.agent.escrow_client import EscrowStatus
from appliance.agent.health_words import gaps, pressing
from appliance.agent.seat import CodeApp
from appliance.agent.wipe_client import Signer
from appliance.core.destruction import Level
from appliance.core.passphrase_strength import Strength, judge
from appliance.errors import (
    ApplianceError,
    CodeError,
    NotFoundError,
    PassphraseError,
    SealedError,
    UnauthenticatedError,
    UnavailableError,
)
from appliance.secret import Secret
from tui.agent import Agent
from tui.offers import OFFERED, ROLE_NEEDED, Offer, Place
from tui.overview import Waiting
from tui.people import ORDER, in_order, name_of
from tui.setup_draft import SetupDraft
from tui.words import Words

T = TypeVar("T")
Watched = Alarm | ServiceState
"""What the page of services lists."""
ENTRIES = 20  # of the log, a page


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something did not work, as the catalogue knows it.

    Args:
        error: what the agent or its client raised.
    """

    error: ApplianceError

    def say(self, words: Words) -> str:
        """Return what happened and what to do next."""
        for family in ("failure", "error"):
            message = f"{family}-{self.error.code}"
            if words.knows(message):
                return words(message, **self.error.values)
        return words("failure-internal")

    @property
    def lost(self) -> bool:
        """Whether the agent did not answer at all."""
        return type(self.error) is UnavailableError


class Console:
    """The state of one operator's console, and what she can do.

    Args:
        agent: the box.
        words: the catalogue, in the language in use.
        supervised: whether the services end when this console does.
    """

    def __init__(self, agent: Agent, words: Words, *, supervised: bool = False) -> None:
        self.agent = agent
        self.words = words
        self.supervised = supervised
        self.status: BoxStatus | None = None
        self.connected = True
        self.people: list[Person] = []
        self.operators: list[Operator] = []
        self.asks: list[Ask] = []
        self.jobs: list[Job] = []
        self.watched: list[Watched] = []
        self.draft = SetupDraft()
        self.operator = ""
        self.unsent = ("", "", "")  # an invitation that did not go through

    # --- where the operator stands

    @property
    def place(self) -> Place:
        """Where she stands: before the set-up, before the door, or at home."""
        if self.status is None or self.status.state == "new":
            return Place.NEW
        if self.status.state == "open" and self.status.keys_held and self.agent.signed_in:
            return Place.HOME
        return Place.LOCKED

    @property
    def door_words(self) -> str:
        """What the state means to somebody who has to sign in."""
        if self.status is None or self.status.state != "open":
            return self.words("sign-in-sealed")
        return self.words("sign-in-open" if self.status.keys_held else "sign-in-again")

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What she can do here."""
        return OFFERED[self.place]

    @property
    def pressing(self) -> int:
        """How much of what health has found somebody should do something about."""
        return len(pressing(self.status.alarms)) if self.status is not None else 0

    @property
    def reachable(self) -> tuple[Offer, ...]:
        """What she can do here with the roles that she has, as far as they are known."""
        own = next((each.roles for each in self.operators if each.own), None)
        if own is None:
            return self.offers
        return tuple(each for each in self.offers if ROLE_NEEDED.get(each, own[0]) in own)

    @property
    def training(self) -> bool:
        """Whether everything here is made up, for practice."""
        return self.status is not None and self.status.training

    def practice_lines(self) -> list[str]:
        """Return how one signs in to an invented deployment; nothing for a real one."""
        found = self.status.practice if self.status is not None else None
        if self.status is None or found is None:
            return []
        address = self.status.addresses.get("case", "")
        return [
            self.words("sign-in-practice", name=found.name, passphrase=found.passphrase),
            self.words("sign-in-practice-others", file=found.file, address=address),
        ]

    @property
    def organisations(self) -> Mapping[str, str]:
        """Names of the organisations by id."""
        if self.status is None or self.status.deployment is None:
            return {}
        return self.status.deployment.organisations

    @property
    def waiting(self) -> Waiting:
        """How much waits for the operator, as far as it was read."""
        people = sum(each.status == "pending" for each in self.people)
        pending = sum(each.status == "pending" for each in self.operators)
        return Waiting(people, pending + sum(each.open for each in self.asks))

    def read_waiting(self) -> None:
        """Ask for what waits, which the dashboard shows."""
        self.read_people()
        self.read_operators()

    # --- what she can do; each may raise an ApplianceError

    def read_status(self) -> BoxStatus:
        """Ask how the box is. A lost connection is remembered until it answers again."""
        try:
            self.status = self.agent.status()
        except UnavailableError:
            self.connected = False
            raise
        self.connected = True
        self.draft.training = self.status.training
        return self.status

    def judge_passphrase(self, passphrase: str) -> Strength:
        """Say what a new passphrase is worth; names that an attacker knows count for nothing."""
        return judge(passphrase, (self.draft.operator, self.draft.name))

    def set_up(self, passphrase: Secret[str]) -> SetupDone:
        """Set the box up from the draft; the operator stays signed in."""
        done = self.agent.setup(self.draft.to_answers(), passphrase)
        self.operator = self.draft.operator.strip()
        self.read_status()
        return done

    def unlock(self, name: str, passphrase: Secret[str]) -> None:
        """Sign in and open the vault."""
        self.agent.unlock(name.strip(), passphrase)
        self.operator = name.strip()
        self.read_status()

    def give_code(self, name: str, code: str) -> None:
        """Give the code of one's code app, after name and passphrase."""
        self.agent.give_code(code)
        self.operator = name.strip()
        self.read_status()

    def lock(self) -> None:
        """Seal the box and leave."""
        self.agent.lock()
        self.agent.logout()
        self._forget()
        self.read_status()

    def lock_now(self) -> None:
        """Seal the box at once, whatever hangs, and leave."""
        self.agent.lock_now()
        self.agent.logout()
        self._forget()

    def sign_out(self) -> None:
        """Leave; the box stays open."""
        self.agent.logout()
        self._forget()

    def _forget(self) -> None:
        self.people, self.operators, self.asks, self.jobs = [], [], [], []

    def read_people(self) -> list[Person]:
        """Ask who is here; whoever waits comes first."""
        self.people = in_order(self.agent.people())
        return self.people

    def invite(self, name: str, role: str, organisation: str) -> Invitation:
        """Invite somebody; what was typed is kept until it has gone through."""
        self.unsent = (name, role, organisation)
        made = self.agent.invite(name.strip(), role, organisation)
        self.unsent = ("", "", "")
        return made

    def plan_approval(self, person: Person) -> Approval:
        """Ask what approving somebody would do."""
        return self.agent.plan_approval(person.id)

    def approve(self, approval: Approval) -> None:
        """Approve exactly what was compared."""
        self.agent.approve(approval)
        self.read_people()

    def plan_disable(self, person: Person) -> Plan:
        """Ask what disabling somebody would do."""
        return self.agent.plan_disable(person.id)

    def disable(self, person: Person, plan: Plan) -> Unread:
        """Refuse somebody from now on; return what nobody is left to read."""
        unread = self.agent.disable(person.id, plan)
        self.read_people()
        return unread

    def plan_reinvite(self, person: Person) -> Plan:
        """Ask what a new link for somebody would do."""
        return self.agent.plan_reinvite(person.id)

    def reinvite(self, person: Person, plan: Plan) -> Invitation:
        """Give somebody a new one-time link."""
        return self.agent.reinvite(person.id, plan)

    def read_operators(self) -> list[Operator]:
        """Ask who runs this deployment, and what waits for a second person."""
        found = self.agent.operators()
        self.operators = sorted(found, key=lambda each: (ORDER.index(each.status), each.name))
        self.asks = self.agent.approvals()
        return self.operators

    def invite_operator(
        self, name: str, organisation: str, roles: Sequence[str]
    ) -> OperatorInvitation:
        """Make a one-time secret for a new operator."""
        return self.agent.invite_operator(name.strip(), organisation, roles)

    def plan_admission(self, operator: Operator) -> OperatorApproval:
        """Ask what approving an operator would do."""
        return self.agent.plan_operator_approval(operator.id)

    def admit(self, approval: OperatorApproval) -> None:
        """Approve exactly what was compared."""
        self.agent.approve_operator(approval)
        self.read_operators()

    def plan_dismissal(self, operator: Operator) -> Plan:
        """Ask what disabling an operator would do."""
        return self.agent.plan_operator_disable(operator.id)

    def dismiss(self, operator: Operator, plan: Plan) -> None:
        """Refuse an operator from now on, once enough people agree."""
        self.agent.disable_operator(operator.id, plan)
        self.read_operators()

    def agree(self, ask: Ask) -> None:
        """Agree to what somebody else asks for."""
        self.agent.agree(ask)
        self.read_operators()

    def refuse(self, ask: Ask) -> None:
        """Refuse it, or take back what one has asked."""
        self.agent.refuse(ask)
        self.read_operators()

    def join(
        self, secret: Secret[str], name: str, passphrase: Secret[str], app: CodeApp
    ) -> tuple[str, ...]:
        """Become an operator, as far as a colleague's approval; return six words."""
        return self.agent.accept_operator(secret, name.strip(), passphrase, app)

    def set_code(self, app: CodeApp) -> None:
        """Set up one's own code app."""
        self.agent.set_code(app)
        self.read_operators()

    def read_watched(self) -> list[Watched]:
        """Ask what needs a look, how the services are, and what this deployment has not got."""
        status = self.read_status()
        found, missing = pressing(status.alarms), gaps(status.alarms)
        self.watched = [*found, *status.services, *missing]
        return self.watched

    def restart_service(self, service: str) -> None:
        """End one service and start it again."""
        self.agent.restart_service(service)
        self.read_watched()

    def escrow_status(self) -> EscrowStatus:
        """Ask how key escrow stands."""
        return self.agent.escrow_status()

    def log_head(self) -> LogState:
        """Ask for the log's newest checkpoint."""
        return self.agent.log_head()

    def log_entries(self, before: int | None = None) -> LogPage:
        """Ask for a page of readable entries, newest first."""
        return self.agent.log_entries(before, ENTRIES)

    def verify_log(self) -> Iterator[VerifyLine]:
        """Re-check the whole log."""
        return self.agent.verify_log()

    def plan_wipe(self, level: Level) -> WipePlan:
        """Ask what a wipe would destroy and what survives it."""
        return self.agent.plan_wipe(level)

    def rehearse_wipe(self, level: Level) -> Iterator[WipeLine]:
        """Do everything but destroy."""
        return self.agent.rehearse_wipe(level)

    def wipe(self, plan: WipePlan, signers: Sequence[Signer]) -> Iterator[WipeLine]:
        """Destroy exactly what was shown."""
        return self.agent.wipe(plan, signers)

    # --- words for what comes back

    def plan_lines(self, plan: Plan) -> list[str]:
        """Return what a plan would do, one line a step, and whether it takes a second person."""
        lines = self.step_lines(plan)
        if plan.people > 1:
            lines.append(self.words("plan-alone" if plan.alone else "plan-two-people"))
        return lines

    def step_lines(self, plan: Plan) -> list[str]:
        """Return what a plan would do, one line a step."""
        return [self._plan_line(dict(step)) for step in plan.steps]

    def titled_plan_lines(self, plan: Plan) -> list[str]:
        """Return what a plan would do under its title; nothing where it has no steps."""
        lines = [f"– {each}" for each in self.plan_lines(plan)]
        return [self.words("plan-title"), *lines] if lines else []

    def disabled(self, person: Person, unread: Unread) -> str:
        """Return what is the case once somebody is disabled."""
        said = self.words("disable-done", name=name_of(person, self.words))
        if not unread.compartments:
            return said
        lost = {"compartments": unread.compartments, "reports": unread.reports}
        return f"{said} {self.words('disable-unread', **lost)}"

    def approved(self, approval: Approval) -> str:
        """Return what is the case once somebody is approved."""
        said = self.words("approve-done", name=name_of(approval.person, self.words))
        opened = any(step["code"] == "intake-key" for step in approval.plan.steps)
        return f"{said} {self.words('approve-opened')}" if opened else said

    def sign_in_problem(self, failure: Failure) -> str:
        """Return why signing in did not work: one message for a wrong name and passphrase."""
        if isinstance(failure.error, CodeError):
            return failure.say(self.words)
        if isinstance(failure.error, UnauthenticatedError | PassphraseError):
            return self.words("sign-in-wrong")
        return failure.say(self.words)

    def join_problem(self, failure: Failure) -> str:
        """Return why joining did not work."""
        if isinstance(failure.error, NotFoundError):
            return self.words("join-unknown")
        return failure.say(self.words)

    def sent_away(self, failure: Failure) -> bool:
        """Whether a failure means that one has to sign in again."""
        code = isinstance(failure.error, CodeError) and self.agent.signed_in
        return not code and isinstance(failure.error, SealedError | UnauthenticatedError)

    def _plan_line(self, step: dict[str, object]) -> str:
        code = str(step.pop("code"))
        values = {key: each if isinstance(each, int) else str(each) for key, each in step.items()}
        if "role" in values:
            values["role"] = self.words(f"role-{values['role']}")
        known = f"plan-{code}"
        return self.words(known if self.words.knows(known) else "plan-other", **values)


def attempt(call: Callable[[], T]) -> T | Failure:
    """Return what a call returns, or why it failed: the edge where console workers end."""
    try:
        return call()
    except ApplianceError as error:
        return Failure(error)
    except Exception:  # noqa: BLE001 - a fault of ours must not end the operator's console
        return Failure(ApplianceError())
