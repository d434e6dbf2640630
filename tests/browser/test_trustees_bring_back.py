"""The only case manager loses her passphrase; trustees open what nobody else is left to give."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from appliance.core.receipt import parse_code
from tests.browser.phone import Phone, chromium, phone
from tests.browser.practice import Mailbox, Practice, practice
from tests.browser.workplace import Workplace, workplace
from tests.deployed import wait_until
from tests.trustees_at_screen import hold_ceremony, on_screen, type_share

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRUSTEES = "threshold: 2\ntrustees: [One, Two, Three]\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Practice]:
    with practice(tmp_path_factory.mktemp("trustees"), browser) as found:
        yield found


def operator(held: Practice) -> list[str]:
    """Options with which the operator of the practice signs in."""
    known = held.notes["operator"]
    file = held.box.data.parent / "operator-passphrase"
    file.touch(0o600)
    file.write_text(known["passphrase"])
    options = ["--operator", known["name"], "--passphrase-file", str(file)]
    return [*options, "--data", str(held.box.data)]


def says(held: Practice, *words: str) -> Any:
    """Return what a command says to scripts."""
    known = operator(held)[:-2]
    return json.loads(held.box.command(*words, *known, "--json").stdout)


def ceremony(held: Practice) -> list[str]:
    """Hold a ceremony; return what trustees wrote down."""
    file = held.box.data.parent / "trustees.yml"
    file.write_text(TRUSTEES)
    with on_screen("escrow", "ceremony", "--from", str(file), "--yes", *operator(held)) as screen:
        papers = hold_ceremony(screen, {}, 3)
        screen.read_until("they opened the test file.")
        screen.type()
        screen.read_until("in force.")
        assert screen.finish() == 0
    return papers


def recover(held: Practice, key: str, papers: list[str], reason: Path, wrong: str = "") -> str:
    """Let two trustees type their shares; return what the screen said at the end."""
    command = ["escrow", "recover", "--purpose", "reader", "--key", key, "--yes"]
    with on_screen(*command, "--reason-file", str(reason), *operator(held)) as screen:
        screen.read_until("Press Enter.")
        screen.type()
        for paper in [wrong, *papers] if wrong else papers:
            screen.read_until("Next:")
            screen.type()
            type_share(screen, paper)
            if paper == wrong:
                screen.read_until("Press Enter")
                screen.type()
        assert screen.finish() == 0, screen.everything
        return screen.everything


def report(her: Phone, link: str, *, leave_recovery_out: bool = False) -> str:
    """Report something; return the code."""
    her.visit(link)
    her.go_to_review()
    if leave_recovery_out:
        her.page.get_by_label("Autoriser cette clé de secours").uncheck()
    code = her.send()
    her.finish()
    return code


def take(manager: Workplace, case: str) -> None:
    manager.list("new")
    manager.open_case(case)
    manager.page.click("#take")
    manager.see("maintenant le vôtre")


def test_what_only_she_could_read_is_hers_again_and_the_survivor_is_told(
    held: Practice, browser: Browser, tmp_path: Path
) -> None:
    papers = ceremony(held)
    with ExitStack() as stack:
        her = stack.enter_context(phone(browser))
        code = report(her, held.link)
        other = report(stack.enter_context(phone(browser)), held.link, leave_recovery_out=True)
        manager = stack.enter_context(held.place("accompagnatrice"))
        manager.sign_in()
        cases = {each: mailbox_case(held, each) for each in (code, other)}
        for case in cases.values():
            take(manager, case)

        person, link = lose_key(held, set(cases.values()))
        again = stack.enter_context(workplace(browser, manager.address))
        again.login, again.passphrase = "encore-une-fois", "sept lampes vertes sur la colline"
        key = approve(held, person, again.accept(link))
        again.sign_in()
        again.list("mine")
        assert again.cases() == []

        reason = tmp_path / "reason.txt"
        reason.write_text("Her passphrase was lost.")
        said = recover(held, key, [papers[2], papers[0]], reason)
        assert "cannot be recovered" in said
        left = {each["case"] for each in says(held, "people", "orphans")["orphans"]}
        assert cases[code] not in left
        assert cases[other] in left

        again.page.click("#again")
        again.list("mine")
        assert again.cases() == [cases[code]]
        again.open_case(cases[code])
        again.page.locator("dl dt").first.wait_for()
        again.part("thread")
        again.page.fill("#answer", "Je peux de nouveau vous lire.")
        again.page.click("#send")
        again.page.locator(".message").get_by_text("de nouveau vous lire").wait_for()
        assert again.problems() == set()

        her.come_back(code)
        her.page.locator("[data-recovered]").wait_for()
        her.see("Je peux de nouveau vous lire.")
        assert [her.complaints, again.complaints] == [[], []]
    assert held.box.command("log", "verify", check=False).returncode == 0


def lose_key(held: Practice, cases: set[str]) -> tuple[str, str]:
    """Give the case manager a new link; the plan, the list and an alarm say what it costs."""
    with held.operator() as client:
        person = next(each for each in client.people() if each.role == "case_manager").id
        plan = client.plan_reinvite(person)
        assert cases <= {each["case"] for each in plan.subject["orphans"]}
        link = client.reinvite(person, plan).link
        assert "orphans" in [each.code for each in client.status().alarms]
    assert cases <= {each["case"] for each in says(held, "people", "orphans")["orphans"]}
    return person, link


def approve(held: Practice, person: str, words: str) -> str:
    """Approve the key whose words were compared; return it."""
    with held.operator() as client:
        approval = client.plan_approval(person)
        assert " ".join(approval.person.words) == words
        client.approve(approval)
        return str(approval.person.key)


def mailbox_case(held: Practice, code: str) -> str:
    return Mailbox(held.box.addresses, parse_code(code)).case


def test_after_new_trustees_a_reader_s_browser_seals_her_cases_to_them(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        held = stack.enter_context(practice(tmp_path_factory.mktemp("rotated"), browser))
        old = ceremony(held)
        her = stack.enter_context(phone(browser))
        code = report(her, held.link)
        other = report(stack.enter_context(phone(browser)), held.link, leave_recovery_out=True)
        case, left_out = mailbox_case(held, code), mailbox_case(held, other)
        manager = stack.enter_context(held.place("accompagnatrice"))
        manager.sign_in()
        for each in (case, left_out):
            take(manager, each)
        new = ceremony(held)
        assert rewrapped(held) == {"behind": 2, "cases": 2}
        manager.page.click("#sign-out")
        manager.sign_in()
        manager.list("mine")
        assert set(manager.cases()) == {case, left_out}  # nothing waits for it
        wait_until(lambda: rewrapped(held)["behind"] == 0)

        person, link = lose_key(held, {case, left_out})
        again = stack.enter_context(workplace(browser, manager.address))
        again.login, again.passphrase = "encore-une-fois", "sept lampes vertes sur la colline"
        key = approve(held, person, again.accept(link))
        reason = tmp_path / "reason.txt"
        reason.write_text("Her passphrase was lost.")
        said = recover(held, key, [new[1], new[2]], reason, wrong=old[0])
        assert "of another set" in said  # a paper of before is named, and nothing else is lost
        again.sign_in()
        again.list("mine")
        assert again.cases() == [case]
        again.open_case(case)
        again.page.locator("dl dt").first.wait_for()
        assert again.problems() == set()
        assert again.complaints == []


def rewrapped(held: Practice) -> dict[str, int]:
    """Return how far readers' browsers are."""
    found: dict[str, int] = says(held, "escrow", "status")["rewrapped"]
    return found
