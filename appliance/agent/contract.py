"""What the agent answers, as the console and the command line see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from appliance.core.health import Severity

State = Literal["new", "sealed", "open"]
PersonStatus = Literal["invited", "pending", "active", "disabled"]
ROLES = (
    "case_manager",
    "doctor",
    "psychologist",
    "lawyer",
    "investigator",
    "analyst",
    "operator",
)

PROBLEM_KINDS = (
    "leaf",
    "event",
    "row",
    "wrap",
    "blob",
    "object",
    "tile",
    "checkpoint",
    "deployment",
    "directory",
    "staff",
    "case",
    "person",
    "statement",
)
"""What a check of the log can find wrong; the catalogues have each as `log-kind-<kind>`."""


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One process of the deployment.

    Args:
        name: such as `intake`.
        state: `starting`, `up` or `down`.
        since_s: seconds since it has been so.
        restarts: how often it was started again since the supervisor began.
        memory_bytes: memory that it holds.
    """

    name: str
    state: str
    since_s: int
    restarts: int
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Deployment:
    """Which deployment this is."""

    id: str
    country: str
    name: str
    created: str
    languages: tuple[str, ...]
    organisations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LogHead:
    """How long the log is and when it was last signed.

    Args:
        size: its leaves.
        checkpoint_age_s: how long ago; None where it was not signed since the vault was opened.
        root: the first digits of the root that was signed then.
    """

    size: int
    checkpoint_age_s: int | None = None
    root: str = ""


@dataclass(frozen=True, slots=True)
class DirectoryHead:
    """The key directory in force."""

    version: int
    expires: str
    intake_keys: int


@dataclass(frozen=True, slots=True)
class Practice:
    """How one signs in to a training deployment; a real one tells nothing of the kind.

    Args:
        name: the invented operator's sign-in name.
        passphrase: and passphrase.
        file: where the sign-ins of the professionals and the receipt codes are.
    """

    name: str
    passphrase: str
    file: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something an operator should look at.

    Args:
        code: the catalogue has its words as `alarm-<code>`.
        since: the day.
        about: name of what it is about, such as an organisation.
        count: the number in its sentence, where there is one.
        severity: `act` now, `look` at it soon, or `set_up`: a gap that nobody could mend today.
        repair: the operation that repairs it, where there is one.
        by_itself: whether the box tries that without being asked.
    """

    code: str
    since: str
    about: str = ""
    count: int = 0
    severity: Severity = "look"
    repair: str = ""
    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class BackupTarget:
    """A place that takes backups, and how it went; times are RFC 3339, empty where never.

    Args:
        name: what it is called.
        address: where it is.
        good: when a backup last went well.
        tried: when one was last tried.
        error: code of what went wrong then; empty where nothing did.
        total_bytes: bytes in the last good backup.
        added_bytes: bytes that it brought to the target.
        verified: when a part of it was last read back.
        verify_error: code of what was wrong with it.
        part: the part that was read back then.
        all_read: since when all of it has been read back.
    """

    name: str
    address: str
    good: str = ""
    tried: str = ""
    error: str = ""
    total_bytes: int = 0
    added_bytes: int = 0
    verified: str = ""
    verify_error: str = ""
    part: int = 0
    all_read: str = ""


@dataclass(frozen=True, slots=True)
class Drill:
    """The last restore drill; times are RFC 3339, empty where never."""

    good: str = ""
    tried: str = ""
    error: str = ""
    target: str = ""
    made: str = ""
    leaves: int = 0
    blobs: int = 0


@dataclass(frozen=True, slots=True)
class Backups:
    """How backups stand.

    Args:
        targets: every target.
        drill: the last drill.
        key_due: whether a key file has to be exported again.
        running: whether one is being made, checked or drilled now.
        parts: in how many parts a target is read back.
        every_hours: hours between backups.
        from_hour: first hour of the day (UTC) in which one may begin.
        to_hour: the hour before which.
        upload_kib_s: most KiB sent a second; 0 for no limit.
    """

    targets: tuple[BackupTarget, ...]
    drill: Drill
    key_due: bool
    running: bool
    parts: int = 30
    every_hours: int = 24
    from_hour: int = 0
    to_hour: int = 24
    upload_kib_s: int = 0


@dataclass(frozen=True, slots=True)
class BoxStatus:
    """Everything the dashboard shows."""

    state: State
    training: bool
    keys_held: bool
    addresses: Mapping[str, str]
    services: tuple[ServiceState, ...]
    free_bytes: int
    total_bytes: int
    disk_encrypted: bool
    alarms: tuple[Alarm, ...]
    deployment: Deployment | None = None
    link: str | None = None
    log: LogHead | None = None
    directory: DirectoryHead | None = None
    backup: str | None = None
    backups: Backups | None = None
    practice: Practice | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A professional, her name opened where the operator may.

    Args:
        id: the person's id.
        name: from the sealed profile; empty where it could not be opened.
        role: one of `ROLES`.
        organisation: the organisation's id.
        status: how far she has come.
        key: key id, once she has made her identity.
        words: six fingerprint words of that key, to compare with those on her screen.
        last_seen_week: the week in which she last signed in.
    """

    id: str
    name: str
    role: str
    organisation: str
    status: PersonStatus
    key: str | None = None
    words: tuple[str, ...] = ()
    last_seen_week: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link for one person."""

    person: str
    link: str
    expires: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an operation would do; running it is bound to exactly this.

    Args:
        hash: what an approval names.
        operation: the verb.
        steps: what will happen, as codes for the catalogue (`plan-<code>`) with their values.
        subject: the facts the plan was made from.
        people: how many people have to agree, the one who asks included.
        alone: whether it takes two, but nobody else is there who could agree.
    """

    hash: str
    operation: str
    steps: tuple[Mapping[str, Any], ...]
    subject: Mapping[str, Any]
    people: int = 1
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """What nobody is left to read once somebody has gone.

    Args:
        reports: reports that no case manager can open any more.
        compartments: compartments without a reader, those of such reports among them.
    """

    reports: int = 0
    compartments: int = 0


