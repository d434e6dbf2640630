"""The full-screen console: a thin shell around screens that share one view-model."""

from typing import ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import App
from textual.command import Provider
from textual.theme import BUILTIN_THEMES, Theme

from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.dialog import Dialog, when
from tui.dialogs.help import HelpDialog
from tui.messages import DoorClosed, StatusRead
from tui.model import Console, attempt
from tui.offers import Offer, Place
from tui.palette import OfferProvider, Palette
from tui.screens.home import WAYS, HomeScreen
from tui.screens.setup import SetupScreen
from tui.screens.sign_in import SignInScreen
from tui.screens.task import TaskScreen
from tui.screens.waiting import WaitingScreen
from tui.typed_ahead import has_to_wait

STATUS_EVERY_S = 2
SIXTEEN_COLOURS = Theme(
    name="safehold",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    accent="ansi_cyan",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables=BUILTIN_THEMES["ansi-dark"].variables,
)


class ConsoleApp(App[None]):
    """Shows the screen that fits where the operator stands, and keeps asking how the box is.

    Args:
        model: the view-model.
    """

    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[set[type[Provider]]] = {OfferProvider}  # type: ignore[assignment]
    COMMAND_PALETTE_BINDING = "ctrl+p"
    AUTO_FOCUS = None  # each screen knows where its task begins
    TITLE = "Safehold"
    PLACES: ClassVar[dict[Place, type[TaskScreen]]] = {
        Place.NEW: SetupScreen,
        Place.LOCKED: SignInScreen,
        Place.HOME: HomeScreen,
    }

    def __init__(self, model: Console) -> None:
        super().__init__(ansi_color=True)  # else NO_COLOR draws black on black
        self.model = model
        self.animation_level = "none"
        self._asking = False
        self._typed_ahead: list[events.Event] = []

    def on_mount(self) -> None:
        """Take the terminal's own colours and start asking."""
        self.register_theme(SIXTEEN_COLOURS)
        self.theme = SIXTEEN_COLOURS.name
        self.push_screen(WaitingScreen(self.model))
        self.ask_status()
        self.set_interval(STATUS_EVERY_S, self.ask_status)

    def _fatal_error(self) -> None:
        """End with words: the library's own trace shows every variable, a passphrase as well."""
        self._exit_renderables.append(Text(self.model.words("console-ended")))
        self._close_messages_no_wait()

    async def on_event(self, event: events.Event) -> None:
        """Keep what is typed while a screen is being drawn until its cursor is there."""
        if self.screen_stack and has_to_wait(event, self.screen):
            self._typed_ahead.append(event)
            return
        if isinstance(event, events.Key | events.Paste):
            await self._give_typed_ahead()
        if isinstance(event, events.Key) and isinstance(self.screen, ConfirmDialog):
            self.screen.go_to_word(event)
        await super().on_event(event)

    async def on_descendant_focus(self) -> None:
        """Hand over what was typed before there was a cursor."""
        await self._give_typed_ahead()

    async def _give_typed_ahead(self) -> None:
        while self._typed_ahead and not has_to_wait(self._typed_ahead[0], self.screen):
            await super().on_event(self._typed_ahead.pop(0))

    def ask_status(self) -> None:
        """Ask how the box is, unless an answer is still under way."""
        if not self._asking:
            self._asking = True
            self._read_status()

    def show_place(self, notice: str = "") -> None:
        """Show the screen that fits where the operator stands; whatever lay over it is closed."""
        if not self.screen_stack:
            return  # work that ended while the console was closing
        while len(self.screen_stack) > 2:
            self.pop_screen()
        found = self.PLACES[self.model.place]
        if found is SignInScreen:
            self.switch_screen(SignInScreen(self.model, notice))
        else:
            self.switch_screen(found(self.model))

    def ask_to_quit(self) -> None:
        """Say what leaving means, and ask."""
        words, supervised = self.model.words, self.model.supervised
        setting_up = any(isinstance(each, SetupScreen) for each in self.screen_stack)

        def lines() -> list[str]:
            found = [words("quit-text-supervised" if supervised else "quit-text")]
            return [*found, words("quit-text-setup")] if setting_up else found

        question = ConfirmDialog(
            self.model,
            lambda: words("quit-title"),
            lines,
            "quit-yes-supervised" if supervised else "quit-yes",
        )
        self.push_screen(question, when(lambda _: self.exit()))

    async def action_quit(self) -> None:
        """Ask before leaving; asking twice changes nothing."""
        if not isinstance(self.screen, ConfirmDialog):
            self.ask_to_quit()

    def action_help(self) -> None:
        """Show help for the screen on top."""
        top = self.screen
        if isinstance(top, TaskScreen | Dialog) and not isinstance(top, HelpDialog):
            self.push_screen(HelpDialog(self.model, top.help_text))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to lock only where there is something open to lock."""
        del parameters
        if action == "command_palette":  # over a dialog it would throw away what is typed there
            return isinstance(self.screen, TaskScreen) and self.screen.settled
        return self.model.place is Place.HOME if action == "lock_now" else True

    def action_command_palette(self) -> None:
        """Show everything that can be done here."""
        if isinstance(self.screen, TaskScreen):
            self.push_screen(Palette(self.model.words))

    def start(self, offer: Offer) -> None:
        """Go where something can be done, and begin it."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.call_later(self._begin, offer)

    async def _begin(self, offer: Offer) -> None:
        for way in WAYS:
            if way.screen is None or self.model.place is not Place.HOME:
                continue
            listing = getattr(way.screen, "LISTING", None)
            own = {f"action_{offer}"} & set(vars(way.screen))
            known = listing is not None and (listing.deed(offer) or listing.request(offer))
            if way.offer is offer or known or own:
                screen = way.screen(self.model)
                await self.push_screen(screen)
                if way.offer is not offer:
                    await screen.run_action(f"do('{offer}')" if known else str(offer))
                return
        top = self.screen
        if hasattr(top, f"action_{offer}"):
            await top.run_action(str(offer))
        elif hasattr(self, f"action_{offer}"):
            await self.run_action(str(offer))

    def action_lock_now(self) -> None:
        """Seal the box at once and without a question: it can be opened again."""
        if self.model.place is Place.HOME:
            self._lock_now()

    def action_language(self) -> None:
        """Speak the other language on every screen."""
        self.model.words.turn()
        self.speak()

    def speak(self) -> None:
        """Draw every screen again in the language in use."""
        self.model.draft.speak(self.model.words.language)
        for each in self.screen_stack:
            if isinstance(each, TaskScreen | Dialog):
                each.call_later(each.speak)

    @work(thread=True, exclusive=True, group="lock", exit_on_error=False)
    def _lock_now(self) -> None:
        self.post_message(DoorClosed(attempt(self.model.lock_now)))

    @on(DoorClosed)
    def _locked_now(self, event: DoorClosed) -> None:
        failure = event.outcome
        self.show_place(failure.say(self.model.words) if failure is not None else "")

    @work(thread=True, exclusive=True, group="status", exit_on_error=False)
    def _read_status(self) -> None:
        self.post_message(StatusRead(attempt(self.model.read_status)))

    @on(StatusRead)
    def _status_read(self) -> None:
        self._asking = False
        if not self.screen_stack:
            return  # the answer came while the console was closing
        if self.model.status is not None and self._misplaced():
            self.show_place()
        for each in self.screen_stack:
            if isinstance(each, TaskScreen | Dialog) and each.is_mounted:
                each.status_changed()

    def _misplaced(self) -> bool:
        """Whether another place belongs on the screen and showing it would interrupt nothing."""
        top = self.screen
        if not isinstance(top, TaskScreen) or not top.settled or len(self.screen_stack) > 2:
            return False
        return not isinstance(top, self.PLACES[self.model.place])
