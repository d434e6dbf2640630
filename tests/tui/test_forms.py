"""What a form says of a wrong answer, how a country is found, and where a link can be opened."""

import pytest

from tests.tui.driving import Operator, operating
from tests.tui.fake_agent import INVITE, LINK, FakeAgent, person
from tests.tui.lines import number_of, said
from tui.form import search
from tui.links import only_here, warnings
from tui.qr import half_blocks
from tui.setup_draft import country_options
from tui.words import LANGUAGES, Words

PEOPLE = [person(1, "active")]


def at_home() -> FakeAgent:
    return FakeAgent("open", PEOPLE).sign_in()


async def stands_on(operator: Operator, name: str) -> None:
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("drc", "cd"),
        ("RDC", "cd"),
        ("congo kinshasa", "cd"),
        ("democratic republic of the congo", "cd"),
        ("zaire", "cd"),
        ("cote divoire", "ci"),
        ("côte d’ivoire", "ci"),
        ("ivory coast", "ci"),
        ("car", "cf"),
        ("centrafrique", "cf"),
        ("germany", "de"),
        ("allemagne", "de"),
        ("ss", "ss"),
    ],
)
def test_a_country_is_found_under_the_names_people_have_for_it(
    language: str, typed: str, country: str
) -> None:
    found = [each.value for each in search(country_options(Words(language)), typed)]
    assert found[0] == country


def test_letters_that_no_country_has_find_nothing() -> None:
    assert search(country_options(Words("en")), "qqq") == []


async def test_the_cursor_goes_to_the_first_wrong_answer_and_the_message_when_it_changes() -> None:
    async with operating(at_home()) as operator:
        await operator.at("HomeScreen")
        await operator.press("p")
        await operator.at("PeopleScreen")
        await operator.press("n")
        await stands_on(operator, "field-name")
        await operator.press_button("save")
        await operator.sees("! Please fill in this answer.")
        await stands_on(operator, "field-name")
        await operator.press("x")
        assert "! Please" not in operator.shown()
        await operator.press_button("save")
        await operator.sees("! Please choose a role.")
        await stands_on(operator, "choice-role")
        await operator.press("shift+tab", "y")
        assert "! Please choose a role." in operator.shown()
        await operator.press("tab", "space")
        assert "! Please" not in operator.shown()


async def test_the_set_up_takes_its_message_away_once_the_answer_changes() -> None:
    async with operating(FakeAgent()) as operator:
        await operator.at("SetupScreen")
        await operator.press("enter", "enter")
        await stands_on(operator, "search-country")
        await operator.press_button("next")
        await operator.sees("! Please choose a country from the list.")
        await stands_on(operator, "search-country")
        await operator.write("drc")
        await operator.press("enter")
        await operator.until(lambda: "! Please" not in operator.shown())


async def test_a_refused_sign_in_is_not_said_of_what_is_typed_next() -> None:
    async with operating(FakeAgent("sealed")) as operator:
        await operator.at("SignInScreen")
        await operator.write("marie")
        await operator.press("enter", "x", "enter")
        await operator.sees("! That name and passphrase do not go together.")
        await stands_on(operator, "passphrase")
        await operator.press("y")
        await operator.until(lambda: "do not go together" not in operator.shown())


@pytest.mark.parametrize(
    ("link", "here"),
    [
        ("http://localhost:8700/#k=p", True),
        ("http://127.0.0.1:8700/", True),
        ("http://[::1]:8700/", True),
        ("https://umoja.example/#k=p", False),
        ("http://abcdef.onion/", False),
        ("s" * 43, False),
    ],
)
def test_a_link_of_this_machine_alone_is_known(link: str, *, here: bool) -> None:
    assert only_here(link) is here
    assert len(warnings(link, Words("en"))) == int(here)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_both_faces_say_that_a_link_opens_on_this_machine_only(language: str) -> None:
    warning = Words(language)("link-only-here")
    async with operating(at_home(), language) as operator:
        await operator.at("HomeScreen")
        await operator.press("k")
        await operator.sees(warning)
    agent = at_home()
    assert warning in said(agent, number_of(agent, "links"), language=language)
    invited = said(agent, number_of(agent, "invite"), "A", "1", "1", "", language=language)
    assert warning in invited


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (68, 22), (69, 21)])
async def test_a_code_is_shown_whole_or_not_at_all(size: tuple[int, int]) -> None:
    code = half_blocks(INVITE)
    async with operating(at_home(), size=(120, 40)) as operator:
        await operator.at("HomeScreen")
        await operator.press("p")
        await operator.at("PeopleScreen")
        await operator.press("r")
        await operator.at("ConfirmDialog")
        await operator.press_button("yes")
        await operator.at("LinkDialog")
        await operator.pilot.resize_terminal(*size)
        await operator.at("LinkDialog")
        fits = size[0] >= len(code[0]) + 26 and size[1] >= len(code)
        await operator.until(lambda: bool(operator.screen.query("#qr")) is fits)
        if fits:
            region = operator.screen.query_one("#qr").region
            assert (region.width, region.height) == (len(code[0]), len(code))
            assert region.bottom <= size[1]
        else:
            assert f"{len(code[0]) + 26} columns and {len(code)} lines" in operator.shown()
        assert INVITE in operator.shown()
        assert LINK not in operator.shown()
