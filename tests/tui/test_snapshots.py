"""Every screen and dialog as text, so that a reviewer reads in the diff what an operator will see.

`SAFEHOLD_WRITE_SNAPSHOTS=1 pytest tests/tui/test_snapshots.py` writes the files again; look at the
diff before you commit it. Text rather than pictures: colours carry no meaning here, and a picture
of a terminal cannot be reviewed line by line.
"""

import difflib
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.agent.contract import LogEntry, Verified, VerifyProblem, VerifyResult
from appliance.secret import Secret
from tests.tui.driving import Operator, operating
from tests.tui.fake_agent import OPERATORS, FakeAgent, ask, person
from tui.screens.setup import SetupScreen
from tui.setup_draft import STEPS, HelpDraft, OrganisationDraft
from tui.words import LANGUAGES

FOLDER = Path(__file__).parent / "snapshots"
WRITE = os.environ.get("SAFEHOLD_WRITE_SNAPSHOTS") == "1"
SIZES = [(80, 24), (120, 40)]
PEOPLE = [
    person(1, "active", "Amina"),
    person(2, "pending", "Béatrice"),
    person(3, "invited", "Chantal"),
    person(4, "disabled", "Danielle"),
]
QUIET = 3  # times in a row that the screen has to look the same

Page = tuple[str, list[str]]


def drawn(operator: Operator) -> list[str]:
    """Return the lines on the screen."""
    return [each.text.rstrip() for each in operator.screen._compositor.render_strips()]


async def settled(operator: Operator, name: str) -> list[str]:
    """Wait until a screen is on top and nothing on it changes any more."""
    await operator.until(lambda: type(operator.screen).__name__ == name)
    before, same = drawn(operator), 0
    while same < QUIET:
        await operator.pilot.pause(0.05)
        now = drawn(operator)
        same, before = (same + 1, now) if now == before else (0, now)
    return before


async def setting_up(language: str, size: tuple[int, int]) -> AsyncIterator[Page]:
    async with operating(FakeAgent(), language, size=size) as operator:
        await operator.at("SetupScreen")
        screen = operator.screen
        assert isinstance(screen, SetupScreen)
        draft = operator.app.model.draft
        draft.country, draft.name, draft.operator = "cf", "Umoja", "marie"
        draft.languages = ("en", "fr")
        draft.organisations.append(OrganisationDraft("Amani", ("psychosocial",), intake=True))
        draft.help.append(
            HelpDraft({"label.en": "Emergency", "label.fr": "Urgence", "value": "112"})
        )
        for index, step in enumerate(STEPS):
            screen._go(index)
            await operator.sees(operator.app.model.words(f"step-{step.id}-lead"))
            await operator.until(lambda: screen.focused is not None)
            yield f"set-up {step.id}", await settled(operator, "SetupScreen")
        draft.country = ""
        screen._go(1)
        await operator.sees(operator.app.model.words("step-country-lead"))
        await operator.press_button("next")
        yield "set-up country, not chosen", await settled(operator, "SetupScreen")


async def at_the_door(language: str, size: tuple[int, int]) -> AsyncIterator[Page]:
    async with operating(FakeAgent("sealed"), language, size=size) as operator:
        await operator.at("SignInScreen")
        yield "sign in", await settled(operator, "SignInScreen")
        await operator.write("marie")
        await operator.press("enter", "x", "enter")
        await operator.sees(operator.app.model.words("sign-in-wrong"))
        yield "sign in, refused", await settled(operator, "SignInScreen")
        await operator.press_button("join")
        yield "join", await settled(operator, "FormDialog")
        await operator.write("secret")
        await operator.press("enter")
        await operator.write("amina")
        await operator.press_button("save")
        yield "join, passphrase", await settled(operator, "PassphraseDialog")
        await operator.press("escape", "f8")
        await operator.sees("–")
        yield "wipe", await settled(operator, "WipeScreen")
        await operator.press_button("go")
        yield "wipe, last question", await settled(operator, "WipeDialog")
    unreachable = FakeAgent("open")
    unreachable.reachable = False
    async with operating(unreachable, language, size=size) as operator:
        yield "no connection", await settled(operator, "WaitingScreen")


