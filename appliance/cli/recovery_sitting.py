"""A recovery: shares are typed in any order within a day, what they open is sealed on to one key.

Between two trustees the shares so far stay in the locked memory of this process and nowhere else;
the screen is empty. If the process ends, or the day is over, they are typed again.
"""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from appliance.adapters import age, slip39
from appliance.adapters.own_screen import OwnScreen
from appliance.adapters.randomness import random_identity
from appliance.adapters.words import Words
from appliance.cli.ceremony_sitting import RECOVERY, check_place
from appliance.cli.output import told_share
from appliance.cli.proof_sitting import open_file
from appliance.cli.recovered_grants import grants_of
from appliance.cli.share_entry import LeftError, ask_share
from appliance.core import hybrid
from appliance.core.canonical import b64, unb64
from appliance.core.derivation import Identity, derive_identity
from appliance.core.escrow import ShareSet
from appliance.core.escrow_entries import Entry, EntryLabel
from appliance.core.shares import share_key
from appliance.errors import (
    ApplianceError,
    NotFoundError,
    ShareError,
    SittingError,
)

if TYPE_CHECKING:
    from appliance.cli.sitting_main import Link

WITHIN_S: Final = 24 * 3600.0
END: Final = "end"


@dataclass(slots=True)
class Recovery:
    """One recovery while it goes on.

    Args:
        set: the set whose shares are wanted.
        screen: where they are typed.
        words: the catalogue.
        link: the line to the command.
        session: identity to which trustees far away seal their shares.
        shares: those that have come; secret.
    """

    set: ShareSet
    screen: OwnScreen
    words: Words
    link: "Link"
    session: str = field(repr=False)
    shares: list[slip39.Words] = field(default_factory=list, repr=False)

    def gather(self) -> None:
        """Take shares until there are enough.

        Raises:
            SittingError: the day is over.
            LeftError: somebody ended it.
        """
        while slip39.missing(self.shares):
            self.screen.clear()
            self.screen.say(self.words("escrow-recovery-waits", count=len(self.shares)))
            answer = self.screen.ask(self.words("escrow-recovery-next"))
            if answer is None or answer == END:
                raise LeftError
            self._take(answer)

    def _take(self, answer: str) -> None:
        """Take one share, typed or from a file; a wrong one is named and no other lost."""
        try:
            share = self._from_file(answer) if answer else ask_share(self.screen, self.words)
            check_member(share, self.set)
            slip39.missing([*self.shares, share])
        except ShareError as error:
            self.screen.ask(told_share(error, self.words))
            return
        except SittingError:
            raise
        except ApplianceError:
            self.screen.ask(self.words("escrow-file-unusable"))
            return
        self.shares.append(share)
        self.link.tell({"share": {"group": share.group, "index": share.index}})

    def _from_file(self, name: str) -> slip39.Words:
        found = open_file(Path(name), self.session)
        if found.set != self.set.id:
            raise ShareError("other_set")
        return slip39.parse(found.words)


def run(task: dict[str, Any], link: "Link", words: Words) -> None:
    """Hold a recovery.

    Raises:
        OwnScreenError: this is not the box's own screen.
        ShareError: the shares do not rebuild the recovery identity of this set.
        SittingError: the day is over.
    """
    of_set, to = ShareSet.parse(task["set"]), hybrid.parse_recipient(task["to"])
    session = random_identity()
    with OwnScreen() as screen:
        check_place(screen, words, training=bool(task.get("training")))
        link.tell({"session": hybrid.recipient_of(session)})
        recovery = Recovery(of_set, screen, words, link, session)
        with within_a_day():
            recovery.gather()
        link.tell({"gathered": True})
        link.hear()  # the log has every share that came
        identity = rebuilt_identity(recovery.shares, of_set)
        opened = [
            entry_sealed_on(each, task["pin"], identity.identity, to)
            for each in task.get("entries", [])
        ]
        grants = [
            made
            for each in task.get("cases", [])
            for made in grants_of(each, identity, {**task["about"], "pin": task["pin"], "to": to})
        ]
        link.tell({"done": True, "entries": opened, "grants": grants})


@contextmanager
def within_a_day() -> Iterator[None]:
    """End what goes on for longer, wherever it waits.

    Raises:
        SittingError: the day is over.
    """

    def over(_number: int, _frame: object) -> None:
        raise SittingError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, WITHIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def check_member(share: slip39.Words, of_set: ShareSet) -> None:
    """Check that a share is one of a set, by its public key.

    Raises:
        ShareError: it is of another set.
    """
    try:
        recorded = of_set.share(share.place)
    except NotFoundError as error:
        raise ShareError("other_set") from error
    if share_key(share.text) != recorded.keys.share:
        raise ShareError("other_set")


def rebuilt_identity(shares: list[slip39.Words], of_set: ShareSet) -> Identity:
    """Return the recovery identity.

    Raises:
        ShareError: these shares rebuild another one.
    """
    identity = derive_identity(slip39.combine(shares), RECOVERY)
    if identity.recipient != of_set.recipient:
        raise ShareError("digest")
    return identity


def entry_sealed_on(found: Mapping[str, str], pin: str, identity: str, to: str) -> dict[str, str]:
    """Open an entry of the bundle and seal it on.

    Raises:
        SignatureError, IntegrityError: the deployment did not put it there.
        DecryptionError: it was sealed to another set of shares.
    """
    label, sealed = EntryLabel.open(unb64(found["label"]), pin), unb64(found["sealed"])
    label.check(sealed)
    opened = age.open_(sealed, [identity])
    Entry.parse(opened, label)
    return {"name": label.file_name, "sealed": b64(age.seal(opened, [to]))}
