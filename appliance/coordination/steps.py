"""The steps that professionals take in a case, each one decision in one transaction.

Every step returns the subject of its parcel; the reply waits until the log has it. A step that
is repeated with the same statements changes nothing and returns the same subject.
"""

from collections.abc import Sequence

from appliance.coordination import (
    access,
    cases,
    checks,
    grants,
    numbers,
    outbox,
    parcel,
    referrals,
    renewals,
    rewraps,
)
from appliance.coordination.access import Access
from appliance.coordination.bodies import Given
from appliance.coordination.checks import Desk, Signed
from appliance.core import statements
from appliance.core.compartments import PROFESSIONAL_COMPARTMENTS, SURVIVOR_COMPARTMENTS
from appliance.core.custody import Event
from appliance.core.derivation import key_id
from appliance.errors import ConflictError, InvalidInputError, NotFoundError

# Who may open a compartment; anybody else's notes go to `team`.
OPENED_BY = {
    "medical": ("doctor", "case_manager"),
    "psychosocial": ("psychologist", "case_manager"),
    "legal": ("lawyer", "investigator", "case_manager"),
}


def take(desk: Desk, case: str, given: Sequence[Given]) -> str:
    """Make a case hers: she gives herself every key that came with the report.

    Raises:
        ConflictError: a colleague has taken it.
        NotFoundError: it is not hers to take.
        ApplianceError: a check has failed.
    """
    brought = checks.signed_grants(given, case, desk.viewer)
    if _repeated(desk, brought):
        return parcel.subject_of(brought[0].grant)
    found = _to_take(desk, case)
    made = [each.grant for each in brought]
    if {each.compartment for each in made} != set(SURVIVOR_COMPARTMENTS):
        raise InvalidInputError("Taking a case needs every key of its report.")
    for grant in made:
        if grant.recipient != desk.viewer.key:
            raise InvalidInputError("Who takes a case gives the keys to herself.")
        checks.on_duty(desk, found, grant)
    checks.generations(desk, case, made)
    _grant(desk, case, brought)
    cases.assign(desk.connection, case, desk.viewer.key)
    events = *_granted(desk, brought), parcel.case_taken(made[0], desk.day)
    return _post(desk, made[0], events, brought)


def open_compartment(desk: Desk, case: str, compartment: str, given: Sequence[Given]) -> str:
    """Open a compartment that professionals add; who opens it is among its readers.

    Raises:
        ConflictError: it is open already.
        NotFoundError: she cannot read the case.
        ApplianceError: a check has failed.
    """
    found = access.to_case(desk.connection, case, desk.viewer, desk.today)
    brought = checks.signed_grants(given, case, desk.viewer)
    if _repeated(desk, brought):
        return parcel.subject_of(brought[0].grant)
    _check_opening(desk, found, compartment, [each.grant for each in brought])
    if not cases.add_compartment(desk.connection, case, compartment):
        raise ConflictError
    _grant(desk, case, brought)
    return _post(desk, brought[0].grant, _granted(desk, brought), brought)


def refer(desk: Desk, case: str, untrusted_referral: object, given: Sequence[Given]) -> str:
    """Refer a case: a request and the grants that her consent allows.

    Raises:
        ConflictError: the consent is over, the colleague gone, or a key replaced.
        NotFoundError: she cannot read the case.
        ApplianceError: a check has failed.
    """
    found = access.to_case(desk.connection, case, desk.viewer, desk.today)
    referral = checks.signed(untrusted_referral, statements.Referral, case, desk.viewer)
    brought = checks.signed_grants(given, case, desk.viewer)
    known = referrals.find(desk.connection, case, referral.referral)
    if known is not None and known.statement == referral.to_json() and _repeated(desk, brought):
        return parcel.subject_of(referral)
    _check_referral(desk, found, referral, [each.grant for each in brought])
    _grant(desk, case, brought, referral)
    referrals.add(desk.connection, referral)
    events = *_granted(desk, brought), parcel.referred(referral, desk.day)
    return _post(desk, referral, events, brought)


def renew(desk: Desk, case: str, given: Sequence[Given]) -> str:
    """Give somebody who lost her key what she could read before.

    Raises:
        ConflictError: what she had is over, or she is not in force.
        NotFoundError: it is not this person's to give.
        ApplianceError: a check has failed.
    """
    found = access.to_case(desk.connection, case, desk.viewer, desk.today)
    brought = checks.signed_grants(given, case, desk.viewer)
    if _repeated(desk, brought):
        return parcel.subject_of(brought[0].grant)
    made = [each.grant for each in brought]
    if not found.granted.issuperset(each.compartment for each in made):
        raise InvalidInputError("Nobody can give a key that she does not have.")
    checks.generations(desk, case, made)
    for grant in made:
        renewals.check(desk, grant)
    _grant(desk, case, brought)
    for key in sorted({each.recipient for each in made}):
        renewals.settle(desk.connection, case, key, desk.today)
    return _post(desk, made[0], _granted(desk, brought), brought)


