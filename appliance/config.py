"""Settings: `config/appliance.yml`, read once at the start into frozen typed objects.

A key left out keeps its default. A key that is unknown, written twice, of the wrong type or out
of range stops the start with the file, the line, the key and, if there is one, the nearest known
key. Secrets are never values here, only paths of files.
"""

import dataclasses
import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import yaml

from appliance.errors import ConfigurationError

MIB = 1024 * 1024
Section = TypeVar("Section")
NONE = "none"
"""Said of something that this deployment does not have."""


def _number(default: int, *, least: int = 1, most: int = 2**53) -> int:
    return field(default=default, metadata={"least": least, "most": most})


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where the embedded gateway listens: three origins, three ports in a row."""

    host: str = "localhost"
    port: int = _number(8700, most=65533)

    @property
    def intake_port(self) -> int:
        """Port of the survivors' app."""
        return self.port

    @property
    def case_port(self) -> int:
        """Port of the professionals' app."""
        return self.port + 1

    @property
    def storage_port(self) -> int:
        """Port through which browsers move sealed blobs."""
        return self.port + 2


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest things accepted, and the room kept free."""

    report_bytes: int = _number(256 * 1024)
    blob_bytes: int = _number(MIB)
    upload_bytes: int = _number(2048 * MIB)
    part_bytes: int = _number(8 * MIB)
    free_disk_bytes: int = _number(200_000_000, least=0)


@dataclass(frozen=True, slots=True)
class Uploads:
    """Uploads in parts."""

    expire_days: int = _number(14)


@dataclass(frozen=True, slots=True)
class Directory:
    """The signed directory of public keys."""

    expire_days: int = _number(30, least=2)


@dataclass(frozen=True, slots=True)
class Log:
    """The tamper-evident log."""

    checkpoint_every_s: int = _number(60)
    daily_quota: int = _number(256)


@dataclass(frozen=True, slots=True)
class Sessions:
    """Signed-in professionals."""

    idle_minutes: int = _number(30)
    max_hours: int = _number(12)


@dataclass(frozen=True, slots=True)
class Tickets:
    """Capabilities to move one blob."""

    lifetime_s: int = _number(900, most=86400)
    download_s: int = _number(60, most=86400)


@dataclass(frozen=True, slots=True)
class Approvals:
    """What takes two people: `config/policy/approvals.yml` says which."""

    minutes: int = _number(30, most=1440)


@dataclass(frozen=True, slots=True)
class DeadManSwitch:
    """Locks an open box where no operator has shown herself for long."""

    lock_after_hours: int = _number(0, least=0, most=24 * 365)
    grace_minutes: int = _number(60)


@dataclass(frozen=True, slots=True)
class Backup:
    """When backups are made, and what they may take."""

    every_hours: int = _number(24, most=24 * 31)
    from_hour: int = _number(0, least=0, most=23)
    to_hour: int = _number(24, most=24)
    upload_kib_s: int = _number(0, least=0)
    old_days: int = _number(3)
    verify_days: int = _number(30, most=365)
    drill_days: int = _number(8)


@dataclass(frozen=True, slots=True)
class Health:
    """What is watched beyond this machine; nothing is said of what is not there."""

    certificate_file: str = NONE
    onion_address: str = NONE
    tor_host: str = "127.0.0.1"
    tor_port: int = _number(9050, most=65535)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may be set, by section."""

    gateway: Gateway = field(default_factory=Gateway)
    limits: Limits = field(default_factory=Limits)
    uploads: Uploads = field(default_factory=Uploads)
    directory: Directory = field(default_factory=Directory)
    log: Log = field(default_factory=Log)
    sessions: Sessions = field(default_factory=Sessions)
    tickets: Tickets = field(default_factory=Tickets)
    approvals: Approvals = field(default_factory=Approvals)
    dead_man: DeadManSwitch = field(default_factory=DeadManSwitch)
    backup: Backup = field(default_factory=Backup)
    health: Health = field(default_factory=Health)


def load(path: Path) -> Settings:
    """Read a settings file.

    Args:
        path: a YAML file such as `config/appliance.yml`.

    Returns:
        The settings, with defaults for what the file leaves out.

    Raises:
        ConfigurationError: the file cannot be read, is not YAML, or holds a bad key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name} cannot be read.") from error
    return parse(text, path.name)


def parse(text: str, name: str) -> Settings:
    """Read settings from YAML text.

    Args:
        text: the YAML.
        name: what to call the file in an error.

    Returns:
        The settings, with defaults for what the text leaves out.

    Raises:
        ConfigurationError: the text is not YAML or holds a bad key.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{name}{line}: this is not valid YAML.") from error
    if root is None:
        return Settings()
    return _Reader(name).section(root, Settings, prefix="")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns YAML nodes, which know their line, into settings."""

    name: str

    def section(self, node: yaml.Node, kind: type[Section], prefix: str) -> Section:
        """Read one mapping into a dataclass; `prefix` is its dotted name."""
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, prefix or "the file", "is not a list of settings")
        types = get_type_hints(kind)
        fields = {each.name: each for each in dataclasses.fields(kind)}  # type: ignore[arg-type]
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            dotted = f"{prefix}.{key}" if prefix else key
            if key not in fields:
                raise self.unknown(key_node, dotted)
            if key in values:
                raise self.error(key_node, dotted, "is written twice")
            if dataclasses.is_dataclass(types[key]):
                values[key] = self.section(value_node, types[key], dotted)
            else:
                values[key] = self.value(value_node, types[key], fields[key].metadata, dotted)
        return kind(**values)

    def value(self, node: yaml.Node, kind: type, bounds: Any, dotted: str) -> Any:
        """Read one scalar and check its type and range."""
        found = _scalar(node)
        if type(found) is not kind or found == "":
            raise self.error(node, dotted, f"must be {'text' if kind is str else 'a whole number'}")
        if bounds and not bounds["least"] <= found <= bounds["most"]:
            raise self.error(node, dotted, f"must be {bounds['least']} to {bounds['most']}")
        return found

    def unknown(self, node: yaml.Node, dotted: str) -> ConfigurationError:
        """Return the error for an unknown key, with the nearest known one."""
        nearest = difflib.get_close_matches(dotted, known_keys(), n=1)
        hint = f"Did you mean “{nearest[0]}”?" if nearest else ""
        return self.error(node, dotted, "is not a known key", hint)

    def error(self, node: yaml.Node, dotted: str, why: str, hint: str = "") -> ConfigurationError:
        """Return an error that names file, line and key."""
        line = node.start_mark.line + 1
        return ConfigurationError(f"{self.name} line {line}: “{dotted}” {why}.", hint)


def known_keys() -> list[str]:
    """Return every dotted key, sections included."""
    keys = []
    for name, kind in get_type_hints(Settings).items():
        keys.append(name)
        keys += [f"{name}.{each.name}" for each in dataclasses.fields(kind)]
    return keys


def _scalar(node: yaml.Node) -> Any:
    """Return the plain value of a node, or None where it is not one."""
    try:
        return yaml.SafeLoader("").construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError):
        return None
