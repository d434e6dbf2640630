"""Writes the vectors: `python -m tests.vectors.generate`.

Everything but seals is computed anew each time and must come out the same. A seal holds fresh
randomness, so one that was made once and still opens is kept.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tests.vectors import logs, orders, plain, sealed, signed, threads, vaults
from tests.vectors.world import Json

FOLDER: Final = Path(__file__).parent

SECTIONS: Final[Mapping[str, Callable[[], Json]]] = {
    "bundle": sealed.bundles,
    "canonical": plain.canonical_json,
    "certificate": signed.certificates,
    "content": sealed.content,
    "derivation": plain.derive,
    "directory": signed.directory,
    "identity": sealed.sealed_identity,
    "lock_order": orders.lock_orders,
    "log": logs.log,
    "padding": plain.pad,
    "passphrase": plain.passphrase,
    "receipt": plain.receipt_code,
    "statements": signed.statements,
    "thread": threads.threads,
    "ticket": signed.tickets,
    "vault": vaults.vault,
    "wrap": sealed.wraps,
}


def stored(name: str) -> Json:
    """Read the vectors of one section."""
    content: Json = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content


def main() -> None:
    """Write every section."""
    for name, build in SECTIONS.items():
        text = json.dumps(build(), ensure_ascii=False, indent=1, sort_keys=True)
        (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
