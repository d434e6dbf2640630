"""What takes two people: the first asks, the second agrees from another login, within minutes.

Nothing of this is kept on the disk. A restart of the agent signs everybody out and seals the box,
so what was asked before it is gone, and is asked again from the plan as it is then.
"""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from appliance.adapters.randomness import random_id
from appliance.errors import (
    AskedError,
    AskExpiredError,
    CodeError,
    ConflictError,
    NotFoundError,
    RefusedError,
    RoleError,
    SamePersonError,
    SecondPersonError,
)
from appliance.operations.agreement import Agreement
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.plans import Plan
from appliance.operations.records import (
    ACTIVE,
    OperatorRecord,
    is_set_up,
    read_deployment,
    read_operators,
)

APPROVER = "approver"
WAITING, AGREED, REFUSED = "waiting", "agreed", "refused"


@dataclass(slots=True)
class Ask:
    """One thing that a second person is asked to agree to.

    Args:
        id: its id.
        plan: exactly what would happen.
        by: the operator who asks.
        key: key id of that operator.
        without: ids of operators whom it is about, who may not agree either.
        began: when it was asked.
        state: `waiting`, `agreed` or `refused`.
        second: key id of who agreed.
    """

    id: str
    plan: Plan
    by: str
    key: str
    without: frozenset[str]
    began: datetime
    state: str = WAITING
    second: str = ""


