"""A trustee signs a challenge with her share, or sends it sealed to a recovery. Works offline."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from appliance.adapters import age, slip39
from appliance.adapters.own_screen import OwnScreen
from appliance.adapters.words import Words
from appliance.cli.share_entry import ask_share, asked
from appliance.core.canonical import b64
from appliance.core.hybrid import parse_recipient
from appliance.core.shares import Challenge, prove
from appliance.core.trustee_share import TrusteeShare
from appliance.errors import InvalidInputError, OwnScreenError, ShareError

if TYPE_CHECKING:
    from appliance.cli.sitting_main import Link

LONGEST_FILE = 64 * 1024


def run(task: dict[str, Any], link: "Link", words: Words) -> None:
    """Sign a challenge.

    Raises:
        OwnScreenError: the words would cross a network.
        SignatureError: the deployment did not sign the challenge.
    """
    challenge = Challenge.open(task["challenge"], task["pin"])
    with OwnScreen() as screen:
        share = _share(task, screen, words)
        word = ""
        if "share" not in task:
            word = asked(screen, words("escrow-closing-word"), hidden=True)
        proof = prove(share.text, word, share.place, challenge.payload())
    link.tell({"done": True, "proof": proof.to_json()})


def send(task: dict[str, Any], link: "Link", words: Words) -> None:
    """Seal a share to the key of a recovery that is going on.

    Raises:
        OwnScreenError: the words would cross a network.
    """
    to, of_set = parse_recipient(task["recipient"]), task["set"]
    with OwnScreen() as screen:
        share = _share(task, screen, words)
    sealed = age.seal(TrusteeShare(of_set, share.text).to_bytes(), [to])
    link.tell({"done": True, "sealed": b64(sealed)})


def open_file(path: Path, identity: str) -> TrusteeShare:
    """Open a share that was sealed to somebody.

    Raises:
        InvalidInputError: the file cannot be read, or holds no share.
        DecryptionError: this key does not open it.
    """
    return TrusteeShare.parse(age.open_(_read(path), [identity]))


def _share(task: dict[str, Any], screen: OwnScreen, words: Words) -> slip39.Words:
    if screen.place == "remote":
        raise OwnScreenError
    screen.say(words("escrow-whose", set=task["set"][:8]))
    if "share" not in task:
        return ask_share(screen, words)
    identity = _read(Path(task["identity"])).decode("utf-8", "replace").strip()
    found = open_file(Path(task["share"]), identity)
    if found.set != task["set"]:
        raise ShareError("other_set")
    return slip39.parse(found.words)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_FILE)
    except OSError as error:
        raise InvalidInputError from error
