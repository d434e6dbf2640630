"""Becoming an operator, and one's code app, in lines."""

from collections.abc import Callable

from appliance.agent.seat import CodeApp
from appliance.secret import Secret
from tui.joining import JoinDraft, app_of, join_fields, join_problem
from tui.model import Failure, attempt
from tui.offers import Offer
from tui.operators import is_code, new_code
from tui.plain_passphrase import ask_passphrase
from tui.plain_task import PlainTask


class PlainOperators(PlainTask):
    """What the line mode does about the operator at the keyboard."""

    def flows(self) -> dict[Offer, Callable[[], None]]:
        """Return what this does, by offer."""
        return {Offer.JOIN: self.join, Offer.OWN_CODE: self.set_code}

    def set_code(self) -> None:
        """Set up one's code app."""
        app = self._new_app()
        if app is not None:
            self.told(attempt(lambda: self.console.set_code(app)), self.words("code-done"))

    def join(self) -> None:
        """Become an operator with a one-time secret."""
        draft = JoinDraft()
        self.terminal.say(self.words("plain-back-hint"))
        if not self.form.ask_all(join_fields(), draft):
            return
        passphrase = ask_passphrase(self.console, self.terminal)
        if join_problem(draft) or not passphrase:
            self.terminal.say(self.words("plain-cancelled"))
            return
        app = self._new_app(draft.name)
        if app is None:
            return
        secret = Secret(draft.secret)
        made = attempt(lambda: self.console.join(secret, draft.name, Secret(passphrase), app))
        if isinstance(made, Failure):
            self.terminal.say(f"! {self.console.join_problem(made)}")
        else:
            self.terminal.say(self.words("join-done", words=" ".join(made)))

    def _new_app(self, name: str = "") -> CodeApp | None:
        draft = new_code(self.console, name)
        self.terminal.say(self.words("code-text"))
        self.terminal.say(draft.secret.reveal())
        self.terminal.say(self.words("code-paper"))
        draft.code = self.terminal.ask(self.words("plain-code"))
        if not is_code(draft.code):
            self.terminal.say(f"! {self.words('problem-code')}")
            return None
        return app_of(draft)
