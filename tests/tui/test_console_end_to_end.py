"""The real console in a real terminal, against the real services: somebody types."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.adapters.browser import Browser
from appliance.operations.training_people import accept
from appliance.secret import Secret
from tests.deployed import Deployed, deployed
from tests.tui.fake_agent import PASSPHRASE
from tests.tui.typist import Typist, at_terminal

pytestmark = [pytest.mark.needs("tmux"), pytest.mark.slow]


def answer(typist: Typist, heading: str, text: str) -> None:
    """Wait for a page, write a line on it and go on."""
    typist.sees(heading)
    typist.stands_on_line()
    typist.write(text)
    typist.sees(text)
    typist.press("Enter")


def push(typist: Typist, button: str, tabs: int = 0) -> None:
    """Walk to a button and press it."""
    typist.press(*["Tab"] * tabs)
    typist.stands_on(f"[ {button} ]")
    typist.press("Enter")


def set_up(typist: Typist) -> None:
    typist.stands_on("[x] English")
    typist.press("Enter")
    push(typist, "Next")
    answer(typist, "Step 2 of 9", "kinsh")
    push(typist, "Next")
    answer(typist, "Step 3 of 9", "Umoja")
    typist.stands_on("[x] English")
    push(typist, "Next", tabs=2)
    typist.stands_on("+ Add an organisation")
    typist.press("Enter")
    answer(typist, "Name of the organisation", "Amani")
    typist.stands_on("[ ] Safe house, shelter")
    typist.press("Space", "Tab")
    typist.stands_on("[ ] Its duty team")
    typist.press("Space")
    push(typist, "Save", tabs=2)
    typist.sees("Amani – receives new reports – services: 1")
    typist.stands_on("+ Add an organisation")
    push(typist, "Next", tabs=2)
    typist.stands_on("+ Add a contact")
    push(typist, "Next", tabs=2)
    answer(typist, "Step 7 of 9", "marie")
    typist.sees("Step 8 of 9")
    typist.stands_on_line()
    typist.write(PASSPHRASE)
    typist.sees("[###-] good")
    typist.press("Enter")
    typist.stands_on_line()
    typist.write(PASSPHRASE)
    push(typist, "Next", tabs=2)
    push(typist, "Create")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """One deployment for the whole module: the second test goes on where the first ended."""
    with deployed(tmp_path_factory.mktemp("console") / "data") as found:
        yield found


def test_a_new_operator_sets_up_invites_locks_and_opens_again(
    box: Deployed, tmp_path: Path
) -> None:
    with at_terminal(tmp_path, "--data", str(box.data), "--language", "en") as typist:
        set_up(typist)
        shown = typist.sees("Safehold is set up")
        assert "█" in shown
        push(typist, "Close")
        typist.sees("No intake key yet")
        invite_somebody(typist)
        check_the_log(typist)
        lock_and_open(typist)
        typist.press("F2")
        typist.sees("ouvert : les professionnels peuvent travailler")
        typist.press("C-q")
        typist.sees("Les services continuent de fonctionner.")


def test_a_professional_is_invited_accepts_is_approved_and_disabled(
    box: Deployed, tmp_path: Path
) -> None:
    with at_terminal(tmp_path, "--data", str(box.data), "--language", "en") as typist:
        sign_in(typist)
        typist.press("p")
        typist.sees("You: marie, operator.")
        link = invite_and_copy(typist, "Colleague")
        case_app = Browser(box.addresses["case"])
        accept(case_app, link, "colleague", Secret("carbon window sparrow ticket"))
        case_app.close()
        push(typist, "Close")
        typist.sees("! to approve")
        refuse_then_approve(typist)
        typist.press("Escape")
        typist.sees("version 2, valid until")
        typist.press("p")
        disable(typist)


def invite_somebody(typist: Typist) -> None:
    typist.press("p")
    typist.sees("Nobody yet. Press N")
    typist.press("n")
    answer(typist, "Invite a professional", "Somebody")
    typist.stands_on("[ ] case manager")
    typist.press("Space")
    push(typist, "Make the link", tabs=3)
    assert "█" in typist.sees("One-time link")
    push(typist, "Close")
    typist.sees("… invited")
    typist.press("Escape")
    typist.stands_on("P  People")


def check_the_log(typist: Typist) -> None:
    typist.press("l")
    typist.sees("Entries:")
    typist.press("v")
    typist.sees("Everything is as it was recorded.")
    typist.press("Escape")
    typist.stands_on("P  People")


def lock_and_open(typist: Typist) -> None:
    typist.press("v")
    typist.stands_on("[ No, go back ]")
    push(typist, "Lock", tabs=1)
    typist.sees("Reports are still being taken in")
    for passphrase in ("wrong", PASSPHRASE):
        typist.stands_on_line()
        typist.write(passphrase)
        typist.press("Enter")
        if passphrase == "wrong":
            typist.sees("That name and passphrase do not go together.")
    typist.sees("open: professionals can work")


def sign_in(typist: Typist) -> None:
    answer(typist, "Sign in", "marie")
    typist.stands_on_line()
    typist.write(PASSPHRASE)
    typist.press("Enter")
    typist.stands_on("P  People")


def invite_and_copy(typist: Typist, name: str) -> str:
    """Invite a case manager and take the link as somebody does who marks and copies it."""
    typist.press("n")
    answer(typist, "Invite a professional", name)
    typist.stands_on("[ ] case manager")
    typist.press("Space")
    push(typist, "Make the link", tabs=3)
    typist.sees("One-time link")
    typist.stands_on("[ Close ]")
    typist.press("c")
    typist.sees("Press Enter to go back to the console.")
    found = re.search(r"http\S+", typist.tmux("capture-pane", "-p", "-J"))
    assert found
    typist.press("Enter")
    typist.sees("One-time link")
    return found[0]


def refuse_then_approve(typist: Typist) -> None:
    """Approve only once the words are the same; the word is typed while “No” has the cursor."""
    typist.press("a")
    typist.stands_on("[ No, go back ]")
    typist.press("Enter")
    typist.sees("Nothing was approved. If a word differed")
    typist.press("a")
    typist.stands_on("[ No, go back ]")
    typist.write("approve")
    typist.press("Enter")
    push(typist, "Approve")
    typist.sees("Colleague is approved and can work. Survivors can send reports")


def disable(typist: Typist) -> None:
    typist.sees("+ active")
    typist.press("Home", "Down", "d")
    typist.stands_on("[ No, go back ]")
    typist.write("disable")
    typist.press("Enter")
    push(typist, "Disable")
    typist.sees("is disabled.")
