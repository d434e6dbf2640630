"""Both faces offer the same operations and ask the same of the agent."""

import re
from collections.abc import Iterator

import pytest
from textual.binding import Binding, BindingType

from appliance.agent.contract import Alarm
from tests.tui.driving import Operator, operating
from tests.tui.fake_agent import CODE, OPERATORS, PASSPHRASE, SECRET, FakeAgent, ask, person
from tests.tui.lines import number_of, said
from tui.app import ConsoleApp
from tui.dialogs.dialog import Dialog
from tui.model import Console
from tui.offers import OFFERED, Offer, Place
from tui.plain import PlainConsole
from tui.screens.backups import BackupsScreen
from tui.screens.escrow import EscrowScreen
from tui.screens.home import WAYS, HomeScreen
from tui.screens.jobs import JobsScreen
from tui.screens.listing import ListScreen
from tui.screens.log import LogScreen
from tui.screens.operators import OperatorsScreen
from tui.screens.people import PeopleScreen
from tui.screens.restore import RestoreScreen
from tui.screens.services import ServicesScreen
from tui.screens.setup import SetupScreen
from tui.screens.sign_in import SignInScreen
from tui.screens.task import TaskScreen
from tui.screens.wipe import WipeScreen
from tui.terminal import Terminal
from tui.words import Words

PEOPLE = [person(1, "active"), person(2, "pending")]
# By button rather than by key: nobody should start these with a stray letter.
BY_BUTTON = {
    Offer.SET_UP: SetupScreen,
    Offer.UNLOCK: SignInScreen,
    Offer.JOIN: SignInScreen,
}
NAMED = re.compile(r"(?:do|go)\('(\w+)'\)")  # by a list, by the menu
SCREENS: tuple[type[TaskScreen], ...] = (
    SetupScreen,
    SignInScreen,
    HomeScreen,
    PeopleScreen,
    OperatorsScreen,
    BackupsScreen,
    JobsScreen,
    RestoreScreen,
    EscrowScreen,
    LogScreen,
    ServicesScreen,
    WipeScreen,
)
FULL_SCREEN: dict[Place, tuple[type[TaskScreen], ...]] = {
    Place.NEW: (SetupScreen, RestoreScreen),
    Place.LOCKED: (SignInScreen,),
    Place.HOME: (
        HomeScreen,
        PeopleScreen,
        OperatorsScreen,
        BackupsScreen,
        JobsScreen,
        EscrowScreen,
        LogScreen,
        ServicesScreen,
        WipeScreen,
    ),
}


def actions(bindings: list[BindingType]) -> Iterator[str]:
    for each in bindings:
        assert isinstance(each, Binding)  # with words in the catalogue, so never a bare tuple
        yield NAMED.sub(r"\1", each.action.removeprefix("app.")).partition("(")[0]


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
            known = issubclass(screen, ListScreen) and (
                screen.LISTING.deed(action) or screen.LISTING.request(action)
            )
            leads = screen is HomeScreen and action in {e.offer for e in WAYS if e.screen}
            acts = hasattr(screen, f"action_{action}") or hasattr(ConsoleApp, f"action_{action}")
            assert known or leads or acts, action


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
        *("log_head", "log_entries", "verify_log", "lock", "logout"),
    ]
    asked = [each for each in full.calls if each[0] != "log_entries"]  # read again after the check
    assert [each for each in plain.calls if each[0] != "log_entries"] == asked


async def test_operators_at_both_faces_ask_the_same_of_the_agent() -> None:
    full, plain = FakeAgent("open", PEOPLE).sign_in(), FakeAgent("open", PEOPLE).sign_in()
    for each in (full, plain):
        each.asks = [ask(OPERATORS[2], "Operator 004")]
    async with operating(full) as operator:
        await operators_on_the_full_screen(operator)

    def at(offer: str) -> str:
        return number_of(plain, offer)

    text = said(
        plain,
        *(at("operators"), at("agree"), "1", "2"),
        *(at("admit"), "1", "approve"),
        *(at("dismiss_operator"), "2", "disable"),
        *(at("invite_operator"), "Person 009", "1", "", ""),
        *(at("own_code"), "123 456"),
    )
    assert "Operator 004 asks to disable the operator Operator 003" in text
    assert "A second person has to agree" in text
    assert [each[0] for each in plain.calls] == [
        *("agree", "approve_operator", "disable_operator", "invite_operator", "set_code"),
    ]
    assert plain.calls == full.calls


