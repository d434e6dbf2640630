"""What trustees open for somebody who lost her key, where nobody else is left to give it.

Two things are hers to have again: grants of a key that hers succeeds, and reports that nobody of
her duty team can open, where no other organisation could have been meant. Anything that a
colleague still reads is hers to give, not the trustees'.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from appliance.coordination import (
    cases,
    grants,
    numbers,
    orphans,
    outbox,
    parcel,
    people,
    renewals,
    rewraps,
)
from appliance.coordination.bodies import Given
from appliance.coordination.checks import LONGEST_GRANT_DAYS
from appliance.coordination.orphans import Orphan
from appliance.coordination.parcel import Parcel
from appliance.coordination.roster import Roster
from appliance.core import statements
from appliance.core.certificates import Certificate
from appliance.core.derivation import key_id
from appliance.core.directory import Directory
from appliance.errors import ConflictError, InvalidInputError, SignatureError

BASES = ("consent", "duty", "hash")


@dataclass(frozen=True, slots=True)
class Office:
    """Where recoveries are worked out: the rows, the signed directories, the day.

    Args:
        connection: to the database.
        roster: both directories.
        listed: gives organisation and intake key of each version of the key directory.
        today: this day in UTC.
    """

    connection: Connection
    roster: Roster
    listed: Callable[[int], Mapping[str, str]]
    today: date

    @property
    def orphans(self) -> frozenset[Orphan]:
        """What nobody is left to read."""
        sealed_to = lambda version: frozenset(self.listed(version).values())  # noqa: E731
        return orphans.find(self.connection, self.today, sealed_to).orphans


def open_to(office: Office, key: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what trustees may open for a key: by case and compartment, basis and last day.

    Raises:
        ConflictError: she is not certified, or disabled.
    """
    certificate = _certified(office, key)
    lost = office.orphans
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    own_team = _own_team(office, certificate, lost)
    for each in lost:
        basis = own_team.get(each.directory) if each.report else None
        if basis is not None:
            given = {"basis": {"duty": basis}, "expires": _last(office)}
            found[each.case][each.compartment] = given
    names = {(each.case, each.compartment) for each in lost}
    former = office.roster.former(key)
    for old in renewals.of_key(office.connection, key, former, office.today, lasting=True):
        if (old.case, old.grant.compartment) in names:
            found[old.case][old.grant.compartment] = _renewing(office, old.grant)
    return dict(found)


def materials(
    office: Office, key: str, directory_of: Callable[[int], Directory | None]
) -> list[dict[str, Any]]:
    """Return the same as the agent is told it, with the number of the next statement.

    Beside it stands what was sealed to the trustees in force: the report's own wrap (`report`), and
    signed wraps of readers. What was sealed to earlier trustees is not served any more.

    Raises:
        ConflictError: she is not certified, or disabled.
    """
    signer, directory = office.roster.recovery_key, office.roster.directory
    recipient = directory.recovery if directory else None
    if recipient is None:
        return []
    fresh = rewraps.versions(office.connection, directory_of, recipient).fresh
    return [
        {
            "case": case,
            "gives": [
                {"compartment": name, "generation": 1, **parts[name]} for name in sorted(parts)
            ],
            "report": cases.find(office.connection, case).directory in fresh,
            "seq": numbers.expected(office.connection, case, signer) if signer else 1,
            "wraps": _of_readers(office, case, key_id(recipient)),
        }
        for case, parts in sorted(open_to(office, key).items())
    ]


def _of_readers(office: Office, case: str, recovery: str) -> list[dict[str, Any]]:
    """Return the statements of what readers sealed to trustees, each with a certificate."""
    stated = rewraps.of_case(office.connection, case, recovery)
    signers = [(each, office.roster.certificate(each["signer"])) for each in stated]
    return [
        {"certificate": signer.to_json(), "statement": each} for each, signer in signers if signer
    ]


