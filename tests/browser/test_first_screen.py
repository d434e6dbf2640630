"""The first screen of the survivor's app: what it costs, and what it says before any script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.phone import Phone, chromium, phone
from tests.browser.stand import PIN, Stand, directory, running
from tests.browser.wire import Wire, total
from tests.deployed import deployed

pytestmark = pytest.mark.browser

FIRST_SCREEN_BYTES = 14_000
APP_BYTES = 90_000
PRACTICE = "Site d’exercice. N’écrivez rien de réel."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("first") / "data"
    with running(folder, directory("Clinique des Collines", "Juristes du Fleuve")) as started:
        yield started


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A deployment to practise on, set up after its gateway had started."""
    folder = tmp_path_factory.mktemp("practice") / "data"
    with running(folder, directory("Clinique des Collines", training=True)) as started:
        started.folder.deployment_file.write_bytes(b'{"training":true,"v":1}')
        yield started


@pytest.fixture
def her(browser: Browser) -> Iterator[Phone]:
    with phone(browser) as held:
        yield held
        assert held.complaints == []


def hold(_route: Route) -> None:
    """Let a request wait for ever, as a dead line does."""


@pytest.mark.parametrize("path", ["", "fr.html", "en.html"])
def test_the_first_screen_costs_few_bytes_on_the_wire(her: Phone, stand: Stand, path: str) -> None:
    wire = Wire(her.page)
    her.visit(f"{stand.address}{path}#k={PIN}")
    found = wire.first_screen()
    assert [each.coding for each in found] == ["gzip"] * 3
    assert total(found) <= FIRST_SCREEN_BYTES


def test_filing_a_text_report_costs_few_bytes_on_the_wire(her: Phone, stand: Stand) -> None:
    wire = Wire(her.page)
    her.visit(stand.link)
    her.go_to_review()
    her.send()
    found = wire.app()
    assert any(each.url.endswith("/api/directory") for each in found)
    assert total(found) <= APP_BYTES


def test_the_browser_has_nothing_to_say_about_the_pages(her: Phone, stand: Stand) -> None:
    said: list[str] = []
    her.page.on("console", lambda message: said.append(message.text))
    her.visit(stand.link)
    her.page.goto(f"http://localhost:{stand.port + 1}/")
    # No service is behind the case app here, which is the network's complaint.
    assert [each for each in said if not each.startswith("Failed to load resource")] == []


def test_help_and_clocks_need_nothing_that_comes_later(her: Phone, stand: Stand) -> None:
    her.page.route("**/api/**", hold)
    her.page.route("**/app-*.js", hold)
    her.page.goto(stand.link)
    her.see("72 heures")
    her.page.select_option("#elapsed", "48_72h")
    assert her.reads("les dernières heures comptent")
    her.page.click("#exit")
    her.see("Une page ordinaire")


def test_the_directory_is_asked_for_after_the_first_screen_is_shown(
    her: Phone, stand: Stand
) -> None:
    her.visit(stand.link)
    asked, shown = her.page.evaluate(
        """() => [
          performance.getEntriesByName(`${location.origin}/api/directory`)[0].startTime,
          performance.getEntriesByType("navigation")[0].loadEventStart,
        ]"""
    )
    assert asked >= shown > 0


def test_a_script_that_is_lost_on_the_way_is_asked_for_again(her: Phone, stand: Stand) -> None:
    lost: list[str] = []

    def lose_once(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    her.page.route("**/app-*.js", lose_once)
    her.visit(stand.link)
    assert lost


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("path", ["", "fr.html"])
def test_a_practice_site_says_so_without_script_and_directory(
    browser: Browser, practice: Stand, path: str, *, script: bool
) -> None:
    with phone(browser, script=script) as held:
        held.page.route("**/api/**", hold)
        for port in (practice.port, practice.port + 1):
            held.page.goto(f"http://localhost:{port}/{path}")
            held.page.locator("#training").wait_for(state="visible")
        held.page.goto(f"{practice.address}{path}")
        assert held.reads(PRACTICE)


@pytest.mark.parametrize("script", [True, False])
def test_a_real_site_does_not_call_itself_an_exercise(
    browser: Browser, stand: Stand, *, script: bool
) -> None:
    with phone(browser, script=script) as held:
        for port in (stand.port, stand.port + 1):
            held.page.goto(f"http://localhost:{port}/")
            held.page.locator("#training").wait_for(state="hidden")


def test_before_set_up_the_app_helps_and_says_that_nothing_can_be_received(
    her: Phone, tmp_path: Path
) -> None:
    with deployed(tmp_path / "data") as box:
        her.page.goto(box.addresses["intake"])
        her.see("les messages ne peuvent pas encore être reçus")
        assert her.reads("72 heures")
        assert her.reads("120 heures")
        assert not her.page.locator("#begin").is_visible()
        assert not her.page.locator("#return").is_visible()
