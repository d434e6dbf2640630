"""Coordination's decisions on a real database, without the network in between."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from appliance.adapters.database import Database
from appliance.coordination import bodies, bus, duty, invitations, leaving, people
from appliance.coordination.accounts import Account, Factor, Hashes
from appliance.coordination.checks import Desk
from appliance.coordination.duty import Viewer
from appliance.coordination.orphans import Loss
from appliance.coordination.roster import Roster, RosterFiles
from appliance.core.canonical import b64
from tests.professional import DEPLOYMENT, Deployment, Professional, small_sealed_file
from tests.survivor import Survivor

HASHES = Hashes(bytes(32))
KDF = {
    "kdf": "argon2id",
    "lanes": 1,
    "memory_kib": 65536,
    "passes": 3,
    "salt": b64(bytes(16)),
    "v": 1,
}


@dataclass
class World:
    """A deployment and coordination's database."""

    deployment: Deployment
    database: Database
    log_index: int = -1

    @property
    def roster(self) -> Roster:
        return self.roster_files.current()

    @property
    def roster_files(self) -> RosterFiles:
        folder = self.deployment.folder
        return RosterFiles(folder.directory_file, folder.staff_file, folder.directory_version_file)

    def disable(self, colleague: Professional) -> Loss:
        today = self.deployment.clock.today()
        sealed_to = self.roster_files.intake_keys
        found: Loss = self.write(
            lambda each: leaving.disable(each, colleague.person, today, sealed_to)
        )
        return found

    def lose_key(self, colleague: Professional) -> Professional:
        """Let somebody lose her key, be invited again and approved with a new one."""
        today, sealed_to = self.deployment.clock.today(), self.roster_files.intake_keys
        self.write(lambda each: leaving.start_again(each, colleague.person, today, sealed_to))
        successor = self.deployment.successor(colleague)
        self.deployment.publish()
        return self.admit(successor)

    def write(self, work: Any) -> Any:
        return self.database.write_blocking(work)

    def read(self, work: Any) -> Any:
        return self.database.read_blocking(work)

    def admit(self, colleague: Professional, *, on_duty: bool = False) -> Professional:
        """Invite, accept and approve a colleague."""
        secret = colleague.secret
        now = self.deployment.clock.now()
        ends = (now + timedelta(days=7)).strftime("%Y-%m-%dT%H:%MZ")
        body = acceptance(colleague)

        def work(connection: Connection) -> None:
            sealed = small_sealed_file()
            people.add(connection, colleague.person, colleague.role, colleague.organisation, sealed)
            invitations.add(connection, colleague.person, hash_hex(secret), ends)
            account = Account(
                colleague.person, KDF, HASHES.auth(colleague.auth), sealed, factor(colleague)
            )
            login = HASHES.login(colleague.login)
            invitations.accept(connection, body, login, account, self.roster, now)
            people.approve(connection, colleague.person, colleague.key)
            if on_duty:
                wrap = bodies.DutyWrap(colleague.key, duty.INTAKE, 1, sealed)
                duty.keep(connection, wrap, self.deployment.intake_key)

        self.write(work)
        return colleague

    def viewer(self, colleague: Professional) -> Viewer:
        roster, day = self.roster, self.deployment.day

        def work(connection: Connection) -> Viewer | None:
            person = people.by_key(connection, colleague.key)
            return duty.viewer(connection, person, roster, day) if person else None

        found: Viewer | None = self.read(work)
        assert found is not None
        return found

    def run(self, colleague: Professional, step: Any, *arguments: Any) -> Any:
        """Run a step of this colleague in one transaction."""
        viewer, roster = self.viewer(colleague), self.roster
        today = self.deployment.clock.today()
        return self.write(lambda each: step(Desk(each, viewer, roster, today), *arguments))

    def event(self, name: str, case: str, **members: Any) -> None:
        """Let an event come in on the bus."""
        self.log_index += 1
        index = self.log_index
        row = {
            "case": case,
            "day": self.deployment.day,
            "event": name,
            "id": f"{index:032x}",
            "index": index,
            "v": 1,
            **members,
        }
        page = bus.Page([row], index - 1, index)
        today = self.deployment.clock.today()
        assert self.write(lambda each: bus.apply_page(each, DEPLOYMENT, page, today))

    def report(self, case: str, urgent: bool | None = None) -> str:
        """Let a report come in."""
        details: dict[str, Any] = {
            "bytes": 30000,
            "directory": 1,
            "form": {"id": "intake", "version": 1},
            "kind": "wrap",
            "language": "fr",
            "sealed_by": "browser",
            "sha256": "0" * 64,
            "size": 9000,
        }
        if urgent is not None:
            details["urgent_care"] = urgent
        self.event(
            "received", case, actor="receipt", item=f"{self.log_index + 99:032x}", details=details
        )
        return case

    def consent(
        self, survivor: Survivor, recipient: str, *compartments: str, **changes: Any
    ) -> Any:
        """Let a consent come in; returns the signed statement."""
        members = {"compartments": list(compartments), "recipient": recipient, **changes}
        given = survivor.consent(seq=1, **members)
        self.event("consent_given", survivor.case, actor="receipt", details={"statement": given})
        return given

    def withdraw(self, survivor: Survivor, consent: dict[str, Any]) -> None:
        """Let a withdrawal come in."""
        end = survivor.withdrawal(consent["consent"], 2)
        self.event("consent_withdrawn", survivor.case, actor="receipt", details={"statement": end})


def acceptance(colleague: Professional) -> bodies.Acceptance:
    """Return what a colleague's browser sends when she accepts."""
    return bodies.Acceptance(
        secret=colleague.secret,
        login=colleague.login,
        kdf=KDF,
        auth=colleague.auth,
        sealed_identity=small_sealed_file(),
        recipient=colleague.identity.recipient,
        verify=colleague.identity.verify,
        totp_secret=colleague.totp_secret,
        second=bodies.SecondAnswer(totp="000000"),
        intake=None,
    )


def factor(colleague: Professional) -> Factor:
    return Factor("totp", colleague.totp_secret, 0, None)


def hash_hex(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()
