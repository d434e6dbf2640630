"""A professional's browser: the case app, and a watch over everything it does."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pyotp
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.browser.phone import LEFT_BEHIND
from tests.deployed import wait_until

HAND = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
STEP_S = 30
# The last code used of each code app, whatever the window.
LAST_STEPS: dict[str, int] = {}
# Argon2id with 64 MiB, twice, on a machine that does other things too.
KEYS_WITHIN_MS = 60_000


@dataclass
class Workplace:
    """One page of the case app.

    Attributes:
        page: the page.
        context: its browser context.
        address: of the case app.
        login: the name with which she signs in.
        passphrase: hers.
        totp_secret: of her code app.
        hosts: every host a request went to.
        complaints: errors of the page and of its content policy.
        person: her id, as the operator knows it.
    """

    page: Page
    context: BrowserContext
    address: str
    login: str = ""
    passphrase: str = ""
    totp_secret: str = ""
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    person: str = ""

    def watch(self) -> None:
        """Note every request and complaint from now on."""
        self.page.on("request", lambda request: self._called(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self._note(message.type, message.text))

    def _called(self, url: str) -> None:
        if not url.startswith("blob:"):
            self.hosts.add(urlsplit(url).netloc)

    def _note(self, kind: str, text: str) -> None:
        # A refusal by the server is told on the screen; Chromium repeats it here.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.complaints.append(text)

    def press(self, words: str) -> None:
        """Press the button with exactly these words."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def see(self, words: str) -> None:
        """Wait until these words can be read."""
        self.page.get_by_text(words).first.wait_for()

    def reads(self, words: str) -> bool:
        """Tell whether these words can be read now."""
        return self.page.get_by_text(words).first.is_visible()

    def open_invitation(self, link: str) -> None:
        """Follow a one-time link and choose name and passphrase."""
        self.page.goto(link)
        self.page.fill("#login", self.login)
        self.page.fill("#passphrase", self.passphrase)
        self.page.fill("#passphrase-again", self.passphrase)
        self.page.locator("button.primary").click()
        self.page.locator("#totp-secret").wait_for()

    def accept(self, link: str) -> str:
        """Become somebody with a code app; return the six words of the new key."""
        self.open_invitation(link)
        self.totp_secret = self.page.locator("#totp-secret").inner_text().replace(" ", "")
        self.page.fill("#totp", pyotp.TOTP(self.totp_secret).now())
        self.page.locator("button.primary").click()
        return self.fingerprint()

    def fingerprint(self) -> str:
        """Return the six words, once they are there."""
        return self.page.locator("#fingerprint").inner_text(timeout=KEYS_WITHIN_MS)

    def code(self) -> str:
        """Return a code that has not been used yet."""
        step = max(int(time.time()) // STEP_S, LAST_STEPS.get(self.totp_secret, 0) + 1)
        LAST_STEPS[self.totp_secret] = step
        # The server takes the next step's code early, but not the one after: her app shows it then.
        wait_until(lambda: time.time() // STEP_S >= step - 1)
        return pyotp.TOTP(self.totp_secret).at(step * STEP_S)

    def name_herself(self) -> None:
        """Go to the app and give name and passphrase."""
        self.page.goto(self.address)
        self.page.fill("#login", self.login)
        self.page.fill("#passphrase", self.passphrase)
        self.page.locator("button.primary").click()

    def sign_in(self) -> None:
        """Sign in with passphrase and code, as far as the list."""
        self.name_herself()
        self.page.fill("#totp", self.code())
        self.page.locator("button.primary").click()
        self.page.locator(".tabs").wait_for(timeout=KEYS_WITHIN_MS)

    def list(self, view: str) -> None:
        """Go to a list: new, mine, referred, all."""
        if self.page.locator("#to-list").count():
            self.page.click("#to-list")
        self.page.click(f"#view-{view}")
        self.page.locator(f"#view-{view}[aria-current=true]").wait_for()

    def open_case(self, case: str) -> None:
        """Open a case from the list on the screen."""
        self.page.locator(f"[data-case='{case}']").click()
        self.page.locator("#part-story").wait_for()

    def part(self, name: str) -> None:
        """Turn to a part of the case: story, thread, files, notes, referral."""
        before = self.page.locator("main").evaluate_handle("main => main.firstChild")
        self.page.click(f"#part-{name}")
        self.page.wait_for_function("heading => !heading.isConnected", arg=before)

    def problems(self) -> set[str]:
        """Return the codes of what the screen says did not pass its checks."""
        named = self.page.locator("[data-problem]").all()
        return {each.get_attribute("data-problem") or "" for each in named}

    def messages(self) -> Sequence[str]:
        """Return the messages on the screen, in their order."""
        return self.page.locator(".message").all_inner_texts()

    def part_until(self, name: str, selector: str) -> None:
        """Look at a part again and again until something is in it."""
        self.part(name)
        while not self.page.locator(selector).count():
            self.part(name)

    def open_file(self, name: str) -> Locator:
        """Open a file of the part `files`; return its card."""
        card = self.page.locator(f"[data-file='{name}']")
        card.get_by_role("button").click()
        card.locator("a[download]").wait_for()
        return card

    def cases_soon(self) -> Sequence[str]:
        """Return the cases of the list, once there are any."""
        while not self.cases():
            self.page.click("#again")
            self.page.wait_for_selector("[data-case], #none")
        return self.cases()

    def cases(self) -> Sequence[str]:
        """Return the cases of the list on the screen."""
        rows = self.page.locator("[data-case]").all()
        return [row.get_attribute("data-case") or "" for row in rows]

    def left_behind(self) -> dict[str, object]:
        """Return what the page left on the device."""
        found: dict[str, object] = self.page.evaluate(LEFT_BEHIND)
        return found


@contextmanager
def workplace(
    browser: Browser,
    address: str,
    login: str = "",
    passphrase: str = "",
    *,
    locale: str = "fr-FR",
    screen: dict[str, int] = HAND,
) -> Iterator[Workplace]:
    """Use a new browser of a professional until the block ends."""
    width, height = screen["width"], screen["height"]
    context = browser.new_context(viewport={"width": width, "height": height}, locale=locale)
    context.set_default_timeout(20_000)
    held = Workplace(context.new_page(), context, address, login, passphrase)
    held.watch()
    yield held
    context.close()
