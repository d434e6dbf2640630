"""The door, the dashboard, the people and the log on the full screen."""

from contextlib import suppress

import pytest
from rich.color import Color as RichColor
from textual.color import Color
from textual.events import Key
from textual.widgets import DataTable

from appliance.agent.contract import (
    Alarm,
    LogEntry,
    ServiceState,
    Verified,
    VerifyProblem,
    VerifyProgress,
    VerifyResult,
)
from appliance.core.health import CHECKS
from tests.tui.driving import Operator, operating
from tests.tui.fake_agent import INVITE, LINK, PASSPHRASE, FakeAgent, person
from tui.app import ConsoleApp
from tui.messages import StatusRead
from tui.model import Console
from tui.screens.home import WAYS
from tui.screens.people import PeopleScreen
from tui.widgets.entries import Entries
from tui.words import LANGUAGES, Words

PEOPLE = [person(1, "active"), person(2, "pending"), person(3, "invited"), person(4, "disabled")]


def at_home(**more: bool) -> FakeAgent:
    return FakeAgent("open", PEOPLE, **more).sign_in()


async def go_to_people(operator: Operator) -> None:
    await operator.at("HomeScreen")
    await operator.press("p")
    await operator.at("PeopleScreen")
    await operator.sees("Person 004")


async def test_a_wrong_passphrase_gets_calm_words_and_a_right_one_opens_the_vault() -> None:
    agent = FakeAgent("sealed")
    async with operating(agent) as operator:
        await operator.at("SignInScreen")
        assert "Reports are still being taken in" in operator.shown()
        await operator.write("marie")
        await operator.press("enter")
        await operator.write("wrong")
        await operator.press("enter")
        await operator.sees("That name and passphrase do not go together.")
        await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "passphrase")
        await operator.write(PASSPHRASE)
        await operator.press("enter")
        await operator.at("HomeScreen")


async def test_the_dashboard_says_what_is_and_what_to_do_next() -> None:
    async with operating(at_home()) as operator:
        await operator.at("HomeScreen")
        await operator.sees("People: 1 to approve")
        shown = operator.shown()
        for text in (
            "all 4 running",
            "12 GB free of 40 GB. This disk is not encrypted.",
            "1,204 entries, signed less than a minute ago, fingerprint 3f3f3f3f3f3f",
            "No intake key yet: survivors see a help-only page.",
            "Last backup none yet",
            "Use this deployment for training and trials.",
        ):
            assert text in shown


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_plain_disk_is_never_answered_with_all_is_well(
    language: str, training: bool
) -> None:
    agent, words = FakeAgent("open", PEOPLE[:1], training=training).sign_in(), Words(language)
    agent.colleagues = agent.colleagues[:1]
    agent.intake_keys = 1  # nothing else is left to do
    async with operating(agent, language) as operator:
        await operator.at("HomeScreen")
        await operator.sees(words("home-plain-disk"))
        assert training or words("trials-only") in operator.shown()
        assert words("home-all-well") not in operator.shown()


async def test_a_lost_connection_is_shown_and_recovers() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await operator.at("HomeScreen")
        agent.reachable = False
        operator.app.ask_status()
        await operator.sees("NO CONNECTION")
        agent.reachable = True
        agent.services[1] = ServiceState("intake", "down", 3, 1)
        operator.app.ask_status()
        await operator.sees("not running: intake")
        assert "NO CONNECTION" not in operator.shown()


async def test_an_answer_that_comes_while_the_console_closes_is_dropped() -> None:
    async with operating(at_home()) as operator:
        await operator.at("HomeScreen")
    app = operator.app
    assert app.model.status is not None
    assert not app.screen_stack
    await app._dispatch_message(StatusRead(app.model.status))
    assert not app.screen_stack


async def test_a_box_sealed_by_somebody_else_brings_back_the_door() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await operator.at("HomeScreen")
        agent.state = "sealed"
        operator.app.ask_status()
        await operator.at("SignInScreen")


async def test_the_training_banner_is_on_every_screen_and_dialog() -> None:
    async with operating(at_home(training=True)) as operator:
        await operator.at("HomeScreen")
        for keys, name in (
            ("p", "PeopleScreen"),
            ("n", "FormDialog"),
            ("f1", "HelpDialog"),
        ):
            await operator.press(keys)
            await operator.at(name)
            assert "TRAINING: everything here is made up." in operator.shown()


