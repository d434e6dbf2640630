"""A doctor loses her passphrase: nothing is lost in silence, and nobody slips in beside her."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from appliance.agent.client import AgentClient
from appliance.agent.contract import Person
from tests.browser.lies import lying
from tests.browser.phone import chromium, phone
from tests.browser.practice import Practice, practice
from tests.browser.workplace import Workplace, workplace

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Practice]:
    with practice(tmp_path_factory.mktemp("lost"), browser) as found:
        yield found


def refer_to_doctor(held: Practice, manager: Workplace, browser: Browser) -> str:
    """Let the manager refer a case to the doctor, with consent; return the case."""
    case = held.mailbox(0).case
    manager.sign_in()
    manager.open_case(case)
    manager.page.click("#take")
    manager.see("maintenant le vôtre")
    manager.part("referral")
    options = manager.page.locator("#refer-to option").all_inner_texts()
    place = next(each for each, text in enumerate(options) if text.startswith("Médecin"))
    manager.page.select_option("#refer-to", index=place)
    manager.page.check("#share-account")
    manager.page.click("#ask")
    manager.see("La réponse apparaîtra ici.")
    with phone(browser) as her:
        her.visit(held.link)
        her.come_back(held.code(0))
        her.agree_to_all()
        her.see("Vous avez donné votre accord")
    manager.part_until("referral", "#refer")
    manager.page.click("#refer")
    manager.see("Dossier référé.")
    return case


def doctor_of(client: AgentClient) -> Person:
    return next(each for each in client.people() if each.role == "doctor")


def test_a_doctor_with_a_new_key_is_given_access_again_in_one_step(
    held: Practice, browser: Browser
) -> None:
    with ExitStack() as stack:
        manager = stack.enter_context(held.place("accompagnatrice"))
        case = refer_to_doctor(held, manager, browser)
        before = stack.enter_context(held.place("medecin"))
        before.sign_in()
        before.list("referred")
        assert before.cases() == [case]

        with held.operator() as client:
            person = doctor_of(client).id
            link = client.reinvite(person, client.plan_reinvite(person)).link
        before.page.click("#again")
        before.page.locator("#login").wait_for()  # her session has ended

        again = stack.enter_context(workplace(browser, before.address))
        again.login, again.passphrase = "medecin-encore", "sept lampes vertes sur la colline"
        words = again.accept(link)
        with held.operator() as client:
            approval = client.plan_approval(person)
            assert "succeeds" in [step["code"] for step in approval.plan.steps]
            assert " ".join(approval.person.words) == words
            client.approve(approval)
        again.sign_in()
        again.list("referred")
        assert again.cases() == []

        manager.list("mine")
        manager.page.click("#again")
        card = manager.page.locator("[data-renewal]")
        card.wait_for()
        assert words in card.inner_text()
        manager.see("Un cas que vous lisez")
        with lying(manager.context) as lies:  # it names a case that she never read
            lies.about("/me/renewals", _another_case)
            with manager.page.expect_response("**/me/renewals") as answered:
                manager.page.click("#again")
            answered.value.finished()
            manager.page.evaluate("() => new Promise((done) => setTimeout(done))")
            assert card.count() == 0
        manager.page.click("#again")
        card.locator("button").click()
        manager.see("Accès redonné")
        card.wait_for(state="detached")

        again.page.click("#again")
        again.page.locator(f"[data-case='{case}']").wait_for()
        again.open_case(case)
        again.page.locator("dl dd").first.wait_for()
        assert again.problems() == set()
        assert [manager.complaints, again.complaints] == [[], []]
    assert held.box.command("log", "verify", check=False).returncode == 0


def _another_case(found: dict[str, object]) -> None:
    for renewal in found["renewals"]:  # type: ignore[attr-defined]
        for each in renewal["cases"]:
            each["case"] = "0" * 32


def test_a_request_that_she_refused_is_shown_as_refused(held: Practice, browser: Browser) -> None:
    with held.place("accompagnatrice") as manager, phone(browser) as her:
        manager.sign_in()
        manager.open_case(held.mailbox(1).case)
        manager.page.click("#take")
        manager.see("maintenant le vôtre")
        manager.part("referral")
        manager.page.check("#share-account")
        manager.page.click("#ask")
        manager.see("en attente de réponse")
        her.visit(held.link)
        her.come_back(held.code(1))
        her.page.locator(".request").wait_for()
        her.press("Non")
        her.see("Votre réponse est partie")
        manager.part_until("referral", "[data-refused]")
        manager.see("Refusé le")
        assert not manager.reads("en attente de réponse")
        assert [her.complaints, manager.complaints] == [[], []]
