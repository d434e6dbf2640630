"""`safehold serve SERVICE --data DIR`: one service in this process."""

import argparse
import sys
from collections.abc import Sequence

from appliance import wiring
from appliance.adapters.data_folder import DataFolder
from appliance.errors import ApplianceError


def serve_main(arguments: Sequence[str]) -> int:
    """Run one service until SIGTERM; return the exit code."""
    parser = argparse.ArgumentParser(prog="safehold serve")
    parser.add_argument("service", choices=sorted(wiring.SERVICES))
    parser.add_argument("--data", required=True)
    parser.add_argument("--port", type=int)
    found = parser.parse_args(arguments)
    try:
        folder = DataFolder.at(found.data)
        folder.prepare()
        place = wiring.Place(folder, wiring.settings_with(found.port))
        wiring.serve(found.service, place)
    except ApplianceError as error:
        sys.stderr.write(f"safehold {found.service}: {error.message} {error.hint}\n")
        return error.exit_code
    return 0
