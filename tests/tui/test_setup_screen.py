"""The set-up on the full screen."""

from tests.tui.driving import Operator, operating
from tests.tui.fake_agent import LINK, PASSPHRASE, FakeAgent
from tui.screens.setup import SetupScreen


async def answer_until_organisations(operator: Operator) -> None:
    await operator.at("SetupScreen")
    await operator.press("enter")  # the language, then “Next”
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "next")
    await operator.press("enter")
    await operator.sees("Type a few letters")
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "search-country")
    await operator.write("kinsh")
    await operator.press("enter")
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "next")
    await operator.press("enter")
    await at_field(operator, "field-name")
    await operator.write("Umoja")
    await operator.press("enter")
    await at_field(operator, "choice-languages")
    await operator.press("down", "space")
    await operator.press_button("next")
    await at_field(operator, "entries")


async def at_field(operator: Operator, name: str) -> None:
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == name)


async def add_organisation(operator: Operator, name: str, *, intake: bool) -> None:
    await operator.press("end", "enter")
    await operator.at("FormDialog")
    await at_field(operator, "field-name")
    await operator.write(name)
    await operator.press("tab", "space")  # the first service
    await operator.press("tab")
    if intake:
        await operator.press("space")
    await operator.press_button("save")
    await operator.at("SetupScreen")


async def answer_rest(operator: Operator) -> None:
    await operator.press_button("next")
    await operator.sees("survivors see before anything else")
    await at_field(operator, "entries")
    await operator.press_button("next")
    await at_field(operator, "field-operator")
    await operator.write("marie")
    await operator.press("enter")
    await at_field(operator, "once")
    await operator.write(PASSPHRASE)
    await operator.press("enter")
    await operator.write(PASSPHRASE)
    await operator.press_button("next")
    await operator.sees("Please read this through")
    await at_field(operator, "next")


async def test_the_wizard_sets_up_and_shows_link_and_code() -> None:
    agent = FakeAgent()
    async with operating(agent) as operator:
        await answer_until_organisations(operator)
        await add_organisation(operator, "Amani", intake=True)
        await answer_rest(operator)
        assert agent.calls == []  # nothing is made before “Create”
        await operator.press("enter")
        await operator.at("LinkDialog")
        assert LINK in operator.shown()
        assert "█" in operator.shown()
        await operator.press("enter")
        await operator.at("HomeScreen")
    answers = agent.calls[0][1]
    for given in ("'cd'", "'Umoja'", "'en', 'fr'", "'Amani'", "intake=True", "'marie'"):
        assert given in answers


async def test_going_back_to_the_first_page_and_forward_again_loses_nothing() -> None:
    agent = FakeAgent()
    async with operating(agent) as operator:
        await answer_until_organisations(operator)
        await add_organisation(operator, "Amani", intake=True)
        await answer_rest(operator)
        screen = operator.screen
        assert isinstance(screen, SetupScreen)
        for index in range(7, -1, -1):
            await operator.press("escape")
            await operator.until(lambda index=index: screen.index == index)  # type: ignore[misc]
        for index in range(1, 9):
            await operator.press_button("next")
            await operator.until(lambda index=index: screen.index == index)  # type: ignore[misc]
        await operator.sees("Amani")
        await operator.press_button("next")
        await operator.at("LinkDialog")
    assert agent.calls[0][2] == PASSPHRASE


async def test_escape_on_the_first_page_asks_before_leaving() -> None:
    async with operating(FakeAgent()) as operator:
        await operator.at("SetupScreen")
        await operator.press("escape")
        await operator.at("ConfirmDialog")
        assert operator.screen.focused is not None
        assert operator.screen.focused.id == "no"
        await operator.press("enter")
        await operator.at("SetupScreen")


async def test_without_an_organisation_for_intake_the_wizard_says_so_and_stays() -> None:
    async with operating(FakeAgent()) as operator:
        await answer_until_organisations(operator)
        await operator.press_button("next")
        await operator.sees("Please add at least one organisation.")
        await add_organisation(operator, "Amani", intake=False)
        await operator.press_button("next")
        await operator.sees("At least one organisation must receive new reports.")


async def test_leaving_a_half_written_entry_asks_first() -> None:
    async with operating(FakeAgent()) as operator:
        await answer_until_organisations(operator)
        await operator.press("enter")
        await operator.at("FormDialog")
        await at_field(operator, "field-name")
        await operator.write("Am")
        await operator.press("escape")
        await operator.at("ConfirmDialog")
        await operator.press("escape")
        await operator.at("FormDialog")
        assert "Am" in operator.shown()


async def test_changing_the_language_keeps_every_answer() -> None:
    async with operating(FakeAgent()) as operator:
        await answer_until_organisations(operator)
        await add_organisation(operator, "Amani", intake=True)
        await operator.press("f2")
        await operator.sees("Les organisations qui travaillent ici.")
        assert "Amani – reçoit les signalements" in operator.shown()


async def test_a_weak_passphrase_and_a_different_one_are_refused_with_words() -> None:
    async with operating(FakeAgent()) as operator:
        await answer_until_organisations(operator)
        await add_organisation(operator, "Amani", intake=True)
        await operator.press_button("next")
        await operator.sees("survivors see before anything else")
        await operator.press_button("next")
        await at_field(operator, "field-operator")
        await operator.write("marie")
        await operator.press("enter")
        await at_field(operator, "once")
        await operator.write("password1234")
        await operator.press_button("next")
        await operator.sees("too easy to guess. Please")
        await at_field(operator, "once")
        await operator.write(PASSPHRASE)
        await operator.press("enter")
        await operator.write("another")
        await operator.press_button("next")
        await operator.sees("The two are not the same.")


async def test_when_the_agent_is_lost_during_creation_the_answers_stay() -> None:
    agent = FakeAgent()
    async with operating(agent) as operator:
        await answer_until_organisations(operator)
        await add_organisation(operator, "Amani", intake=True)
        await answer_rest(operator)
        agent.reachable = False
        await operator.press("enter")
        await operator.sees("Safehold does not answer at the moment.")
        agent.reachable = True
        await operator.press_button("next")
        await operator.at("LinkDialog")


async def test_the_summary_says_that_a_plain_disk_is_for_trials_only() -> None:
    async with operating(FakeAgent()) as operator:
        await answer_until_organisations(operator)
        await add_organisation(operator, "Amani", intake=True)
        await answer_rest(operator)
        await operator.sees("Use this deployment for training and trials.")
