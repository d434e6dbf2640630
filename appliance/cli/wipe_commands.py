"""`safehold wipe …`: plan, rehearse, agree, run, and the certificate."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import segno

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import write_durably
from appliance.agent.contract import (
    WipeCertificate,
    WipeLine,
    WipePhase,
    WipePlan,
    WipeRehearsal,
    WipeStep,
)
from appliance.agent.wipe_client import Signer, WipeClient
from appliance.agent.wipe_words import certificate_lines, is_phrase, plan_lines, rehearsal_line
from appliance.agent.wiper_alone import wiper_at_hand
from appliance.cli.output import Output
from appliance.cli.passphrase import from_file, from_terminal
from appliance.core.canonical import canonical
from appliance.core.destruction import Level
from appliance.errors import ConflictError, InvalidInputError, UsageError
from appliance.secret import Secret

LEFT_EXIT_CODE = 74

Passphrase = Callable[[], Secret[str]]


def run(found: argparse.Namespace, output: Output, passphrase: Passphrase) -> int:
    """Run one of the commands; return the exit code.

    Args:
        found: the arguments.
        output: where results go.
        passphrase: asks for the passphrase in the way that was chosen.
    """
    with wiper_at_hand(DataFolder.at(found.data)) as client:
        return _run_one(client, found, output, passphrase)


def _run_one(
    client: WipeClient, found: argparse.Namespace, output: Output, passphrase: Passphrase
) -> int:
    if found.wipe_command == "certificate":
        return _certificate(client, found.out, output)
    level: Level = "backups" if found.backups else "deployment"
    if found.wipe_command == "plan":
        return _show(client.plan(level), output)
    if found.wipe_command == "rehearse":
        return _rehearse(client, level, output)
    if found.wipe_command == "agree":
        return _agree(client, level, Signer(_operator(found), passphrase()), output)
    return _run(client, level, found, output, passphrase)


def _show(plan: WipePlan, output: Output) -> int:
    if output.as_json:
        output.result("", **asdict(plan))
        return 0
    for line in [*plan_lines(plan, output.words), output.words("wipe-hash", hash=plan.hash)]:
        sys.stdout.write(line + "\n")
    return 0


def _rehearse(client: WipeClient, level: Level, output: Output) -> int:
    for line in client.rehearse(level):
        if isinstance(line, WipeRehearsal):
            if output.as_json:
                output.result("", **asdict(line))
            else:
                sys.stdout.write(rehearsal_line(line, output.words) + "\n")
        else:
            _progress(line, output)
    return 0


def _agree(client: WipeClient, level: Level, signer: Signer, output: Output) -> int:
    plan = client.plan(level)
    agreed = client.agree(plan, signer)
    output.result("wipe-agreed", agreed=agreed, needed=plan.needed, plan=plan.hash)
    return 0


def _run(
    client: WipeClient,
    level: Level,
    found: argparse.Namespace,
    output: Output,
    passphrase: Passphrase,
) -> int:
    plan = client.plan(level)
    if found.plan is not None and found.plan != plan.hash:
        raise ConflictError
    if not output.as_json:
        for line in plan_lines(plan, output.words):
            output.note_line(line)
    _check_phrase(found.phrase_file, level, output)
    signers = _signers(found, output, passphrase) if plan.needed else []
    out = found.out.absolute() if found.out else None
    for each in client.run(plan, signers, out):
        if isinstance(each, WipeCertificate):
            return _told(each, output)
        _progress(each, output)
    raise ConflictError


def _signers(found: argparse.Namespace, output: Output, passphrase: Passphrase) -> list[Signer]:
    signers = [Signer(_operator(found), passphrase())]
    if found.second:
        file, asked = found.second_passphrase_file, output.words("ask-second", name=found.second)
        second = from_file(file) if file else from_terminal(asked)
        signers.append(Signer(found.second, second))
    return signers


def _certificate(client: WipeClient, out: Path | None, output: Output) -> int:
    found = client.certificate()
    if out is not None:
        write_durably(out.absolute(), canonical(found.file))
    return _told(found, output)


def _told(found: WipeCertificate, output: Output) -> int:
    """Say what was destroyed; what is left is said too, and the exit code says so."""
    if output.as_json:
        sys.stdout.write(json.dumps(found.file, ensure_ascii=False) + "\n")
    else:
        for line in certificate_lines(found, output.words):
            sys.stdout.write(line + "\n")
        sys.stdout.write(_qr(found.code))
        output.result("wipe-code", code=found.code)
    sys.stdout.flush()
    return 0 if found.complete else LEFT_EXIT_CODE


def _qr(text: str) -> str:
    code = segno.make(text, error="l", micro=False, boost_error=False)
    rows = [[bool(cell) for cell in row] for row in code.matrix_iter(border=2)]
    rows += [[False] * len(rows[0])] if len(rows) % 2 else []
    cells = {(0, 0): "█", (1, 0): "▄", (0, 1): "▀", (1, 1): " "}  # for a dark terminal
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "".join(
        "".join(cells[int(a), int(b)] for a, b in zip(upper, lower, strict=True)) + "\n"
        for upper, lower in pairs
    )


def _check_phrase(file: Path | None, level: Level, output: Output) -> None:
    """Have the phrase typed, or read from a file where there is no terminal."""
    wanted = output.words(f"wipe-phrase-{level}")
    if file is None:
        typed = output.ask("wipe-type", "usage-phrase-file", phrase=wanted)
    else:
        try:
            typed = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError("usage-phrase-unreadable", "usage-phrase-file") from error
    if not is_phrase(typed, level, output.words):
        raise InvalidInputError("wipe-other-phrase", "nothing-done")


def _operator(found: argparse.Namespace) -> str:
    if not found.operator:
        raise UsageError("usage-operator")
    return str(found.operator)


def _progress(line: WipeLine, output: Output) -> None:
    if isinstance(line, WipePhase):
        output.note(f"phase-{line.name}")
    elif isinstance(line, WipeStep):
        output.progress("wipe-step", done=line.done, total=line.total)
