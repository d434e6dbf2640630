"""The signed directories on STATE: who is certified, and which intake keys are current.

The agent signs and replaces the files; this service reads them when they change and signs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from appliance.core.canonical import parse_canonical
from appliance.core.certificates import Certificate
from appliance.core.directory import LIMIT_BYTES, Directory, open_directory
from appliance.core.fields import octets
from appliance.core.staff import Staff, open_staff
from appliance.errors import UnavailableError

Stamp = tuple[int, int, int] | None


@dataclass(frozen=True)
class Roster:
    """Both directories at one moment; either may be absent before set-up."""

    directory: Directory | None = None
    directory_file: bytes = b""
    staff: Staff | None = None
    staff_file: bytes = b""
    certificates: dict[str, Certificate] = field(default_factory=dict)

    def certificate(self, key: str) -> Certificate | None:
        """Return the certificate of a key, whatever its status."""
        return self.certificates.get(key)

    def usable(self, key: str, day: str) -> Certificate | None:
        """Return the certificate of a key if it is active and in date."""
        found = self.certificates.get(key)
        return found if found and found.usable_on(day) else None

    def former(self, key: str) -> tuple[str, ...]:
        """Return the keys that a key succeeds, the newest first, as the certificates say."""
        found: list[str] = []
        certificate = self.certificates.get(key)
        while certificate and certificate.succeeds and certificate.succeeds not in found:
            found.append(certificate.succeeds)
            certificate = self.certificates.get(certificate.succeeds)
        return tuple(found)

    @property
    def recovery_key(self) -> str | None:
        """Key id of the recovery identity in force, if there is one."""
        recipient = self.directory.recovery if self.directory else None
        listed = self.staff.recovery if self.staff else ()
        return next((each.key for each in listed if each.recipient == recipient), None)

    def recovery_verify(self, key: str) -> str | None:
        """Return what checks the signature of the recovery identity in force; of no other."""
        listed = self.staff.recovery if self.staff and key == self.recovery_key else ()
        return next((each.verify for each in listed if each.key == key), None)

    def intake_key(self, organisation: str) -> str | None:
        """Return the key id of an organisation's current intake key."""
        keys = dict(self.directory.intake_keys) if self.directory else {}
        return keys[organisation].key if organisation in keys else None


class RosterFiles:
    """Reads the two files again whenever one of them was replaced.

    Args:
        directory: `state/directory.json`.
        staff: `state/staff.json`.
        version_file: version -> where that version of the key directory is kept.
    """

    def __init__(self, directory: Path, staff: Path, version_file: Callable[[int], Path]) -> None:
        self._paths = (directory, staff)
        self._version_file = version_file
        self._stamps: tuple[Stamp, ...] | None = None
        self._roster = Roster()

    def current(self) -> Roster:
        """Return what the files say now.

        Raises:
            SignatureError: one of them is not signed by the deployment key.
            UnavailableError: one of them cannot be read.
        """
        stamps = tuple(_stamp(path) for path in self._paths)
        if stamps != self._stamps:
            self._roster = _read(*(_octets(path) for path in self._paths))
            self._stamps = stamps
        return self._roster

    def intake_keys(self, version: int) -> frozenset[str]:
        """Return the intake keys of a version of the key directory; none where it is not known.

        Raises:
            SignatureError: it is not signed by the deployment key.
            UnavailableError: it cannot be read.
        """
        return frozenset(self.intake_by_organisation(version).values())

    def intake_by_organisation(self, version: int) -> dict[str, str]:
        """Return the intake key of each organisation under a version of the key directory.

        Raises:
            SignatureError: it is not signed by the deployment key.
            UnavailableError: it cannot be read.
        """
        directory = self.version(version)
        listed = directory.intake_keys if directory is not None else ()
        return {organisation: each.key for organisation, each in listed}

    def file_of(self, version: int) -> bytes:
        """Return the signed file of a version of the key directory; nothing if it is not kept.

        Raises:
            UnavailableError: it cannot be read.
        """
        current = self.current()
        if current.directory is not None and current.directory.version == version:
            return current.directory_file
        return _octets(self._version_file(version))

    def version(self, version: int) -> Directory | None:
        """Return a version of the key directory, if it is kept.

        Raises:
            SignatureError: it is not signed by the deployment key.
            UnavailableError: it cannot be read.
        """
        directory = self.current().directory
        if directory is not None and directory.version != version:
            directory = _read(self.file_of(version), b"").directory
        return directory


def _read(directory_file: bytes, staff_file: bytes) -> Roster:
    if not directory_file:
        return Roster()
    untrusted = parse_canonical(directory_file, LIMIT_BYTES)
    # The file lies on this machine's STATE beside the service's own keys, so the key that it
    # names is the deployment's; browsers check it against their pin.
    pin = octets(32)(untrusted.get("key"))
    directory = open_directory(directory_file, pin)
    staff = open_staff(staff_file, pin) if staff_file else None
    certificates = {each.key: each for each in staff.certificates} if staff else {}
    return Roster(directory, directory_file, staff, staff_file, certificates)


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise UnavailableError from error
