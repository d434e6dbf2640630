"""One function for each command; each returns an exit code."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from appliance import wiring
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.memory import refuse_dumps
from appliance.adapters.words import Words
from appliance.agent.client import AgentClient
from appliance.agent.contract import ROLES, Approval, VerifyProblem, VerifyProgress, VerifyResult
from appliance.cli import (
    answers_file,
    backup_commands,
    escrow_commands,
    job_commands,
    operator_commands,
    passphrase,
    restore_commands,
    service_commands,
    wipe_commands,
)
from appliance.cli.output import Output, name_of
from appliance.cli.parser import joined, make_parser
from appliance.cli.signing_in import client_of, new_or_known, signed_in, text_of
from appliance.core.shown import is_shown
from appliance.errors import (
    ApplianceError,
    BackupRefusedError,
    IntegrityError,
    InvalidInputError,
    UsageError,
)
from appliance.logs import get_logger
from appliance.operations.answers import MAX_TEXT
from appliance.secret import Secret

INTERRUPTED = 130
CATALOGUES = ("commands", "errors", "backup", "escrow", "health", "jobs", "log", "wipe")

log = get_logger()


def command_main(arguments: Sequence[str]) -> int:
    """Run one command of an operator; every error becomes words and an exit code."""
    refuse_dumps()  # a passphrase may come into this process
    words = Words.of_terminal(
        "commands", "errors", "backup", "escrow", "health", "jobs", "log", "wipe"
    )
    found = make_parser(words).parse_args(joined(arguments))
    output = Output(words, as_json=getattr(found, "json", False))
    try:
        return COMMANDS[found.command](found, output)
    except ApplianceError as error:
        output.error(error, found.command)
        if isinstance(error, BackupRefusedError):
            for why in backup_commands.refusal_words(error, output):
                output.note("backup-refused-why", why=why)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        log.critical("command.failed", exc_info=error)
        output.error(ApplianceError())
        return ApplianceError.exit_code


def _console(found: argparse.Namespace, _output: Output) -> int:
    return wiring.console(_folder(found), plain=found.plain)


def _setup(found: argparse.Namespace, output: Output) -> int:
    file = answers_file.read(found.answers)
    if found.passphrase_file is None and found.passphrase_fd is None:
        found.passphrase_file = file.passphrase_file
    secret = passphrase.check_new(new_or_known(found, output), file.answers.operator)
    with client_of(found) as client:
        done = client.setup(file.answers, secret)
    output.result("setup-done", **asdict(done))
    return 0


def _practise(found: argparse.Namespace, output: Output) -> int:
    done = wiring.practise(_folder(found), most_cases=found.cases)
    if done is None:
        output.note("practise-existing")
    else:
        output.result("practise-done", **done)
    return 0


def _status(found: argparse.Namespace, output: Output) -> int:
    with client_of(found) as client:
        status = client.status()
    output.status(status)
    return 0


def _unlock(found: argparse.Namespace, output: Output) -> int:
    signed_in(found, output, unlock=True).close()
    output.result("unlock-done", state="open")
    return 0


def _lock(found: argparse.Namespace, output: Output) -> int:
    with client_of(found) as client:
        client.lock_now()
    output.result("lock-done", state="sealed")
    return 0


def _invite(found: argparse.Namespace, output: Output) -> int:
    if found.role not in ROLES:
        raise InvalidInputError("usage-role")
    name = _name(found.name_file, output)
    with signed_in(found, output) as client:
        organisation = _organisation(client, found.organisation)
        invitation = client.invite(name, found.role, organisation)
    output.result("invite-done", **asdict(invitation))
    return 0


def _people(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        if found.what == "orphans":
            output.orphans(list(client.orphans()))
        else:
            output.people(client.people())
    return 0


def _approve(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        approval = client.plan_approval(found.person)
        output.plan(approval.plan)
        _compare(approval, found.words, output)
        client.approve(approval)
    output.result("approve-done", person=found.person, key=approval.person.key or "")
    return 0


def _disable(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        plan = client.plan_disable(found.person)
        output.plan(plan)
        output.foreseen(plan)
        if not found.yes:
            output.confirm("disable-ask", "usage-yes", person=found.person)
        unread = client.disable(found.person, plan)
    output.unread(unread)
    output.result("disable-done", person=found.person, unread=asdict(unread))
    return 0


def _reinvite(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        plan = client.plan_reinvite(found.person)
        output.plan(plan)
        output.foreseen(plan)
        if plan.steps and not found.yes:
            output.confirm("reinvite-ask", "usage-yes", person=found.person)
        invitation = client.reinvite(found.person, plan)
    output.result("invite-done", **asdict(invitation))
    return 0


def _log(found: argparse.Namespace, output: Output) -> int:
    verbs = {"head": _log_head, "list": _log_list, "verify": _log_verify}
    return verbs[found.log_command](found, output)


def _log_head(found: argparse.Namespace, output: Output) -> int:
    with client_of(found) as client:
        head = client.log_head()
    output.result("log-head", **asdict(head))
    return 0


def _log_list(found: argparse.Namespace, output: Output) -> int:
    """Write the newest readable entries, one a line, and when the log was last checked."""
    with client_of(found) as client:
        page = client.log_entries(found.before, found.limit)
    output.log_page(page)
    return 0


def _log_verify(found: argparse.Namespace, output: Output) -> int:
    """Check the log; anything wrong is named, and the exit code says so too."""
    if found.background:
        with client_of(found) as client:
            job = client.start_log_check()
        return job_commands.begun(job, output)
    problems: list[VerifyProblem] = []
    with client_of(found) as client:
        for line in client.verify_log():
            if isinstance(line, VerifyProgress):
                output.progress("log-progress", done=line.done, total=line.total)
            elif isinstance(line, VerifyProblem):
                output.problem(line)  # at once: whatever ends the check must not hide it
                problems.append(line)
            else:
                output.verified(line, problems)
                return IntegrityError.exit_code if line.problems else 0
    output.verified(VerifyResult(0, 0, 1), problems)
    return IntegrityError.exit_code


def _wipe(found: argparse.Namespace, output: Output) -> int:
    if found.wipe_command == "order":
        with client_of(found) as client:
            by = client.obey(text_of(found.order))
        output.result("order-done", by=by, state="sealed")
        return 0
    if found.wipe_command != "duress":
        return wipe_commands.run(found, output, lambda: new_or_known(found, output))
    with signed_in(found, output) as client:
        phrase = None if found.clear else passphrase.check_new(_duress(found, output))
        try:
            client.set_duress(phrase)
        except InvalidInputError as error:  # the agent refuses the one that opens
            raise InvalidInputError("usage-duress-own") from error
    output.result("duress-cleared" if found.clear else "duress-set")
    return 0


def _duress(found: argparse.Namespace, output: Output) -> Secret[str]:
    if found.duress_file is not None:
        return passphrase.from_file(found.duress_file)
    return passphrase.from_terminal(output.words("ask-duress"))


def _backup(found: argparse.Namespace, output: Output) -> int:
    return backup_commands.backup(
        found, output, lambda: signed_in(found, output), lambda: client_of(found)
    )


def _backup_target(found: argparse.Namespace, output: Output) -> int:
    return backup_commands.target(
        found, output, lambda: signed_in(found, output), lambda: client_of(found)
    )


def _restore(found: argparse.Namespace, output: Output) -> int:
    if found.here:
        with client_of(found) as client:
            return restore_commands.here(found, output, client, lambda: new_or_known(found, output))
    return restore_commands.into(found, output, lambda: new_or_known(found, output))


def _folder(found: argparse.Namespace) -> DataFolder:
    return DataFolder.at(found.data)


def _name(file: Path | None, output: Output) -> str:
    """Return a person's name, which has no place in the list of processes."""
    if file is None:
        return output.ask("ask-name", "usage-name-file")
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("usage-name-unreadable", "usage-name-file") from error
    name = text.strip()
    if not name:
        raise InvalidInputError("usage-name-empty")
    if len(name) > MAX_TEXT or not is_shown(name):
        raise InvalidInputError("usage-name-shape")
    return name