@dataclass(frozen=True, slots=True)
class Orphan:
    """A case with compartments that nobody is left to read."""

    case: str
    compartments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """What the operator compares before she approves a person."""

    person: Person
    plan: Plan
    recipient: str


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator, the name opened where one may.

    Args:
        id: the operator's id.
        name: from the sealed profile; empty where it could not be opened.
        roles: what the operator may ask for.
        organisation: the organisation's id; empty where none is known.
        status: how far the operator has come.
        key: key id, once there is an identity.
        words: six fingerprint words of that key.
        code: whether there is a code app.
        own: whether this is who has signed in here.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    organisation: str
    status: PersonStatus
    key: str | None = None
    words: tuple[str, ...] = ()
    code: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class OperatorInvitation:
    """A one-time secret for one operator."""

    operator: str
    secret: str
    expires: str


@dataclass(frozen=True, slots=True)
class OperatorApproval:
    """What an operator compares before a colleague becomes one, too.

    Args:
        operator: the colleague.
        plan: what approving would do.
        recipient: where to seal the staff key.
        slot: where to seal the vault secret; its signature has been checked.
    """

    operator: Operator
    plan: Plan
    recipient: str
    slot: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that takes two people, and waits for the second.

    Args:
        id: its id.
        plan: exactly what would happen.
        by: name of who asks; empty where it could not be opened.
        about: name of the operator whom it is about, where it is about one.
        expires: until when somebody can agree.
        mine: whether one has asked it oneself.
        open: whether one can agree to it.
        state: `waiting`, `agreed` or `refused`.
    """

    id: str
    plan: Plan
    by: str
    about: str
    expires: str
    mine: bool
    open: bool
    state: str


@dataclass(frozen=True, slots=True)
class Job:
    """A long operation, running or ended.

    Args:
        id: its id.
        operation: the verb.
        state: `running`, `done`, `failed`, `stopped` by a person, or `interrupted` by a restart.
        phase: the phase it is in, or ended in.
        phases: the declared phases, in order.
        fraction: how much of the whole is done, 0 to 1.
        done: how much of the phase is done.
        total: how much there is to do in it; 0 where it is not known.
        began: unix seconds.
        ended: unix seconds; 0 while it runs.
        version: names this state, to wait for the next.
        error: code of the error it failed with; empty otherwise.
        result: what it came to.
        rate: units a second; None while it is not known.
        left_s: seconds left; None while it is not known.
        about: what it is about: names of backup targets; may be empty.
        stoppable: whether it may be stopped half-way.
    """

    id: str
    operation: str
    state: str
    phase: str
    phases: tuple[str, ...]
    fraction: float
    done: int
    total: int
    began: int
    ended: int
    version: int
    error: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    rate: float | None = None
    left_s: int | None = None
    about: str = ""
    stoppable: bool = False


@dataclass(frozen=True, slots=True)
class SetupDone:
    """What a finished set-up shows."""

    deployment: str
    link: str
    pin: str


@dataclass(frozen=True, slots=True)
class LogState:
    """The log as storage signs it."""

    size: int
    root: str
    checkpoint: str
    tiles: int


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One readable entry of the log.

    Args:
        index: its place.
        day: when it was written.
        event: what happened, such as `opened`.
        by: by whom: an `operator`, or the `box` itself.
        alone: whether one person did what takes two.
    """

    index: int
    day: str
    event: str
    by: Literal["operator", "box"]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """The last check of the whole log."""

    day: str
    problems: int


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some readable entries, newest first.

    Args:
        entries: the entries.
        older: the place to go on from, where there are older ones.
        verified: the last check of the log, if there was one.
    """

    entries: tuple[LogEntry, ...]
    older: int | None = None
    verified: Verified | None = None


@dataclass(frozen=True, slots=True)
class VerifyProgress:
    """How far a check of the log is."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class VerifyProblem:
    """One thing that is not what the log says it was."""

    kind: str
    what: str
    index: int | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """The end of a check of the log."""

    leaves: int
    blobs: int
    problems: int