class Approvals:
    """What is asked at the moment, in memory.

    Args:
        box: this box.
    """

    def __init__(self, box: Box) -> None:
        self._box = box
        self._asks: dict[str, Ask] = {}

    @property
    def life(self) -> timedelta:
        """How long somebody has to agree."""
        return timedelta(minutes=self._box.settings.approvals.minutes)

    def people(self, operation: Declaration) -> int:
        """Return how many people an operation takes: what it declares, or the policy beyond it."""
        return 2 if operation.name in self._box.two_people else operation.approvals

    def terms(
        self, operation: Declaration, operator: OperatorRecord, without: Collection[str] = ()
    ) -> dict[str, Any]:
        """Return what a plan shows of it: `people`, and `alone` where nobody else could agree."""
        people = self.people(operation)
        alone = people > 1 and not self._others(operator, without)
        return {"alone": alone, "people": people}

    def require(
        self,
        operation: Declaration,
        plan: Plan,
        operator: OperatorRecord,
        without: Collection[str] = (),
    ) -> Agreement:
        """Return who agreed to exactly this plan; it is used up. Ask, where nobody was asked.

        Args:
            operation: what is to be done.
            plan: what would happen, worked out just now.
            operator: who wants it.
            without: ids of operators who may not agree, since it is about them.

        Raises:
            AskedError: a second person has to agree first.
            RefusedError: she has refused.
            AskExpiredError: she agreed too long ago.
            SecondPersonError: it destroys something and nobody else could agree.
        """
        if self.people(operation) < 2:
            return Agreement()
        found = self._asked(plan, operator)
        if found is None:
            return self._ask(operation, plan, operator, frozenset(without))
        if found.state == WAITING and not self._expired(found):
            raise self._asked_error(found)
        del self._asks[found.id]
        if found.state == REFUSED:
            raise RefusedError
        if found.state == WAITING:
            return self._ask(operation, plan, operator, frozenset(without))
        if self._expired(found):
            raise AskExpiredError
        return Agreement(second=found.second)

    def asked(self, operator: OperatorRecord) -> list[dict[str, Any]]:
        """Return what is asked, and what this operator can do about it."""
        self._forget_old()
        return [self._told(each, operator) for each in self._asks.values()]

    def agree(self, ask: str, plan: str, operator: OperatorRecord) -> None:
        """Agree to a plan, as another person than the one who asks.

        Raises:
            NotFoundError: nothing of this id is asked.
            AskExpiredError: it was asked too long ago.
            SamePersonError: it is the one who asks, or whom it is about.
            RoleError: the operator is no approver.
            CodeError: the operator has no code app, so nobody knows who it was.
            ConflictError: it is another plan, or it has been answered.
        """
        found = self._find(ask)
        if operator.id == found.by or operator.id in found.without:
            raise SamePersonError
        if APPROVER not in operator.roles:
            raise RoleError
        if not self._counts(operator):
            raise CodeError
        if found.state != WAITING or not hmac.compare_digest(plan, found.plan.hash):
            raise ConflictError
        found.state, found.second = AGREED, operator.key

    def refuse(self, ask: str, operator: OperatorRecord) -> None:
        """Refuse, or take back what one has asked oneself; nothing happens then.

        Raises:
            NotFoundError: nothing of this id is asked.
            AskExpiredError: it was asked too long ago.
            SamePersonError: it is about the operator, who could put it off for ever.
            RoleError: the operator is neither an approver nor the one who asked.
        """
        found = self._find(ask)
        if operator.id == found.by:
            del self._asks[found.id]
            return
        if operator.id in found.without:
            raise SamePersonError
        if APPROVER not in operator.roles:
            raise RoleError
        found.state, found.second = REFUSED, operator.key

    # --- inside

    def _ask(
        self,
        operation: Declaration,
        plan: Plan,
        operator: OperatorRecord,
        without: frozenset[str],
    ) -> Agreement:
        if not self._others(operator, without):
            if operation.destroys:
                raise SecondPersonError
            return Agreement(alone=True)
        self._forget_old()
        ask = Ask(random_id(), plan, operator.id, operator.key, without, self._box.clock.now())
        self._asks[ask.id] = ask
        raise self._asked_error(ask)

    def _asked_error(self, ask: Ask) -> AskedError:
        return AskedError(approval=ask.id, minutes=self._box.settings.approvals.minutes)

    def _asked(self, plan: Plan, operator: OperatorRecord) -> Ask | None:
        for each in self._asks.values():
            if each.by == operator.id and each.plan.hash == plan.hash:
                return each
        return None

    def _find(self, ask: str) -> Ask:
        found = self._asks.get(ask)
        if found is None:
            raise NotFoundError
        if self._expired(found):
            del self._asks[ask]
            raise AskExpiredError
        return found

    def _expired(self, ask: Ask) -> bool:
        """Tell whether the time has run out; a clock that went back proves nothing, so then too."""
        now = self._box.clock.now()
        return now < ask.began or now - ask.began > self.life

    def _forget_old(self) -> None:
        for each in list(self._asks.values()):
            # What was agreed to too late is told once more to whoever asked.
            old = self._box.clock.now() - each.began > 2 * self.life
            if self._expired(each) and (each.state != AGREED or old):
                del self._asks[each.id]

    def _others(self, operator: OperatorRecord, without: Collection[str]) -> list[OperatorRecord]:
        """Return the operators who could agree."""
        return [
            each
            for each in read_operators(self._box.folder)
            if each.status == ACTIVE
            and APPROVER in each.roles
            and self._counts(each)
            and each.id not in {operator.id, *without}
        ]

    def _counts(self, operator: OperatorRecord) -> bool:
        """Tell whether a login is surely this person's: a passphrase alone may have been seen.

        Where people practise nothing is at stake, and the console tells everybody how to sign in.
        """
        folder = self._box.folder
        return bool(operator.code) or (is_set_up(folder) and read_deployment(folder).training)

    def _told(self, ask: Ask, operator: OperatorRecord) -> dict[str, Any]:
        found = ask.plan.to_json()
        barred = operator.id == ask.by or operator.id in ask.without
        return {
            **found,
            "approval": ask.id,
            "by": ask.key,
            "expires": (ask.began + self.life).strftime("%Y-%m-%dT%H:%MZ"),
            "mine": operator.id == ask.by,
            "open": ask.state == WAITING and not barred and APPROVER in operator.roles,
            "state": ask.state,
        }
