"""The wipe on both faces: nothing is destroyed by a stray key, and the certificate is shown."""

import pytest

from appliance.errors import MaintenanceError
from appliance.secret import Secret
from tests.tui.driving import SIZE, Operator, operating
from tests.tui.fake_agent import PASSPHRASE, FakeAgent
from tests.tui.lines import number_of, said
from tui.qr import half_blocks
from tui.widgets.frame import KeyLine
from tui.widgets.push_button import PushButton
from tui.words import LANGUAGES

PHRASE = "destroy everything here"


def at_home() -> FakeAgent:
    return FakeAgent("open").sign_in()


async def go_to_wipe(operator: Operator) -> None:
    await operator.at("HomeScreen")
    operator.app.model.operator = "marie"
    await operator.press("w")
    await operator.at("WipeScreen")
    await operator.sees("What is destroyed:")


def focused(operator: Operator) -> str:
    return getattr(operator.screen.focused, "id", None) or ""


async def test_the_plan_says_what_goes_and_what_stays_and_stands_on_no() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_wipe(operator)
        assert "A blank box remains." in operator.shown()
        assert "nobody can bring this deployment back" in operator.shown()
        assert focused(operator) == "no"
        await operator.press("enter")
        await operator.at("HomeScreen")
    assert [each[0] for each in agent.calls] == ["plan_wipe"]


async def test_nothing_is_destroyed_without_the_phrase_and_a_passphrase() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_wipe(operator)
        await operator.press_button("go")
        await operator.at("WipeDialog")
        assert focused(operator) == "no"
        yes = operator.screen.query_one("#yes", PushButton)
        assert yes.disabled
        operator.screen.query_one("#phrase").focus()
        await operator.write("destroy nothing")
        await operator.press("tab", "tab")
        await operator.write(PASSPHRASE)
        assert yes.disabled
        await operator.press("escape")
        await operator.at("WipeScreen")
    assert "wipe" not in {each[0] for each in agent.calls}


async def test_the_phrase_and_the_passphrase_destroy_and_the_certificate_is_shown() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_wipe(operator)
        await operator.press_button("go")
        await operator.at("WipeDialog")
        operator.screen.query_one("#phrase").focus()
        await operator.write(PHRASE)
        await operator.press("tab", "tab")
        await operator.write(PASSPHRASE)
        await operator.press_button("yes")
        await operator.at("LinkDialog")
        assert "Certificate of destruction" in operator.shown()
        assert "No key was left after 85 ms" in operator.shown()
        assert "safehold-wipe:" in operator.shown()
        operator.app.ask_status()
        await operator.press("enter")
        await operator.at("SetupScreen")
    assert ("wipe", "deployment", "marie") in agent.calls


async def test_a_wrong_passphrase_is_told_and_the_plan_stays() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_wipe(operator)
        await operator.press_button("go")
        await operator.at("WipeDialog")
        operator.screen.query_one("#phrase").focus()
        await operator.write(PHRASE)
        await operator.press("tab", "tab")
        await operator.write("wrong")
        await operator.press_button("yes")
        await operator.at("WipeScreen")
        await operator.sees("!")
        assert "What is destroyed:" in operator.shown()
    assert agent.state == "open"


async def test_the_backups_ask_for_two_people() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_wipe(operator)
        await operator.press("b")
        await operator.sees("2 operators have to agree.")
        await operator.press_button("go")
        await operator.at("WipeDialog")
        assert operator.screen.query("#passphrase-2")


async def test_a_rehearsal_says_how_long_it_would_take() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_wipe(operator)
        await operator.press("r")
        await operator.sees("no key left after 85 ms, all gone after 900 ms")
    assert agent.state == "open"


async def test_the_wipe_can_be_reached_before_signing_in() -> None:
    async with operating(FakeAgent("sealed")) as operator:
        await operator.at("SignInScreen")
        await operator.press("f8")
        await operator.at("WipeScreen")
        await operator.press("escape")
        await operator.at("SignInScreen")


