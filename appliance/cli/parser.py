"""What can be typed after `safehold`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from appliance import wiring
from appliance.adapters.words import Words
from appliance.cli.starting import port
from appliance.operations import restart
from appliance.operations.escrow_recover import PURPOSES
from appliance.operations.records import ROLES

PIN = "--pin"
ESCROW = (
    "ceremony",
    "status",
    "challenge",
    "prove",
    "record-proof",
    "export",
    "recover",
    "open-bundle",
    "send-share",
)


def make_parser(words: Words) -> argparse.ArgumentParser:
    """Build the parser, in the language of the terminal."""
    parser = argparse.ArgumentParser(
        prog="safehold",
        description=words("command-safehold"),
        epilog=words("command-exit-codes"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (
        _running,
        _set_up,
        _box,
        _people,
        _operators,
        _two,
        _jobs,
        _services,
        _log,
        escrow_verbs,
        _wipe,
        _backup,
        _backup_target,
        _restore,
    ):
        add(verbs, words)
    return parser


def _running(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    # `up` and `serve` are run by `starting`; here they are for --help.
    up = _verb(verbs, words, "up")
    up.add_argument("--port", type=port, help=words("option-port"))
    up.add_argument("--training", action="store_true", help=words("option-training"))
    console = _verb(verbs, words, "console")
    for each in (up, console):
        each.add_argument("--plain", action="store_true", help=words("option-plain"))
    _verb(verbs, words, "serve", help_only=True)


def _set_up(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    setup = _verb(verbs, words, "setup")
    setup.add_argument("--from", dest="answers", type=Path, required=True, metavar="ANSWERS.yml")
    _passphrase(setup, words)
    practise = _verb(verbs, words, "practise")
    practise.add_argument("--cases", type=int, help=words("option-cases"))


def _box(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    _verb(verbs, words, "status")
    _signed_in(_verb(verbs, words, "unlock"), words)
    _verb(verbs, words, "lock")


def _people(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    invite = _signed_in(_verb(verbs, words, "invite"), words)
    invite.add_argument("--role", required=True, help=words("option-role"))
    invite.add_argument("--organisation", required=True, help=words("option-organisation"))
    invite.add_argument("--name-file", type=Path, help=words("option-name-file"))
    people = _signed_in(_verb(verbs, words, "people"), words)
    people.add_argument("what", nargs="?", choices=("orphans",), help=words("option-people-what"))
    approve = _signed_in(_verb(verbs, words, "approve"), words)
    approve.add_argument("person", help=words("option-person"))
    approve.add_argument("--words", help=words("option-words"))
    disable = _signed_in(_verb(verbs, words, "disable"), words)
    disable.add_argument("person", help=words("option-person"))
    disable.add_argument("--yes", action="store_true", help=words("option-yes"))
    reinvite = _signed_in(_verb(verbs, words, "reinvite"), words)
    reinvite.add_argument("person", help=words("option-person"))
    reinvite.add_argument("--yes", action="store_true", help=words("option-yes"))


def _operators(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    inner = _group(verbs, words, "operator")
    _signed_in(_verb(inner, words, "list", key="command-operator-list"), words)
    invite = _signed_in(_verb(inner, words, "invite", key="command-operator-invite"), words)
    invite.add_argument("--organisation", help=words("option-organisation"))
    invite.add_argument("--name-file", type=Path, help=words("option-name-file"))
    invite.add_argument(
        "--roles", nargs="+", choices=ROLES, default=list(ROLES), help=words("option-roles")
    )
    accept = _verb(inner, words, "accept", key="command-operator-accept")
    accept.add_argument("--secret-file", type=Path, help=words("option-secret-file"))
    accept.add_argument("--name-file", type=Path, help=words("option-own-name-file"))
    _passphrase(accept, words)
    approve = _signed_in(_verb(inner, words, "approve", key="command-operator-approve"), words)
    approve.add_argument("colleague", help=words("option-colleague"))
    approve.add_argument("--words", help=words("option-words"))
    disable = _signed_in(_verb(inner, words, "disable", key="command-operator-disable"), words)
    disable.add_argument("colleague", help=words("option-colleague"))
    disable.add_argument("--yes", action="store_true", help=words("option-yes"))
    code = _signed_in(_verb(inner, words, "code", key="command-operator-code"), words)
    for each in (accept, code):
        each.add_argument("--code-secret-out", type=Path, help=words("option-code-secret-out"))


def _two(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    inner = _group(verbs, words, "approvals")
    for name in ("list", "agree", "refuse"):
        verb = _signed_in(_verb(inner, words, name, key=f"command-approvals-{name}"), words)
        if name != "list":
            verb.add_argument("approval", help=words("option-approval"))
        if name == "agree":
            verb.add_argument("--yes", action="store_true", help=words("option-yes"))


def _jobs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    inner = _group(verbs, words, "jobs")
    _verb(inner, words, "list", key="command-jobs-list")
    follow = _verb(inner, words, "follow", key="command-jobs-follow")
    stop = _signed_in(_verb(inner, words, "stop", key="command-jobs-stop"), words)
    for each in (follow, stop):
        each.add_argument("job", help=words("option-job"))


def _services(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    inner = _group(verbs, words, "services")
    _verb(inner, words, "list", key="command-services-list")
    again = _signed_in(_verb(inner, words, "restart", key="command-services-restart"), words)
    again.add_argument("service", choices=restart.SERVICES, help=words("option-service"))


def _group(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words, name: str
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    text = words(f"command-{name}")
    parser = verbs.add_parser(name, help=text, description=text)
    return parser.add_subparsers(dest=f"{name}_command", required=True, metavar="COMMAND")


def _log(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    inner = _group(verbs, words, "log")
    for name in ("verify", "head", "list"):
        verb = _verb(inner, words, name, key=f"command-log-{name}")
        if name == "verify":
            verb.add_argument("--background", action="store_true", help=words("option-background"))
        if name == "list":
            verb.add_argument("--before", type=int, metavar="N", help=words("option-before"))
            verb.add_argument(
                "--limit", type=int, default=20, metavar="N", help=words("option-limit")
            )


def _wipe(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    wipe = verbs.add_parser("wipe", help=words("command-wipe"), description=words("command-wipe"))
    inner = wipe.add_subparsers(dest="wipe_command", required=True, metavar="COMMAND")
    duress = _signed_in(_verb(inner, words, "duress", key="command-wipe-duress"), words)
    duress.add_argument("--duress-file", type=Path, metavar="FILE", help=words("option-duress"))
    duress.add_argument("--clear", action="store_true", help=words("option-clear"))
    order = _verb(inner, words, "order", key="command-wipe-order")
    order.add_argument("order", type=Path, metavar="FILE", help=words("option-order"))
    for name in ("plan", "rehearse", "agree", "run", "certificate"):
        each = _verb(inner, words, name, key=f"command-wipe-{name}")
        if name != "certificate":
            each.add_argument("--backups", action="store_true", help=words("option-backups"))
        if name in {"agree", "run"}:
            each.add_argument("--operator", metavar="NAME", help=words("option-operator"))
            _passphrase(each, words)
        if name in {"run", "certificate"}:
            each.add_argument("--out", type=Path, metavar="FILE", help=words("option-out"))
        if name == "run":
            each.add_argument("--plan", metavar="HASH", help=words("option-plan"))
            each.add_argument("--phrase-file", type=Path, help=words("option-phrase-file"))
            each.add_argument("--second", metavar="NAME", help=words("option-second"))
            each.add_argument(
                "--second-passphrase-file",
                type=Path,
                metavar="FILE",
                help=words("option-second-passphrase-file"),
            )


def joined(arguments: Sequence[str]) -> list[str]:
    """Return arguments with the pin joined to its option: a pin may begin with a hyphen."""
    found = list(arguments)
    if PIN in found[:-1]:
        place = found.index(PIN)
        found[place : place + 2] = [f"{PIN}={found[place + 1]}"]
    return found


def escrow_verbs(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words
) -> None:
    """Add `safehold escrow …`."""
    escrow = verbs.add_parser(
        "escrow", help=words("command-escrow"), description=words("command-escrow")
    )
    inner = escrow.add_subparsers(dest="escrow_command", required=True, metavar="COMMAND")
    made = {name: _verb(inner, words, name, key=f"command-escrow-{name}") for name in ESCROW}
    for name in ("ceremony", "challenge", "export", "record-proof", "recover", "status"):
        _signed_in(made[name], words)
    files = {
        "ceremony": ("--from", "trustees", True),
        "export": ("--to-folder", "folder", True),
        "open-bundle": ("--bundle", "bundle", True),
        "prove": ("--challenge", "challenge", True),
        "record-proof": ("--proof", "proof", True),
    }
    for name, (option, target, required) in files.items():
        made[name].add_argument(
            option,
            dest=target,
            type=Path,
            required=required,
            metavar="PATH",
            help=words(f"option-escrow-{target}"),
        )
    for name in ("ceremony", "challenge", "open-bundle", "prove", "recover", "send-share"):
        made[name].add_argument(
            "--out",
            type=Path,
            required=name not in ("ceremony", "recover"),
            metavar="PATH",
            help=words("option-escrow-out"),
        )
    for name in ("ceremony", "recover"):
        made[name].add_argument("--yes", action="store_true", help=words("option-yes"))
    _trustee_s(made, words)
    _recovery_s(made, words)


def _trustee_s(made: dict[str, argparse.ArgumentParser], words: Words) -> None:
    for name in ("prove", "send-share"):
        for option in ("share", "identity"):
            made[name].add_argument(
                f"--{option}", type=Path, metavar="FILE", help=words(f"option-escrow-{option}")
            )


def _recovery_s(made: dict[str, argparse.ArgumentParser], words: Words) -> None:
    recover, bundle = made["recover"], made["open-bundle"]
    recover.add_argument("--purpose", choices=PURPOSES, required=True)
    recover.add_argument(
        "--reason-file", type=Path, metavar="FILE", help=words("option-escrow-reason")
    )
    recover.add_argument("--key", help=words("option-escrow-key"))
    bundle.add_argument("--pin", required=True, help=words("option-escrow-pin"))
    for each in (recover, bundle):
        each.add_argument("--to", type=Path, metavar="FILE", help=words("option-escrow-to"))
    for each in (recover, bundle, made["send-share"]):
        each.add_argument(
            "--session",
            type=Path,
            required=each is made["send-share"],
            metavar="FILE",
            help=words("option-escrow-session"),
        )


def _backup(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    text = words("command-backup")
    backup = verbs.add_parser("backup", help=text, description=text)
    inner = backup.add_subparsers(dest="backup_command", required=True, metavar="COMMAND")
    _verb(inner, words, "status", key="command-backup-status")
    for name in ("run", "list", "verify", "drill", "key", "schedule"):
        verb = _signed_in(_verb(inner, words, name, key=f"command-backup-{name}"), words)
        if name in {"list", "verify"}:
            verb.add_argument("target", help=words("option-target"))
        if name in {"run", "verify", "drill"}:
            verb.add_argument("--detach", action="store_true", help=words("option-background"))
        if name == "drill":
            verb.add_argument("--target", help=words("option-target"))
        if name == "schedule":
            for option in ("every-hours", "from-hour", "to-hour", "upload-kib-s"):
                verb.add_argument(
                    f"--{option}", type=int, metavar="N", help=words(f"option-{option}")
                )
        if name == "key":
            option = words("option-key-to")
            verb.add_argument("--to", type=Path, required=True, metavar="FILE", help=option)


def _backup_target(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words
) -> None:
    text = words("command-backup-target")
    target = verbs.add_parser("backup-target", help=text, description=text)
    inner = target.add_subparsers(dest="target_command", required=True, metavar="COMMAND")
    _verb(inner, words, "list", key="command-backup-target-list")
    for name in ("add", "check", "remove"):
        verb = _signed_in(_verb(inner, words, name, key=f"command-backup-target-{name}"), words)
        verb.add_argument("name", help=words("option-target"))
        if name == "add":
            verb.add_argument("address", help=words("option-address"))
            _credentials(verb, words)
            option = words("option-allow-same-disk")
            verb.add_argument("--allow-same-disk", action="store_true", help=option)
        if name == "remove":
            verb.add_argument("--yes", action="store_true", help=words("option-yes"))


def _restore(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    text = words("command-restore")
    restore = verbs.add_parser("restore", help=text, description=text)
    restore.add_argument("--target", required=True, metavar="ADDRESS", help=words("option-address"))
    _credentials(restore, words)
    place = restore.add_mutually_exclusive_group(required=True)
    place.add_argument("--into", type=Path, metavar="DIR", help=words("option-into"))
    place.add_argument("--here", action="store_true", help=words("option-here"))
    restore.add_argument(
        "--data", type=Path, default=wiring.DEFAULT_DATA, metavar="DIR", help=words("option-data")
    )
    restore.add_argument("--yes", action="store_true", help=words("option-yes"))
    restore.add_argument("--detach", action="store_true", help=words("option-background"))
    source = restore.add_mutually_exclusive_group(required=True)
    source.add_argument("--key-file", type=Path, metavar="FILE", help=words("option-key-file"))
    source.add_argument(
        "--passwords-file", type=Path, metavar="FILE", help=words("option-passwords-file")
    )
    restore.add_argument("--json", action="store_true", help=words("option-json"))
    _passphrase(restore, words)


def _credentials(parser: argparse.ArgumentParser, words: Words) -> None:
    option = words("option-credentials")
    parser.add_argument("--credentials", type=Path, metavar="FILE", help=option)


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    words: Words,
    name: str,
    *,
    key: str = "",
    help_only: bool = False,
) -> argparse.ArgumentParser:
    text = words(key or f"command-{name}")
    parser = verbs.add_parser(name, help=text, description=text)
    parser.add_argument(
        "--data", type=Path, default=wiring.DEFAULT_DATA, metavar="DIR", help=words("option-data")
    )
    if not help_only:
        parser.add_argument("--json", action="store_true", help=words("option-json"))
    return parser


def _signed_in(parser: argparse.ArgumentParser, words: Words) -> argparse.ArgumentParser:
    parser.add_argument("--operator", required=True, metavar="NAME", help=words("option-operator"))
    parser.add_argument("--code-file", type=Path, metavar="FILE", help=words("option-code-file"))
    _passphrase(parser, words)
    return parser


def _passphrase(parser: argparse.ArgumentParser, words: Words) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help=words("option-passphrase-file")
    )
    source.add_argument(
        "--passphrase-fd", type=int, metavar="N", help=words("option-passphrase-fd")
    )
