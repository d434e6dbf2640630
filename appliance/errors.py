"""Every error a user can meet.

    ApplianceError                 500  internal            exit 70
    ├── UsageError                 400  usage               exit 2
    ├── InvalidInputError          422  invalid_input       exit 65
    │   ├── TooLargeError          413  too_large           exit 65
    │   ├── ChecksumError          460  checksum            exit 65
    │   ├── RangeError             416  range               exit 65
    │   ├── ReceiptCodeError       422  receipt_code        exit 65
    │   ├── ShareCountError        422  share_count         exit 65
    │   └── ShareError             422  share               exit 65
    ├── UnauthenticatedError       401  unauthenticated     exit 77
    │   ├── PassphraseError        401  passphrase          exit 77
    │   └── CodeError              401  code                exit 77
    ├── RoleError                  403  role                exit 77
    ├── NotApprovedError           403  not_approved        exit 77
    ├── NotFoundError              404  not_found           exit 66
    ├── ConflictError              409  conflict            exit 75
    │   ├── SequenceError          409  sequence            exit 75
    │   ├── DirectoryChangedError  409  directory_changed   exit 75
    │   ├── AlreadyRunningError    409  already_running     exit 75
    │   ├── NotSetUpError          409  not_set_up          exit 75
    │   ├── AlreadySetUpError      409  already_set_up      exit 75
    │   ├── LostRecordError        409  lost_record         exit 75
    │   ├── PersonStateError       409  person_state        exit 75
    │   ├── EscrowStateError       409  escrow_state        exit 75
    │   ├── RealDataError          409  real_data           exit 75
    │   ├── JobRunningError        409  job_running         exit 75
    │   ├── StoppedError           409  stopped             exit 75
    │   ├── NameTakenError         409  name_taken          exit 75
    │   ├── LastOperatorError      409  last_operator       exit 75
    │   ├── AskedError             409  asked               exit 75
    │   ├── RefusedError           409  refused             exit 75
    │   ├── SamePersonError        409  same_person         exit 75
    │   ├── AskExpiredError        409  ask_expired         exit 75
    │   ├── SecondPersonError      409  second_person       exit 75
    │   ├── OneOfTwoError          409  one_of_two          exit 75
    │   ├── WipingError            409  wiping              exit 75
    │   ├── BackupRefusedError     409  backup_refused      exit 75
    │   └── BackupRunningError     409  backup_running      exit 75
    ├── TooManyTriesError          429  too_many_tries      exit 75
    ├── UnavailableError           503  unavailable         exit 69
    │   ├── SealedError            503  sealed              exit 69
    │   ├── CutShortError          503  cut_short           exit 69
    │   ├── StartError             503  start               exit 69
    │   │   └── WipeUnfinishedError    503  wipe_unfinished     exit 69
    │   ├── MaintenanceError       503  maintenance         exit 69
    │   ├── PracticeError          503  practice            exit 69
    │   ├── SittingError           503  sitting             exit 69
    │   ├── ResticMissingError     503  restic_missing      exit 69
    │   ├── DrillError             503  drill               exit 69
    │   └── TargetError            503  target              exit 69
    │       ├── TargetBusyError    503  target_busy         exit 69
    │       ├── TargetFullError    503  target_full         exit 69
    │       ├── TargetPasswordError 503  target_password     exit 69
    │       └── TargetDamagedError 503  target_damaged      exit 69
    │           └── TargetRolledBackError 503  target_rolled_back  exit 69
    ├── StorageFullError           507  storage_full        exit 74
    ├── TicketError                403  ticket              exit 77
    │   └── TicketExpiredError     403  ticket_expired      exit 77
    ├── SignatureError             422  signature           exit 76
    ├── OrderError                 403  order               exit 77
    │   ├── OrderSignatureError    403  order_signature     exit 77
    │   ├── OrderLevelError        403  order_level         exit 77
    │   ├── OrderOtherError        403  order_other         exit 77
    │   ├── OrderExpiredError      403  order_expired       exit 77
    │   └── OrderUsedError         403  order_used          exit 77
    ├── DecryptionError            422  decryption          exit 76
    ├── RecipientError             422  recipient           exit 76
    ├── IntegrityError             500  integrity           exit 76
    └── ConfigurationError         500  configuration       exit 78
        ├── MemoryLockError        500  memory_lock         exit 78
        ├── OwnScreenError         500  own_screen          exit 78
        └── PortInUseError         500  port_in_use         exit 78

The first line of a class's docstring is its default message, in English. What a person reads in
her own language is the catalogue entry `error-<code>`, so a code never changes once released.
`NotFoundError` covers "absent" and "not allowed" alike: a refusal must not confirm that
something exists. Messages hold no path, no SQL and no personal data.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar


class ApplianceError(Exception):
    """Something went wrong inside the appliance.

    Args:
        message: what happened; the class's default where empty.
        hint: what to do next; may stay empty.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 70
    values: Mapping[str, str | int] = MappingProxyType({})
    """What the catalogue's words for it have to be told."""

    def __init__(self, message: str = "", hint: str = "") -> None:
        self.message = message or self.default_message()
        self.hint = hint
        super().__init__(self.message)

    @classmethod
    def default_message(cls) -> str:
        """Return the first line of the class's docstring."""
        return (cls.__doc__ or cls.code).strip().splitlines()[0]

    def to_json(self) -> dict[str, str | int]:
        """Return the body of an error response."""
        return {"error": self.code, "message": self.message, "hint": self.hint}

    @classmethod
    def received(cls, _body: Mapping[str, Any]) -> "ApplianceError":
        """Return the error of a response; its words are the reader's own catalogue's."""
        return cls()


