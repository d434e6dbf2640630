"""A reader's checks of a whole thread before anything of it is shown (record-format §6).

A server that injects, swaps, replays, reorders or leaves out is found here.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from appliance.core.canonical import parse_canonical
from appliance.core.certificates import Certificate, verify_certificate
from appliance.core.derivation import key_id
from appliance.core.statements import Message, parse, verify
from appliance.core.wraps import Reporter
from appliance.errors import InvalidInputError, RecipientError, SignatureError

UNREADABLE: Final = "unreadable"
MALFORMED: Final = "malformed"
WRONG_CASE: Final = "wrong_case"
WRONG_COMPARTMENT: Final = "wrong_compartment"
UNKNOWN_SIGNER: Final = "unknown_signer"
BAD_SIGNATURE: Final = "bad_signature"
BAD_REQUEST: Final = "bad_request"
REPEATED: Final = "repeated"
CONFLICT: Final = "conflict"
GAP: Final = "gap"
ORDER: Final = "order"

_REFUSED = (InvalidInputError, RecipientError)


@dataclass(frozen=True)
class Item:
    """One blob of kind `message` as the server listed it.

    Attributes:
        blob: its id.
        untrusted: what was in its frame; none where the seal did not open.
    """

    blob: str
    untrusted: bytes | None


@dataclass(frozen=True, order=True)
class Problem:
    """Something that a reader must be told.

    Attributes:
        code: one of the codes of this module; the catalogue has its words.
        blob: the blob it is about; empty for a `gap`.
        signer: key id, of `conflict`, `repeated`, `gap` and `order`.
        first: first number of a `gap`.
        last: last number of a `gap`.
    """

    code: str
    blob: str = ""
    signer: str = ""
    first: int = 0
    last: int = 0

    def to_json(self) -> dict[str, str | int]:
        """Return the members that apply."""
        names = {"first": "from", "last": "to"}
        return {names.get(name, name): value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Reader:
    """What a reader knows without the server.

    Attributes:
        case: the case that was asked for.
        compartment: `thread`, or one with notes of professionals.
        reporter: her keys, from the wrap.
        pin: the deployment verify key, b64.
    """

    case: str
    compartment: str
    reporter: Reporter
    pin: str


@dataclass(frozen=True)
class Thread:
    """What may be shown, in order, and what must be named."""

    messages: tuple[Message, ...]
    problems: tuple[Problem, ...]


_Sound = list[tuple[str, Message]]


def check_thread(items: Iterable[Item], reader: Reader) -> Thread:
    """Check every message, then the whole.

    The order in which the server listed the items makes no difference.

    Args:
        items: everything the server listed in this compartment.
        reader: what the reader knows without the server.
    """
    problems: list[Problem] = []
    sound: _Sound = []
    for item in sorted(items, key=lambda each: each.blob):
        result = _checked(item, reader)
        if isinstance(result, Problem):
            problems.append(result)
        else:
            sound.append((item.blob, result))
    messages, unclear = _distinct(sound)
    problems += unclear + _gaps(sound)
    ordered, circles = _ordered(messages)
    return Thread(tuple(ordered), tuple(sorted(problems + circles)))


def _checked(item: Item, reader: Reader) -> Message | Problem:
    code = UNREADABLE
    if item.untrusted is not None:
        try:
            return _message(item.untrusted, reader)
        except _Refusal as refusal:
            code = refusal.code
    return Problem(code, item.blob)


class _Refusal(Exception):  # noqa: N818 - carries a code out of the checks; nobody else sees it
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def _message(untrusted: bytes, reader: Reader) -> Message:
    try:
        message = parse(parse_canonical(untrusted))
    except _REFUSED as error:
        raise _Refusal(MALFORMED) from error
    if not isinstance(message, Message):
        raise _Refusal(MALFORMED)
    if message.case != reader.case:
        raise _Refusal(WRONG_CASE)
    if message.compartment != reader.compartment:
        raise _Refusal(WRONG_COMPARTMENT)
    _check_signature(message, _verify_key(message, reader))
    _check_request(message, reader)
    return message


def _check_signature(message: Message, key: str) -> None:
    try:
        verify(message.to_json(), key)
    except SignatureError as error:
        raise _Refusal(BAD_SIGNATURE) from error


def _check_request(message: Message, reader: Reader) -> None:
    is_hers = message.signer == _key_of(reader.reporter)
    if message.refuses is not None and not (is_hers and message.compartment == "thread"):
        raise _Refusal(BAD_REQUEST)
    if message.request is None:
        return
    certificate = message.request.certificate
    # Professionals ask, and they ask her: in the thread.
    by_her = message.signer == _key_of(reader.reporter)
    misplaced = by_her or message.compartment != "thread"
    if misplaced or certificate.status != "active" or not _certified(certificate, reader.pin):
        raise _Refusal(BAD_REQUEST)


def _verify_key(message: Message, reader: Reader) -> str:
    """Find the signer's verify key where the server has no say in it."""
    certificate = message.certificate
    if message.signer == _key_of(reader.reporter):
        # She neither holds nor sees the key of notes.
        if certificate is None and message.compartment == "thread":
            return reader.reporter.verify
    elif (
        certificate is not None
        and certificate.key == message.signer
        and _certified(certificate, reader.pin)
    ):
        return certificate.verify
    raise _Refusal(UNKNOWN_SIGNER)


