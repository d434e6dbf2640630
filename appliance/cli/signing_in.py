"""Signing in for a command: passphrase, and the code of a code app where there is one."""

import argparse
import sys
from pathlib import Path

from appliance.adapters.data_folder import DataFolder
from appliance.agent.client import AgentClient
from appliance.cli import passphrase
from appliance.cli.output import Output
from appliance.errors import CodeError, UsageError
from appliance.secret import Secret

LONGEST_BYTES = 4096


def client_of(found: argparse.Namespace) -> AgentClient:
    """Return a client of the agent of the data folder, with nobody signed in."""
    return AgentClient.at(DataFolder.at(found.data))


def signed_in(found: argparse.Namespace, output: Output, *, unlock: bool = False) -> AgentClient:
    """Return a client with the operator of the command signed in.

    Args:
        found: the command's arguments.
        output: asks for what is not given, where there is a terminal.
        unlock: open the vault, too.

    Raises:
        CodeError: a code is needed, and there is no terminal to ask on.
    """
    client = client_of(found)
    try:
        verb = client.unlock if unlock else client.login
        code = text_of(found.code_file).strip() if found.code_file is not None else ""
        try:
            verb(found.operator, new_or_known(found, output), code)
        except CodeError:
            if code or not sys.stdin.isatty():
                raise
            client.give_code(output.ask("ask-code", "usage-code-file"))
    except BaseException:
        client.close()
        raise
    return client


def new_or_known(found: argparse.Namespace, output: Output) -> Secret[str]:
    """Return the passphrase, from where the arguments say or from the terminal."""
    if found.passphrase_file is not None:
        return passphrase.from_file(found.passphrase_file)
    if found.passphrase_fd is not None:
        return passphrase.from_descriptor(found.passphrase_fd)
    return passphrase.from_terminal(output.words("ask-passphrase"))


def text_of(file: Path) -> str:
    """Return what stands in a file, or on standard input for -.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        if str(file) == "-":
            return sys.stdin.read(LONGEST_BYTES)
        with file.open(encoding="utf-8") as opened:
            return opened.read(LONGEST_BYTES)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("usage-file-unreadable") from error
