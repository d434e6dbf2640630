"""The ceremony itself: a secret is made, split, shown share by share, typed back, tried, forgotten.

What leaves this process is in the steps: public keys, sealed shares, signatures.
"""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from appliance.adapters import age, slip39
from appliance.adapters.own_screen import OwnScreen
from appliance.adapters.randomness import random_bytes
from appliance.adapters.words import Words
from appliance.cli.share_entry import ask_share, asked, listed
from appliance.core.canonical import b64, unb64
from appliance.core.ceremony import CeremonyPlan, Chain, Trustee
from appliance.core.derivation import derive_identity
from appliance.core.shares import SharePublic, prove, public_of
from appliance.core.trustee_share import TrusteeShare
from appliance.errors import InvalidInputError, OwnScreenError, ShareError

if TYPE_CHECKING:
    from appliance.cli.sitting_main import Link

RECOVERY: Final = "recovery"
DUMB: Final = ("dumb", "")


@dataclass(slots=True)
class Ceremony:
    """One ceremony while it goes on.

    Args:
        plan: what was agreed.
        names: the trustees' names, in the order of the shares.
        words: the catalogue.
        screen: where shares are shown; None where all are sealed.
        secret: the escrow secret.
    """

    plan: CeremonyPlan
    names: Sequence[str]
    words: Words
    screen: OwnScreen | None
    secret: bytes = field(repr=False)
    shares: list[list[slip39.Words]] = field(init=False, repr=False)
    chain: Chain = field(init=False, repr=False)
    sealed: list[dict[str, Any]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        groups = [slip39.Group(each.threshold, len(each.trustees)) for each in self.plan.groups]
        self.shares = slip39.split(self.secret, groups)
        self.chain = Chain(self.plan, derive_identity(self.secret, RECOVERY))

    def hand_out(self) -> None:
        """Give every trustee her share."""
        self.chain.made()
        for number, (group, index, trustee) in enumerate(self.plan.places):
            share = self.shares[group][index]
            if trustee.recipient is None:
                self._show(share, number)
            else:
                self._seal(share, trustee)

    def test(self, sealed: bytes) -> None:
        """Open a file that the box sealed to the new recipient, with shares put together.

        Every share takes part in one of the combinations.

        Raises:
            ShareError: shares that were just handed out do not rebuild the secret.
        """
        rounds = max(-(-len(group) // group[0].threshold) for group in self.shares)
        answer = b""
        for turn in range(rounds):
            rebuilt = slip39.combine([each for group in self.shares for each in _some(group, turn)])
            if rebuilt != self.secret:
                raise ShareError("digest")
            answer = age.open_(sealed, [derive_identity(rebuilt, RECOVERY).identity])
        self.chain.tested(answer)

    def _show(self, share: slip39.Words, number: int) -> None:
        screen, words = self.screen, self.words
        assert screen is not None  # noqa: S101 - `run` has opened it
        facts: dict[str, str | int] = {
            "name": self.names[number],
            "number": number + 1,
            "total": len(self.plan.places),
        }
        screen.clear()
        asked(screen, words("escrow-alone", **facts))

        def show() -> None:
            screen.clear()
            screen.say(words("escrow-share-title", **facts))
            screen.say(listed(share))
            asked(screen, words("escrow-share-written"))
            screen.clear()
            screen.say(words("escrow-type-back", **facts))

        show()
        while ask_share(screen, words, show).text != share.text:
            screen.say(words("share-not-this"))
        keys, ordinary = self._closing_words(share)
        about = self.chain.share_about(share.group, share.index, keys)
        self.chain.share_shown(keys, prove(share.text, ordinary, share.place, about))
        screen.clear()

    def _closing_words(self, share: slip39.Words) -> tuple[SharePublic, str]:
        screen, words = self.screen, self.words
        assert screen is not None  # noqa: S101 - `run` has opened it
        screen.clear()
        screen.say(words("escrow-closing-about"))
        while True:
            ordinary = asked(screen, words("escrow-closing-ordinary"))
            duress = asked(screen, words("escrow-closing-duress")) or None
            try:
                return public_of(share.text, ordinary, duress, random_bytes()), ordinary
            except InvalidInputError:
                screen.say(words("escrow-closing-same"))

    def _seal(self, share: slip39.Words, trustee: Trustee) -> None:
        content = TrusteeShare(self.plan.ceremony, share.text).to_bytes()
        keys = public_of(share.text, "", None, random_bytes())
        sealed = age.seal(content, [str(trustee.recipient)])
        self.sealed.append({"group": share.group, "index": share.index, "sealed": b64(sealed)})
        self.chain.share_sealed(share.place, keys, sealed)


def run(task: dict[str, Any], link: "Link", words: Words) -> None:
    """Hold a ceremony.

    Raises:
        OwnScreenError: shares would be shown, and this is not the box's own screen.
    """
    plan = CeremonyPlan.parse(task["plan"])
    shown = any(trustee.recipient is None for _, _, trustee in plan.places)
    with ExitStack() as stack:
        screen = stack.enter_context(OwnScreen()) if shown else None
        if screen is not None:
            check_place(screen, words, training=plan.training)
        ceremony = Ceremony(plan, task["names"], words, screen, random_bytes())
        ceremony.hand_out()
        link.tell({"recipient": ceremony.chain.recipient})
        ceremony.test(unb64(link.hear()["sealed"]))
        done = {"sealed": ceremony.sealed, "steps": ceremony.chain.steps}
        link.tell({"done": True, **done})
        state = link.hear()["state"]  # refused: whoever started this has gone, and we end too
        if screen is not None:
            asked(
                screen, words("escrow-ends-active" if state == "active" else "escrow-ends-waiting")
            )


def check_place(screen: OwnScreen, words: Words, *, training: bool) -> None:
    """Refuse to show or take shares anywhere but on the box's own screen.

    Args:
        screen: where it would be.
        words: the catalogue.
        training: an invented deployment, where it is allowed, and said.

    Raises:
        OwnScreenError: this is another terminal.
    """
    if screen.place == "console" and os.environ.get("TERM", "") not in DUMB:
        return
    if not training:
        raise OwnScreenError
    asked(screen, words("escrow-training-screen"))


def _some(group: Sequence[slip39.Words], turn: int) -> list[slip39.Words]:
    """Return as many shares as are needed, others at every turn."""
    needed = group[0].threshold
    return [group[(turn * needed + step) % len(group)] for step in range(needed)]
