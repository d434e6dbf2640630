"""The dashboard: how Safehold is, what needs the operator, and where to go."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Label

from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.dialog import when
from tui.dialogs.link import LinkDialog
from tui.messages import DoorClosed
from tui.model import Console, Failure, attempt
from tui.offers import Offer
from tui.overview import next_steps, overview, state_sentence, trials_only
from tui.screens.backups import BackupsScreen
from tui.screens.escrow import EscrowScreen
from tui.screens.jobs import JobsScreen
from tui.screens.log import LogScreen
from tui.screens.operators import OperatorsScreen
from tui.screens.people import PeopleScreen
from tui.screens.services import ServicesScreen
from tui.screens.task import TaskScreen
from tui.screens.wipe import WipeScreen
from tui.widgets.entries import Entries, Entry
from tui.widgets.facts import Facts

WAITING_EVERY_S = 10


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the menu: `menu-<offer>` and `menu-<offer>-about` in the catalogue.

    Args:
        offer: which offer it is.
        key: that goes there.
        screen: that it shows; without one, the action of that name is taken.
        waiting: how much waits there; then `menu-<offer>-waiting` with `count` is shown.
    """

    offer: Offer
    key: str
    screen: type[TaskScreen] | None = None
    waiting: Callable[[Console], int] | None = None


WAYS = (
    Way(Offer.PEOPLE, "p", PeopleScreen, lambda console: console.waiting.people),
    Way(Offer.OPERATORS, "m", OperatorsScreen, lambda console: console.waiting.operators),
    Way(Offer.SERVICES, "s", ServicesScreen, lambda console: console.pressing),
    Way(Offer.LINKS, "k"),
    Way(Offer.BACKUPS, "b", BackupsScreen),
    Way(Offer.JOBS, "j", JobsScreen),
    Way(Offer.ESCROW, "e", EscrowScreen),
    Way(Offer.LOG, "l", LogScreen),
    Way(Offer.LOCK, "v"),
    Way(Offer.SIGN_OUT, "o"),
    Way(Offer.WIPE, "w", WipeScreen),
)


class HomeScreen(TaskScreen):
    """Shows the box at a glance; refreshes by itself."""

    # The menu shows these keys, so the line below leaves them out.
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(each.key, f"go('{each.offer}')", show=False) for each in WAYS),
        Binding("pagedown", "glance(1)", "key-more"),
        Binding("pageup", "glance(-1)", "key-more", show=False),
    ]

    def body(self) -> ComposeResult:
        """Lay out one sentence, what to do next, the facts and the menu."""
        with VerticalScroll(can_focus=False, id="glance"):
            yield Label(id="state", markup=False)
            yield Label(id="advice", markup=False)
            yield Facts(self._facts(), id="facts")
        yield Entries(id="menu")

    def on_mount(self) -> None:
        """Start the live view."""
        self.say("")
        self._show()
        self.query_one("#menu").focus()
        self._read_waiting()
        self.set_interval(WAITING_EVERY_S, self._read_waiting)

    def on_screen_resume(self) -> None:
        """Show at once who waits, on coming back."""
        self._show()

    def drawn(self) -> None:
        """Fill everything in again after a change of language."""
        super().drawn()
        self._show()

    def status_changed(self) -> None:
        """Show how the box is now, touching only what has changed."""
        super().status_changed()
        self._show()

    def action_go(self, offer: str) -> None:
        """Go where an entry of the menu leads."""
        way = next(each for each in WAYS if each.offer == offer)
        if way.screen is not None:
            self.app.push_screen(way.screen(self.console))
        else:
            self.call_later(self.run_action, offer)

    def action_glance(self, pages: int) -> None:
        """Turn the page of what does not fit above the menu."""
        glance = self.query_one("#glance")
        glance.scroll_relative(y=pages * glance.size.height, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to turn the page only where something does not fit."""
        del parameters
        if action == "glance":
            return any(each.max_scroll_y > 0 for each in self.query("#glance"))
        return True

    def action_links(self) -> None:
        """Show the survivors' link."""
        status = self.console.status
        if status is None or status.link is None:
            self.say(self.words("links-none"))
            return
        case_app = status.addresses.get("case", "")
        dialog = LinkDialog(
            self.console,
            lambda: self.words("links-title"),
            lambda: [self.words("links-text"), self.words("links-apps"), case_app],
            status.link,
        )
        self.app.push_screen(dialog)

    def action_lock(self) -> None:
        """Ask whether to lock the vault."""
        self._ask(Offer.LOCK)

    def action_sign_out(self) -> None:
        """Ask whether to sign out."""
        self._ask(Offer.SIGN_OUT)

    def _ask(self, offer: Offer) -> None:
        question = ConfirmDialog(
            self.console,
            lambda: self.words(f"{offer}-title"),
            lambda: [self.words(f"{offer}-text")],
            f"{offer}-yes",
        )
        self.app.push_screen(question, when(lambda _: self._leave(offer)))

    def _facts(self) -> list[tuple[str, str]]:
        if self.console.status is None:
            return []
        lines = overview(self.console.status, self.words)
        return [(f"{each.sign} {each.label}", each.text) for each in lines]

    def _said(self) -> tuple[str, str]:
        """Return the one sentence, and the steps below it."""
        status, words = self.console.status, self.words
        if status is None:
            return "", ""
        steps = next_steps(status, words, self.console.waiting)
        lines = [f"! {each}" for each in steps]
        if trials_only(status):
            lines.append(words("trials-only"))
        return state_sentence(status, words, steps), "\n".join(lines)

    def _show(self) -> None:
        for menu in self.query("#menu").results(Entries):  # none in the midst of a drawing
            menu.show([self._entry(each) for each in WAYS])
        for facts in self.query("#facts").results(Facts):
            facts.show(self._facts())
        for name, text in zip(("#state", "#advice"), self._said(), strict=True):
            for label in self.query(name).results(Label):
                if str(label.content) != text:
                    label.update(text)
                label.display = bool(text)
        self.call_after_refresh(self.refresh_bindings)

    def _entry(self, way: Way) -> Entry:
        text, count = self.words(f"menu-{way.offer}"), 0
        if way.waiting is not None and (count := way.waiting(self.console)):
            text = self.words(f"menu-{way.offer}-waiting", count=count)
        about = self.words(f"menu-{way.offer}-about")
        return Entry(way.offer, way.key.upper(), text, about, waits=bool(count))

    @on(Entries.Chosen)
    def _chosen(self, event: Entries.Chosen) -> None:
        self.action_go(event.name)

    def _read_waiting(self) -> None:
        self.ask(self.console.read_waiting, lambda _: self._show(), _say_nothing, "waiting")

    @work(thread=True, exclusive=True, group="door", exit_on_error=False)
    def _leave(self, offer: Offer) -> None:
        close = self.console.lock if offer is Offer.LOCK else self.console.sign_out
        self.post_message(DoorClosed(attempt(close)))

    @on(DoorClosed)
    def _left(self, event: DoorClosed) -> None:
        if isinstance(event.outcome, Failure):
            self.fail(event.outcome)
            return
        self.door.show_place()


def _say_nothing(failure: Failure) -> None:
    """Leave it to the top line to say that the agent does not answer."""
    del failure