async def test_who_waits_comes_first_and_is_approved_after_a_typed_word() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_people(operator)
        table = operator.screen.query_one(DataTable)
        assert "Person 002" in table.get_row_at(0)
        await operator.press("a")
        await operator.at("ApproveDialog")
        assert "1  ABANDON" in operator.shown()
        assert "The person can work at once, in the role: case manager." in operator.shown()
        assert getattr(operator.screen.focused, "id", "") == "no"
        assert operator.screen.query_one("#yes").disabled
        await operator.press("shift+tab")
        await operator.write("approve")
        await operator.press("enter", "enter")
        await operator.sees("Person 002 is approved and can work.")
    assert ("approve", PEOPLE[1].id) in agent.calls


async def test_escape_in_a_plan_changes_nothing() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_people(operator)
        await operator.press("d")
        await operator.at("ConfirmDialog")
        await operator.press("escape")
        await operator.at("PeopleScreen")
    assert agent.calls == []


async def test_disabling_shows_the_plan_and_needs_the_word() -> None:
    agent = at_home()
    async with operating(agent, "fr") as operator:
        await operator.at("HomeScreen")
        await operator.press("p")
        await operator.sees("Person 004")
        await operator.press("d")
        await operator.at("ConfirmDialog")
        assert "La connexion est refusée aussitôt" in operator.shown()
        await operator.press("shift+tab")
        await operator.write("desactiver")  # no accent on this keyboard
        await operator.press("enter", "enter")
        await operator.sees("Person 002 : accès désactivé.")
    assert ("disable", PEOPLE[1].id) in agent.calls


async def test_an_invitation_gives_a_one_time_link_with_its_end() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_people(operator)
        await operator.press("n")
        await operator.at("FormDialog")
        await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "field-name")
        await operator.write("Person 005")
        await operator.press("tab", "down", "space")
        await operator.press_button("save")
        await operator.at("LinkDialog")
        assert INVITE in operator.shown()
        assert "until 2026-11-27" in operator.shown()
        assert "█" in operator.shown()
    assert agent.calls == [("invite", "Person 005", "doctor", "aa" * 16)]


async def test_five_hundred_people_are_listed_and_searched() -> None:
    agent = FakeAgent("open", [person(each, "active") for each in range(500)]).sign_in()
    async with operating(agent) as operator:
        await operator.at("HomeScreen")
        await operator.press("p")
        await operator.sees("500 of 500")
        await operator.press("slash")
        await operator.write("499")
        await operator.sees("1 of 500")
        await operator.press("escape")
        await operator.sees("500 of 500")


async def test_a_check_of_the_log_names_every_problem() -> None:
    agent = at_home()
    agent.lines = [
        VerifyProgress(5, 10),
        VerifyProblem("blob", "its bytes have changed", 7, "ab" * 16),
        VerifyResult(10, 4, 1),
    ]
    async with operating(agent) as operator:
        await operator.at("HomeScreen")
        await operator.press("l")
        await operator.sees("Entries: 1,204")
        await operator.press("v")
        await operator.sees("Problems found: 1.")
        assert f"! entry 7, file {'ab' * 16}: its bytes have changed" in operator.shown()


async def test_locking_says_what_it_means_and_ends_at_the_door() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await operator.at("HomeScreen")
        await operator.press("v")
        await operator.sees("Reports are still taken in and kept safe. Nothing is deleted.")
        await operator.press_button("yes")
        await operator.at("SignInScreen")
    assert agent.calls == [("lock",), ("logout",)]


async def test_leaving_says_whether_the_services_stop() -> None:
    async with operating(at_home(), supervised=True) as operator:
        await operator.at("HomeScreen")
        await operator.press("ctrl+q")
        await operator.sees("when it ends, they stop")
        await operator.press_button("yes")
        await operator.until(lambda: not operator.app.is_running)


async def test_the_survivors_link_stands_whole_beside_its_code() -> None:
    async with operating(at_home()) as operator:
        await operator.at("HomeScreen")
        await operator.press("k")
        await operator.at("LinkDialog")
        assert LINK in operator.shown()


