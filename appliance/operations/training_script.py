"""The invented people and cases of a training deployment (config/training/*.yml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from appliance.errors import ConfigurationError
from appliance.operations.answers import AnswerError, Answers, parse

PEOPLE_FILE = "people.yml"


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody to be played."""

    name: str
    login: str
    role: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Story:
    """A report to be made.

    Args:
        language: language of the form.
        answers: by compartment and question.
        urgent: whether urgent care may be said in clear.
        message: what is written with it, if anything.
    """

    language: str
    answers: Mapping[str, Mapping[str, Any]]
    urgent: bool
    message: str


@dataclass(frozen=True, slots=True)
class Script:
    """All of it."""

    answers: Answers
    roles: tuple[Role, ...]
    stories: tuple[Story, ...]


def read_script(folder: Path, form: Path) -> Script:
    """Read the invented people and cases.

    Args:
        folder: where they are.
        form: the form that the reports answer; it says which compartment holds which answer.

    Raises:
        ConfigurationError: a file is missing or not as it should be.
    """
    found = _load(folder / PEOPLE_FILE)
    try:
        answers = parse({**found["deployment"], "training": True})
        compartments = _compartments(_load(form))
        roles = tuple(Role(**each) for each in found["people"])
        stories = [
            _story(path.stem, each, compartments)
            for path in sorted(folder.glob("*.yml"))
            if path.name != PEOPLE_FILE
            for each in _load(path)
        ]
    except (AnswerError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError("The invented people or cases are not valid.") from error
    return Script(answers, roles, _mixed(stories))


def _story(language: str, found: Mapping[str, Any], compartments: Mapping[str, str]) -> Story:
    answers: dict[str, dict[str, Any]] = {name: {} for name in set(compartments.values())}
    for question, value in found["answers"].items():
        answers[compartments[question]][question] = value
    urgent = found["answers"].get("urgent_care", False)
    return Story(language, answers, urgent, found.get("message", ""))


def _compartments(form: Mapping[str, Any]) -> dict[str, str]:
    """Return the compartment of every question."""
    return {
        question["id"]: question["compartment"]
        for screen in form["screens"]
        for question in screen["questions"]
    }


def _mixed(stories: list[Story]) -> tuple[Story, ...]:
    """Take the languages in turns, so that a few cases already show each."""
    by_language: dict[str, list[Story]] = {}
    for story in stories:
        by_language.setdefault(story.language, []).append(story)
    longest = max((len(each) for each in by_language.values()), default=0)
    return tuple(
        each[index]
        for index in range(longest)
        for each in by_language.values()
        if index < len(each)
    )


def _load(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path.name} cannot be read.") from error
