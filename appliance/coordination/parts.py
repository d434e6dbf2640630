"""What the handlers of coordination share, put together once at the start."""

from dataclasses import dataclass
from datetime import date, datetime

from starlette.requests import Request

from appliance.adapters.storage_client import StorageClient
from appliance.config import Settings
from appliance.coordination import duty, sessions
from appliance.coordination.accounts import Hashes
from appliance.coordination.duty import Viewer
from appliance.coordination.outbox import Outbox
from appliance.coordination.register import Register
from appliance.coordination.roster import Roster, RosterFiles
from appliance.coordination.second_factor import Challenges, RelyingParty
from appliance.coordination.sessions import Session
from appliance.errors import NotFoundError
from appliance.ports import Clock


@dataclass(frozen=True)
class Parts:
    """Settings, stores and keys of the running service."""

    settings: Settings
    clock: Clock
    register: Register
    storage: StorageClient
    outbox: Outbox
    roster_files: RosterFiles
    hashes: Hashes
    challenges: Challenges
    party: RelyingParty
    ticket_seed: bytes

    @property
    def roster(self) -> Roster:
        """The signed directories as they are now."""
        return self.roster_files.current()

    @property
    def today(self) -> date:
        """This day in UTC."""
        return self.clock.today()

    @property
    def now(self) -> datetime:
        """This instant."""
        return self.clock.now()

    @property
    def now_s(self) -> int:
        """Unix seconds."""
        return int(self.now.timestamp())


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who makes a request: her session, and how she may work with cases, if she may."""

    session: Session
    viewer: Viewer | None

    def working(self) -> Viewer:
        """Return how she may work.

        Raises:
            NotFoundError: she is not approved yet, or her certificate has run out.
        """
        if self.viewer is None:
            raise NotFoundError
        return self.viewer


def parts(request: Request) -> Parts:
    """Return what the application was made with."""
    found: Parts = request.app.state.parts
    return found


async def signed_in(request: Request) -> SignedIn:
    """Return who makes a request, and keep her session from running idle.

    Raises:
        UnauthenticatedError: nobody who is signed in.
        SealedError: the vault is closed.
    """
    its = parts(request)
    now, roster = its.now, its.roster
    untrusted = request.headers.get(sessions.HEADER, "")
    session = await its.register.read(lambda each: sessions.find(each, untrusted, now))
    limits = its.settings.sessions
    if sessions.is_stale(session, now, limits):
        await its.register.write(lambda each: sessions.touch(each, session, now, limits))
    day = now.date().isoformat()
    viewer = await its.register.read(lambda each: duty.viewer(each, session.person, roster, day))
    return SignedIn(session, viewer)
