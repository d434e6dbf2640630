"""`safehold escrow …`: ceremony, proofs, recovery. Shares are typed into a sitting only."""

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from appliance.adapters.files import make_folder, write_durably
from appliance.adapters.randomness import random_id
from appliance.adapters.sitting import Sitting
from appliance.agent.client import AgentClient
from appliance.agent.escrow_client import EscrowClient, EscrowStatus, SetLine, ShareLine
from appliance.cli import trustees_file
from appliance.cli.long_sitting import Beside, SignedIn
from appliance.cli.output import Output
from appliance.cli.recovered_grants import batches
from appliance.core.canonical import canonical, parse, unb64
from appliance.core.ceremony import LIMIT_BYTES
from appliance.core.directory import open_directory
from appliance.core.escrow import open_escrow
from appliance.core.hybrid import parse_recipient
from appliance.errors import InvalidInputError, RecipientError
from appliance.operations.escrow_bundle import label_files
from appliance.operations.escrow_recover import MOST_GRANTS, read_entry

LONGEST_FILE = 64 * 1024


def run(found: argparse.Namespace, output: Output, signed_in: SignedIn) -> int:
    """Run one command; return its exit code.

    Args:
        found: what was typed.
        output: where results go.
        signed_in: returns a client of the agent that is signed in.
    """
    offline = {"prove": _prove, "send-share": _send_share, "open-bundle": _open_bundle}
    if found.escrow_command in offline:
        return offline[found.escrow_command](found, output)
    long = {"ceremony": _ceremony, "recover": _recover}
    online = {
        "challenge": _challenge,
        "export": _export,
        "record-proof": _record_proof,
        "status": _status,
    }
    with signed_in(found, output) as client:
        if found.escrow_command in long:
            beside = Beside(found, output, signed_in, client)
            return long[found.escrow_command](found, output, beside, client)
        return online[found.escrow_command](found, output, client)


def _status(_found: argparse.Namespace, output: Output, client: AgentClient) -> int:
    status = EscrowClient(client).status()
    if output.as_json:
        output.result("escrow-status-none", **_status_json(status))
        return 0
    for state, each in (("active", status.active), ("waiting", status.waiting)):
        if each is not None:
            output.say(f"escrow-status-{state}", day=each.day, **_numbers(each))
            for share in each.shares:
                output.say(_message_of(share), **_share_values(share))
    if status.active is None and status.waiting is None:
        output.say("escrow-status-none")
    output.say("escrow-status-bundle", n=len(status.bundle))
    if status.active is not None:
        output.say("escrow-status-rewrapped", behind=status.behind, cases=status.cases)
    return 0


def _ceremony(
    found: argparse.Namespace, output: Output, beside: Beside, client: AgentClient
) -> int:
    groups = trustees_file.read(found.trustees)
    escrow = EscrowClient(client)
    request = escrow.ceremony_request(groups)
    plan = escrow.plan_ceremony(request)
    for step in plan.steps:
        output.note(f"plan-{step['code']}", **{k: v for k, v in step.items() if k != "code"})
    if not found.yes:
        output.confirm("escrow-ceremony-ask", "usage-yes")
    names = [each.name for group in groups for each in group.trustees]
    training = bool(plan.subject["training"])
    task = {"names": names, "plan": plan.subject, "task": "ceremony", "training": training}
    with Sitting(task) as sitting:
        recipient = str(sitting.hear()["recipient"])
        sitting.tell({"sealed": beside.ask(lambda each: each.trial(request, plan, recipient))})
        held = sitting.hear()
        # Before the trustees go: what is refused now is told to them now.
        state = beside.ask(lambda each: each.complete(request, plan, held))
        sitting.tell({"state": state})
    _hand_out(found, held["sealed"], str(request["ceremony"]), output)
    output.result(f"escrow-ceremony-{state}", set=request["ceremony"], state=state)
    return 0


def _hand_out(
    found: argparse.Namespace, sealed: list[dict[str, Any]], ceremony: str, output: Output
) -> None:
    """Write shares that are sealed to their trustees into a folder, to be sent to them."""
    if not sealed:
        return
    folder = found.out or Path(f"escrow-{ceremony[:8]}")
    make_folder(folder.absolute())
    for each in sealed:
        name = f"share-{each['group'] + 1}-{each['index'] + 1}.age"
        write_durably(folder.absolute() / name, unb64(each["sealed"]))
    output.note("escrow-sealed-written", n=len(sealed), folder=str(folder))