def a_day(*, training: bool = False) -> FakeAgent:
    agent = FakeAgent("open", PEOPLE, training=training).sign_in()
    agent.asks = [ask(OPERATORS[2], "Operator 004")]
    agent.verified = Verified("2026-11-20", 0)
    return agent


KEYS: list[tuple[str, list[str], str]] = [
    ("leave", ["ctrl+q"], "ConfirmDialog"),
    ("help", ["f1"], "HelpDialog"),
    ("palette", ["ctrl+p"], "Palette"),
    ("links", ["k"], "LinkDialog"),
    ("lock", ["v"], "ConfirmDialog"),
    ("sign out", ["o"], "ConfirmDialog"),
    ("trustees", ["e"], "EscrowScreen"),
    ("services", ["s"], "ServicesScreen"),
    ("backups", ["b"], "BackupsScreen"),
    ("backups, new target", ["b", "n"], "FormDialog"),
    ("backups, times", ["b", "t"], "FormDialog"),
    ("jobs", ["j"], "JobsScreen"),
    ("log", ["l"], "LogScreen"),
    ("log, checked", ["l", "v"], "LogScreen"),
    ("people", ["p"], "PeopleScreen"),
    ("people, searched", ["p", "slash", "z"], "PeopleScreen"),
    ("people, one", ["p", "enter"], "RowDialog"),
    ("people, approve", ["p", "a"], "ApproveDialog"),
    ("people, disable", ["p", "d"], "ConfirmDialog"),
    ("people, new link", ["p", "r"], "ConfirmDialog"),
    ("people, invite", ["p", "n"], "FormDialog"),
    ("operators", ["m"], "OperatorsScreen"),
    ("operators, approve", ["m", "a"], "ApproveDialog"),
    ("operators, disable", ["m", "d"], "ConfirmDialog"),
    ("operators, agree", ["m", "g"], "ConfirmDialog"),
    ("operators, invite", ["m", "n"], "FormDialog"),
    ("operators, code app", ["m", "c"], "LinkDialog"),
]


async def through_the_day(language: str, size: tuple[int, int]) -> AsyncIterator[Page]:
    agent = a_day()
    agent.lines = [
        VerifyProblem("blob", "its bytes have changed", 7, "ab" * 16),
        VerifyResult(9, 4, 1),
    ]
    async with operating(agent, language, size=size) as operator:
        operator.app.model.operator = "marie"
        await operator.at("HomeScreen")
        await operator.until(lambda: bool(operator.app.model.operators))
        yield "home", await settled(operator, "HomeScreen")
        for name, keys, screen in KEYS:
            for key in keys:
                await operator.press(key)
                await operator.pilot.pause(0.05)
            yield name, await settled(operator, screen)
            while type(operator.screen).__name__ != "HomeScreen":
                operator.app.pop_screen()
                await operator.pilot.pause()


async def when_all_is_well(language: str, size: tuple[int, int]) -> AsyncIterator[Page]:
    agent = a_day(training=True)
    agent.intake_keys, agent.asks, agent.everybody = 1, [], PEOPLE[:1]
    agent.colleagues = [replace(OPERATORS[0])]
    agent.entries = [LogEntry(1, "2026-11-23", "setup", "operator")]
    async with operating(agent, language, size=size) as operator:
        operator.app.model.operator = "marie"
        await operator.at("HomeScreen")
        await operator.until(lambda: bool(operator.app.model.operators))
        yield "home, training, nothing to do", await settled(operator, "HomeScreen")


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_screen_looks_as_it_was_reviewed(
    language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.operators.new_code_secret", lambda: Secret("JBSWY3DPEHPK3PXP" * 2))
    lines: list[str] = []
    for part in (setting_up, at_the_door, through_the_day, when_all_is_well):
        async for name, page in part(language, size):
            edge = "-" * size[0]
            lines += [f"== {name}", edge, *page, edge, ""]
            assert all(len(each) <= size[0] for each in page), name
            assert len(page) <= size[1], name
    file = FOLDER / f"{language}-{size[0]}x{size[1]}.txt"
    text = "\n".join(lines) + "\n"
    if WRITE:
        file.write_text(text, "utf-8")
    before = file.read_text("utf-8")
    changed = difflib.unified_diff(before.splitlines(), text.splitlines(), "reviewed", "now", n=2)
    assert before == text, "\n".join(changed)
