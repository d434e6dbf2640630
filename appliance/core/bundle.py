"""One report in one request: header and sealed parts (record-format §12)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from appliance.core import age_header, canonical, fields
from appliance.core.canonical import parse_id
from appliance.core.fields import Fields
from appliance.errors import InvalidInputError, RecipientError, TooLargeError

LENGTH_BYTES: Final = 4
PIN_BYTES: Final = 32
HEADER_BYTES: Final = 32 * 1024
PART_BYTES: Final = 1024 * 1024
BUNDLE_BYTES: Final = 4 * 1024 * 1024
MOST_EXTRA_PARTS: Final = 16
# Recovery and receipt stand beside the intake keys in every report wrap.
OTHER_WRAP_STANZAS: Final = 2
_OPENING: Final = (("wrap", None), ("report", "contact"), ("report", "account"))
_EXTRA: Final = frozenset({("message", "thread"), ("item", "evidence")})
_KINDS: Final = ("wrap", "report", "message", "item")
_COMPARTMENTS: Final = ("contact", "account", "thread", "evidence")


@dataclass(frozen=True)
class Mailbox:
    """Where she will look for answers, and with which keys."""

    name: str
    pin: str
    recipient: str
    verify: str


@dataclass(frozen=True)
class Part:
    """One sealed part.

    Attributes:
        blob: its id.
        kind: `wrap`, `report`, `message` or `item`.
        compartment: none for the wrap.
        sha256: of the sealed bytes.
        sealed: the sealed bytes.
    """

    blob: str
    kind: str
    compartment: str | None
    sha256: str
    sealed: bytes


@dataclass(frozen=True)
class Bundle:
    """A report as it arrives.

    Attributes:
        case: its case id.
        directory: version of the key directory that it was sealed to.
        form: id of the form.
        form_version: version of the form.
        language: language the form was filled in.
        sealed_by: `browser` or `server`.
        urgent_care: only where the reporter agreed to say so.
        parts: the wrap first.
        mailbox: absent once intake has taken it out.
        day: day of receipt; absent until intake has put it in.
        wrap_stanzas: number of recipients of the wrap.
    """

    case: str
    directory: int
    form: str
    form_version: int
    language: str
    sealed_by: str
    urgent_care: bool | None
    parts: tuple[Part, ...]
    mailbox: Mailbox | None
    day: str | None
    wrap_stanzas: int


def parse(untrusted: bytes, intake_keys: int | None = None) -> Bundle:
    """Read a bundle from a browser.

    Args:
        untrusted: the whole request body.
        intake_keys: how many intake keys the directory of that version has; when given, the wrap
            must have two recipients more.

    Raises:
        TooLargeError: the bundle or a part is over its limit.
        RecipientError: a part is not sealed as it must be.
        InvalidInputError: anything else is wrong.
    """
    bundle = _parse(untrusted)
    if bundle.mailbox is None or bundle.day is not None:
        raise InvalidInputError("This report names no mailbox, or a day of its own.")
    if intake_keys is not None and bundle.wrap_stanzas != intake_keys + OTHER_WRAP_STANZAS:
        raise RecipientError("The wrap of this report has another number of recipients.")
    return bundle


def parse_forwarded(untrusted: bytes) -> Bundle:
    """Read a bundle from intake: no mailbox, but a day.

    Raises:
        TooLargeError, RecipientError, InvalidInputError: as for `parse`.
    """
    bundle = _parse(untrusted)
    if bundle.mailbox is not None or bundle.day is None:
        raise InvalidInputError("This report was not forwarded by intake.")
    return bundle


def forward(bundle: Bundle, day: str) -> bytes:
    """Write a bundle for storage: without its mailbox, with its day."""
    return build(replace(bundle, mailbox=None, day=day))


def build(bundle: Bundle) -> bytes:
    """Write a bundle."""
    header = canonical.canonical(_header(bundle))
    sealed = [part.sealed for part in bundle.parts]
    return b"".join([len(header).to_bytes(LENGTH_BYTES, "big"), header, *sealed])


def part(blob: str, kind: str, compartment: str | None, sealed: bytes) -> Part:
    """Make a part of sealed bytes."""
    return Part(blob, kind, compartment, hashlib.sha256(sealed).hexdigest(), sealed)


def _parse(untrusted: bytes) -> Bundle:
    if len(untrusted) > BUNDLE_BYTES:
        raise TooLargeError
    header_bytes = int.from_bytes(untrusted[:LENGTH_BYTES], "big")
    body = LENGTH_BYTES + header_bytes
    if len(untrusted) < LENGTH_BYTES or len(untrusted) < body:
        raise InvalidInputError("This report is cut short.")
    header = canonical.parse_canonical(untrusted[LENGTH_BYTES:body], HEADER_BYTES)
    members = Fields(header, "report")
    members.expect("v", 1)
    members.expect("type", "report")
    mailbox = members.optional("mailbox", _mailbox)
    listed = members.array("parts", _listed_part, len(_OPENING) + MOST_EXTRA_PARTS)
    report = Fields(members.read("report", lambda value: value), "report")
    members.close()
    _check_order([(kind, compartment) for _, kind, compartment, _, _ in listed])
    parts = _cut(untrusted, body, listed)
    return _bundle(report, parts, mailbox)


def _bundle(report: Fields, parts: tuple[Part, ...], mailbox: Mailbox | None) -> Bundle:
    form, form_version = report.read("form", parse_form)
    bundle = Bundle(
        case=report.id("case"),
        directory=report.integer("directory", 1),
        form=form,
        form_version=form_version,
        language=report.read("language", parse_language),
        sealed_by=report.choice("sealed_by", ("browser", "server")),
        urgent_care=report.optional("urgent_care", fields.boolean),
        parts=parts,
        mailbox=mailbox,
        day=report.optional("day", canonical.parse_day),
        wrap_stanzas=_wrap_stanzas(parts),
    )
    report.close()
    return bundle


def parse_form(untrusted: object) -> tuple[str, int]:
    """Read id and version of a form.

    Raises:
        InvalidInputError: it is something else.
    """
    members = Fields(untrusted, "form")
    form = members.read("id", _word)
    version = members.integer("version", 1)
    members.close()
    return form, version


def parse_language(untrusted: object) -> str:
    """Read a language tag such as `fr` or `pt-BR`.

    Raises:
        InvalidInputError: it is something else.
    """
    text = fields.text(16)(untrusted)
    if not text.replace("-", "").isalnum() or not text.isascii() or text != text.strip("-"):
        raise InvalidInputError("This is not a language tag.")
    return text


def _word(untrusted: object) -> str:
    text = fields.text(64)(untrusted)
    if not text.replace("-", "").replace("_", "").isalnum() or not text.isascii():
        raise InvalidInputError("This is not the id of a form.")
    return text


def _mailbox(untrusted: object) -> Mailbox:
    members = Fields(untrusted, "mailbox")
    mailbox = Mailbox(
        name=members.id("name"),
        pin=members.octets("pin", PIN_BYTES),
        recipient=members.recipient("recipient"),
        verify=members.octets("verify", 32),
    )
    members.close()
    return mailbox


_Listed = tuple[str, str, str | None, str, int]


def _listed_part(untrusted: object) -> _Listed:
    members = Fields(untrusted, "part")
    listed = (
        members.id("blob"),
        members.choice("kind", _KINDS),
        members.optional("compartment", fields.choice(_COMPARTMENTS)),
        members.hash("sha256"),
        members.integer("size", 1),
    )
    members.close()
    if listed[-1] > PART_BYTES:
        raise TooLargeError
    return listed


def _check_order(kinds: Sequence[tuple[str, str | None]]) -> None:
    opening = len(_OPENING)
    if tuple(kinds[:opening]) != _OPENING or not _EXTRA.issuperset(kinds[opening:]):
        raise InvalidInputError("The parts of this report are not the ones a report has.")


def _cut(untrusted: bytes, start: int, listed: Sequence[_Listed]) -> tuple[Part, ...]:
    if len({blob for blob, *_ in listed}) != len(listed):
        raise InvalidInputError("Two parts of this report have one id.")
    if len(untrusted) != start + sum(size for *_, size in listed):
        raise InvalidInputError("The parts of this report have another size than it says.")
    parts = []
    for blob, kind, compartment, sha256, size in listed:
        sealed = bytes(untrusted[start : start + size])
        start += size
        if hashlib.sha256(sealed).hexdigest() != sha256:
            raise InvalidInputError("A part of this report has another hash than it says.")
        parts.append(Part(blob, kind, compartment, sha256, sealed))
    return tuple(parts)


def _wrap_stanzas(parts: Sequence[Part]) -> int:
    wrap, *contents = (age_header.inspect(part.sealed) for part in parts)
    if any(stanzas != 1 for stanzas in contents):
        raise RecipientError("Content is sealed to exactly one recipient.")
    return wrap


def _header(bundle: Bundle) -> dict[str, Any]:
    report: dict[str, Any] = {
        "case": parse_id(bundle.case),
        "day": bundle.day,
        "directory": bundle.directory,
        "form": {"id": bundle.form, "version": bundle.form_version},
        "language": bundle.language,
        "sealed_by": bundle.sealed_by,
        "urgent_care": bundle.urgent_care,
    }
    header: dict[str, Any] = {
        "parts": [_listing(part) for part in bundle.parts],
        "report": _present(report),
        "type": "report",
        "v": 1,
    }
    if bundle.mailbox is not None:
        header["mailbox"] = vars(bundle.mailbox)
    return header


def _listing(part: Part) -> dict[str, Any]:
    listing = {
        "blob": part.blob,
        "compartment": part.compartment,
        "kind": part.kind,
        "sha256": part.sha256,
        "size": len(part.sealed),
    }
    return _present(listing)


def _present(members: dict[str, Any]) -> dict[str, Any]:
    return {name: member for name, member in members.items() if member is not None}
