"""What can be typed after `safehold`."""

import argparse
from pathlib import Path

from appliance import wiring
from appliance.adapters.words import Words
from appliance.cli.starting import port


def make_parser(words: Words) -> argparse.ArgumentParser:
    """Build the parser, in the language of the terminal."""
    parser = argparse.ArgumentParser(
        prog="safehold",
        description=words("command-safehold"),
        epilog=words("command-exit-codes"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_running, _set_up, _box, _people, _log, _backup, _backup_target, _restore):
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
    _signed_in(_verb(verbs, words, "people"), words)
    approve = _signed_in(_verb(verbs, words, "approve"), words)
    approve.add_argument("person", help=words("option-person"))
    approve.add_argument("--words", help=words("option-words"))
    disable = _signed_in(_verb(verbs, words, "disable"), words)
    disable.add_argument("person", help=words("option-person"))
    disable.add_argument("--yes", action="store_true", help=words("option-yes"))
    reinvite = _signed_in(_verb(verbs, words, "reinvite"), words)
    reinvite.add_argument("person", help=words("option-person"))


def _log(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    log = verbs.add_parser("log", help=words("command-log"), description=words("command-log"))
    inner = log.add_subparsers(dest="log_command", required=True, metavar="COMMAND")
    for name in ("verify", "head"):
        _verb(inner, words, name, key=f"command-log-{name}")


def _backup(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", words: Words) -> None:
    text = words("command-backup")
    backup = verbs.add_parser("backup", help=text, description=text)
    inner = backup.add_subparsers(dest="backup_command", required=True, metavar="COMMAND")
    _verb(inner, words, "status", key="command-backup-status")
    for name in ("run", "list", "verify", "drill", "key"):
        verb = _signed_in(_verb(inner, words, name, key=f"command-backup-{name}"), words)
        if name in {"list", "verify"}:
            verb.add_argument("target", help=words("option-target"))
        if name == "drill":
            verb.add_argument("--target", help=words("option-target"))
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
    restore.add_argument(
        "--into", type=Path, required=True, metavar="DIR", help=words("option-into")
    )
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