def _challenge(found: argparse.Namespace, output: Output, client: AgentClient) -> int:
    made = EscrowClient(client).challenge()
    deployment = client.status()
    link = deployment.link or ""
    made = {"challenge": made, "pin": link.partition("#k=")[2]}
    write_durably(found.out.absolute(), canonical(made))
    output.result("escrow-challenge-done", file=str(found.out), set=made["challenge"]["set"])
    return 0


def _prove(found: argparse.Namespace, output: Output) -> int:
    asked = _read(found.challenge)
    challenge, pin = _object(asked, "challenge"), str(asked.get("pin", ""))
    task = {"challenge": challenge, "pin": pin, "set": challenge.get("set"), "task": "prove"}
    with Sitting({**task, **_sealed_share(found)}) as sitting:
        proof = sitting.hear()["proof"]
    write_durably(found.out.absolute(), canonical({"challenge": challenge, "proof": proof}))
    output.result("escrow-prove-done", file=str(found.out))
    return 0


def _record_proof(found: argparse.Namespace, output: Output, client: AgentClient) -> int:
    made = _read(found.proof)
    challenge, proof = _object(made, "challenge"), _object(made, "proof")
    EscrowClient(client).record_proof(challenge, proof)
    output.result("escrow-proof-done", set=str(challenge.get("set", "")))
    return 0


def _export(found: argparse.Namespace, output: Output, client: AgentClient) -> int:
    n = EscrowClient(client).export(str(found.folder.absolute()))
    output.result("escrow-export-done", n=n, folder=str(found.folder))
    return 0


def _recover(found: argparse.Namespace, output: Output, beside: Beside, client: AgentClient) -> int:
    escrow = EscrowClient(client)
    request = {"purpose": found.purpose, "reason": _reason(found, output), "recovery": random_id()}
    if found.purpose == "bundle":
        request["to"] = _recipient(found.to)
        if found.out is None:
            raise InvalidInputError("usage-escrow-out")
    else:
        request["key"] = str(found.key or "")
    plan = escrow.plan_recovery(request)
    for step in plan.steps:
        output.note(f"plan-{step['code']}", **{k: v for k, v in step.items() if k != "code"})
    if not found.yes:
        output.confirm("escrow-recover-ask", "usage-yes")
    task = escrow.begin_recovery(request, plan)

    def note(step: Mapping[str, Any]) -> None:
        beside.note({**step, "recovery": request["recovery"]})

    done = _gather(found, task, note, beside.flush)
    if found.purpose == "bundle":
        opened, shut = _write_entries(found, task, done)
    else:
        opened, shut = _give(request["recovery"], task, done, beside)
    note({"opened": opened, "shut": shut, "step": "ended"})
    beside.flush()
    if found.purpose == "bundle":
        output.result("escrow-recover-done", opened=opened, shut=shut, folder=str(found.out))
        return 0
    output.result("escrow-reader-done", opened=opened, shut=shut)
    if shut and not output.as_json:
        output.note("escrow-reader-shut", shut=shut)
    return 0


def _open_bundle(found: argparse.Namespace, output: Output) -> int:
    """Open an exported bundle where there is no box any more: the machine may be offline."""
    try:
        of_set = open_escrow((found.bundle / "escrow.json").read_bytes(), found.pin).active
        directory = open_directory((found.bundle / "directory.json").read_bytes(), found.pin)
    except OSError as error:
        raise InvalidInputError("usage-bundle") from error
    files = label_files(found.bundle / of_set.id) if of_set is not None else []
    if of_set is None or not files:
        raise InvalidInputError("usage-bundle")
    task = {
        "entries": [read_entry(each) for each in files],
        "pin": found.pin,
        "set": of_set.to_json(),
        "to": _recipient(found.to),
        "training": directory.training,
    }
    done = _gather(found, task, lambda _step: None, lambda: None)
    opened, shut = _write_entries(found, task, done)
    output.result("escrow-recover-done", opened=opened, shut=shut, folder=str(found.out))
    return 0


def _gather(
    found: argparse.Namespace,
    task: Mapping[str, Any],
    note: Callable[[Mapping[str, Any]], None],
    all_noted: Callable[[], None],
) -> dict[str, Any]:
    """Hold the sitting and return what it opened, sealed on.

    Nothing is opened before the log has every share that came.
    """
    done: dict[str, Any] = {}
    with Sitting({**task, "task": "recover"}) as sitting:
        for each in sitting.messages():
            if "session" in each:
                _write_session(found, task, str(each["session"]))
            if "share" in each:
                note({"step": "share", **each["share"]})
            if "gathered" in each:
                all_noted()
                sitting.tell({"open": True})
            done = each
    return done


