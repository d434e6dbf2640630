"""The plain line mode: numbered prompts, one announcement a line.

For screen readers, braille, serial lines and very slow links. It offers what the full screen
offers (tui.offers), over the same view-model.
"""

from collections.abc import Callable
from functools import partial

from appliance.agent.contract import BoxStatus, VerifyProblem, VerifyProgress
from appliance.agent.log_words import entry_line, verified_line
from appliance.errors import CodeError, MaintenanceError
from appliance.secret import Secret
from tui.backups_list import BACKUPS
from tui.escrow import escrow_lines, escrow_steps
from tui.jobs_list import JOBS
from tui.links import warnings
from tui.log_words import line_words
from tui.model import Console, Failure, attempt
from tui.offers import Offer, Place
from tui.operators_list import OPERATORS
from tui.overview import next_steps, overview, state_sentence, trials_only
from tui.people_list import PEOPLE
from tui.plain_form import BACK
from tui.plain_list import PlainList
from tui.plain_operators import PlainOperators
from tui.plain_setup import PlainSetup
from tui.plain_task import PlainTask
from tui.plain_wipe import PlainWipe
from tui.restoring import RESTORES
from tui.services_list import WATCHED
from tui.terminal import InputEndedError, Terminal

TENTHS = 10


class PlainConsole(PlainTask):
    """Runs the console in lines.

    Args:
        console: the view-model.
        terminal: where lines go and come from.
    """

    def __init__(self, console: Console, terminal: Terminal) -> None:
        super().__init__(console, terminal)
        self.leaving = False
        self.announced: list[str] = []
        self.flows: dict[Offer, Callable[[], None]] = {
            Offer.SET_UP: self.set_up,
            Offer.UNLOCK: self.unlock,
            **PlainList(console, terminal, PEOPLE).flows(),
            **PlainList(console, terminal, OPERATORS).flows(),
            **PlainList(console, terminal, BACKUPS).flows(),
            **PlainList(console, terminal, RESTORES).flows(),
            **PlainList(console, terminal, JOBS).flows(),
            **PlainOperators(console, terminal).flows(),
            **PlainList(console, terminal, WATCHED).flows(),
            Offer.LINKS: self.show_links,
            Offer.ESCROW: self.show_escrow,
            Offer.LOG: self.show_log,
            Offer.VERIFY: self.verify,
            Offer.LOCK: self.lock,
            Offer.SIGN_OUT: self.sign_out,
            Offer.WIPE: PlainWipe(console, terminal).run,
            Offer.HELP: self.help,
            Offer.LANGUAGE: self.turn_language,
            Offer.QUIT: self.quit,
        }

    def run(self) -> int:
        """Ask and do until the operator leaves; return the exit code."""
        try:
            while not self.leaving:
                self._once()
        except InputEndedError:
            return 0
        self.terminal.say(self.words("plain-bye"))
        return 0

    # --- the ways

    def set_up(self) -> None:
        """Set the box up."""
        done = PlainSetup(self.console, self.terminal).run()
        if done is None or self.failed(done):
            return
        self.terminal.say(self.words("created-title"))
        self.terminal.say(self.words("created-text"))
        self._show_link(done.link)

    def unlock(self) -> None:
        """Sign in and open the vault."""
        for line in self.console.practice_lines():
            self.terminal.say(line)
        name = self.terminal.ask(self.words("plain-name"))
        passphrase = self.terminal.ask_secret(self.words("plain-secret"))
        if not name or not passphrase:
            self.terminal.say(self.words("plain-cancelled"))
            return
        self.terminal.say(self.words("sign-in-working"))
        found = attempt(lambda: self.console.unlock(name, Secret(passphrase)))
        if isinstance(found, Failure) and isinstance(found.error, CodeError):
            self.terminal.say(self.words("sign-in-code"))
            code = self.terminal.ask(self.words("plain-code"))
            found = attempt(lambda: self.console.give_code(name, code))
        if isinstance(found, Failure):
            self.terminal.say(f"! {self.console.sign_in_problem(found)}")
            if isinstance(found.error, MaintenanceError):
                self.terminal.ask(self.words("maintenance-leave"))
                self.leaving = True

    def show_links(self) -> None:
        """Show the survivors' link."""
        status = self.console.status
        if status is None or status.link is None:
            self.terminal.say(self.words("links-none"))
            return
        self.terminal.say(self.words("links-text"))
        self.terminal.say(self.words("plain-link", link=status.link))
        self.say_all(warnings(status.link, self.words))
        self.terminal.say(f"{self.words('links-apps')} {status.addresses.get('case', '')}")

    def show_escrow(self) -> None:
        """Say who holds shares and what to do next."""
        status = attempt(self.console.escrow_status)
        if self.failed(status):
            return
        self.terminal.say(self.words("escrow-lead"))
        for each in (*escrow_steps(status, self.words), *escrow_lines(status, self.words)):
            self.terminal.say(each)

    def show_log(self) -> None:
        """Show the log's head."""
        head = attempt(self.console.log_head)
        if self.failed(head):
            return
        self.terminal.say(self.words("log-lead"))
        self.terminal.say(self.words("log-size", size=head.size))
        self.terminal.say(self.words("log-root", root=head.root))
        self._say_entries()

    def verify(self) -> None:
        """Check the whole log; progress is announced by tenths."""
        self.terminal.say(self.words("log-start"))
        self.failed(attempt(self._say_check))

    def lock(self) -> None:
        """Lock the vault."""
        self.terminal.say(self.words("lock-text"))
        if self.form.sure("lock-yes"):
            self.told(attempt(self.console.lock), self.words("lock-done"))

    def sign_out(self) -> None:
        """Sign out."""
        self.terminal.say(self.words("sign_out-text"))
        if self.form.sure("sign_out-yes"):
            self.failed(attempt(self.console.sign_out))

    def help(self) -> None:
        """Say how this works, and what can be done here."""
        place = {Place.NEW: "help-setup", Place.LOCKED: "help-sign_in", Place.HOME: "help-home"}
        self.terminal.say(self.words("plain-help"))
        self.terminal.say(self.words(place[self.console.place]))

    def turn_language(self) -> None:
        """Speak the other language."""
        self.words.turn()

    def quit(self) -> None:
        """Say what leaving means, then leave."""
        supervised = self.console.supervised
        self.terminal.say(self.words("quit-text-supervised" if supervised else "quit-text"))
        self.leaving = self.form.sure("quit-yes-supervised" if supervised else "quit-yes")

    # --- pieces

    def _once(self) -> None:
        found = attempt(self.console.read_status)
        if isinstance(found, Failure):
            self.terminal.say(f"! {found.say(self.words)}")
            if self.terminal.ask(self.words("plain-retry")) == BACK:
                self.leaving = True
            return
        self._announce()
        options = [(each, self.words(f"plain-menu-{each}")) for each in self.console.offers]
        chosen = self.form.choose(options)
        if chosen is not None:
            self.flows[chosen]()
        else:
            self.announced = []

    def _announce(self) -> None:
        status = self.console.status
        if self.console.training:
            self.terminal.say(self.words("training"))
        if status is not None and self.console.place is Place.HOME:
            attempt(self.console.read_waiting)  # where it fails, the lists say why
            self._say_news(self._glance(status))
        elif status is not None and self.console.place is Place.LOCKED:
            self.terminal.say(self.console.door_words)
        self.terminal.say(self.words("plain-choose"))

    def _glance(self, status: BoxStatus) -> list[str]:
        steps = next_steps(status, self.words, self.console.waiting)
        found = [state_sentence(status, self.words, steps)]
        found += [self.words("plain-next", step=each) for each in steps]
        if trials_only(status):
            found.append(self.words("trials-only"))
        for each in overview(status, self.words):
            line = self.words("plain-line", label=each.label, text=each.text)
            found.append(f"{each.sign} {line}".strip())
        return found

    def _say_news(self, lines: list[str]) -> None:
        """Say what was not said the last time: on a slow line nobody waits for it twice."""
        for each in lines:
            if each not in self.announced:
                self.terminal.say(each)
        self.announced = lines

    def _show_link(self, link: str) -> None:
        """Show a link and wait: what comes next would push it off the screen."""
        self.terminal.say(self.words("plain-link", link=link))
        self.say_all(warnings(link, self.words))
        self.terminal.ask(self.words("plain-go-on"))

    def _say_entries(self) -> None:
        """Say what happened here, newest first, as far back as is asked for."""
        page = attempt(self.console.log_entries)
        if self.failed(page):
            return
        self.terminal.say(verified_line(page, self.words))
        if not page.entries:
            self.terminal.say(self.words("entries-none"))
        while True:
            self.say_all([entry_line(each, self.words) for each in page.entries])
            if page.older is None or self.terminal.ask(self.words("plain-older")) == BACK:
                return
            page = attempt(partial(self.console.log_entries, page.older))
            if self.failed(page):
                return

    def _say_check(self) -> None:
        tenth = 0
        for line in self.console.verify_log():
            if isinstance(line, VerifyProgress):
                now = TENTHS * line.done // max(line.total, 1)
                if now == tenth:
                    continue
                tenth = now
            self.terminal.say(line_words(line, self.words))
            if isinstance(line, VerifyProblem):
                self.terminal.say(self.words("log-bad-next"))
