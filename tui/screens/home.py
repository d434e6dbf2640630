"""The dashboard: how Safehold is, what needs the operator, and where to go."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option as Row

from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.dialog import when
from tui.dialogs.link import LinkDialog
from tui.messages import DoorClosed, PeopleRead
from tui.model import Console, Failure, attempt
from tui.offers import MENU, Offer
from tui.overview import advice, overview
from tui.screens.escrow import EscrowScreen
from tui.screens.log import LogScreen
from tui.screens.operators import OperatorsScreen
from tui.screens.people import PeopleScreen
from tui.screens.task import TaskScreen
from tui.screens.wipe import WipeScreen
from tui.widgets.choices import Menu
from tui.widgets.facts import Facts

PEOPLE_EVERY_S = 10


class HomeScreen(TaskScreen):
    """Shows the box at a glance; refreshes by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "people", "key-people"),
        Binding("m", "operators", "key-operators"),
        Binding("k", "links", "key-links"),
        Binding("e", "escrow", "key-escrow"),
        Binding("l", "log", "key-log"),
        Binding("v", "lock", "key-lock"),
        Binding("o", "sign_out", "key-sign-out"),
        Binding("w", "wipe", "key-wipe"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.steps: list[str] = []

    def body(self) -> ComposeResult:
        """Lay out advice, facts and the menu."""
        with VerticalScroll(can_focus=False, id="glance"):
            yield Label(self._advice(), id="advice", markup=False)
            yield Facts(self._facts(), id="facts")
        yield Menu(id="menu")

    def on_mount(self) -> None:
        """Start the live view."""
        self.say("")
        self._list_menu()
        self.query_one("#menu").focus()
        self._read_people()
        self.set_interval(PEOPLE_EVERY_S, self._read_people)

    def on_screen_resume(self) -> None:
        """Show at once who waits, on coming back."""
        if self.query("#menu"):
            self._list_menu()

    def drawn(self) -> None:
        """Fill the menu again after a change of language."""
        super().drawn()
        self._list_menu()

    def status_changed(self) -> None:
        """Show how the box is now, touching only what has changed."""
        super().status_changed()
        for facts in self.query("#facts").results(Facts):  # none in the midst of a drawing
            facts.show(self._facts())
        for label in self.query("#advice").results(Label):
            if self._said != (text := self._advice()):
                self._said = text
                label.update(text)

    _said = ""

    def action_people(self) -> None:
        """Go to the people."""
        self.app.push_screen(PeopleScreen(self.console))

    def action_operators(self) -> None:
        """Go to the operators."""
        self.app.push_screen(OperatorsScreen(self.console))

    def action_escrow(self) -> None:
        """Go to the trustees."""
        self.app.push_screen(EscrowScreen(self.console))

    def action_log(self) -> None:
        """Go to the log."""
        self.app.push_screen(LogScreen(self.console))

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

    def action_wipe(self) -> None:
        """Show what a wipe would destroy."""
        self.app.push_screen(WipeScreen(self.console))

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

    def _advice(self) -> str:
        status = self.console.status
        return "\n".join(advice(status, self.words)) if status else ""

    def _list_menu(self) -> None:
        menu = self.query_one("#menu", Menu)
        rows = [self._row(each) for each in MENU]
        if menu.option_count != len(rows):
            menu.clear_options()
            menu.add_options([Row(row, id=each) for row, each in zip(rows, MENU, strict=True)])
            menu.highlighted = 0
            return
        for row, each in zip(rows, MENU, strict=True):
            if str(menu.get_option(each).prompt) != row:
                menu.replace_option_prompt(each, row)

    def _row(self, offer: Offer) -> str:
        if offer is Offer.PEOPLE and self.console.waiting:
            return f"! {self.words('menu-people-waiting', count=self.console.waiting)}"
        if offer is Offer.OPERATORS and self.console.waiting_operators:
            count = self.console.waiting_operators
            return f"! {self.words('menu-operators-waiting', count=count)}"
        return f"  {self.words(f'menu-{offer}')}"

    @on(OptionList.OptionSelected, "#menu")
    async def _selected(self, event: OptionList.OptionSelected) -> None:
        await self.run_action(str(event.option_id))

    @work(thread=True, exclusive=True, group="people", exit_on_error=False)
    def _read_people(self) -> None:
        found = attempt(self.console.read_people)
        attempt(self.console.read_operators)
        self.post_message(PeopleRead(found))

    @on(PeopleRead)
    def _people_read(self, event: PeopleRead) -> None:
        if not isinstance(event.outcome, Failure) and self.query("#menu"):
            self._list_menu()

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