async def operators_on_the_full_screen(operator: Operator) -> None:
    await operator.sees("Operators: 2 waiting")
    await operator.press("m")
    await operator.sees("Operator 004 asks to disable the operator Operator 003")
    await operator.press("g")
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "no")
    await operator.press_button("yes")
    await operator.sees("Agreed.")
    await operator.press("a")
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "no")
    await operator.write("approve")
    await operator.press("enter", "enter")
    await operator.sees("is approved")
    await operator.press("home", "down", "d")
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "no")
    await operator.write("disable")
    await operator.press("enter", "enter")
    await operator.sees("A second person has to agree")
    await operator.press("n")
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "field-name")
    await operator.write("Person 009")
    await operator.press_button("save")
    await operator.at("LinkDialog")
    await operator.press("enter")
    await operator.at("OperatorsScreen")
    await operator.press("c")
    await operator.at("LinkDialog")
    await operator.press("enter")
    await operator.at("FormDialog")
    await operator.write("123 456")
    await operator.press_button("save")
    await operator.sees("From now on a code is asked for")


async def test_services_at_both_faces_say_and_ask_the_same() -> None:
    full, plain = FakeAgent("open", PEOPLE).sign_in(), FakeAgent("open", PEOPLE).sign_in()
    for each in (full, plain):
        each.alarms = (Alarm("service-hung", "2026-11-24", "intake", severity="act"),)
    async with operating(full) as operator:
        await operator.at("HomeScreen")
        await operator.sees("Services: 1 to look at")
        await operator.press("s")
        await operator.sees("! act now The service “intake” runs, but does not answer.")
        await operator.sees("– not set up This disk is not encrypted.")
        await operator.press("enter")
        await operator.at("RowDialog")
        await operator.sees("restart it under “Services”")
        await operator.press("escape")
        await operator.at("ServicesScreen")
        await operator.press("down", "r")
        await operator.sees("Restart “storage”?")
        await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "no")
        await operator.press_button("yes")
        await operator.sees("The service storage was restarted and answers again.")

    def at(offer: str) -> str:
        return number_of(plain, offer)

    text = said(plain, at("services"), at("restart"), "1", "2")
    assert "! act now: The service “intake” runs, but does not answer. It is restarted" in text
    assert "storage: running; for 1 minute, 0 MB of memory, started again 0 times" in text
    assert "– not set up: This disk is not encrypted." in text
    assert "The service storage was restarted and answers again." in text
    assert plain.calls == full.calls == [("restart_service", "storage")]


async def test_a_code_is_asked_for_at_both_faces_once_the_passphrase_was_right() -> None:
    full, plain = FakeAgent("sealed"), FakeAgent("sealed")
    full.with_code = plain.with_code = True
    async with operating(full) as operator:
        await operator.at("SignInScreen")
        await operator.write("marie")
        await operator.press("enter")
        await operator.write(PASSPHRASE)
        await operator.press("enter")
        await operator.sees("The passphrase is right.")
        await operator.write("000000")
        await operator.press("enter")
        await operator.sees("This code does not count")
        await operator.write(CODE)
        await operator.press("enter")
        await operator.at("HomeScreen")
    text = said(plain, "1", "marie", PASSPHRASE, CODE)
    assert "The passphrase is right." in text
    assert [each for each in full.calls if each[1] != "000000"] == plain.calls


async def test_a_new_operator_joins_at_both_faces_with_the_same_answers() -> None:
    full, plain = FakeAgent("open"), FakeAgent("open")
    async with operating(full) as operator:
        await operator.at("SignInScreen")
        await operator.press_button("join")
        await operator.at("FormDialog")
        await operator.write(SECRET)
        await operator.press("enter")
        await operator.write("amina")
        await operator.press_button("save")
        await operator.at("PassphraseDialog")
        await operator.write(PASSPHRASE)
        await operator.press("enter")
        await operator.write(PASSPHRASE)
        await operator.press_button("next")
        await operator.at("LinkDialog")
        await operator.press("enter")
        await operator.at("FormDialog")
        await operator.write(CODE)
        await operator.press_button("save")
        await operator.sees("read her these six words. abandon brave")
    answers = (SECRET, "amina", PASSPHRASE, PASSPHRASE, CODE)
    text = said(plain, number_of(plain, "join"), *answers)
    assert "read her these six words. abandon brave" in text
    assert plain.calls == full.calls == [("accept_operator", SECRET, "amina", PASSPHRASE, CODE)]


def test_a_mistyped_secret_is_said_to_count_for_nobody() -> None:
    agent = FakeAgent("open")
    text = said(agent, number_of(agent, "join"), "wrong", "amina", PASSPHRASE, PASSPHRASE, CODE)
    assert "This secret counts for nobody" in text


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
