"""The answers that set up a deployment, from the wizard or from a file."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from appliance.adapters.words import countries, survivor_languages
from appliance.core.checkpoint import parse_verifier_key
from appliance.core.services import SERVICE_TYPES
from appliance.core.shown import is_shown
from appliance.errors import InvalidInputError

MAX_TEXT = 120
MAX_ITEMS = 32


class AnswerError(InvalidInputError):
    """One answer is not valid.

    Args:
        key: which one, dotted, such as `organisations[0].name`.
        why: what is wrong with it.
        hint: what to do next; may stay empty.
    """

    def __init__(self, key: str, why: str, hint: str = "") -> None:
        self.key = key
        self.why = why
        super().__init__(f"“{key}” {why}.", hint)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that works in the deployment.

    Args:
        name: what it is called.
        services: GBVIMS service types it offers.
        intake: whether its duty team receives new reports.
    """

    name: str
    services: tuple[str, ...] = ()
    intake: bool = False


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A place to turn to, shown to everybody before anything else.

    Args:
        label: what it is, by language.
        value: a phone number or an address.
    """

    label: Mapping[str, str]
    value: str


@dataclass(frozen=True, slots=True)
class Answers:
    """All that a set-up asks, the passphrase apart.

    Args:
        country: ISO 3166 alpha-2, lower case.
        name: name of the deployment.
        languages: the first is the deployment's own.
        organisations: at least one, and at least one with `intake`.
        operator: name with which the first operator signs in.
        help: places to turn to.
        training: whether everything here is made up, for practice.
        hq: key whose orders lock this deployment, as a vkey; nobody's where it is empty.
    """

    country: str
    name: str
    languages: tuple[str, ...]
    organisations: tuple[Organisation, ...]
    operator: str
    help: tuple[HelpLine, ...] = field(default=())
    training: bool = False
    hq: str = ""

    def check(self) -> "Answers":
        """Return these answers, checked.

        Raises:
            AnswerError: one of them is not valid.
        """
        _known(self.country, countries(), "country", "is not a country code of two letters, as cd")
        _text(self.name, "name")
        _text(self.operator, "operator")
        self._check_languages()
        self._check_organisations()
        self._check_hq()
        for index, line in enumerate(_bounded(self.help, "help", least=0)):
            _check_help(line, f"help[{index}]", self.languages)
        return self

    def to_json(self) -> dict[str, Any]:
        """Return the answers as `parse` reads them."""
        return {
            "country": self.country,
            "help": [{"label": dict(each.label), "value": each.value} for each in self.help],
            "languages": list(self.languages),
            "name": self.name,
            "operator": self.operator,
            "organisations": [
                {"intake": each.intake, "name": each.name, "services": list(each.services)}
                for each in self.organisations
            ],
            "training": self.training,
            **({"hq": self.hq} if self.hq else {}),
        }

    def _check_hq(self) -> None:
        try:
            if self.hq:
                parse_verifier_key(self.hq)
        except InvalidInputError as error:
            raise AnswerError("hq", "must be a key such as name+hash+key") from error

    def _check_languages(self) -> None:
        spoken = survivor_languages()
        for index, language in enumerate(_bounded(self.languages, "languages")):
            _known(language, spoken, f"languages[{index}]", f"is not one of {', '.join(spoken)}")
        _distinct(self.languages, "languages")

    def _check_organisations(self) -> None:
        for index, each in enumerate(_bounded(self.organisations, "organisations")):
            _text(each.name, f"organisations[{index}].name")
            _check_services(each.services, f"organisations[{index}].services")
        _distinct([each.name for each in self.organisations], "organisations")
        if not any(each.intake for each in self.organisations):
            raise AnswerError("organisations", "must have one that takes part in intake")


def parse(untrusted_answers: object) -> Answers:
    """Read answers from parsed YAML or JSON.

    Raises:
        AnswerError: a key is unknown, missing or of the wrong type, or an answer is not valid.
    """
    found = _mapping(untrusted_answers, "", Answers)
    organisations = _list(found.get("organisations"), "organisations")
    lines = _list(found.get("help", []), "help")
    return Answers(
        country=_text(found.get("country"), "country"),
        name=_text(found.get("name"), "name"),
        languages=tuple(_texts(found.get("languages"), "languages")),
        organisations=tuple(
            _organisation(each, f"organisations[{index}]")
            for index, each in enumerate(organisations)
        ),
        operator=_text(found.get("operator"), "operator"),
        help=tuple(_help(each, f"help[{index}]") for index, each in enumerate(lines)),
        training=_flag(found.get("training", False), "training"),
        hq=_text(found["hq"], "hq") if "hq" in found else "",
    ).check()


def _organisation(untrusted_value: object, key: str) -> Organisation:
    found = _mapping(untrusted_value, key, Organisation)
    return Organisation(
        name=_text(found.get("name"), f"{key}.name"),
        services=tuple(_texts(found.get("services", []), f"{key}.services")),
        intake=_flag(found.get("intake", False), f"{key}.intake"),
    )


def _help(untrusted_value: object, key: str) -> HelpLine:
    found = _mapping(untrusted_value, key, HelpLine)
    label = found.get("label")
    if not isinstance(label, dict):
        raise AnswerError(f"{key}.label", "must be a text for each language")
    texts = {str(language): _text(text, f"{key}.label") for language, text in label.items()}
    return HelpLine(label=texts, value=_text(found.get("value"), f"{key}.value"))


def _mapping(untrusted_value: object, key: str, kind: type) -> Mapping[str, Any]:
    if not isinstance(untrusted_value, dict):
        raise AnswerError(key or "the answers", "must be a list of named answers")
    known = list(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    for name in untrusted_value:
        if name not in known:
            _refuse_unknown(f"{key}.{name}" if key else str(name), str(name), known)
    return untrusted_value


def _refuse_unknown(dotted: str, name: str, known: list[str]) -> NoReturn:
    nearest = difflib.get_close_matches(name, known, n=1)
    raise AnswerError(
        dotted, "is not a known answer", f"Did you mean “{nearest[0]}”?" if nearest else ""
    )


def _list(untrusted_value: object, key: str) -> list[object]:
    if not isinstance(untrusted_value, list):
        raise AnswerError(key, "must be a list")
    return untrusted_value


def _texts(untrusted_value: object, key: str) -> list[str]:
    found = _list(untrusted_value, key)
    return [_text(each, f"{key}[{index}]") for index, each in enumerate(found)]


def _flag(untrusted_value: object, key: str) -> bool:
    if not isinstance(untrusted_value, bool):
        raise AnswerError(key, "must be true or false")
    return untrusted_value


def _text(untrusted_value: object, key: str) -> str:
    if untrusted_value is None:
        raise AnswerError(key, "is missing")
    if not isinstance(untrusted_value, str) or not untrusted_value.strip():
        raise AnswerError(key, "must be text")
    if len(untrusted_value) > MAX_TEXT:
        raise AnswerError(key, f"is longer than {MAX_TEXT} characters")
    if not is_shown(untrusted_value):
        raise AnswerError(key, "holds a character that cannot be shown")
    return untrusted_value


def _known(value: str, known: Sequence[str], key: str, why: str) -> None:
    if value not in known:
        raise AnswerError(key, why)


def _bounded(items: Sequence[Any], key: str, least: int = 1) -> Sequence[Any]:
    if not least <= len(items) <= MAX_ITEMS:
        raise AnswerError(key, f"must have {least} to {MAX_ITEMS} entries")
    return items


def _distinct(items: Sequence[str], key: str) -> None:
    if len(set(items)) < len(items):
        raise AnswerError(key, "has the same entry twice")


def _check_services(services: Sequence[str], key: str) -> None:
    for index, service in enumerate(services):
        if service not in SERVICE_TYPES:
            nearest = difflib.get_close_matches(service, SERVICE_TYPES, n=1)
            hint = f"Did you mean “{nearest[0]}”?" if nearest else ""
            raise AnswerError(f"{key}[{index}]", "is not a service type", hint)
    _distinct(services, key)


def _check_help(line: HelpLine, key: str, languages: Sequence[str]) -> None:
    _text(line.value, f"{key}.value")
    if languages[0] not in line.label:
        raise AnswerError(f"{key}.label", f"needs a text in {languages[0]}")
    for language, text in line.label.items():
        _text(text, f"{key}.label.{language}")
