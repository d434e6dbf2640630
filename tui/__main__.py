"""`python -m tui`: the operator's console of a running deployment."""

import argparse
import os
import sys
from collections.abc import Sequence

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.memory import refuse_dumps
from appliance.agent.client import AgentClient
from appliance.errors import ApplianceError
from tui.app import ConsoleApp
from tui.model import Console
from tui.plain import PlainConsole
from tui.terminal import Terminal
from tui.words import LANGUAGES, Words

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the console and return its exit code.

    Args:
        arguments: the command line, without the program's name.
    """
    chosen = _parser().parse_args(arguments)
    refuse_dumps()  # the operator's key will be in this process
    words = Words(chosen.language or spoken_by(os.environ.get("LANG", "")))
    with AgentClient.at(DataFolder.at(chosen.data)) as agent:
        console = Console(agent, words, supervised=chosen.supervised)
        try:
            if chosen.plain:
                return PlainConsole(console, Terminal(sys.stdin, sys.stdout)).run()
            app = ConsoleApp(console)
            app.run()
        except ApplianceError as error:
            return error.exit_code
        except KeyboardInterrupt:
            return INTERRUPTED
    return app.return_code or 0


def spoken_by(locale: str) -> str:
    """Return the console's language for a locale such as `fr_CD.UTF-8`."""
    language = locale[:2].lower()
    return language if language in LANGUAGES else "en"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tui", description="The operator's console of Safehold.")
    parser.add_argument("--data", default="data", help="the data folder (default: data)")
    parser.add_argument(
        "--plain", action="store_true", help="numbered prompts, one announcement a line"
    )
    parser.add_argument("--language", choices=LANGUAGES, help="language to start in")
    parser.add_argument(
        "--supervised", action="store_true", help="the services end when this console does"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
