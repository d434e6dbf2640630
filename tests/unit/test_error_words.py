"""Every error has words in every language, and the words say what to do next."""

import re

import pytest

from appliance.adapters.words import LANGUAGES, Words
from appliance.cli.output import told
from appliance.errors import ApplianceError, ConfigurationError, PortInUseError, UsageError
from tests.unit.test_errors import all_errors

NEXT_STEP = {
    "en": (r"(?i)\b(please|try|look|check|ask|start|open|choose|call|unlock|practise|sign in)\b"),
    "fr": r"(?i)\b\w+ez\b",
}
CATALOGUES = [("errors",), ("commands", "errors")]


@pytest.mark.parametrize("catalogues", CATALOGUES, ids=["browser", "terminal"])
@pytest.mark.parametrize("kind", all_errors())
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_says_what_to_do_next(
    language: str, kind: type[ApplianceError], catalogues: tuple[str, ...]
) -> None:
    words = Words(language, catalogues)
    assert words.knows(f"error-{kind.code}")
    text = told(kind(), words)
    assert text != words("error-internal") or kind is ApplianceError
    assert re.search(NEXT_STEP[language], text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_s_own_error_names_messages_of_the_catalogue(language: str) -> None:
    words = Words(language, ("commands", "errors"))
    expected = f"{words('usage-terminal')} {words('usage-yes')}"
    assert told(UsageError("usage-terminal", "usage-yes"), words) == expected


def test_what_somebody_else_says_in_english_is_not_shown() -> None:
    words = Words("fr", ("commands", "errors"))
    assert told(ApplianceError("Broken.", "Mend it."), words) == words("error-internal")


def test_a_port_and_the_place_in_a_file_are_told() -> None:
    words = Words("en", ("commands", "errors"))
    assert "8700" in told(PortInUseError(port=8700), words)
    assert "a.yml line 2" in told(ConfigurationError("a.yml line 2: wrong."), words)
