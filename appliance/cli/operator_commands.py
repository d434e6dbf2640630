"""Commands about operators, and what takes two of them."""

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from appliance.agent.client import AgentClient
from appliance.agent.contract import Ask, Operator
from appliance.agent.operator_calls import code_link, code_now, new_code_secret
from appliance.agent.seat import CodeApp
from appliance.cli import passphrase
from appliance.cli.output import Output, name_of, written
from appliance.cli.signing_in import client_of, new_or_known, signed_in, text_of
from appliance.core.shown import shown
from appliance.errors import (
    InvalidInputError,
    NotFoundError,
    UsageError,
)
from appliance.secret import Secret

Command = Callable[[argparse.Namespace, Output], int]
FILE_MODE = 0o600


def operator(found: argparse.Namespace, output: Output) -> int:
    """Run one command about operators."""
    return OPERATOR[found.operator_command](found, output)


def approvals(found: argparse.Namespace, output: Output) -> int:
    """Run one command about what takes two people."""
    return APPROVALS[found.approvals_command](found, output)


# --- operators


def _list(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        people = client.operators()
    if output.as_json:
        written(json.dumps({"operators": [asdict(each) for each in people]}, ensure_ascii=False))
    else:
        for each in people:
            written(_operator_line(each, output))
    return 0


def _invite(found: argparse.Namespace, output: Output) -> int:
    name = _name(found, output)
    with signed_in(found, output) as client:
        organisation = _organisation(client, found.organisation)
        made = client.invite_operator(name, organisation, found.roles)
    output.result("operator-invite-done", **asdict(made))
    return 0


def _accept(found: argparse.Namespace, output: Output) -> int:
    if found.secret_file is not None:
        invitation = Secret(text_of(found.secret_file))
    else:
        invitation = Secret(output.ask("ask-invitation", "usage-secret-file"))
    name = _name(found, output)
    phrase = passphrase.check_new(new_or_known(found, output), name)
    app = _new_app(found, output, name)
    with client_of(found) as client:
        words = client.accept_operator(invitation, name, phrase, app)
    output.result("operator-accept-done", words=" ".join(words))
    return 0


def _approve(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        approval = client.plan_operator_approval(found.colleague)
        shown = approval.operator.words
        if found.words is None:
            name = name_of(approval.operator, output.words)
            output.confirm("approve-ask", "usage-words", name=name, words=" ".join(shown))
        elif found.words.split() != list(shown):
            raise InvalidInputError("usage-other-words")
        client.approve_operator(approval)
    output.result("approve-done", operator=found.colleague, key=approval.operator.key or "")
    return 0


def _disable(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        plan = client.plan_operator_disable(found.colleague)
        if plan.alone:
            output.note("operator-alone")
        if not found.yes:
            output.confirm("disable-ask", "usage-yes", person=found.colleague)
        client.disable_operator(found.colleague, plan)
    output.result("disable-done", person=found.colleague)
    return 0


def _code(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        client.set_code(_new_app(found, output, found.operator))
    output.result("operator-code-done", code=True)
    return 0


# --- what takes two


def _asks(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        asks = client.approvals()
    if output.as_json:
        written(json.dumps({"approvals": [asdict(each) for each in asks]}, ensure_ascii=False))
    for each in asks if not output.as_json else ():
        written(_ask_line(each, output))
    return 0


def _agree(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        ask = _one_of(client.approvals(), found.approval)
        if not found.yes:
            output.confirm("agree-ask", "usage-yes", what=_ask_line(ask, output))
        client.agree(ask)
    output.result("agree-done", approval=ask.id)
    return 0


def _refuse(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        ask = _one_of(client.approvals(), found.approval)
        client.refuse(ask)
    output.result("refuse-done", approval=ask.id)
    return 0


# --- jobs


# --- inside


def _new_app(found: argparse.Namespace, output: Output, name: str) -> CodeApp:
    """Make a code app: a file for scripts, or a secret on the terminal and a code typed back."""
    secret = new_code_secret()
    if found.code_secret_out is not None:
        _write_new(found.code_secret_out, secret.reveal())
        return CodeApp(secret, code_now(secret))
    output.note("code-secret", secret=secret.reveal(), link=code_link(secret, name))
    code = "".join(output.ask("ask-code", "usage-code-secret-out").split())
    return CodeApp(secret, code)


def _write_new(path: Path, text: str) -> None:
    """Write a file that nobody else can read, and that is not there yet."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as error:
        raise UsageError("usage-code-secret-unwritable") from error


def _name(found: argparse.Namespace, output: Output) -> str:
    """Return a name, which has no place in the list of processes."""
    file = found.name_file
    text = output.ask("ask-name", "usage-name-file") if file is None else text_of(file)
    if not text.strip():
        raise InvalidInputError("usage-name-empty")
    return text.strip()


def _organisation(client: AgentClient, wanted: str | None) -> str:
    """Return the id of an organisation given by id or name; the first where none is given."""
    deployment = client.status().deployment
    known = dict(deployment.organisations) if deployment is not None else {}
    for identifier, name in known.items():
        if wanted in {None, identifier, name}:
            return identifier
    raise InvalidInputError("usage-organisation")


def _one_of(asks: list[Ask], wanted: str) -> Ask:
    for each in asks:
        if each.id == wanted:
            return each
    raise NotFoundError


def _operator_line(each: Operator, output: Output) -> str:
    state = output.words(f"person-{each.status}")
    code = output.words("operator-with-code" if each.code else "operator-without-code")
    roles = ",".join(each.roles)
    words = " ".join(each.words)
    name = name_of(each, output.words)
    return shown(f"{each.id}  {state:<12}  {roles:<28}  {code}  {name}  {words}".rstrip())


def _ask_line(each: Ask, output: Output) -> str:
    state = output.words(f"ask-{each.state}")
    who, about = each.by, each.about
    message = output.words(
        "ask-line", operation=each.plan.operation, by=who, about=about, expires=each.expires
    )
    return f"{each.id}  {state}  {message}"


OPERATOR: dict[str, Command] = {
    "accept": _accept,
    "approve": _approve,
    "code": _code,
    "disable": _disable,
    "invite": _invite,
    "list": _list,
}
APPROVALS: dict[str, Command] = {"agree": _agree, "list": _asks, "refuse": _refuse}
