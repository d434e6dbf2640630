"""The screen of every list (tui.listing): rows, a search, and what can be done about them."""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Input, Label

from tui.dialogs.approve import ApproveDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.dialog import when
from tui.dialogs.form import FormDialog
from tui.dialogs.link import LinkDialog
from tui.dialogs.row import RowDialog
from tui.listing import Deed, Done, Listing, Question, Request, Secret
from tui.model import Console, Failure
from tui.offers import Offer
from tui.screens.task import TaskScreen
from tui.widgets.entry_line import EntryLine

Row = TypeVar("Row")
LEAST_WIDTH = 6
BESIDE = 2  # columns that the table puts around each text


def keys_of(listing: Listing[Any]) -> list[BindingType]:
    """Return the keys of a list's screen."""
    does: Sequence[Deed[Any] | Request[Any]] = (*listing.requests, *listing.deeds)
    keys: list[BindingType] = [
        Binding("escape", "back", "key-back"),
        *(Binding(each.key, f"do('{each.offer}')", each.said) for each in does),
    ]
    return [*keys, Binding("slash", "search", "key-search")] if listing.matching else keys


class ListScreen(TaskScreen, Generic[Row]):
    """Shows a list and does what is asked about its rows.

    A list's own screen names its `LISTING` and takes `BINDINGS` from `keys_of` it.
    """

    LISTING: ClassVar[Listing[Any]]
    READ_EVERY_S: ClassVar[float] = 10

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self.listing: Listing[Row] = self.LISTING
        self.shown: list[Row] = []
        self.typed = ""
        self.read_failed = False

    @property
    def help_text(self) -> str:
        """The message that F1 shows here."""
        return self.listing.help_text

    def body(self) -> ComposeResult:
        """Lay out the list."""
        yield Label(self.words(self.listing.title), id="title", classes="title", markup=False)
        yield Label("", id="above", classes="hint", markup=False)
        search = EntryLine(self.typed, id="search")
        search.display = bool(self.typed)
        yield search
        yield DataTable[str](id="rows", cursor_type="row", zebra_stripes=False)
        yield Label(self.words(self.listing.hint), id="hint", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Show what is known and ask for what is new."""
        self.drawn()
        self._table().focus()
        self.read()
        self.set_interval(self.READ_EVERY_S, self.read)

    def on_resize(self, event: events.Resize) -> None:
        """Share out the room between the columns."""
        del event
        for table in self.query("#rows").results(DataTable):
            if table.columns:
                self.drawn()

    def drawn(self) -> None:
        """Head the columns in the language in use and fill the list."""
        super().drawn()
        table = self._table()
        standing = self._standing()
        table.clear(columns=True)
        widths = self._widths()
        for column, width in zip(self.listing.columns, widths, strict=True):
            table.add_column(self.words(column.said), width=width)
        self._show(standing)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show only the keys that do something as things stand."""
        if action == "do" and (deed := self.listing.deed(str(parameters[0]))):
            return deed.subject(self.console, self._standing()) is not None
        return True

    def action_back(self) -> None:
        """End the search, or leave."""
        search = self.query_one("#search", Input)
        if search.display:
            search.value = ""
            search.display = False
            self._table().focus()
        else:
            self.dismiss(None)

    def action_search(self) -> None:
        """Search by name."""
        search = self.query_one("#search", Input)
        search.display = True
        search.focus()

    def action_do(self, offer: str) -> None:
        """Ask what is needed for a request, or what a deed would do, then show it."""
        if request := self.listing.request(offer):
            self._ask_for(request)
        elif deed := self.listing.deed(offer):
            subject = deed.subject(self.console, self._standing())
            if subject is not None:
                self._plan(deed, subject)

    def read(self) -> None:
        """Ask the agent for the list."""
        self.ask(lambda: self.listing.read(self.console), self._came, self._did_not_come, "list")

    # --- the list

    def _table(self) -> DataTable[str]:
        found: DataTable[str] = self.query_one("#rows", DataTable)
        return found

    def _standing(self) -> Row | None:
        found = self.query("#rows").results(DataTable)
        row = next(found).cursor_row if self.query("#rows") else -1
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _widths(self) -> list[int]:
        """Return the columns' widths; where there is little room, the wide ones give way."""
        widths = [each.width for each in self.listing.columns]
        over = sum(widths) + BESIDE * len(widths) - (self.size.width - BESIDE)
        while over > 0 and max(widths) > LEAST_WIDTH:
            widest = widths.index(max(widths))
            widths[widest] -= 1
            over -= 1
        return widths

    def _rows(self) -> list[Row]:
        rows = self.listing.rows(self.console)
        return self.listing.matching(rows, self.typed) if self.listing.matching else list(rows)

    def _fill(self) -> None:
        """Show the list; one that has not changed is not drawn again."""
        if not self.query("#rows"):
            return
        rows, standing = self._rows(), self._standing()
        if rows == self.shown and rows:
            self.shown = rows  # the ones that the agent knows now
            self._show_around()
        else:
            self._show(standing)

    def _show(self, standing: Row | None) -> None:
        table, key = self._table(), self.listing.key
        self.shown = self._rows()
        table.clear()
        for each in self.shown:
            table.add_row(*self.listing.cells(self.console, each), key=key(each))
        keys = [key(each) for each in self.shown]
        if standing is not None and key(standing) in keys:
            table.move_cursor(row=keys.index(key(standing)), animate=False)
        self._show_around()

    def _show_around(self) -> None:
        """Say what stands before the rows, how many there are, and what to do."""
        above = list(self.listing.above(self.console))
        for label in self.query("#above").results(Label):
            label.update("\n".join(above))
            label.display = bool(above)
        title, rows = self.words(self.listing.title), self.listing.rows(self.console)
        if self.listing.matching:
            count = self.words("people-count", shown=len(self.shown), all=len(rows))
            title = f"{title} · {count}"
        self.query_one("#title", Label).update(title)
        found = self.listing.hint if self.shown else self.listing.empty
        hint = "people-none-found" if rows and not self.shown else found
        self.query_one("#hint", Label).update(self.words(hint))
        self.refresh_bindings()

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        self.typed = event.value
        self._fill()

    @on(Input.Submitted, "#search")
    def _found(self) -> None:
        self._table().focus()

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(DataTable.RowSelected)
    def _selected(self) -> None:
        if (row := self._standing()) is not None:
            self.app.push_screen(
                RowDialog(self.console, self.listing, row), lambda offer: self._do(offer, row)
            )

    def _do(self, offer: Offer | None, row: Row) -> None:
        """Do what was chosen about a row, as it is now: never about the one in its place."""
        key, deed = self.listing.key, self.listing.deed(offer or "")
        now = next((each for each in self.shown if key(each) == key(row)), None)
        if deed is not None and now is not None and deed.subject(self.console, now) is now:
            self._plan(deed, now)

    # --- what is done

    def _came(self, _: object) -> None:
        if self.read_failed:
            self.read_failed = False
            self.say("")
        self._fill()

    def _did_not_come(self, failure: Failure) -> None:
        self.read_failed = True
        self.fail(failure)

    def _not_done(self, failure: Failure) -> None:
        self.fail(failure)
        self.read()

    def _ask_for(self, request: Request[Any]) -> None:
        dialog: FormDialog[Any] = FormDialog(
            self.console,
            request.title,
            request.fields(self.console),
            request.new(self.console),
            request.problem,
            save=request.save,
            help_text=request.help_text,
        )

        def send(draft: Any) -> None:
            self.ask(lambda: request.do(self.console, draft), self._done, self._not_done)

        self.app.push_screen(dialog, when(send))

    def _plan(self, deed: Deed[Any], subject: Any) -> None:
        if subject in self.shown:
            self._table().move_cursor(row=self.shown.index(subject), animate=False)
        self.ask(lambda: deed.plan(self.console, subject), self._put, self._not_done)

    def _put(self, question: Question) -> None:
        """Show what would be done and ask."""

        def answered(sure: bool | None) -> None:
            if sure:
                self.ask(question.do, self._done, self._not_done)
            elif question.refused:
                self.say(self.words(question.refused))

        if question.six_words:
            self.app.push_screen(ApproveDialog(self.console, question), answered)
            return
        dialog = ConfirmDialog(
            self.console,
            question.title,
            question.lines,
            question.yes,
            word=question.word,
            help_text=question.help_text,
        )
        self.app.push_screen(dialog, answered)

    def _done(self, done: Done | Question | Request[Any]) -> None:
        if isinstance(done, Request):
            self._ask_for(done)
            return
        if isinstance(done, Question):
            self._put(done)
            return
        self._fill()
        self.say(done.notice)
        if done.secret is not None:
            self._hand_over(done.secret)

    def _hand_over(self, secret: Secret) -> None:
        dialog = LinkDialog(
            self.console, lambda: self.words(secret.title), secret.lines, secret.text
        )
        self.app.push_screen(dialog, lambda _: self.read())
