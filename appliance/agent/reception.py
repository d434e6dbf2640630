"""Who asks the agent for something, and whether it may be done for her."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from appliance.agent.approvals import Approvals
from appliance.agent.jobs import Jobs
from appliance.agent.sign_in import SignIn
from appliance.errors import (
    ApplianceError,
    AskExpiredError,
    CodeError,
    NotApprovedError,
    PassphraseError,
    RefusedError,
    RoleError,
    SamePersonError,
    SecondPersonError,
    TooManyTriesError,
    UnauthenticatedError,
)
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.records import OperatorRecord
from appliance.operations.refusals import Refusals

SESSION = "Safehold-Session"
SIGNING_IN = {"/login", "/open", "/operators/accept"}
KINDS: tuple[tuple[type[ApplianceError], str], ...] = (
    (CodeError, "code"),
    (RoleError, "role"),
    (SamePersonError, "approval"),
    (AskExpiredError, "approval"),
    (SecondPersonError, "approval"),
    (RefusedError, "approval"),
    (NotApprovedError, "sign_in"),
    (PassphraseError, "sign_in"),
    (TooManyTriesError, "sign_in"),
)


@dataclass(frozen=True, slots=True)
class Reception:
    """What every route has at hand.

    Args:
        box: this box.
        sign_in: who is signed in.
        approvals: what a second person is asked.
        jobs: what goes on.
        refusals: how often somebody was refused.
    """

    box: Box
    sign_in: SignIn
    approvals: Approvals
    jobs: Jobs
    refusals: Refusals

    @classmethod
    def of(cls, box: Box) -> "Reception":
        """Return the reception of a box."""
        return cls(box, SignIn(box), Approvals(box), Jobs(box), Refusals(box))

    def operator(self, request: Request, operation: Declaration | None = None) -> OperatorRecord:
        """Return who asks, once it is sure who it is and that she may.

        Args:
            request: carries the session.
            operation: what is asked for; None where any operator may.

        Raises:
            UnauthenticatedError: nobody has signed in with this session.
            CodeError: the code of the code app is still to come.
            RoleError: the operation is not of her role.
        """
        found = self.sign_in.operator(token(request))
        if operation is not None and operation.role not in found.roles:
            raise RoleError
        return found

    def operator_or_agent(self, request: Request) -> str:
        """Return the key id of who asks, or the agent's name where nobody has signed in."""
        try:
            return self.operator(request).key
        except ApplianceError:
            return "agent"

    def counted(self, route: Route) -> Route:
        """Return a route whose refusals are counted."""
        handler: Callable[[Request], Awaitable[Response]] = route.endpoint

        async def counting(request: Request) -> Response:
            try:
                return await handler(request)
            except ApplianceError as error:
                kind = _kind(error, route.path)
                if kind:
                    self.refusals.note(kind)
                raise

        methods = sorted((route.methods or set()) - {"HEAD"})
        return Route(route.path, counting, methods=methods, name=route.name)


def token(request: Request) -> str:
    """Return the session that a request brings, or nothing."""
    return request.headers.get(SESSION, "")


def _kind(error: ApplianceError, path: str) -> str:
    """Return as what a refusal counts; nothing for an error that refuses nobody."""
    for kind, name in KINDS:
        if isinstance(error, kind):
            return name
    return "sign_in" if isinstance(error, UnauthenticatedError) and path in SIGNING_IN else ""
