"""A restore in a process of its own: `python -m … TARGET INTO KEYS PASSPHRASE`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from appliance.adapters.restic import Restic
from appliance.errors import ApplianceError
from appliance.operations import restore
from appliance.operations.backup_key import open_key_file
from appliance.operations.backup_records import Target
from appliance.secret import Secret
from tests.service.backup_child import Told, say


def main() -> None:
    target, into, keys, passphrase = sys.argv[1:]
    held = open_key_file(Path(keys).read_bytes(), Secret(passphrase))
    restic = Restic(restore.unfinished_beside(Path(into)) / "cache")
    try:
        found = restore.plan(restic, Target("restore", target), held)
        done = restore.run(restic, found, Path(into), datetime.now(UTC), Told())
        say({"result": {"run": done.manifest.run}})
    except ApplianceError as error:
        say({"error": error.code})


if __name__ == "__main__":
    main()
