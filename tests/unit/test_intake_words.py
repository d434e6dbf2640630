"""The words a survivor reads: complete, careful, and well set in French."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "config/locales"
FORM = json.loads((ROOT / "config/forms/intake.json").read_text())
QUESTIONS = [question for screen in FORM["screens"] for question in screen["questions"]]
LANGUAGES = sorted(folder.name for folder in LOCALES.iterdir())
HARSH = {
    "en": r"\b(you must|you have to|warning|failed|invalid|victim|why did)\b",
    "fr": r"\b(vous devez|il faut que vous|attention|échec|invalide|victime)\b",
}
MESSAGE = re.compile(r"^(-?[a-zA-Z][\w-]*) *= *(.*(?:\n[ \t].*|\n\})*)", re.MULTILINE)


def words(language: str, catalogue: str = "intake") -> dict[str, str]:
    text = (LOCALES / language / f"{catalogue}.ftl").read_text()
    return {match[1]: match[2] for match in MESSAGE.finditer(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_choice_and_screen_has_words(language: str) -> None:
    wanted = {f"screen-{screen['id']}" for screen in FORM["screens"]}
    wanted |= {f"question-{question['id']}" for question in QUESTIONS}
    for question in QUESTIONS:
        wanted |= {f"choice-{question['id']}-{choice}" for choice in question.get("choices", [])}
    assert wanted <= set(words(language))


@pytest.mark.parametrize("catalogue", ["intake", "errors"])
def test_french_keeps_its_punctuation_on_the_line(catalogue: str) -> None:
    for name, text in words("fr", catalogue).items():
        shown = re.sub(r"\{[^{}]*\}|->|https://", "", text)
        assert not re.search(r"(?<!\u00a0)[?!;:»]|«(?!\u00a0)|'", shown), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_orders_or_blames_her(language: str) -> None:
    for name, text in words(language).items():
        if not name.startswith("problem-"):
            assert not re.search(HARSH[language], text, re.IGNORECASE), name


def test_answers_go_to_a_compartment_that_a_report_has() -> None:
    assert {question["compartment"] for question in QUESTIONS} == {"contact", "account"}


def test_only_one_answer_can_travel_in_clear_and_only_after_a_question_about_it() -> None:
    clear = [question for question in QUESTIONS if question.get("clear")]
    assert [question["id"] for question in clear] == ["urgent_care"]
    assert clear[0]["when"] == {"needs_care_soon": [True]}


def test_her_own_words_come_last() -> None:
    assert QUESTIONS[-1]["type"] == "long_text"
    assert all(question["type"] != "long_text" for question in QUESTIONS[:-1])
