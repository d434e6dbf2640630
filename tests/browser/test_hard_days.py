"""A long report, a phone whose clock is wrong, a page that is lost in the middle of a file."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Route

from tests.browser.colleague import Colleague
from tests.browser.phone import Phone, chromium, phone
from tests.browser.stand import Stand, directory, running, wait_for

pytestmark = pytest.mark.browser

NAMES = ("Clinique des Collines", "Juristes du Fleuve", "Maison du Lac", "Écoute du Plateau")
REPORT_BYTES = 40_000
ONE_LINE = "Près du marché inventé, le soir, de préférence le mardi ou le jeudi"
OWN_WORDS = ("Un témoignage inventé, écrit pour mesurer sa taille. " * 40)[:2000]
VIDEO: FilePayload = {
    "name": "video.mp4",
    "mimeType": "video/mp4",
    "buffer": bytes(range(256)) * 4096 * 3,
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("hard") / "data"
    with running(folder, directory(*NAMES)) as started:
        yield started


@pytest.fixture
def her(browser: Browser) -> Iterator[Phone]:
    with phone(browser) as held:
        yield held
        assert held.complaints == []


def answer_all(her: Phone) -> None:
    """Answer every question of the form and go on to the files."""
    her.page.click("#begin")
    while (form := her.page.locator("form")).count():
        screen = form.element_handle()
        _fill(form)
        her.press("Suivant")
        her.page.wait_for_function("(form) => !form.isConnected", arg=screen)


def _fill(form: Locator) -> None:
    for field in form.locator("input, textarea").all():
        # A question that depends on another answer may not be asked.
        if not field.is_visible():
            continue
        if field.get_attribute("type"):
            field.check()
        else:
            is_long = field.evaluate("(field) => field.matches('textarea')")
            field.fill(OWN_WORDS if is_long else ONE_LINE)


def test_a_long_report_to_four_organisations_is_a_small_request(her: Phone, stand: Stand) -> None:
    her.visit(stand.link)
    answer_all(her)
    her.press("Suivant")
    her.see(NAMES[3])
    with her.page.expect_request("**/api/reports") as sending:
        code = her.send()
    sizes = sending.value.sizes()
    assert sizes["requestBodySize"] > len(OWN_WORDS)
    assert sizes["requestHeadersSize"] + sizes["requestBodySize"] < REPORT_BYTES
    (account,) = Colleague.of(stand, code, organisation=3).read("report", "account")
    assert account["answers"]["own_words"] == OWN_WORDS.strip()


@pytest.mark.parametrize("year", [2011, 2037])
def test_a_wrong_clock_stops_neither_her_report_nor_an_answer(
    her: Phone, stand: Stand, year: int
) -> None:
    her.page.clock.set_fixed_time(datetime(year, 3, 1, 8, 0, tzinfo=UTC))
    her.visit(stand.link)
    her.go_to_review()
    her.see(NAMES[0])
    # What a phone that is years ahead cannot know; it is told as that, and holds nothing up.
    assert her.reads("ou l’heure de ce téléphone est fausse") == (year > datetime.now(UTC).year)
    code = her.send()
    her.finish()
    colleague = Colleague.of(stand, code)
    colleague.answer("Nous avons bien lu.")
    her.come_back(code)
    her.see("Nous avons bien lu.")
    her.page.fill("#message", "Merci.")
    her.page.get_by_role("button", name="Envoyer", exact=True).click()
    her.page.locator(".mine").wait_for()
    assert not her.reads("Quelque chose n’est pas affiché")
    assert str(year) not in her.page.locator("main").inner_text()
    hers = [each for each in colleague.read("message", "thread") if "certificate" not in each]
    assert [each["text"] for each in hers] == ["Merci."]


def whole_files(stand: Stand, case: str) -> list[str]:
    """Return what professionals are shown of her files: the blobs that storage lists."""

    async def listed() -> list[str]:
        async with stand.storage() as storage:
            found = await storage.blobs(case, "evidence")
        return [each.blob for each in found if each.kind == "evidence"]

    return wait_for(listed())


class DyingLine:
    """Lets the first part of an upload through and holds every later one."""

    def __init__(self) -> None:
        self.passed = 0

    def __call__(self, route: Route) -> None:
        """Pass one request on, or let it wait for ever."""
        if route.request.method == "PATCH":
            if self.passed:
                return
            self.passed += 1
        route.continue_()


def test_a_page_lost_in_the_middle_of_a_file_leaves_no_half_and_she_adds_it_again(
    browser: Browser, stand: Stand
) -> None:
    with phone(browser) as first:
        first.visit(stand.link)
        first.go_to_review()
        code = first.send()
        first.finish()
        first.come_back(code)
        first.page.wait_for_selector("#message")
        line = DyingLine()
        first.page.route("**/uploads/*", line)
        first.add_files(VIDEO)
        first.page.locator("progress").wait_for()
        first.page.wait_for_function("() => document.querySelector('progress')?.value > 0")
        first.page.close()
    assert line.passed == 1
    colleague = Colleague.of(stand, code)
    assert whole_files(stand, colleague.case) == []
    assert colleague.read("item", "evidence") == []

    with phone(browser) as second:
        second.visit(stand.link)
        second.come_back(code)
        second.page.wait_for_selector("#message")
        second.add_files(VIDEO)
        second.see("Tous les fichiers sont arrivés.")
        assert second.complaints == []
    (item,) = colleague.read("item", "evidence")
    assert whole_files(stand, colleague.case) == [item["blob"]]
    assert colleague.file(item) == VIDEO["buffer"]


def test_a_page_lost_with_a_file_of_the_report_tells_her_so_when_she_comes_back(
    browser: Browser, stand: Stand
) -> None:
    with phone(browser) as first:
        first.visit(stand.link)
        first.page.click("#begin")
        while first.page.locator("form").count():
            first.press("Passer")
        first.page.route("**/uploads/*", DyingLine())
        first.add_files(VIDEO)
        first.press("Suivant")
        code = first.send()
        first.page.wait_for_function("() => document.querySelector('progress')?.value > 0")
        first.page.close()
    colleague = Colleague.of(stand, code)
    assert whole_files(stand, colleague.case) == []

    with phone(browser) as second:
        second.visit(stand.link)
        second.come_back(code)
        second.press("Afficher ce que j’ai envoyé")
        second.see("Pas arrivé en entier.")
        second.add_files(VIDEO)
        second.see("Tous les fichiers sont arrivés.")
        second.page.get_by_text("Pas arrivé en entier.").wait_for(state="detached")
        assert second.page.locator(".files").get_by_text("video.mp4").count() == 2
        assert second.complaints == []
    assert len(whole_files(stand, colleague.case)) == 1
