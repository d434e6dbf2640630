"""Seals of the vectors: kept once made, since each holds fresh randomness."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from appliance.core.canonical import b64, unb64
from appliance.errors import ApplianceError

FOLDER: Final = Path(__file__).parent
ROOT: Final = FOLDER.parents[1]


def kept(
    section: str, what: str, make: Callable[[], bytes], check: Callable[[bytes], object]
) -> bytes:
    """Return the seal that is stored under this name if it still passes its check, or a new one."""
    file = FOLDER / f"{section}.json"
    stored = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for found in _seals(stored, what):
        try:
            check(found)
        except (ApplianceError, AssertionError):
            continue
        return found
    sealed = make()
    check(sealed)
    return sealed


def _seals(value: Any, what: str) -> Iterator[bytes]:
    if isinstance(value, list):
        for item in value:
            yield from _seals(item, what)
    elif isinstance(value, dict):
        if value.get("what") == what and "sealed" in value:
            yield unb64(value["sealed"])
        for member in value.values():
            yield from _seals(member, what)


def typage(*work: dict[str, Any]) -> list[bytes]:
    """Encrypt or decrypt with typage in node; nothing is framed.

    Args:
        work: `{plaintext, recipients, classical}` or `{sealed, identity}`, bytes as b64.
    """
    run = subprocess.run(
        ["node", str(FOLDER / "typage.mjs")],
        input=json.dumps(work).encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    return [unb64(answer) for answer in json.loads(run.stdout)]


def typage_encrypt(plaintext: bytes, *recipients: str, classical: bool = False) -> bytes:
    """Encrypt with typage, and to a fresh classical recipient too where asked."""
    work = {"classical": classical, "plaintext": b64(plaintext), "recipients": list(recipients)}
    return typage(work)[0]
