"""`safehold up` and `safehold serve`: what starts processes, or is one."""

import argparse
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from appliance import wiring
from appliance.adapters.data_folder import DataFolder
from appliance.errors import AlreadyRunningError, ApplianceError

FIRST_PORT = 1
LAST_PORT = 65533


def starting_main(arguments: Sequence[str]) -> int:
    """Run the deployment, or one service of it, until SIGTERM; return the exit code."""
    found = _parser().parse_args(arguments)
    folder = DataFolder.at(found.data or _default(training=found.training))
    try:
        if found.command == "up":
            return wiring.up(
                folder, found.port, training=found.training, plain=found.plain, say=say
            )
        folder.prepare()
        wiring.serve(found.service, wiring.Place(folder, wiring.settings_with(found.port)))
    except AlreadyRunningError as error:
        say("up-already-running", command=_opening(folder.root))
        return error.exit_code
    except ApplianceError as error:
        _tell(error)
        return error.exit_code
    return 0


def _default(*, training: bool) -> Path:
    return wiring.TRAINING_DATA if training else wiring.DEFAULT_DATA


def _opening(data: Path) -> str:
    """Return the command that opens the console here, as it can be typed in this folder."""
    called = Path(sys.argv[0])
    known = shutil.which("safehold")
    if called.name == "__main__.py":
        program = [sys.executable, "-m", "appliance.cli"]
    elif known and Path(known).samefile(called):
        program = ["safehold"]
    else:
        program = [str(called)]
    own = [] if data == wiring.DEFAULT_DATA.absolute() else ["--data", str(data)]
    return shlex.join([*program, "console", *own])


def port(text: str) -> int:
    """Read the first of three ports in a row."""
    number = int(text)
    if not FIRST_PORT <= number <= LAST_PORT:
        raise ValueError
    return number


def say(message: str, **values: str | int) -> None:
    """Tell the person at the terminal something, in her language."""
    from appliance.adapters.words import Words  # noqa: PLC0415 - nobody at all may be there

    sys.stderr.write(Words.of_terminal("commands")(message, **values) + "\n")
    sys.stderr.flush()


def _tell(error: ApplianceError) -> None:
    from appliance.adapters.words import Words  # noqa: PLC0415 - only once something is wrong
    from appliance.cli.output import told  # noqa: PLC0415

    sys.stderr.write(f"safehold: {told(error, Words.of_terminal('commands', 'errors'))}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="safehold")
    verbs = parser.add_subparsers(dest="command", required=True)
    up = verbs.add_parser("up")
    up.add_argument("--training", action="store_true")
    up.add_argument("--plain", action="store_true")
    up.add_argument("--data")
    serve = verbs.add_parser("serve")
    serve.add_argument("service", choices=sorted(wiring.SERVICES))
    serve.add_argument("--data", required=True)
    serve.set_defaults(training=False)
    for verb in (up, serve):
        verb.add_argument("--port", type=port)
    return parser
