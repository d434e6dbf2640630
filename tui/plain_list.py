"""Every list (tui.listing) in lines, and what can be done from it."""

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

from tui.links import warnings
from tui.listing import Deed, Done, Listing, Question, Request, Secret
from tui.model import Console, attempt
from tui.offers import Offer
from tui.plain_task import PlainTask
from tui.terminal import Terminal

Row = TypeVar("Row")


class PlainList(PlainTask, Generic[Row]):
    """Shows a list and does what is asked about its rows.

    Args:
        console: the view-model.
        terminal: where lines go and come from.
        listing: which list.
    """

    def __init__(self, console: Console, terminal: Terminal, listing: Listing[Row]) -> None:
        super().__init__(console, terminal)
        self.listing = listing

    def flows(self) -> dict[Offer, Callable[[], None]]:
        """Return what this does, by offer."""
        return {
            self.listing.offer: self.show,
            **{each.offer: partial(self.request, each) for each in self.listing.requests},
            **{each.offer: partial(self.do, each) for each in self.listing.deeds},
        }

    def show(self) -> None:
        """List everything."""
        if not self._read():
            return
        self.say_all(self.listing.above(self.console))
        rows = self.listing.rows(self.console)
        self.say_all([self.listing.line(self.console, each) for each in rows])
        if not rows:
            self.terminal.say(self.words("entry-none"))

    def request(self, request: Request[Any]) -> None:
        """Ask the questions until they are answered well, then send the answers or go on."""
        draft = request.new(self.console)
        self.terminal.say(self.words("plain-back-hint"))
        while self.form.ask_all(request.fields(self.console), draft):
            problem = request.problem(draft)
            if not problem:
                self._finish(lambda: request.do(self.console, draft))
                return
            self.terminal.say(f"! {self.words(problem.said)}")

    def do(self, deed: Deed[Any]) -> None:
        """Ask what to do it to, say what it would do, then do it."""
        if not self._read():
            return
        able = deed.on(self.console)
        if not able:
            self.terminal.say(self.words(deed.none))
            return
        self.terminal.say(self.words("plain-back-hint"))
        subject = self.form.choose([(each, deed.line(self.console, each)) for each in able])
        if subject is None:
            return
        question = attempt(lambda: deed.plan(self.console, subject))
        if not self.failed(question):
            self._put(question)

    def _put(self, question: Question) -> None:
        """Say what would be done, then do it."""
        if question.six_words:
            self.terminal.say(question.compare())
            for number, word in enumerate(question.six_words, start=1):
                self.terminal.say(self.words("plain-word", number=number, word=word))
        self.say_all(question.lines())
        word = question.word
        if self.form.typed_word(word) if word else self.form.sure(question.yes):
            self._finish(question.do)
        elif question.refused:
            self.terminal.say(self.words(question.refused))

    def _read(self) -> bool:
        return not self.failed(attempt(lambda: self.listing.read(self.console)))

    def _finish(self, call: Callable[[], Done | Question | Request[Any]]) -> None:
        done = attempt(call)
        if self.failed(done):
            return
        if isinstance(done, Request):
            self.request(done)
            return
        if isinstance(done, Question):
            self._put(done)
            return
        if done.notice:
            self.terminal.say(done.notice)
        if done.secret is not None:
            self._hand_over(done.secret)

    def _hand_over(self, secret: Secret) -> None:
        """Show it and wait: what comes next would push it off the screen."""
        self.say_all(secret.lines())
        self.terminal.say(self.words(secret.said, link=secret.text))
        self.say_all(warnings(secret.text, self.words))
        self.terminal.ask(self.words("plain-go-on"))
