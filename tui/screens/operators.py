"""The operators: who runs this deployment, and what takes two of them."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from appliance.agent.contract import Operator
from tui.dialogs.join import show_code
from tui.joining import app_of
from tui.listing import Done
from tui.operators import CodeDraft, new_code
from tui.operators_list import OPERATORS
from tui.screens.listing import ListScreen, keys_of


class OperatorsScreen(ListScreen[Operator]):
    """Lists the operators and what waits for a second person."""

    LISTING = OPERATORS
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys_of(OPERATORS),
        Binding("c", "own_code", "key-code"),
    ]

    def action_own_code(self) -> None:
        """Show a new code app's secret, then ask for the code that it shows."""
        show_code(self, self.console, new_code(self.console), self._set_code)

    def _set_code(self, draft: CodeDraft) -> None:
        def send() -> Done:
            self.console.set_code(app_of(draft))
            return Done(self.words("code-done"))

        self.ask(send, self._done, self._not_done)