class UsageError(ApplianceError):
    """This command or request is not understood."""

    code = "usage"
    status = 400
    exit_code = 2


class InvalidInputError(ApplianceError):
    """Some of what was sent is not valid."""

    code = "invalid_input"
    status = 422
    exit_code = 65


class TooLargeError(InvalidInputError):
    """This is larger than the limit."""

    code = "too_large"
    status = 413


class ChecksumError(InvalidInputError):
    """What arrived is not what was sent; please send it again."""

    code = "checksum"
    status = 460


class RangeError(InvalidInputError):
    """This part of the file does not exist."""

    code = "range"
    status = 416


class ReceiptCodeError(InvalidInputError):
    """This is not a receipt code: a digit is missing or wrong."""

    code = "receipt_code"


class ShareCountError(InvalidInputError):
    """These numbers of trustees and shares cannot be used."""

    code = "share_count"


class ShareError(InvalidInputError):
    """These words are not a share of this set.

    Args:
        problem: what is wrong; the catalogue has it as `share-<problem>`.
        values: what those words have to be told, such as the place of the wrong word.
    """

    code = "share"

    def __init__(self, problem: str = "checksum", **values: str | int) -> None:
        super().__init__()
        self.problem = problem
        self.values = values


class UnauthenticatedError(ApplianceError):
    """Please sign in first."""

    code = "unauthenticated"
    status = 401
    exit_code = 77


class PassphraseError(UnauthenticatedError):
    """The passphrase does not open this."""

    code = "passphrase"


class CodeError(UnauthenticatedError):
    """A code from your code app is needed, and this one does not count."""

    code = "code"


class RoleError(ApplianceError):
    """Your role does not include this."""

    code = "role"
    status = 403
    exit_code = 77


class NotApprovedError(ApplianceError):
    """Your account has not been approved yet, or no longer counts."""

    code = "not_approved"
    status = 403
    exit_code = 77


class NotFoundError(ApplianceError):
    """There is nothing here that you can open."""

    code = "not_found"
    status = 404
    exit_code = 66


class ConflictError(ApplianceError):
    """This has changed in the meantime."""

    code = "conflict"
    status = 409
    exit_code = 75


class SequenceError(ConflictError):
    """Another statement of yours came first.

    Args:
        message: what happened; the default where empty.
        hint: what to do next; may stay empty.
        expected: the number that the next statement must have.
    """

    code = "sequence"

    def __init__(self, message: str = "", hint: str = "", *, expected: int = 0) -> None:
        self.expected = expected
        super().__init__(message, hint)

    def to_json(self) -> dict[str, str | int]:
        """Return the body of an error response, with the number expected."""
        return {**super().to_json(), "expected": self.expected}


class DirectoryChangedError(ConflictError):
    """This report is sealed to keys that nobody reads with any more; please seal it again."""

    code = "directory_changed"