async def test_the_language_changes_at_once_on_every_screen() -> None:
    async with operating(at_home()) as operator:
        await go_to_people(operator)
        await operator.press("f2")
        await operator.sees("! à approuver Person 002")
        await operator.press("escape")
        await operator.sees("ouvert : les professionnels peuvent travailler")


async def test_what_is_typed_before_the_dialog_has_a_cursor_is_not_lost() -> None:
    async with operating(at_home()) as operator:
        await go_to_people(operator)
        operator.app.screen.action_do("invite")  # type: ignore[attr-defined]
        operator.app.post_message(Key("x", "x"))
        operator.app.post_message(Key("y", "y"))
        await operator.until(lambda: "xy" in operator.shown())


async def test_an_invitation_that_did_not_go_through_is_still_there() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_people(operator)
        await operator.press("n")
        await operator.at("FormDialog")
        await operator.write("Somebody")
        await operator.press("tab", "space")
        agent.reachable = False
        await operator.press_button("save")
        await operator.sees("does not answer")
        await operator.press("n")
        await operator.at("FormDialog")
        await operator.sees("Somebody")
        assert "[x] case manager" in operator.shown()


async def test_approving_finds_whoever_waits_wherever_the_cursor_stands() -> None:
    async with operating(at_home()) as operator:
        await go_to_people(operator)
        await operator.press("end", "a")
        await operator.at("ApproveDialog")
        await operator.press("a", "p")
        await operator.sees("ap")


async def test_what_was_chosen_about_somebody_is_not_done_to_who_comes_in_her_place() -> None:
    agent = at_home()
    async with operating(agent) as operator:
        await go_to_people(operator)
        await operator.press("enter")
        await operator.at("RowDialog")
        agent.everybody = agent.everybody[2:]  # she is gone before the key is pressed
        screen = operator.app.screen_stack[-2]
        assert isinstance(screen, PeopleScreen)
        screen.read()
        await operator.until(lambda: len(screen.shown) == 2)
        await operator.press("enter")
        await operator.at("PeopleScreen")
        await operator.pilot.pause(0.1)
        assert type(operator.screen) is PeopleScreen
    assert agent.calls == []


async def test_a_list_gives_way_on_a_narrow_window_without_losing_a_column() -> None:
    async with operating(at_home(), size=(60, 20)) as operator:
        await go_to_people(operator)
        table = operator.screen.query_one(DataTable)
        assert table.max_scroll_x == 0
        assert len(table.columns) == 4


async def test_a_restarted_agent_is_not_taken_for_a_sealed_vault() -> None:
    agent = FakeAgent("open", PEOPLE)
    agent.keys_held = False
    async with operating(agent) as operator:
        await operator.at("SignInScreen")
        assert "was started again" in operator.shown()
        assert "Safehold is sealed" not in operator.shown()


