"""Both faces offer the same operations and ask the same of the agent."""

from collections.abc import Iterator

import pytest
from textual.binding import Binding, BindingType

from tests.tui.driving import Operator, operating
from tests.tui.fake_agent import PASSPHRASE, FakeAgent, person
from tests.tui.lines import number_of, said
from tui.app import ConsoleApp
from tui.dialogs.dialog import Dialog
from tui.model import Console
from tui.offers import OFFERED, Offer, Place
from tui.plain import PlainConsole
from tui.screens.escrow import EscrowScreen
from tui.screens.home import HomeScreen
from tui.screens.log import LogScreen
from tui.screens.people import PeopleScreen
from tui.screens.setup import SetupScreen
from tui.screens.sign_in import SignInScreen
from tui.screens.task import TaskScreen
from tui.terminal import Terminal
from tui.words import Words

PEOPLE = [person(1, "active"), person(2, "pending")]
# By button rather than by key: nobody should start these with a stray letter.
BY_BUTTON = {Offer.SET_UP: SetupScreen, Offer.UNLOCK: SignInScreen}
SCREENS = (SetupScreen, SignInScreen, HomeScreen, PeopleScreen, EscrowScreen, LogScreen)
FULL_SCREEN: dict[Place, tuple[type[TaskScreen], ...]] = {
    Place.NEW: (SetupScreen,),
    Place.LOCKED: (SignInScreen,),
    Place.HOME: (HomeScreen, PeopleScreen, EscrowScreen, LogScreen),
}


def actions(bindings: list[BindingType]) -> Iterator[str]:
    for each in bindings:
        assert isinstance(each, Binding)  # with words in the catalogue, so never a bare tuple
        yield each.action.removeprefix("app.")


def keys_of(place: Place) -> set[str]:
    """Return what can be started with a key or a button on the screens of a place."""
    found = {each for screen in FULL_SCREEN[place] for each in actions(screen.BINDINGS)}
    found |= set(actions(TaskScreen.BINDINGS))
    return found | {offer for offer, screen in BY_BUTTON.items() if screen in FULL_SCREEN[place]}


@pytest.mark.parametrize("place", list(Place))
def test_the_full_screen_has_a_key_or_button_for_every_offer(place: Place) -> None:
    assert set(OFFERED[place]) == keys_of(place) & set(Offer)


def test_every_key_of_the_full_screen_leads_to_something_that_exists() -> None:
    for screen in SCREENS:
        for action in {*actions(screen.BINDINGS), *actions(TaskScreen.BINDINGS)}:
            assert hasattr(screen, f"action_{action}") or hasattr(ConsoleApp, f"action_{action}")


def test_dialogs_have_help_language_and_a_way_out() -> None:
    assert {"help", "language", "quit", "leave"} <= set(actions(Dialog.BINDINGS))


@pytest.mark.parametrize("state", ["new", "sealed", "open"])
def test_the_plain_mode_lists_every_offer_of_the_place(state: str) -> None:
    agent = FakeAgent(state)  # type: ignore[arg-type]
    if state == "open":
        agent.sign_in()
    console = Console(agent, Words("en"))
    console.read_status()
    text = said(agent)
    for each in OFFERED[console.place]:
        assert console.words(f"plain-menu-{each}") in text


def test_the_plain_mode_can_do_every_offer() -> None:
    console = Console(FakeAgent(), Words("en"))
    flows = PlainConsole(console, Terminal.__new__(Terminal)).flows
    assert set(flows) == set(Offer)


async def test_the_same_day_at_both_faces_asks_the_same_of_the_agent() -> None:
    full, plain = FakeAgent("sealed", PEOPLE), FakeAgent("sealed", PEOPLE)
    async with operating(full) as operator:
        await a_day_on_the_full_screen(operator)
    opened = FakeAgent("open", PEOPLE).sign_in()

    def at(offer: str) -> str:
        return number_of(opened, offer)

    said(
        plain,
        *("1", "marie", PASSPHRASE),
        *(at("approve"), "1", "approve"),
        *(at("disable"), "2", "disable"),
        *(at("invite"), "Person 009", "2", "1", ""),
        at("escrow"),
        *(at("log"), at("verify")),
        *(at("lock"), "2"),
    )
    assert [each[0] for each in plain.calls] == [
        *("unlock", "approve", "disable", "invite", "escrow_status"),
        *("log_head", "verify_log", "lock", "logout"),
    ]
    assert plain.calls == full.calls


async def a_day_on_the_full_screen(operator: Operator) -> None:
    await operator.at("SignInScreen")
    await operator.write("marie")
    await operator.press("enter")
    await operator.write(PASSPHRASE)
    await operator.press("enter")
    await operator.at("HomeScreen")
    await operator.press("p")
    await operator.sees("Person 002")
    for key, word in (("a", "approve"), ("d", "disable")):
        await operator.press("home", key)
        await operator.sees(f"type “{word}”")
        await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "no")
        await operator.press("shift+tab")
        await operator.write(word)
        await operator.press("enter", "enter")
        await operator.at("PeopleScreen")
        await operator.until(lambda word=word: operator_has(operator, word))  # type: ignore[misc]
    await operator.press("n")
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "field-name")
    await operator.write("Person 009")
    await operator.press("tab", "down", "space")
    await operator.press_button("save")
    await operator.at("LinkDialog")
    await operator.press("enter")
    await operator.at("PeopleScreen")
    await operator.press("escape")
    await operator.at("HomeScreen")
    await operator.press("e")
    await operator.sees("There are no trustees yet.")
    await operator.press("escape")
    await operator.at("HomeScreen")
    await operator.press("l")
    await operator.sees("Entries: 1,204")
    await operator.press("v")
    await operator.sees("Everything is as it was recorded.")
    await operator.press("escape")
    await operator.at("HomeScreen")
    await operator.press("v")
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "no")
    await operator.press_button("yes")
    await operator.at("SignInScreen")


def operator_has(operator: Operator, word: str) -> bool:
    return f"is {word}d" in operator.shown()
