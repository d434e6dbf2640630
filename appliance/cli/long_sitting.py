"""The agent beside a long sitting: what it refuses for a moment costs trustees no work."""

import argparse
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from appliance.agent.client import AgentClient
from appliance.agent.escrow_client import EscrowClient
from appliance.cli.output import Output
from appliance.errors import ApplianceError, UnauthenticatedError, UnavailableError

T = TypeVar("T")
SignedIn = Callable[[argparse.Namespace, Output], AbstractContextManager[AgentClient]]


class Beside:
    """Asks the agent while a sitting waits; signs in again if the session has ended meanwhile.

    Args:
        found: what was typed.
        output: where questions go.
        signed_in: returns a client that is signed in.
        client: the client so far.
    """

    def __init__(
        self, found: argparse.Namespace, output: Output, signed_in: SignedIn, client: AgentClient
    ) -> None:
        self._found, self._output, self._signed_in = found, output, signed_in
        self._client = client
        self._unsent: list[Mapping[str, Any]] = []

    def ask(self, work: Callable[[EscrowClient], T]) -> T:
        """Ask the agent; a session that has ended, a sealed box or a restart can be mended first.

        Raises:
            ApplianceError: something else is wrong, or nobody wants to try again.
        """
        while True:
            try:
                return work(EscrowClient(self._client))
            except (UnauthenticatedError, UnavailableError) as error:
                self._mend(error)

    def note(self, step: Mapping[str, Any]) -> None:
        """Note a step in the log; one that does not get through waits for `flush`."""
        self._unsent.append(step)
        try:
            self._send(EscrowClient(self._client))
        except ApplianceError:
            return

    def flush(self) -> None:
        """Make sure that every step is in the log.

        Raises:
            ApplianceError: one is not, and nobody wants to try again.
        """
        self.ask(self._send)

    def _send(self, escrow: EscrowClient) -> None:
        while self._unsent:
            escrow.note_recovery(self._unsent[0])
            del self._unsent[0]

    def _mend(self, error: ApplianceError) -> None:
        self._output.error(error)
        self._output.confirm("escrow-again-ask", "usage-operator-again")
        try:
            client = self._signed_in(self._found, self._output).__enter__()
        except ApplianceError as again:
            self._output.error(again)
            return  # asked once more
        self._client.close()
        self._client = client