async def test_the_wipe_can_be_reached_while_the_agent_does_not_answer() -> None:
    agent = FakeAgent("open")
    agent.reachable = False
    async with operating(agent) as operator:
        await operator.until(lambda: type(operator.screen).__name__ == "WaitingScreen")
        await operator.press("f8")
        await operator.at("WipeScreen")
        await operator.sees("What is destroyed:")
        await operator.press("escape")
        await operator.until(lambda: type(operator.screen).__name__ == "WaitingScreen")


async def test_one_function_key_locks_at_once_on_any_page() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await operator.at("HomeScreen")
        await operator.press("p")
        await operator.at("PeopleScreen")
        await operator.press("f9")
        operator.app.ask_status()
        await operator.at("SignInScreen")
    assert agent.state == "sealed"
    assert ("lock_now",) in agent.calls


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_pages_of_the_wipe_stand_on_a_small_screen(language: str) -> None:
    async with operating(FakeAgent("open", training=True).sign_in(), language) as operator:
        await operator.at("HomeScreen")
        await operator.press("w")
        await operator.at("WipeScreen")
        await operator.press("b")
        await operator.until(lambda: operator.screen.query_one("#go", PushButton).disabled is False)
        stands(operator)
        await operator.press_button("go")
        await operator.at("WipeDialog")
        stands(operator)
    assert len(half_blocks(f"safehold-wipe:{'d' * 32}:{'0' * 64}")) <= SIZE[1]


def stands(operator: Operator) -> None:
    for widget in [*operator.screen.query(PushButton), *operator.screen.query(KeyLine)]:
        assert widget.region.height, operator.shown()
        assert widget.region.bottom <= SIZE[1], operator.shown()


def test_in_lines_nothing_comes_before_the_phrase() -> None:
    agent = at_home()
    number = number_of(agent, "wipe")
    text = said(agent, number, "1")
    assert "What remains, and what it is worth to whom:" in text
    text = said(agent, number, "4", "destroy nothing")
    assert "Nothing was changed." in text
    assert "wipe" not in {each[0] for each in agent.calls}


def test_in_lines_it_is_rehearsed_and_destroyed() -> None:
    agent = at_home()
    number = number_of(agent, "wipe")
    assert "no key left after 85 ms" in said(agent, number, "2")
    text = said(agent, number, "4", PHRASE, "marie", PASSPHRASE, "")
    assert "Destroying the keys…" in text
    assert "No key was left after 85 ms" in text
    assert "safehold-wipe:" in text
    assert ("wipe", "deployment", "marie") in agent.calls


def test_in_lines_the_backups_take_two() -> None:
    agent = at_home()
    wanted = "destroy everything and the backups"
    signed = ["marie", PASSPHRASE, "jean", PASSPHRASE]
    said(agent, number_of(agent, "wipe"), "3", "3", wanted, *signed, "")
    assert ("wipe", "backups", "marie", "jean") in agent.calls


class Forced(FakeAgent):
    """A box whose operator signs in under duress."""

    def unlock(self, name: str, passphrase: Secret[str]) -> None:  # noqa: ARG002 - as the real one
        self.reachable = False
        raise MaintenanceError


async def test_a_forced_sign_in_leads_to_maintenance_that_stays() -> None:
    agent = Forced("sealed")
    async with operating(agent) as operator:
        await operator.at("SignInScreen")
        await operator.write("marie")
        await operator.press("enter")
        await operator.write("anything at all")
        await operator.press("enter")
        await operator.until(lambda: type(operator.screen).__name__ == "MaintenanceScreen")
        assert "Please come back later." in operator.shown()
        agent.reachable, agent.state = True, "new"
        operator.app.ask_status()
        await operator.until(lambda: operator.app.model.connected)
        assert type(operator.screen).__name__ == "MaintenanceScreen"
        assert "NO CONNECTION" not in operator.shown()


def test_in_lines_a_forced_sign_in_ends_with_maintenance() -> None:
    text = said(Forced("sealed"), "1", "marie", "anything at all", "")
    assert "Maintenance is going on." in text
    assert text.endswith("Goodbye.\n")