class AlreadyRunningError(ConflictError):
    """Safehold is already running on this data."""

    code = "already_running"


class NotSetUpError(ConflictError):
    """This deployment is not set up yet."""

    code = "not_set_up"


class AlreadySetUpError(ConflictError):
    """This deployment is set up already."""

    code = "already_set_up"


class LostRecordError(ConflictError):
    """There is a vault here, but no record of what deployment it is of."""

    code = "lost_record"


class PersonStateError(ConflictError):
    """This cannot be done with this person as things stand."""

    code = "person_state"


class OneOfTwoError(ConflictError):
    """This takes two people, and only one has agreed so far."""

    code = "one_of_two"


class WipingError(ConflictError):
    """Something is being destroyed here just now."""

    code = "wiping"


class EscrowStateError(ConflictError):
    """Key escrow is not in the state for this."""

    code = "escrow_state"


class RealDataError(ConflictError):
    """This data is of a real deployment, where nobody practises."""

    code = "real_data"


class JobRunningError(ConflictError):
    """The same is being done already."""

    code = "job_running"


class StoppedError(ConflictError):
    """Somebody stopped this."""

    code = "stopped"


class NameTakenError(ConflictError):
    """Somebody else signs in with this name."""

    code = "name_taken"


class LastOperatorError(ConflictError):
    """This is the last operator who can run this deployment."""

    code = "last_operator"


class AskedError(ConflictError):
    """A second person has to agree first, and has been asked.

    Args:
        message: what happened; the default where empty.
        hint: what to do next; may stay empty.
        approval: id of what was asked.
        minutes: how long there is to agree.
    """

    code = "asked"

    def __init__(
        self, message: str = "", hint: str = "", *, approval: str = "", minutes: int = 30
    ) -> None:
        self.approval = approval
        self.values = {"minutes": minutes}
        super().__init__(message, hint)

    def to_json(self) -> dict[str, str | int]:
        """Return the body of an error response, with what was asked."""
        return {**super().to_json(), "approval": self.approval, **self.values}

    @classmethod
    def received(cls, body: Mapping[str, Any]) -> "AskedError":
        """Return the error of a response, with what was asked."""
        minutes = body.get("minutes")
        found = minutes if isinstance(minutes, int) else 30
        return cls(approval=str(body.get("approval", "")), minutes=found)


class RefusedError(ConflictError):
    """A second person was asked and has refused."""

    code = "refused"


class SamePersonError(ConflictError):
    """Another person has to agree, not the one who asks or whom it is about."""

    code = "same_person"


class AskExpiredError(ConflictError):
    """The time to agree to this has run out."""

    code = "ask_expired"


class SecondPersonError(ConflictError):
    """This takes two people, and there is nobody else who could agree."""

    code = "second_person"


