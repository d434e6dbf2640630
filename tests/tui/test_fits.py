"""Everything stands on 80×24, in both languages, with the training banner."""

import pytest
from textual.containers import VerticalScroll

from appliance.agent.contract import Alarm
from appliance.core.health import CHECKS
from tests.tui.driving import SIZE, Operator, operating
from tests.tui.fake_agent import OPERATORS, FakeAgent, ask, person
from tui.screens.setup import SetupScreen
from tui.setup_draft import STEPS, OrganisationDraft
from tui.widgets.frame import KeyLine
from tui.widgets.push_button import PushButton
from tui.words import LANGUAGES

PEOPLE = [person(1, "pending"), person(2, "active")]


def check_all_stands(operator: Operator, *, scrolls: bool = False) -> None:
    """Check that buttons and keys are on the screen and no text is hidden."""
    screen = operator.screen
    for widget in [*screen.query(PushButton), *screen.query(KeyLine)]:
        assert widget.region.height, operator.shown()
        assert widget.region.bottom <= SIZE[1], operator.shown()
        assert widget.region.right <= SIZE[0], operator.shown()
    for area in screen.query(VerticalScroll):
        assert scrolls or area.max_scroll_y == 0, operator.shown()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_of_the_set_up_fits(language: str) -> None:
    async with operating(FakeAgent(training=True), language) as operator:
        await operator.at("SetupScreen")
        screen = operator.screen
        assert isinstance(screen, SetupScreen)
        draft = operator.app.model.draft
        draft.country, draft.languages, draft.operator = "cf", ("en", "fr"), "marie"
        draft.organisations.append(OrganisationDraft("Amani", ("psychosocial",), intake=True))
        for index, step in enumerate(STEPS):
            screen._go(index)
            await operator.sees(operator.app.model.words(f"step-{step.id}-lead"))
            await operator.until(lambda: screen.focused is not None)
            check_all_stands(operator)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_screen_and_dialog_of_the_day_fits(language: str) -> None:
    agent = FakeAgent("open", PEOPLE, training=True).sign_in()
    async with operating(agent, language) as operator:
        await operator.at("HomeScreen")
        check_all_stands(operator)
        for key, name in (("v", "ConfirmDialog"), ("k", "LinkDialog"), ("f1", "HelpDialog")):
            await operator.press(key)
            await operator.at(name)
            check_all_stands(operator)
            await operator.press("escape")
            await operator.at("HomeScreen")
        await operator.press("e")
        await operator.at("EscrowScreen")
        check_all_stands(operator)
        await operator.press("escape")
        await operator.at("HomeScreen")
        await operator.press("p")
        await operator.sees("Person 002")
        check_all_stands(operator)
        for key, name in (("a", "ApproveDialog"), ("d", "ConfirmDialog"), ("n", "FormDialog")):
            await operator.press(key)
            await operator.at(name)
            check_all_stands(operator)
            await operator.press("escape")
            await operator.at("PeopleScreen")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_operators_and_their_dialogs_fit(language: str) -> None:
    agent = FakeAgent("open", PEOPLE, training=True).sign_in()
    agent.asks = [ask(OPERATORS[2], "Operator 004")]
    async with operating(agent, language) as operator:
        await operator.at("HomeScreen")
        await operator.press("m")
        await operator.sees("Operator 003")
        check_all_stands(operator)
        for key, name in (("a", "ApproveDialog"), ("g", "ConfirmDialog"), ("c", "LinkDialog")):
            await operator.press(key)
            await operator.at(name)
            check_all_stands(operator, scrolls=name == "LinkDialog")
            await operator.press("escape")
            await operator.until(lambda: type(operator.screen).__name__ != name)  # noqa: B023
            if name == "LinkDialog":
                await operator.at("FormDialog")
                check_all_stands(operator)
                await operator.press("escape")
            await operator.at("OperatorsScreen")
        await operator.press("n")
        await operator.at("FormDialog")
        check_all_stands(operator)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_services_and_a_long_list_of_findings_fit(language: str) -> None:
    agent = FakeAgent("open", PEOPLE, training=True).sign_in()
    agent.alarms = tuple(
        Alarm(each.id, "2026-11-24", severity=each.severity) for each in CHECKS[:-3]
    )
    async with operating(agent, language) as operator:
        await operator.at("HomeScreen")
        check_all_stands(operator, scrolls=True)
        await operator.press("s")
        await operator.at("ServicesScreen")
        check_all_stands(operator)
        await operator.press("enter")
        await operator.at("RowDialog")
        check_all_stands(operator)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_door_fits(language: str) -> None:
    async with operating(FakeAgent("sealed", training=True), language) as operator:
        await operator.at("SignInScreen")
        check_all_stands(operator)
        await operator.press_button("join")
        await operator.at("FormDialog")
        check_all_stands(operator)
        await operator.write("secret")
        await operator.press("enter")
        await operator.write("amina")
        await operator.press_button("save")
        await operator.at("PassphraseDialog")
        check_all_stands(operator)