def _key_of(reporter: Reporter) -> str:
    return key_id(reporter.recipient, reporter.verify)


def _certified(certificate: Certificate, pin: str) -> bool:
    try:
        verify_certificate(certificate.to_json(), pin)
    except SignatureError:
        return False
    return True


def _distinct(sound: _Sound) -> tuple[_Sound, list[Problem]]:
    """Sort out what a signer said twice.

    The same words count once. Different words under one number are both the signer's own, from two
    devices that knew nothing of each other: both are kept, and named.
    """
    places: dict[tuple[str, int], _Sound] = defaultdict(list)
    problems: list[Problem] = []
    for blob, message in sound:
        said = places[message.signer, message.seq]
        if any(message == other for _, other in said):
            problems.append(Problem(REPEATED, blob, message.signer))
        else:
            said.append((blob, message))
    for said in places.values():
        if len(said) > 1:
            problems += [Problem(CONFLICT, blob, message.signer) for blob, message in said]
    return [each for said in places.values() for each in said], problems


def _gaps(sound: _Sound) -> list[Problem]:
    present: dict[str, set[int]] = defaultdict(set)
    highest: dict[str, int] = defaultdict(int)
    for _, message in sound:
        present[message.signer].add(message.seq)
        for signer, seq in [(message.signer, message.seq), *message.after.items()]:
            highest[signer] = max(highest[signer], seq)
    return [gap for signer in highest for gap in _missing(signer, present[signer], highest[signer])]


def _missing(signer: str, present: set[int], highest: int) -> list[Problem]:
    # Ranges, not numbers: a hostile `after` may claim 2^53 messages.
    edges = pairwise([0, *sorted(present), highest + 1])
    return [
        Problem(GAP, signer=signer, first=low + 1, last=high - 1)
        for low, high in edges
        if high - low > 1
    ]


def _ordered(messages: _Sound) -> tuple[list[Message], list[Problem]]:
    """Order messages: each after its signer's earlier ones and all that its `after` names.

    Of those that may come next, the one with the earliest `at`, then the lowest signer, is taken.
    """
    queues: dict[str, deque[tuple[str, Message]]] = defaultdict(deque)
    for blob, message in sorted(messages, key=_place):
        queues[message.signer].append((blob, message))
    ordered: list[Message] = []
    problems: list[Problem] = []
    while heads := [queue[0] for queue in queues.values() if queue]:
        heads.sort(key=lambda head: (head[1].at, head[1].signer))
        ready = [head for head in heads if _may_follow(head[1], queues)]
        blob, message = (ready or heads)[0]
        if not ready:  # two signers each claim to have read the other first
            problems.append(Problem(ORDER, blob, message.signer))
        ordered.append(message)
        queues[message.signer].popleft()
    return ordered, problems


def _place(each: tuple[str, Message]) -> tuple[int, str, str]:
    blob, message = each
    return message.seq, message.at, blob


def _may_follow(message: Message, queues: Mapping[str, deque[tuple[str, Message]]]) -> bool:
    waited_for = (
        queues[signer][0][1].seq <= seq
        for signer, seq in message.after.items()
        if signer != message.signer and queues.get(signer)
    )
    return not any(waited_for)
