"""The plain line mode."""

from appliance.agent.contract import (
    LogEntry,
    Unread,
    Verified,
    VerifyProblem,
    VerifyProgress,
    VerifyResult,
)
from tests.tui.fake_agent import INVITE, LINK, PASSPHRASE, FakeAgent, Steps, person
from tests.tui.lines import number_of, said

PEOPLE = [person(1, "active"), person(2, "pending"), person(3, "invited")]


def at_home(**more: bool) -> FakeAgent:
    return FakeAgent("open", PEOPLE, **more).sign_in()


SET_UP = (
    *("1", "1"),  # set up, in English
    *("kinsh", "1", "Umoja", "1 2"),
    *("1", "Amani", "1 3", "1", "4"),  # add an organisation, then go on
    *("2", "marie", PASSPHRASE, PASSPHRASE),  # no contact, the operator
)


def test_the_set_up_asks_step_by_step_and_announces_the_link() -> None:
    agent = FakeAgent()
    text = said(agent, *SET_UP, "2")
    assert f"Link: {LINK}" in text
    for given in ("'cd'", "'Umoja'", "'en', 'fr'", "'Amani'", "intake=True", "'marie'"):
        assert given in agent.calls[0][1]


def test_going_back_in_lines_keeps_what_was_answered() -> None:
    agent = FakeAgent()
    text = said(agent, "1", "1", "kinsh", "1", "Umoja", "<", "", *SET_UP[5:], "2")
    assert "Empty keeps: Umoja" in text
    assert "'Umoja'" in agent.calls[0][1]


def test_nothing_is_made_when_the_review_is_answered_no() -> None:
    agent = FakeAgent()
    said(agent, *SET_UP, "1")
    assert agent.calls == []


def test_a_wrong_passphrase_is_answered_with_the_same_calm_words() -> None:
    text = said(FakeAgent("sealed"), "1", "marie", "wrong")
    assert "Reports are still being taken in" in text
    assert "! That name and passphrase do not go together." in text


def test_the_dashboard_is_announced_line_by_line() -> None:
    text = said(at_home(training=True))
    assert "TRAINING: everything here is made up. Enter nothing real.\n" in text
    assert "* Disk: 12 GB free of 40 GB. This disk is not encrypted.\n" in text
    assert "To do: No intake key yet: survivors see a help-only page." in text


def test_six_words_are_announced_before_the_typed_word_approves() -> None:
    agent = at_home()
    number = number_of(agent, "approve")
    text = said(agent, number, "1", "approve")
    assert text.index("Word 6: fabric") < text.index("Then type “approve”")
    assert "Person 002 is approved and can work." in text
    assert agent.calls == [("approve", PEOPLE[1].id)]


def test_another_word_changes_nothing() -> None:
    agent = at_home()
    text = said(agent, number_of(agent, "disable"), "1", "no")
    assert "Nothing was changed." in text
    assert agent.calls == []


def test_an_invitation_is_announced_with_its_link() -> None:
    agent = at_home()
    text = said(agent, number_of(agent, "invite"), "Person 009", "2", "1")
    assert f"Link: {INVITE}" in text
    assert agent.calls == [("invite", "Person 009", "doctor", "aa" * 16)]


def test_a_check_of_the_log_is_announced_by_tenths_and_names_problems() -> None:
    agent = at_home()
    progress = [VerifyProgress(done, 100) for done in range(1, 101)]
    agent.lines = [*progress, VerifyProblem("leaf", "is not what it was", 7), VerifyResult(9, 1, 1)]
    text = said(agent, number_of(agent, "verify"))
    assert text.count("Checking: ") == 10
    assert "! entry 7, leaf: is not what it was" in text
    assert "Problems found: 1." in text


def test_a_lost_agent_is_said_and_tried_again() -> None:
    agent = at_home()
    agent.reachable = False
    text = said(agent, "", "<")
    assert text.count("! Safehold does not answer at the moment.") == 2
    assert text.endswith("Goodbye.\n")


def test_french_is_one_number_away() -> None:
    agent = at_home()
    text = said(agent, number_of(agent, "language"))
    assert "Coffre : ouvert : les professionnels peuvent travailler" in text


def test_every_line_is_one_announcement_without_drawing() -> None:
    text = said(at_home(), number_of(at_home(), "people"))
    assert not set(text) & set("│┌─█▄▀\x1b\t")


LAST_HOLDER: Steps = (
    {"code": "intake-key-dropped"},
    {"code": "help-only"},
    {"code": "unread-reports", "count": 3},
)


def test_before_the_last_holder_of_the_intake_key_leaves_the_plan_says_what_is_lost() -> None:
    agent = at_home()
    agent.leaving, agent.unread = LAST_HOLDER, Unread(reports=3, compartments=12)
    for offer, answers in (("disable", ("2", "disable")), ("reinvite", ("2", "1"))):
        text = said(agent, number_of(agent, offer), *answers)
        assert "so it is withdrawn" in text
        assert "see a help page only" in text
        assert "nobody will be able to read any more: 3" in text


def test_what_nobody_can_read_any_more_is_said_once_somebody_is_disabled() -> None:
    agent = at_home()
    agent.unread = Unread(reports=3, compartments=12)
    text = said(agent, number_of(agent, "disable"), "2", "disable")
    assert "Nobody can read these any more: reports 3, parts of cases 12." in text


def test_the_summary_and_the_dashboard_say_that_a_plain_disk_is_for_trials_only() -> None:
    trials = "Use this deployment for training and trials."
    assert trials in said(FakeAgent(), *SET_UP, "1")
    assert trials in said(at_home())


def test_the_log_is_announced_in_pages_newest_first() -> None:
    agent = at_home()
    agent.entries = [LogEntry(each, "2026-11-01", "opened", "box") for each in range(45, 0, -1)]
    agent.verified = Verified("2026-11-20", 3)
    text = said(agent, number_of(agent, "log"), "", "<")
    assert "! Last checked on 2026-11-20: 3 problems." in text
    assert "2026-11-01  The vault was opened, by the box itself (entry 26)" in text
    assert "(entry 6)" in text
    assert "(entry 5)" not in text