class BackupRefusedError(ConflictError):
    """A backup now would be empty or wrong, so none was made.

    Args:
        reasons: codes of what stands in its way.
    """

    code = "backup_refused"

    def __init__(self, message: str = "", hint: str = "", *, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.reasons = reasons

    def to_json(self) -> dict[str, str | int]:
        """Return the body of an error response, with what stands in the way."""
        return {**super().to_json(), "reasons": " ".join(self.reasons)}

    @classmethod
    def received(cls, body: Mapping[str, Any]) -> "BackupRefusedError":
        """Return the error of a response, with what stands in the way."""
        return cls(reasons=tuple(str(body.get("reasons", "")).split()))


class BackupRunningError(ConflictError):
    """A backup, a check or a drill is running already."""

    code = "backup_running"


class TooManyTriesError(ApplianceError):
    """There were too many tries; please wait a little."""

    code = "too_many_tries"
    status = 429
    exit_code = 75


class UnavailableError(ApplianceError):
    """This part of the system is not answering at the moment."""

    code = "unavailable"
    status = 503
    exit_code = 69


class SealedError(UnavailableError):
    """The box is sealed; an operator has to open it."""

    code = "sealed"


class CutShortError(UnavailableError):
    """This was cut short when Safehold was started again."""

    code = "cut_short"


class StartError(UnavailableError):
    """Safehold could not be started."""

    code = "start"


class WipeUnfinishedError(StartError):
    """A wipe was begun here and could not be finished."""

    code = "wipe_unfinished"


class MaintenanceError(UnavailableError):
    """This box is being maintained."""

    code = "maintenance"


class PracticeError(UnavailableError):
    """The invented deployment could not be made."""

    code = "practice"


class SittingError(UnavailableError):
    """The sitting ended before it was finished."""

    code = "sitting"


class ResticMissingError(UnavailableError):
    """The backup program restic is not installed."""

    code = "restic_missing"


class DrillError(UnavailableError):
    """What was restored for the drill did not start."""

    code = "drill"


class TargetError(UnavailableError):
    """The backup target does not answer, or did not take everything."""

    code = "target"
    absent = False
    """Whether the target answered that nothing of this name is there."""


class TargetBusyError(TargetError):
    """Another program is at work at the backup target."""

    code = "target_busy"


class TargetFullError(TargetError):
    """The backup target is full."""

    code = "target_full"


class TargetPasswordError(TargetError):
    """The password does not open what is at the backup target."""

    code = "target_password"


class TargetDamagedError(TargetError):
    """What is at the backup target is damaged or not complete."""

    code = "target_damaged"


class TargetRolledBackError(TargetDamagedError):
    """The last backup is no longer at the backup target: an older state was put back."""

    code = "target_rolled_back"


class StorageFullError(ApplianceError):
    """There is no room left to store this."""

    code = "storage_full"
    status = 507
    exit_code = 74


class TicketError(ApplianceError):
    """This ticket is not valid, or no longer."""

    code = "ticket"
    status = 403
    exit_code = 77


class TicketExpiredError(TicketError):
    """This ticket has expired; ask for a new one."""

    code = "ticket_expired"


class SignatureError(ApplianceError):
    """A signature does not match what it should cover."""

    code = "signature"
    status = 422
    exit_code = 76


class DecryptionError(ApplianceError):
    """This cannot be opened: wrong key, or damaged."""

    code = "decryption"
    status = 422
    exit_code = 76


class RecipientError(ApplianceError):
    """This is not sealed to the recipients it must be sealed to."""

    code = "recipient"
    status = 422
    exit_code = 76


class IntegrityError(ApplianceError):
    """Stored data is not what was stored.

    Args:
        message: what happened; made from `what` where empty.
        hint: what to do next; may stay empty.
        what: the thing that failed, such as "leaf 12" or "tile 0/003".
    """

    code = "integrity"
    exit_code = 76

    def __init__(self, message: str = "", hint: str = "", *, what: str = "") -> None:
        self.what = what
        if what and not message:
            message = f"{self.default_message().rstrip('.')}: {what}."
        super().__init__(message, hint)


class ConfigurationError(ApplianceError):
    """The configuration is not valid."""

    code = "configuration"
    exit_code = 78


class MemoryLockError(ConfigurationError):
    """The memory of this process cannot be kept off the disk."""

    code = "memory_lock"


class OwnScreenError(ConfigurationError):
    """This is shown on the box's own screen only."""

    code = "own_screen"


class PortInUseError(ConfigurationError):
    """A port is in use, or may not be used.

    Args:
        port: which.
    """

    code = "port_in_use"

    def __init__(self, message: str = "", hint: str = "", *, port: int = 0) -> None:
        super().__init__(message, hint)
        self.values = {"port": str(port)}  # a name, not an amount: no separators


def by_code(code: str) -> type[ApplianceError]:
    """Return the class that has an error code; the root for a code that nobody has."""
    found = [ApplianceError]
    for kind in found:
        if kind.code == code:
            return kind
        found += kind.__subclasses__()
    return ApplianceError


class OrderError(ApplianceError):
    """This order of headquarters was refused."""

    code = "order"
    status = 403
    exit_code = 77


class OrderSignatureError(OrderError):
    """Headquarters has not signed this order."""

    code = "order_signature"


class OrderLevelError(OrderError):
    """Headquarters can lock, never destroy."""

    code = "order_level"


class OrderOtherError(OrderError):
    """This order is for another deployment."""

    code = "order_other"


class OrderExpiredError(OrderError):
    """This order does not count yet, or no longer."""

    code = "order_expired"


class OrderUsedError(OrderError):
    """This order was carried out before."""

    code = "order_used"
