"""The wipe daemon: what it knows, who it listens to, and what it does (docs/interfaces.md §2).

It leans on nobody: no other service, no database, no network, no free room on the disk. What it
needs it has read at its start and keeps in locked memory; a fresher copy is taken where one can
still be read.
"""

import hmac
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from appliance.adapters.argon2 import Kdf
from appliance.adapters.clock import SystemClock
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import write_durably
from appliance.adapters.processes import kill, serving
from appliance.adapters.randomness import random_bytes
from appliance.adapters.service_keys import ServiceKeys
from appliance.core import destruction
from appliance.core.canonical import b64, canonical
from appliance.core.derivation import verify_key
from appliance.core.destruction import Intent, Level
from appliance.errors import (
    ApplianceError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    OneOfTwoError,
    UnauthenticatedError,
    WipingError,
)
from appliance.logs import get_logger
from appliance.operations import duress, wipe
from appliance.operations.plans import Plan
from appliance.operations.progress import Progress, Silent
from appliance.operations.records import (
    ACTIVE,
    DeploymentRecord,
    OperatorRecord,
    auth_hash,
    is_set_up,
    name_hash,
    read_deployment,
    read_operators,
)
from appliance.operations.wipe_targets import WipeTargets, read_targets

AGREED_FOR_S = 900.0
ANSWERED_WITHIN_S = 0.2
SALT_BYTES = 16
KEY_HOLDERS = ("agent", "storage")
REFUSAL = "This name and passphrase do not belong together."

log = get_logger()


class Restarter(Protocol):
    """Whoever starts services again when they end."""

    def hold(self) -> None:
        """Start nothing from now on."""

    def release(self, *, blank: bool) -> None:
        """The wipe has ended; on a blank box everything may be started again."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What somebody who asks for a wipe, or agrees to one, shows of herself."""

    name: str
    auth: bytes = field(repr=False)


@dataclass(slots=True)
class Knowledge:
    """What is kept in memory, so that a disk that no longer answers cannot stop a wipe."""

    deployment: DeploymentRecord | None = None
    operators: Sequence[OperatorRecord] | None = None
    pepper: bytes = field(default=b"", repr=False)
    targets: WipeTargets = field(default_factory=WipeTargets)
    alternatives: Sequence[bytes] = field(default=(), repr=False)

    def refresh(self, folder: DataFolder) -> None:
        """Take what can be read; keep what was known of the rest."""
        if not is_set_up(folder):
            return
        takes = (self._take_deployment, self._take_operators, self._take_targets)
        for take in (*takes, self._take_alternatives):
            try:
                take(folder)
            except ApplianceError:
                log.warning("wipe.unread")

    def _take_deployment(self, folder: DataFolder) -> None:
        self.deployment = read_deployment(folder)

    def _take_operators(self, folder: DataFolder) -> None:
        pepper = ServiceKeys(folder).pepper("agent")
        found = [each for each in read_operators(folder) if each.status == ACTIVE]
        self.operators, self.pepper = found, pepper

    def _take_alternatives(self, folder: DataFolder) -> None:
        if folder.alternatives_file.exists():
            self.alternatives = duress.read_entries(folder)

    def _take_targets(self, folder: DataFolder) -> None:
        self.targets = read_targets(folder)


