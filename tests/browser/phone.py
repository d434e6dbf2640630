"""A survivor's phone for browser tests: a small screen, and a watch over everything it does."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Page,
    Route,
    ViewportSize,
    sync_playwright,
)

SCREEN: ViewportSize = {"width": 360, "height": 740}
LEFT_BEHIND = """async () => ({
  cookies: document.cookie, local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length, history: history.length,
})"""
NOTHING = {
    "cookies": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0,
}  # fmt: skip


@dataclass
class Phone:
    """One page of a browser, watched.

    Attributes:
        page: the page.
        context: its browser context.
        hosts: every host a request went to.
        complaints: errors of the page and of its content policy.
    """

    page: Page
    context: BrowserContext
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note every request and complaint from now on."""
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self._note(message.type, message.text))

    def _note(self, kind: str, text: str) -> None:
        # A lost connection is the network's complaint, not the page's.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.complaints.append(text)

    def visit(self, address: str) -> None:
        """Open the app and wait until it can be used."""
        self.page.goto(address)
        self.page.wait_for_selector("#begin:visible")

    def press(self, words: str) -> None:
        """Press the button with exactly these words."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def see(self, words: str) -> None:
        """Wait until these words can be read."""
        self.page.get_by_text(words).first.wait_for()

    def reads(self, words: str) -> bool:
        """Tell whether these words can be read now."""
        return self.page.get_by_text(words).first.is_visible()

    def add_files(self, *files: FilePayload) -> None:
        """Choose files."""
        self.page.set_input_files("input[type=file]", list(files))

    def go_to_review(self) -> None:
        """Begin, skip everything, and look before sending."""
        self.page.click("#begin")
        self.press("Aller directement à l’envoi")
        self.page.wait_for_selector("legend, .note")

    def send(self) -> str:
        """Send from the last look; return the code."""
        self.press("Envoyer")
        return self.code()

    def code(self) -> str:
        """Wait for the code and return it in its groups."""
        text = self.page.locator(".code").first.inner_text(timeout=30_000)
        return re.sub(r"\s+", " ", text).strip()

    def finish(self) -> None:
        """Say that the code is noted, and end."""
        self.press("Je l’ai noté")
        self.press("Terminer")
        self.page.wait_for_selector("#return:visible")

    def come_back(self, code: str) -> None:
        """Open the mailbox of a code."""
        self.page.click("#return")
        self.page.fill("#code", code)
        self.press("Ouvrir")

    def agree_to_all(self) -> None:
        """Tick every part that a request for consent names, and agree."""
        boxes = self.page.locator(".request input[type=checkbox]")
        boxes.first.wait_for()
        for box in boxes.all():
            box.check()
        self.press("Je suis d’accord")

    def left_behind(self) -> dict[str, object]:
        """Return what the page left on the device."""
        found: dict[str, object] = self.page.evaluate(LEFT_BEHIND)
        return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
            ],
        )
        yield browser
        browser.close()


@contextmanager
def phone(browser: Browser, *, script: bool = True) -> Iterator[Phone]:
    """Use a new phone, in French, until the block ends."""
    context = browser.new_context(viewport=SCREEN, locale="fr-FR", java_script_enabled=script)
    context.set_default_timeout(20_000)
    held = Phone(context.new_page(), context)
    context.route(re.compile(r"^https://"), _elsewhere)
    held.watch()
    yield held
    context.close()


def _elsewhere(route: Route) -> None:
    """Stand in for the ordinary page that "leave quickly" goes to."""
    route.fulfill(status=200, content_type="text/html", body="<p>Une page ordinaire</p>")
