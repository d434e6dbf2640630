"""What is asked about a backup target, a kind at a time; both faces ask the same."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from appliance.errors import InvalidInputError
from appliance.operations.backup_credentials import Account
from appliance.operations.backup_records import Target
from appliance.secret import Secret
from tui.form import Field, Kind, Option, Problem, Value
from tui.setup_draft import text_problem
from tui.words import Words

KINDS = ("disk", "rest", "s3", "sftp")
NAMED = Field(Kind.TEXT, "name", "target-name")
PLACES: dict[str, tuple[Field, ...]] = {
    "disk": (Field(Kind.TEXT, "folder", "target-folder"),),
    "rest": (
        Field(Kind.TEXT, "url", "target-url"),
        Field(Kind.TEXT, "user", "target-user"),
        Field(Kind.SECRET, "password", "target-password"),
    ),
    "s3": (
        Field(Kind.TEXT, "url", "target-bucket"),
        Field(Kind.TEXT, "user", "target-key-id"),
        Field(Kind.SECRET, "password", "target-key-secret"),
    ),
    "sftp": (
        Field(Kind.TEXT, "host", "target-host"),
        Field(Kind.TEXT, "folder", "target-remote"),
        Field(Kind.TEXT, "file", "target-ssh-key"),
    ),
}
SAME_DISK = Field(Kind.FLAG, "same_disk", "target-same-disk")
SCHEMES = ("http://", "https://")


@dataclass
class Typed:
    """What was typed, by question; it may be a password."""

    values: dict[str, Value] = field(default_factory=dict, repr=False)

    def get(self, key: str) -> Value:
        """Return an answer."""
        return self.values.get(key, "")

    def put(self, key: str, value: Value) -> None:
        """Keep an answer."""
        self.values[key] = value

    def text(self, key: str) -> str:
        """Return a written answer without what surrounds it."""
        return str(self.get(key)).strip()


def kind_field() -> Field:
    """Return the question of what kind a target is."""

    def kinds(words: Words) -> list[Option]:
        return [Option(each, words(f"target-kind-{each}")) for each in KINDS]

    return Field(Kind.ONE, "kind", "target-kind", kinds)


def new_target() -> Typed:
    """Return a target of which nothing is known but that it is a disk, as most are."""
    return Typed({"kind": "disk", "same_disk": False})


def fields_of(kind: str, *, named: bool) -> tuple[Field, ...]:
    """Return what is asked about a target of a kind.

    Args:
        kind: one of `KINDS`.
        named: whether it is to stand on a list, under a name.
    """
    found = PLACES[kind]
    if not named:
        return found
    return (NAMED, *found, SAME_DISK) if kind == "disk" else (NAMED, *found)


def kind_of(address: str) -> str:
    """Return the kind of an address."""
    kind = address.partition(":")[0]
    return kind if kind in KINDS else "disk"


def problem_of(typed: Typed) -> Problem | None:
    """Return why what was typed is no target, or nothing."""
    kind = typed.text("kind")
    for each in PLACES[kind]:
        if each.kind not in {Kind.TEXT, Kind.SECRET}:
            continue
        if found := text_problem(typed.text(each.key), each.key):
            return found
    if kind in {"rest", "s3"} and not typed.text("url").startswith(SCHEMES):
        return Problem("problem-target-url", "url")
    if kind == "sftp" and not Path(typed.text("file")).is_absolute():
        return Problem("problem-target-path", "file")
    try:
        replace(target_of(typed), name="any").check()
    except InvalidInputError:
        if kind == "disk":
            return Problem("problem-target-path", "folder")
        return Problem("problem-target-place", PLACES[kind][0].key)
    return None


def named_problem(typed: Typed) -> Problem | None:
    """Return the same for a target that is to stand on a list."""
    try:
        Target(typed.text("name"), "/any").check()
    except InvalidInputError:
        return Problem("problem-target-name", "name")
    return problem_of(typed)


def target_of(typed: Typed) -> Target:
    """Return the target that was typed."""
    kind = typed.text("kind")
    address = {
        "disk": lambda: typed.text("folder"),
        "rest": lambda: f"rest:{typed.text('url')}",
        "s3": lambda: f"s3:{typed.text('url')}",
        "sftp": lambda: f"sftp:{typed.text('host')}:{typed.text('folder')}",
    }[kind]()
    credentials = typed.text("file") if kind == "sftp" else ""
    return Target(typed.text("name"), address, credentials, bool(typed.get("same_disk")))


def account_of(typed: Typed) -> Account | None:
    """Return with what the box shows itself there, where the target asks for that."""
    if typed.text("kind") not in {"rest", "s3"}:
        return None
    return Account(typed.text("user"), Secret(typed.text("password")))
