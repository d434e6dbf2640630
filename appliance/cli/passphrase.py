"""Passphrases come from a file, a file descriptor or the terminal: never from the command line."""

import getpass
import os
import sys
from pathlib import Path

from appliance.core.passphrase_strength import judge
from appliance.errors import InvalidInputError, UsageError
from appliance.secret import Secret

LONGEST_BYTES = 4096


def from_file(path: Path) -> Secret[str]:
    """Read a passphrase from a file; one newline at its end does not count.

    Raises:
        UsageError: the file cannot be read, or is no passphrase.
    """
    try:
        with path.open("rb") as file:
            return _parsed(file.read(LONGEST_BYTES + 1))
    except OSError as error:
        raise UsageError("usage-passphrase-unreadable") from error


def from_descriptor(descriptor: int) -> Secret[str]:
    """Read a passphrase from an open file descriptor.

    Raises:
        UsageError: it cannot be read, or is no passphrase.
    """
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return _parsed(file.read(LONGEST_BYTES + 1))
    except OSError as error:
        raise UsageError("usage-passphrase-unreadable") from error


def from_terminal(prompt: str) -> Secret[str]:
    """Ask on the terminal, without showing what is typed.

    Raises:
        UsageError: there is no terminal.
    """
    if not sys.stdin.isatty():
        raise UsageError("usage-terminal", "usage-passphrase-file")
    return _parsed(getpass.getpass(prompt).encode())


def check_new(passphrase: Secret[str], name: str = "") -> Secret[str]:
    """Refuse a new passphrase that does not protect a vault; the console judges by the same.

    Args:
        passphrase: what was chosen.
        name: whose it is; it adds nothing to a passphrase.

    Raises:
        InvalidInputError: it is too short, or easy to guess.
    """
    strength = judge(passphrase.reveal(), (name,) if name else ())
    if not strength.long_enough:
        raise InvalidInputError("usage-passphrase-short")
    if not strength.enough:
        raise InvalidInputError("usage-passphrase-weak")
    return passphrase


def _parsed(untrusted: bytes) -> Secret[str]:
    if len(untrusted) > LONGEST_BYTES:
        raise UsageError("usage-passphrase-malformed")
    try:
        text = untrusted.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise UsageError("usage-passphrase-malformed") from error
    if not text:
        raise UsageError("usage-passphrase-empty")
    return Secret(text)
