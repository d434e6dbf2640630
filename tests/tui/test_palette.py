"""The command palette: everything that can be done, in the words of any language."""

from dataclasses import replace

import pytest

from tests.tui.driving import Operator, operating
from tests.tui.fake_agent import OPERATORS, FakeAgent, ask, person
from tui.offers import OFFERED, Offer, Place
from tui.palette import Palette
from tui.screens.home import HomeScreen
from tui.words import LANGUAGES, Words

PEOPLE = [person(1, "active"), person(2, "pending")]


def at_home() -> FakeAgent:
    agent = FakeAgent("open", PEOPLE).sign_in()
    agent.asks = [ask(OPERATORS[2], "Operator 004")]
    return agent


async def at_rest(operator: Operator) -> None:
    await operator.at("HomeScreen")
    await operator.until(lambda: bool(operator.app.model.operators))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_palette_lists_every_offer_of_the_place(language: str) -> None:
    async with operating(at_home(), language) as operator:
        await at_rest(operator)
        await operator.press("ctrl+p")
        words = Words(language)
        for offer in OFFERED[Place.HOME]:
            await operator.sees(words(f"plain-menu-{offer}"))


async def test_what_it_is_called_in_another_language_is_found_and_begun() -> None:
    async with operating(at_home()) as operator:
        await at_rest(operator)
        await operator.press("ctrl+p")
        await operator.until(lambda: isinstance(operator.screen, Palette))
        await operator.write("dépositaires")
        await operator.sees("List trustees")
        await operator.until(lambda: "Invite a professional" not in operator.shown())
        await operator.press("enter")
        await operator.at("EscrowScreen")


async def test_every_offer_leads_from_home_to_something() -> None:
    async with operating(at_home()) as operator:
        await at_rest(operator)
        for offer in set(OFFERED[Place.HOME]) - {Offer.LANGUAGE}:
            operator.app.start(offer)
            await operator.until(lambda: type(operator.screen) is not HomeScreen)
            while type(operator.screen) is not HomeScreen:
                operator.app.pop_screen()
                await operator.pilot.pause()
        await operator.until(lambda: operator.app.is_running)
    assert {each[0] for each in operator.app.model.agent.calls} <= {  # type: ignore[attr-defined]
        "escrow_status", "log_head", "log_entries", "verify_log", "plan_wipe",
    }  # fmt: skip


async def test_only_what_the_operators_roles_reach_is_listed() -> None:
    agent = at_home()
    agent.colleagues[0] = replace(agent.colleagues[0], roles=("custodian",))
    async with operating(agent) as operator:
        await at_rest(operator)
        reachable = set(operator.app.model.reachable)
    assert Offer.PEOPLE in reachable
    assert Offer.WIPE in reachable
    assert not {Offer.INVITE, Offer.DISMISS, Offer.AGREE, Offer.LOCK} & reachable


async def test_over_a_dialog_there_is_no_palette_that_would_lose_what_is_typed() -> None:
    async with operating(at_home()) as operator:
        await at_rest(operator)
        await operator.press("p")
        await operator.at("PeopleScreen")
        await operator.press("n")
        await operator.at("FormDialog")
        await operator.press("x", "ctrl+p")
        assert type(operator.screen).__name__ == "FormDialog"


async def test_at_the_door_it_offers_what_can_be_done_there() -> None:
    async with operating(FakeAgent("sealed")) as operator:
        await operator.at("SignInScreen")
        operator.app.start(Offer.JOIN)
        await operator.sees("Become an operator")