def _write_entries(
    found: argparse.Namespace, task: Mapping[str, Any], done: Mapping[str, Any]
) -> tuple[int, int]:
    """Write opened entries of a bundle; return how many opened and not."""
    folder = found.out.absolute()
    make_folder(folder)
    for entry in done["entries"]:
        write_durably(folder / f"{entry['name']}.age", unb64(entry["sealed"]))
    opened = len(done["entries"])
    return opened, len(task["entries"]) - opened


def _give(
    recovery: str, task: Mapping[str, Any], done: Mapping[str, Any], beside: Beside
) -> tuple[int, int]:
    """Hand in the new grants; return how many compartments opened and not."""
    for batch in batches(done["grants"], MOST_GRANTS):
        beside.ask(partial(EscrowClient.take_in, recovery=recovery, grants=batch))
    wanted = sum(len(each["gives"]) for each in task["cases"])
    return len(done["grants"]), wanted - len(done["grants"])


def _write_session(found: argparse.Namespace, task: Mapping[str, Any], recipient: str) -> None:
    """Write what trustees far away need to take part; it holds no secret."""
    if found.session is not None:
        body = {"recipient": recipient, "set": task["set"]["id"]}
        write_durably(found.session.absolute(), canonical(body))


def _send_share(found: argparse.Namespace, output: Output) -> int:
    session = _read(found.session)
    task = {"recipient": session.get("recipient"), "set": session.get("set"), "task": "send"}
    with Sitting({**task, **_sealed_share(found)}) as sitting:
        sealed = unb64(sitting.hear()["sealed"])
    write_durably(found.out.absolute(), sealed)
    output.result("escrow-send-done", file=str(found.out))
    return 0


def _sealed_share(found: argparse.Namespace) -> dict[str, str]:
    """Return where a share is that was sealed to a trustee; only the sitting opens it."""
    if found.share is None:
        return {}
    if found.identity is None:
        raise InvalidInputError("usage-identity")
    return {"identity": str(found.identity.absolute()), "share": str(found.share.absolute())}


def _recipient(file: Path | None) -> str:
    if file is None:
        raise InvalidInputError("usage-to")
    try:
        return parse_recipient(file.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError, RecipientError) as error:
        raise InvalidInputError("usage-to") from error


def _reason(found: argparse.Namespace, output: Output) -> str:
    """Return why; it may name somebody, so it has no place in the list of processes."""
    if found.reason_file is None:
        return output.ask("escrow-reason-ask", "usage-reason-file").strip()
    try:
        return str(found.reason_file.read_text(encoding="utf-8")).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError("usage-file") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(parse(path.read_bytes(), LIMIT_BYTES))
    except (OSError, InvalidInputError) as error:
        raise InvalidInputError("usage-file") from error


def _object(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = found.get(name)
    if not isinstance(value, dict):
        raise InvalidInputError("usage-file")
    return value


def _numbers(found: SetLine) -> dict[str, int]:
    return {"m": sum(threshold for _, threshold in found.groups), "n": len(found.shares)}


def _message_of(share: ShareLine) -> str:
    if share.compromised:
        return "escrow-share-compromised"
    if share.proven is None:
        return "escrow-share-unproven"
    return "escrow-share-due" if share.due else "escrow-share-good"


def _share_values(share: ShareLine) -> dict[str, str | int]:
    return {
        "day": share.proven or "",
        "group": share.group,
        "name": share.name,
        "number": share.number,
    }


def _status_json(status: EscrowStatus) -> dict[str, Any]:
    def of_set(found: SetLine | None) -> dict[str, Any] | None:
        if found is None:
            return None
        shares = [
            {
                "compromised": each.compromised,
                "due": each.due,
                "group": each.group,
                "name": each.name,
                "number": each.number,
                "proven": each.proven,
            }
            for each in found.shares
        ]
        return {"day": found.day, "key": found.key, "set": found.id, "shares": shares}

    return {
        "active": of_set(status.active),
        "alarms": list(status.alarms),
        "bundle": list(status.bundle),
        "retired": status.retired,
        "rewrapped": {"behind": status.behind, "cases": status.cases},
        "waiting": of_set(status.waiting),
    }