def take_in(office: Office, recovery: str, given: Sequence[Given]) -> list[str]:
    """Keep grants that trustees signed; all of a recovery or nothing.

    Args:
        office: where.
        recovery: its id.
        given: statements and wraps.

    Returns:
        The subjects of the parcels that are to be sent.

    Raises:
        SignatureError: trustees did not sign one.
        ConflictError: somebody reads it by now, or its basis is over.
        InvalidInputError: one gives something else.
    """
    by_case: dict[str, list[tuple[statements.Grant, bytes]]] = defaultdict(list)
    for each in given:
        grant = _signed(office, recovery, each)
        by_case[grant.case].append((grant, each.wrap))
    return [_keep(office, case, brought) for case, brought in sorted(by_case.items())]


def _keep(office: Office, case: str, brought: list[tuple[statements.Grant, bytes]]) -> str:
    connection = office.connection
    brought.sort(key=lambda each: each[0].seq)
    made = [grant for grant, _ in brought]
    subject = parcel.subject_of(made[0])
    if all(grants.is_known(connection, each) for each in made):
        return subject
    key = made[0].recipient
    allowed = open_to(office, key).get(case, {})
    for grant in made:
        _check(office, grant, key, allowed.get(grant.compartment))
    numbers.use(connection, case, made[0].signer, [each.seq for each in made])
    for grant in made:
        if grants.is_taken(connection, grant.grant):
            raise ConflictError
        grants.add(connection, grant)
    renewals.settle(connection, case, key, office.today)
    day = office.today.isoformat()
    events = tuple(parcel.key_granted(each, day) for each in made)
    outbox.put(connection, Parcel(subject, events, parcel.wraps(brought)))
    return subject


def _signed(office: Office, recovery: str, given: Given) -> statements.Grant:
    untrusted = statements.parse(given.untrusted_statement)
    verify = office.roster.recovery_verify(untrusted.signer)
    if verify is None:
        raise SignatureError
    grant = statements.verify(given.untrusted_statement, verify)
    if not isinstance(grant, statements.Grant) or grant.basis.get("recovery") != recovery:
        raise InvalidInputError("This statement belongs elsewhere.")
    if hashlib.sha256(given.wrap).hexdigest() != grant.wrap:
        raise InvalidInputError("This wrap is not the one that was signed.")
    return grant


def _check(
    office: Office, grant: statements.Grant, key: str, allowed: dict[str, Any] | None
) -> None:
    if allowed is None:
        raise ConflictError("Somebody can read this by now, or what it rested on is over.")
    plain = {
        name: value for name, value in grant.basis.items() if name not in ("recovery", "reason")
    }
    if (grant.recipient, grant.generation, plain) != (key, 1, allowed["basis"]):
        raise InvalidInputError("This grant is not the one that was asked for.")
    if not office.today.isoformat() <= grant.expires <= allowed["expires"]:
        raise InvalidInputError("The last day of this grant is not possible.")


def _certified(office: Office, key: str) -> Certificate:
    found = office.roster.usable(key, office.today.isoformat())
    person = people.by_key(office.connection, key)
    if found is None or person is None or person.status != people.ACTIVE:
        raise ConflictError("This colleague cannot receive keys at the moment.")
    return found


def _own_team(office: Office, certificate: Certificate, lost: Iterable[Orphan]) -> dict[int, str]:
    """Return the intake key by version of the directory, where her organisation alone did intake.

    Where several did, the survivor may have left this one out: whom, stands sealed in her report.
    """
    if certificate.role != people.CASE_MANAGER:
        return {}
    found = {}
    for version in {each.directory for each in lost if each.report}:
        listed = office.listed(version)
        if set(listed) == {certificate.organisation}:
            found[version] = listed[certificate.organisation]
    return found


def _renewing(office: Office, old: grants.Grant) -> dict[str, Any]:
    basis = {name: value for name, value in old.statement["basis"].items() if name in BASES}
    expires = _last(office) if old.own and old.duty is not None else old.expires
    return {"basis": {**basis, "renews": old.grant}, "expires": expires}


def _last(office: Office) -> str:
    return (office.today + timedelta(days=LONGEST_GRANT_DAYS)).isoformat()
