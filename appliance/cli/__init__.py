"""The command line: arguments → operation → exit code."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: as typed after `safehold`; those of the process where absent.

    Returns:
        The exit code, as `safehold --help` lists them.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    # A service starts often and must start fast: it loads neither catalogues nor the client.
    if given[:1] == ["serve"]:
        from appliance.cli.serving import serve_main  # noqa: PLC0415

        return serve_main(given[1:])
    from appliance.cli.commands import command_main  # noqa: PLC0415

    return command_main(given)