def _organisation(client: AgentClient, wanted: str) -> str:
    """Return the id of an organisation that is given by id or by name."""
    deployment = client.status().deployment
    known = deployment.organisations if deployment is not None else {}
    for identifier, name in known.items():
        if wanted in {identifier, name}:
            return identifier
    raise InvalidInputError("usage-organisation")


def _compare(approval: Approval, given: str | None, output: Output) -> None:
    """Make sure that the operator has compared the words with the person's own screen."""
    shown = " ".join(approval.person.words)
    if given is None:
        name = name_of(approval.person, output.words)
        output.confirm("approve-ask", "usage-words", name=name, words=shown)
    elif given.split() != list(approval.person.words):
        raise InvalidInputError("usage-other-words")


def _escrow(found: argparse.Namespace, output: Output) -> int:
    return escrow_commands.run(found, output, signed_in)


COMMANDS: dict[str, Callable[[argparse.Namespace, Output], int]] = {
    "approvals": operator_commands.approvals,
    "approve": _approve,
    "backup": _backup,
    "backup-target": _backup_target,
    "console": _console,
    "disable": _disable,
    "escrow": _escrow,
    "invite": _invite,
    "jobs": job_commands.jobs,
    "lock": _lock,
    "log": _log,
    "operator": operator_commands.operator,
    "people": _people,
    "practise": _practise,
    "reinvite": _reinvite,
    "restore": _restore,
    "services": service_commands.run,
    "setup": _setup,
    "status": _status,
    "unlock": _unlock,
    "wipe": _wipe,
}
