"""Names that would draw on the screen of whoever compares six words."""

import io

import pytest

from appliance.adapters import age, randomness
from appliance.adapters.words import Words
from appliance.agent import reading
from appliance.agent.contract import Person
from appliance.agent.seat import Seat
from appliance.cli.output import Output
from appliance.core import hybrid, staff
from appliance.core.canonical import b64, canonical
from appliance.core.derivation import derive_identity, fingerprint_words
from appliance.core.shown import is_shown, shown
from appliance.errors import InvalidInputError
from appliance.operations.answers import AnswerError, parse
from tests.tui.fake_agent import FakeAgent, person
from tests.tui.lines import number_of, said
from tests.unit.test_answers import GOOD
from tui.form import Problem
from tui.invitation import InvitationDraft, invitation_problem
from tui.people import name_of
from tui.terminal import Terminal
from tui.words import Words as ConsoleWords

FORGED = "Amina\n1 prevent\n2 sport\x1b[8m"
UNSHOWN = ["a\nb", "a\x1bb", "a\x9bb", "a\u202eb", "a\u200bb", "a\u2028b", "a\u2029b", "a\tb"]


def profile_of(name: str) -> bytes:
    """Write a profile as somebody does who keeps to no rule."""
    return canonical({"name": name, "type": "profile", "v": 1})


@pytest.mark.parametrize("name", [*UNSHOWN, FORGED, "a" * 121])
def test_a_name_that_cannot_be_shown_is_neither_read_nor_written(name: str) -> None:
    with pytest.raises(InvalidInputError):
        staff.parse_profile(profile_of(name))
    with pytest.raises(InvalidInputError):
        staff.profile_to_bytes(name)


@pytest.mark.parametrize("name", UNSHOWN)
def test_no_face_takes_in_a_name_that_cannot_be_shown(name: str) -> None:
    with pytest.raises(AnswerError):
        parse({**GOOD, "operator": name})
    draft = InvitationDraft(name=name, role="doctor", organisation="a" * 32)
    assert invitation_problem(draft) == Problem("problem-unprintable", "name")


@pytest.mark.parametrize("name", ["Amina Aït-Saïd", "Ngũgĩ wa Thiong’o", "أمينة", "李 明"])
def test_names_of_every_script_are_shown_as_they_are(name: str) -> None:
    assert is_shown(name)
    assert shown(name) == name
    assert staff.parse_profile(staff.profile_to_bytes(name)) == name


def test_whose_stored_name_is_refused_is_listed_without_it_and_with_her_words() -> None:
    staff_identity = randomness.random_identity()
    own, hers = (derive_identity(randomness.random_bytes(), "person") for _ in range(2))
    sealed = age.seal(profile_of(FORGED), [hybrid.recipient_of(staff_identity)])
    row = {
        "key": hers.key,
        "organisation": "a" * 32,
        "person": "b" * 32,
        "profile": b64(sealed),
        "recipient": hers.recipient,
        "role": "doctor",
        "status": "pending",
        "verify": hers.verify,
    }
    found = reading.person(row, "en", Seat("o" * 32, own, staff_identity).open_profile).person
    assert found.words == tuple(fingerprint_words(hers.recipient, hers.verify, "en"))
    assert found.name == ""
    assert name_of(found, ConsoleWords("en")) == "(name not shown, bbbbbb)"
    assert name_of(found, ConsoleWords("fr")) == "(nom non affiché, bbbbbb)"


def test_a_line_of_the_terminal_stays_one_line() -> None:
    sink = io.StringIO()
    Terminal(io.StringIO("\n"), sink).say(FORGED)
    Terminal(io.StringIO("\n"), sink).ask(FORGED)
    assert sink.getvalue() == "Amina1 prevent2 sport[8m\nAmina1 prevent2 sport[8m "


def test_a_name_adds_no_line_before_the_six_words() -> None:
    agent = FakeAgent("open", [person(1, "pending", FORGED)]).sign_in()
    text = said(agent, number_of(agent, "approve"), "1", "approve")
    assert "\x1b" not in text
    assert not any(each.startswith("1 prevent") for each in text.splitlines())
    assert "Word 6: fabric" in text


def test_a_value_in_a_message_brings_no_line_of_its_own() -> None:
    commands, console = Words("en", ("commands",)), ConsoleWords("en")
    for text in (
        commands("approve-ask", name=FORGED, words="abandon"),
        console("approve-compare", name=FORGED),
    ):
        assert "Amina1 prevent2 sport" in text
        assert "\x1b" not in text


def test_the_command_line_writes_one_line_for_each_person(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = Output(Words("en", ("commands",)), as_json=False)
    people: list[Person] = [person(1, "pending", FORGED), person(2, "active")]
    output.people(people)
    output.note_line(FORGED)
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == len(people)
    assert "\x1b" not in out + err


def test_the_command_line_says_that_a_name_is_not_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = Output(Words("en", ("commands",)), as_json=False)
    nameless = Person(
        id="b" * 32, name="", role="doctor", organisation="a" * 32, status="pending", key="k" * 32
    )
    output.people([nameless])
    assert "(name not shown, bbbbbb)" in capsys.readouterr().out