class Wiper:
    """One deployment's wipe daemon, without its socket.

    Args:
        folder: the data folder.
        restarter: whoever starts services again.
        watch: also told of every phase.
        memory_locked: whether the kernel allowed it.
    """

    def __init__(
        self,
        folder: DataFolder,
        restarter: Restarter,
        watch: Progress | None = None,
        *,
        memory_locked: bool = False,
    ) -> None:
        self.folder = folder
        self.restarter = restarter
        self.memory_locked = memory_locked
        self.known = Knowledge()
        self.finished: Mapping[str, Any] | None = None
        self.rehearsed: Mapping[str, int] | None = None
        self._watch: Progress = watch or Silent()
        self._seed = random_bytes()
        self._endorsement: Mapping[str, Any] = {}
        self._agreed: dict[tuple[str, str], float] = {}
        self._working = threading.Lock()
        self._intent_ready = self._ground().intent.prepare()
        self.known.refresh(folder)

    # --- what it is asked

    def state(self) -> dict[str, Any]:
        """Say how the daemon itself is."""
        self._intent_ready = self._intent_ready or self._ground().intent.prepare()
        return {
            "endorsed": bool(self._endorsement),
            "intent_ready": self._intent_ready,
            "memory_locked": self.memory_locked,
            "rehearsed": self.rehearsed,
            "verify": verify_key(self._seed),
            "wiping": self._working.locked(),
        }

    def start(self, name: str) -> dict[str, Any]:
        """Say how a passphrase is stretched; a name that nobody has gets a stable answer."""
        self.known.refresh(self.folder)
        found = self._find(name)
        if found is not None:
            return {"kdf": dict(found.kdf)}
        hashed = name_hash(name, self.known.pepper).encode()
        made_up = hmac.digest(self.known.pepper, b"salt\n" + hashed, "sha256")
        return {"kdf": Kdf(b64(made_up[:SALT_BYTES])).to_json()}

    def plan(self, level: Level) -> dict[str, Any]:
        """Say what a wipe would destroy and what survives it."""
        self.known.refresh(self.folder)
        plan = self._plan(level)
        return {
            **plan.to_json(),
            "agreed": len(self._agreed_to(plan.hash)),
            "needed": self.needed(level),
            "rehearsed": self.rehearsed,
        }

    def needed(self, level: Level) -> int:
        """Return how many people have to agree.

        The backups take two, always (DESIGN §2 law 5). Here two are asked where there are two: a
        lone operator must be able to act in the worst minute.
        """
        declared = wipe.DECLARATIONS[level].approvals
        if level == "backups":
            return declared
        operators = self.known.operators
        return min(declared, len(operators)) if operators is not None else 0

    def endorse(self, untrusted: Mapping[str, Any]) -> None:
        """Keep what the deployment key says of this daemon's key.

        Raises:
            SignatureError: it is not signed by the deployment key, or names another key.
        """
        self.known.refresh(self.folder)
        deployment = self.known.deployment
        if deployment is None:
            raise NotFoundError
        named = destruction.check_endorsement(untrusted, deployment.pin)
        if named != verify_key(self._seed) or untrusted["deployment"] != deployment.id:
            raise ConflictError
        self._endorsement = dict(untrusted)

    def agree(self, level: Level, approved: str, person: Agreement) -> dict[str, int]:
        """Note that somebody agrees to a plan; it counts for a quarter of an hour.

        Raises:
            UnauthenticatedError: name or passphrase is wrong.
            ConflictError: the plan is another.
        """
        self.known.refresh(self.folder)
        self._plan(level).check_approved(approved)
        operator = self._check(person)
        self._agreed[approved, operator.id] = time.monotonic() + AGREED_FOR_S
        return {"agreed": len(self._agreed_to(approved)), "needed": self.needed(level)}

    def lock(self) -> int:
        """End the processes that hold keys, hung ones too; they are started again, sealed.

        Anybody who may speak to this daemon may do so: it only makes the box safer.

        Returns:
            How many were ended.
        """
        with self._alone():
            found = serving(self.folder.root, KEY_HOLDERS)
            return len(found) - len(kill(found, wipe.KILL_WITHIN_S))

    def rehearse(self, level: Level, progress: Progress) -> Mapping[str, int]:
        """Do everything but destroy; return what it would have taken."""
        with self._alone():
            self.known.refresh(self.folder)
            self.rehearsed = wipe.rehearse(self._ground(), level, progress)
        return self.rehearsed

    def run(
        self,
        level: Level,
        approved: str,
        people: Sequence[Agreement],
        out: str,
        progress: Progress,
    ) -> Mapping[str, Any]:
        """Destroy exactly what was shown; return the file of the certificate.

        Args:
            level: how much.
            approved: hash of the plan that was shown.
            people: who asks and who agrees; those who have agreed before count too.
            out: where the certificate is written; nowhere where empty.
            progress: told of every phase.

        Raises:
            UnauthenticatedError: a name or passphrase is wrong.
            OneOfTwoError: not enough people agree.
            ConflictError: the plan is another.
            WipingError: a wipe or a rehearsal is going on.
        """
        with self._alone():
            self.known.refresh(self.folder)
            plan = self._plan(level)
            plan.check_approved(approved)
            self._check_out(out)
            actors = self._actors(plan.hash, people)
            if len(actors) < self.needed(level):
                raise OneOfTwoError
            return self._destroy(self._intent(plan, level, actors, out), progress, resumed=False)

    def under_duress(self, person: Agreement) -> Callable[[], None]:
        """Check a duress passphrase; return what then destroys the deployment, never the backups.

        Raises:
            UnauthenticatedError: it is none.
        """
        self.known.refresh(self.folder)
        found = self._find(person.name)
        if found is None or not duress.matches(self.known.alternatives, found.id, person.auth):
            raise UnauthenticatedError(REFUSAL)
        intent = self._intent(self._plan("deployment"), "deployment", [found.id], "")

        def begin() -> None:
            time.sleep(ANSWERED_WITHIN_S)  # the agent still has to say that there is maintenance
            with self._working:  # a rehearsal under way delays it, and ends by itself
                self._destroy(replace(intent, quiet=True), Silent(), resumed=False)

        return begin

    def resume(self) -> bool:
        """Finish a wipe that was cut; return whether there was one."""
        ground = self._ground()
        with ground.intent.alone():
            intent = ground.intent.read()
            if intent is None:
                return False
            log.warning("wipe.resumed")
            self._destroy(intent, Silent(), resumed=True)
        return True

    # --- inside

    def _ground(self) -> wipe.Ground:
        spare = (os.getpid(), os.getppid())
        return wipe.Ground(self.folder, self.known.targets, spare)

    def _plan(self, level: Level) -> Plan:
        deployment = self.known.deployment
        return wipe.plan(self._ground(), level, deployment.id if deployment else "")

    def _intent(self, plan: Plan, level: Level, actors: Sequence[str], out: str) -> Intent:
        return Intent(
            level=level,
            deployment=plan.subject["deployment"],
            plan=plan.hash,
            actors=tuple(actors),
            backups=tuple(plan.subject["backups"]),
            survives=tuple(plan.subject["survives"]),
            out=out,
            seed=self._seed,
            endorsement=self._endorsement,
        )

    def _destroy(self, intent: Intent, progress: Progress, *, resumed: bool) -> Mapping[str, Any]:
        told = _Both(self._watch, progress)
        self.restarter.hold()
        ground = self._ground()
        outcome = wipe.run(ground, intent, told)
        told.phase("certificate")
        verify, now = verify_key(intent.seed), SystemClock().now().strftime("%Y-%m-%dT%H:%M:%SZ")
        stated = wipe.facts(intent, outcome, verify, now, resumed=resumed)
        file = destruction.certify(stated, intent.seed, intent.endorsement)
        self.finished = None if intent.quiet else file
        if intent.out and not intent.quiet:
            _write_out(intent.out, file)
        if outcome.complete:
            self._begin_again(ground)
        # Under duress nothing is started: a box that asks to be set up would tell what happened.
        self.restarter.release(blank=outcome.complete and (resumed or not intent.quiet))
        log.warning("wipe.finished", duration_ms=outcome.took_ms, failed=len(outcome.gone.left))
        return file

    def _begin_again(self, ground: wipe.Ground) -> None:
        """Leave a blank box, and forget what belonged to the one that was here."""
        ground.intent.clear()
        self.known = Knowledge()
        self.rehearsed = None
        self._seed, self._endorsement = random_bytes(), {}
        self._agreed.clear()
        self.folder.prepare()
        self._intent_ready = ground.intent.prepare()

    def _check_out(self, out: str) -> None:
        """Refuse to write a certificate where it would be destroyed with the rest."""
        path = Path(out)
        if out and (not path.is_absolute() or path.is_relative_to(self.folder.root)):
            raise InvalidInputError

    def _alone(self) -> "_Alone":
        return _Alone(self._working)

    def _actors(self, plan: str, people: Sequence[Agreement]) -> list[str]:
        if self.known.operators is None:  # nobody can be checked: the account itself decides
            return []
        found = {self._check(each).id for each in people} | self._agreed_to(plan)
        return sorted(found)

    def _agreed_to(self, plan: str) -> set[str]:
        now = time.monotonic()
        return {who for (what, who), until in self._agreed.items() if what == plan and now < until}

    def _check(self, person: Agreement) -> OperatorRecord:
        found = self._find(person.name)
        expected = found.auth if found is not None else ""
        if not hmac.compare_digest(expected, auth_hash(person.auth)) or found is None:
            raise UnauthenticatedError(REFUSAL)
        return found

    def _find(self, name: str) -> OperatorRecord | None:
        hashed = name_hash(name, self.known.pepper)
        for found in self.known.operators or ():
            if hmac.compare_digest(found.name, hashed):
                return found
        return None


class _Alone:
    """One wipe or rehearsal at a time; who comes second is told so."""

    def __init__(self, working: threading.Lock) -> None:
        self.working = working

    def __enter__(self) -> None:
        if not self.working.acquire(blocking=False):
            raise WipingError

    def __exit__(self, *_: object) -> None:
        self.working.release()


class _Both:
    """Tells two at once."""

    def __init__(self, *told: Progress) -> None:
        self.told = told

    def phase(self, name: str) -> None:
        for each in self.told:
            each.phase(name)

    def step(self, done: int, total: int) -> None:
        for each in self.told:
            each.step(done, total)


def _write_out(out: str, file: Mapping[str, Any]) -> None:
    """Write the certificate where it was asked for; it is also on the screen."""
    try:
        write_durably(Path(out), canonical(file))
    except ApplianceError:
        log.warning("wipe.certificate_unwritten")