VerifyLine = VerifyProgress | VerifyProblem | VerifyResult


@dataclass(frozen=True, slots=True)
class WipePlan:
    """What a wipe would destroy, and what survives it.

    Args:
        hash: what those who agree name.
        level: how much is destroyed.
        steps: what will happen, as codes for the catalogue.
        survives: what remains and who could do what with it, as codes for the catalogue.
        needed: people that have to agree, the one who asks included.
        agreed: people who have agreed already.
        rehearsal: what the last rehearsal measured.
    """

    hash: str
    level: Literal["deployment", "backups"]
    steps: tuple[Mapping[str, Any], ...]
    survives: tuple[Mapping[str, Any], ...]
    needed: int
    agreed: int = 0
    rehearsal: "WipeRehearsal | None" = None


@dataclass(frozen=True, slots=True)
class WipePhase:
    """A phase of a wipe or rehearsal begins."""

    name: str


@dataclass(frozen=True, slots=True)
class WipeStep:
    """How far a phase is."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class WipeRehearsal:
    """What a wipe would have taken."""

    files: int
    keys: int
    keys_gone_ms: int
    processes: int
    size_bytes: int
    took_ms: int


@dataclass(frozen=True, slots=True)
class WipeCertificate:
    """What was destroyed, signed.

    Args:
        code: what the QR code says: deployment and fingerprint of the certificate.
        file: the whole file (record-format §17).
        complete: whether nothing was left.
        signed: whether the deployment key had named the key that signed it.
        resumed: whether an earlier start had begun it.
        files: files destroyed.
        keys_gone_ms: how long it took until no key was left.
        took_ms: how long it all took.
        left: how many files the disk would not give up.
    """

    code: str
    file: Mapping[str, Any]
    complete: bool
    signed: bool
    resumed: bool
    files: int
    keys_gone_ms: int
    took_ms: int
    left: int


WipeLine = WipePhase | WipeStep | WipeRehearsal | WipeCertificate