def rewrap(desk: Desk, case: str, given: Sequence[Given]) -> str:
    """Seal what she reads to the recovery key in force.

    Raises:
        NotFoundError: she reads nothing of it, or there are no trustees.
        ApplianceError: a check has failed.
    """
    found = access.to_case(desk.connection, case, desk.viewer, desk.today)
    brought = checks.signed_grants(given, case, desk.viewer)
    made = [each.grant for each in brought]
    if all(rewraps.is_known(desk.connection, each) for each in made):
        return parcel.subject_of(made[0])
    directory = desk.roster.directory
    if directory is None or directory.recovery is None:
        raise NotFoundError
    checks.generations(desk, case, made)
    for grant in made:
        rewraps.check(grant, key_id(directory.recovery), found.compartments)
    numbers.use(desk.connection, case, desk.viewer.key, [each.seq for each in made])
    for grant in made:
        rewraps.add(desk.connection, grant)
    return _post(desk, made[0], _granted(desk, brought), brought)


def say_status(desk: Desk, case: str, referral: str, untrusted_change: object) -> str:
    """Say what became of a referral: its recipient accepts, its sender revokes, and so on.

    Raises:
        ConflictError: not she, or not any more.
        NotFoundError: there is no such referral for her.
        ApplianceError: a check has failed.
    """
    change = checks.signed(untrusted_change, statements.ReferralStatus, case, desk.viewer)
    if change.referral != referral:
        raise InvalidInputError("This statement belongs elsewhere.")
    subject = parcel.subject_of(change)
    if referrals.is_known(desk.connection, change):
        return subject
    found = access.to_case(desk.connection, case, desk.viewer, desk.today)
    known = referrals.find(desk.connection, case, referral)
    if known is None or not _sees(desk, found, known):
        raise NotFoundError
    referrals.check_change(known, change, leads=found.holds_case)
    numbers.use(desk.connection, case, desk.viewer.key, [change.seq])
    referrals.change(desk.connection, change, desk.today)
    return _post(desk, change, [parcel.referral_status(change, desk.day)], [])


def _to_take(desk: Desk, case: str) -> Access:
    """Return access to a case on duty; a colleague on duty learns that it is taken."""
    if desk.viewer.on_duty and cases.find(desk.connection, case).state == cases.TAKEN:
        raise ConflictError("A colleague has taken this case.")
    found = access.to_case(desk.connection, case, desk.viewer, desk.today)
    if not found.by_duty:
        raise NotFoundError
    return found


def _check_opening(
    desk: Desk, found: Access, compartment: str, made: Sequence[statements.Grant]
) -> None:
    if compartment not in PROFESSIONAL_COMPARTMENTS or not found.granted:
        raise InvalidInputError("This compartment cannot be opened.")
    if desk.viewer.role not in OPENED_BY.get(compartment, (desk.viewer.role,)):
        raise InvalidInputError("This compartment is for another profession.")
    if any(each.compartment != compartment or each.generation != 1 for each in made):
        raise InvalidInputError("These grants are of another compartment.")
    if desk.viewer.key not in {each.recipient for each in made}:
        raise InvalidInputError("Who opens a compartment keeps its key.")
    for grant in made:
        if "duty" in grant.basis:
            checks.on_duty(desk, found, grant)
        else:
            checks.consented(desk, grant)


def _check_referral(
    desk: Desk, found: Access, referral: statements.Referral, made: Sequence[statements.Grant]
) -> None:
    if referral.recipient == desk.viewer.key:
        raise InvalidInputError("A referral goes to somebody else.")
    same = (
        {each.recipient for each in made} == {referral.recipient}
        and {each.basis.get("consent") for each in made} == {referral.consent}
        and sorted(each.compartment for each in made) == sorted(referral.compartments)
        and sorted(each.grant for each in made) == sorted(referral.grants)
    )
    if not same:
        raise InvalidInputError("The grants are not those of the referral.")
    if not found.granted.issuperset(referral.compartments):
        raise InvalidInputError("Nobody can give a key that she does not have.")
    checks.generations(desk, referral.case, made)
    for grant in made:
        checks.consented(desk, grant)


def _grant(
    desk: Desk,
    case: str,
    brought: Sequence[Signed],
    last: statements.Referral | None = None,
) -> None:
    seqs = [each.grant.seq for each in brought] + ([last.seq] if last else [])
    numbers.use(desk.connection, case, desk.viewer.key, seqs)
    for each in brought:
        if grants.is_taken(desk.connection, each.grant.grant):
            raise ConflictError
        grants.add(desk.connection, each.grant)


def _granted(desk: Desk, brought: Sequence[Signed]) -> list[Event]:
    return [parcel.key_granted(each.grant, desk.day) for each in brought]


def _post(
    desk: Desk,
    leading: statements.Statement,
    events: Sequence[Event],
    brought: Sequence[Signed],
) -> str:
    wraps = parcel.wraps((each.grant, each.wrap) for each in brought)
    subject = parcel.subject_of(leading)
    outbox.put(desk.connection, parcel.Parcel(subject, tuple(events), wraps))
    return subject


def _repeated(desk: Desk, brought: Sequence[Signed]) -> bool:
    return all(grants.is_known(desk.connection, each.grant) for each in brought)


def _sees(desk: Desk, found: Access, known: referrals.Referral) -> bool:
    return found.holds_case or desk.viewer.key in (known.signer, known.recipient)
