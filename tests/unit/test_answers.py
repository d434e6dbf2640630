"""Answers of a set-up, from wherever they come."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.cli import answers_file
from appliance.errors import ConfigurationError
from appliance.operations.answers import AnswerError, parse

GOOD: dict[str, Any] = {
    "country": "cd",
    "name": "Training",
    "languages": ["fr", "en"],
    "operator": "operator",
    "organisations": [
        {"name": "Centre", "services": ["psychosocial"], "intake": True},
        {"name": "Clinic"},
    ],
    "help": [{"label": {"fr": "Ligne"}, "value": "000"}],
}
FILE = """\
country: cd
name: Training
languages: [fr, en]
operator: operator
passphrase_file: secret.txt
organisations:
  - name: Centre
    services: [psychosocial]
    intake: true
  - name: Clinic
    services: [health_medical]
"""


def test_what_is_read_writes_back_to_what_reads_the_same() -> None:
    answers = parse(GOOD)
    assert parse(answers.to_json()) == answers


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"country": "Congo"}, "country"),
        ({"country": False}, "country"),
        ({"languages": []}, "languages"),
        ({"languages": ["fr", "fr"]}, "languages"),
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"operator": None}, "operator"),
        ({"organisations": [{"name": "Centre"}]}, "organisations"),
        ({"organisations": [{"name": "C", "services": ["legal"]}]}, "organisations[0].services[0]"),
        ({"help": [{"label": {"en": "Line"}, "value": "0"}]}, "help[0].label"),
        ({"training": "yes"}, "training"),
    ],
)
def test_a_bad_answer_is_named(change: dict[str, Any], key: str) -> None:
    with pytest.raises(AnswerError) as caught:
        parse({**GOOD, **change})
    assert caught.value.key == key


def test_an_unknown_answer_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(AnswerError) as caught:
        parse({**GOOD, "contry": "cd"})
    assert "country" in caught.value.hint


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_anything_else_is_refused_and_nothing_else_is_raised(untrusted: object) -> None:
    with pytest.raises(AnswerError):
        parse(untrusted)


def test_a_file_of_answers_names_its_passphrase_file_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "answers.yml"
    path.write_text(FILE)
    found = answers_file.read(path)
    assert found.answers.organisations[0].intake
    assert found.passphrase_file == tmp_path / "secret.txt"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("country: cd", "contry: cd", ["line 1", "contry"]),
        ("    intake: true", "    intake: often", ["line 9", "organisations[0].intake"]),
        ("[health_medical]", "[health]", ["line 11", "organisations[1].services[0]"]),
        ("name: Training\n", "name: Training\nname: Other\n", ["line 3", "name", "twice"]),
        ("operator: operator", "operator: [", ["line", "YAML"]),
        ("name: Training\n", "", ["line 1", "name", "missing"]),
    ],
)
def test_a_bad_file_of_answers_is_told_by_file_line_and_key(
    tmp_path: Path, old: str, new: str, said: list[str]
) -> None:
    path = tmp_path / "answers.yml"
    path.write_text(FILE.replace(old, new, 1))
    with pytest.raises(ConfigurationError) as caught:
        answers_file.read(path)
    assert all(each in caught.value.message for each in ["answers.yml", *said])


def test_a_file_that_is_not_there_is_an_error_of_the_tree(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        answers_file.read(tmp_path / "none.yml")