async def test_a_fault_of_the_console_shows_words_and_no_variables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = ConsoleApp(Console(at_home(), Words("en")))
    with suppress(ZeroDivisionError):
        async with app.run_test() as pilot:
            app.call_later(lambda: 1 // 0)
            await pilot.pause()
    shown = capsys.readouterr().err
    assert shown.startswith("This console has ended")
    assert "ZeroDivision" not in shown
    assert app.return_code == 1


async def test_a_name_draws_nothing_on_the_screen_that_compares_the_words() -> None:
    forged = person(1, "pending", "Amina\n1 prevent\x1b[8m")
    async with operating(FakeAgent("open", [forged]).sign_in()) as operator:
        await operator.at("HomeScreen")
        await operator.press("p")
        await operator.sees("Amina1 prevent")
        assert "\x1b" not in operator.shown()
        await operator.press("a")
        await operator.sees("FABRIC")
        assert "\x1b" not in operator.shown()
        assert "1 prevent" not in [each.strip() for each in operator.shown().splitlines()]


async def test_the_menu_shows_every_key_and_goes_where_one_points() -> None:
    async with operating(at_home()) as operator:
        await operator.at("HomeScreen")
        menu = operator.screen.query_one(Entries)
        assert [each.key for each in menu.entries] == [each.key.upper() for each in WAYS]
        rows = -(-len(WAYS) // 2)
        log = next(index for index, each in enumerate(WAYS) if each.offer == "log")
        at = (menu.size.width // 2 * (log // rows) + 4, log % rows)
        await operator.pilot.click(Entries, offset=at)
        await operator.sees("Entries: 1,204")


async def test_the_arrows_walk_through_both_columns_of_the_menu() -> None:
    async with operating(at_home()) as operator:
        await operator.at("HomeScreen")
        menu = operator.screen.query_one(Entries)
        await operator.press("right")
        assert menu.chosen == -(-len(WAYS) // 2)
        await operator.press("left", "down")
        assert menu.chosen == 1
        await operator.press("up", "up", "end")
        assert menu.chosen == len(WAYS) - 1
        await operator.press("right")
        assert menu.chosen == len(WAYS) - 1
        await operator.press("home", "enter")
        await operator.at("PeopleScreen")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_small_window_keeps_the_whole_menu_and_turns_the_page_above_it(
    language: str,
) -> None:
    async with operating(at_home(training=True), language, size=(60, 20)) as operator:
        await operator.at("HomeScreen")
        menu, glance = operator.screen.query_one(Entries), operator.screen.query_one("#glance")
        await operator.until(lambda: glance.max_scroll_y > 0)
        for index, each in enumerate(menu.entries):
            assert each.label in menu._cell(index, menu.content_size.width // 2).plain
        await operator.press("pagedown")
        await operator.until(lambda: glance.scroll_offset.y > 0)


async def test_whoever_waits_is_among_what_needs_the_operator() -> None:
    agent = at_home()
    agent.intake_keys = 1
    async with operating(agent) as operator:
        await operator.at("HomeScreen")
        await operator.sees("! One person waits for you to compare six words: open “People”.")
        await operator.sees("2 things need you. The most urgent comes first.")


async def test_home_shows_the_most_urgent_findings_and_says_where_the_others_are() -> None:
    agent = FakeAgent("open", PEOPLE).sign_in()
    agent.intake_keys = 1
    agent.alarms = tuple(Alarm(each.id, "2026-11-24", severity=each.severity) for each in CHECKS)
    pressing = [each for each in CHECKS if each.severity != "set_up" and each.id != "no-backup"]
    async with operating(agent) as operator:
        await operator.sees("The log does not match its last signed checkpoint")
        await operator.sees(f"{len(pressing) - 3} more things under “Services”.")
        assert "A share is compromised" not in operator.shown()


async def test_the_log_shows_what_happened_with_day_and_role_and_the_last_check() -> None:
    agent = at_home()
    agent.verified = Verified("2026-11-20", 0)
    async with operating(agent) as operator:
        await operator.at("HomeScreen")
        await operator.press("l")
        await operator.sees("2026-11-25  The vault was opened, by an operator (entry 51)")
        assert "disabled, alone where it takes two, by an operator" in operator.shown()
        assert "renewed, by the box itself" in operator.shown()
        assert "Last checked on 2026-11-20: everything was as recorded." in operator.shown()


async def test_older_entries_of_the_log_come_when_they_are_asked_for() -> None:
    agent = at_home()
    agent.entries = [
        LogEntry(each, "2026-11-01", "opened", "operator") for each in range(50, 0, -1)
    ]
    async with operating(agent) as operator:
        await operator.at("HomeScreen")
        await operator.press("l")
        await operator.sees("Older entries")
        assert "(entry 31)" in operator.shown()
        assert "(entry 30)" not in operator.shown()
        await operator.press("end", "enter")
        await operator.sees("(entry 11)")
        await operator.press("end", "enter")
        await operator.sees("(entry 1)")
        assert "Older entries" not in operator.shown()
        assert operator.shown().count("(entry ") == 50


async def test_without_colour_every_text_keeps_the_colours_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with operating(at_home()) as operator:
        await operator.at("HomeScreen")
        assert operator.app.no_color
        strips = operator.screen._compositor.render_strips()
        seen = [
            style
            for strip in strips
            for _, style, _ in strip.apply_filter(operator.app._filters[-1], Color(0, 0, 0))
            if style is not None
        ]
        assert seen
        assert {str(each.color) for each in seen} == {str(RichColor.parse("default"))}
        assert {str(each.bgcolor) for each in seen} == {str(RichColor.parse("default"))}
