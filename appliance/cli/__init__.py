"""The command line: arguments → operation → exit code."""

import sys
from collections.abc import Sequence

HELP = {"-h", "--help"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: as typed after `safehold`; those of the process where absent.

    Returns:
        The exit code, as `safehold --help` lists them.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    # What starts must start fast: it loads neither catalogues nor the agent's client.
    if given[:1] in (["serve"], ["up"]) and not HELP & set(given):
        from appliance.cli.starting import starting_main  # noqa: PLC0415

        return starting_main(given)
    from appliance.cli.commands import command_main  # noqa: PLC0415

    return command_main(given)
