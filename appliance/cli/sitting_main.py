"""`python -m appliance.cli.sitting_main`: one sitting, in a process whose end is the wipe.

Its memory is locked, it leaves no core dump and no other process may read it. It takes its task
and answers on standard input and output, one JSON object a line, public facts only.
"""

import json
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

from appliance.adapters.locked_memory import end_now, protect
from appliance.errors import ApplianceError, MemoryLockError, ShareError, SittingError

INTERRUPTED = 130
ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class Link:
    """The line to the command that started this sitting."""

    def tell(self, message: Mapping[str, Any]) -> None:
        """Say something public."""
        sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
        sys.stdout.buffer.flush()

    def hear(self) -> dict[str, Any]:
        """Wait for an answer.

        Raises:
            SittingError: nobody is there any more.
        """
        line = sys.stdin.buffer.readline()
        if not line:
            raise SittingError
        found: dict[str, Any] = json.loads(line)
        return found


def main() -> int:
    """Run one sitting; return the exit code."""
    kept = protect()
    for number in ENDINGS:
        signal.signal(number, _end)
    # Only now: nothing is loaded that could take a secret in before the memory is locked.
    from appliance.adapters.words import Words  # noqa: PLC0415
    from appliance.cli import ceremony_sitting, proof_sitting, recovery_sitting  # noqa: PLC0415
    from appliance.cli.share_entry import LeftError  # noqa: PLC0415

    sittings: dict[str, Callable[[dict[str, Any], Link, Words], None]] = {
        "ceremony": ceremony_sitting.run,
        "prove": proof_sitting.run,
        "recover": recovery_sitting.run,
        "send": proof_sitting.send,
    }
    link, words = Link(), Words.of_terminal("escrow", "errors")
    try:
        task = link.hear()
        _check(kept=kept, training=bool(task.get("training")))
        sittings[task["task"]](task, link, words)
    except ShareError as error:
        link.tell({"error": error.code, "problem": error.problem, "values": dict(error.values)})
        return error.exit_code
    except ApplianceError as error:
        link.tell({"error": error.code})
        return error.exit_code
    except (KeyboardInterrupt, LeftError):
        return INTERRUPTED
    except Exception:  # noqa: BLE001 - the edge of this process; a trace could hold a secret
        return ApplianceError.exit_code
    return 0


def _end(_number: int, _frame: object) -> None:
    """Unwind, so that the screen is cleared; what comes after the first signal cannot stop that."""
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _check(*, kept: bool, training: bool) -> None:
    """Refuse to take in what could reach a disk, unless it is made up.

    Raises:
        MemoryLockError: the memory is not locked, and this machine swaps.
    """
    if not kept and not training:
        raise MemoryLockError


if __name__ == "__main__":
    end_now(main())
