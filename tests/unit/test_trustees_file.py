"""The file that names trustees: what it may say, and that its errors name the place."""

from pathlib import Path

import pytest

from appliance.adapters.randomness import random_recipient
from appliance.agent.escrow_client import NewGroup, NewTrustee
from appliance.cli import trustees_file
from appliance.errors import ConfigurationError, ShareCountError


def written(folder: Path, text: str) -> Path:
    path = folder / "trustees.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_names_stand_alone_or_with_the_file_of_a_key(tmp_path: Path) -> None:
    key = random_recipient()
    (tmp_path / "key.txt").write_text(f"{key}\n")
    text = "threshold: 2\ntrustees:\n  - One\n  - {name: Two, recipient_file: key.txt}\n"
    found = trustees_file.read(written(tmp_path, text))
    assert found == [NewGroup("everyone", 2, (NewTrustee("One"), NewTrustee("Two", key)))]


def test_two_groups_are_one_in_the_country_and_one_abroad(tmp_path: Path) -> None:
    text = (
        "country: {threshold: 2, trustees: [A, B]}\nabroad: {threshold: 2, trustees: [C, D, E]}\n"
    )
    found = trustees_file.read(written(tmp_path, text))
    assert [(each.name, each.threshold, len(each.trustees)) for each in found] == [
        ("country", 2, 2),
        ("abroad", 2, 3),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "threshold"),
        ("- One", "threshold"),
        ("threshold: 2", "threshold"),
        ("threshold: two\ntrustees: [A, B]", "must be a number"),
        ("threshold: true\ntrustees: [A, B]", "must be a number"),
        ("threshold: 2\ntrustees: A", "list of names"),
        ("threshold: 2\ntrustees: [A, 7]", "a trustee is a name"),
        ("threshold: 2\ntrustees: [A, {name: B}]", "a trustee is a name"),
        ("threshold: 2\ntrustees: [A, {name: B, recipient_file: none}]", "“none” cannot be read"),
        (
            "threshold: 2\ntrustees: [A, {name: B, recipient_file: trustees.yml}]",
            "no hybrid age key",
        ),
        ("country: {threshold: 2, trustees: [A, B]}", "country"),
        ("country: 1\nabroad: 2", "country"),
        ("threshold: [", "line 1: this is not valid YAML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(ConfigurationError, match=place):
        trustees_file.read(written(tmp_path, text))


@pytest.mark.parametrize("names", [["A", "A"], [f"T{n}" for n in range(17)]])
def test_nobody_twice_and_not_too_many(tmp_path: Path, names: list[str]) -> None:
    with pytest.raises(ShareCountError):
        trustees_file.read(written(tmp_path, f"threshold: 2\ntrustees: [{', '.join(names)}]"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        trustees_file.read(tmp_path / "nowhere.yml")
