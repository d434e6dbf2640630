"""What a trustee's share proves by itself, without being shown or put together (record-format §18).

Two signing keys follow from the words. The *share key* follows from the words alone: who can sign
with it holds the share. The *word key* follows from the words and a closing word that the trustee
chose: with her everyday word it says that all is well, with her word for bad days, that she was
made to do this. To whoever stands beside her both look the same.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, Literal

from appliance.core.canonical import b64, canonical, unb64
from appliance.core.derivation import derive, verify_key
from appliance.core.fields import Fields
from appliance.core.signing import (
    SIGNATURE_BYTES,
    sign_bytes,
    sign_object,
    verify_bytes,
    verify_object,
)
from appliance.errors import InvalidInputError, SignatureError

PROOF: Final = "safehold/share-proof/v1"
CHALLENGE: Final = "safehold/share-challenge/v1"
DUE_DAYS: Final = 91
"""A share counts as good for a quarter after its proof."""
CHALLENGE_DAYS: Final = 30
"""How long a trustee may take to answer."""
MOST_MEMBERS: Final = 16
LONGEST_WORD: Final = 100
LIMIT_BYTES: Final = 64 * 1024

Mark = Literal["ordinary", "duress"]


@dataclass(frozen=True, slots=True)
class SharePublic:
    """The public halves of one share's keys.

    Args:
        share: of the share key, b64.
        ordinary: of the word key with the everyday word.
        duress: of the word key with the word for bad days; of a random key where she has none.
    """

    share: str
    ordinary: str
    duress: str

    @classmethod
    def parse(cls, untrusted: object) -> "SharePublic":
        """Read the keys.

        Raises:
            InvalidInputError: malformed.
        """
        members = Fields(untrusted, "share keys")
        found = cls(*(members.octets(name, 32) for name in ("share", "ordinary", "duress")))
        members.close()
        if len({found.share, found.ordinary, found.duress}) != 3:
            raise InvalidInputError("The keys of a share differ from each other.")
        return found

    def to_json(self) -> dict[str, str]:
        """Return the object that is recorded."""
        return {"duress": self.duress, "ordinary": self.ordinary, "share": self.share}


@dataclass(frozen=True, slots=True)
class Challenge:
    """What trustees sign to show that they still hold their shares; signed by the deployment.

    Args:
        deployment: its id.
        set: the set of shares.
        nonce: 32 random bytes, b64.
        day: the day it was made.
    """

    deployment: str
    set: str
    nonce: str
    day: str

    @classmethod
    def open(cls, untrusted: Mapping[str, Any], pin: str) -> "Challenge":
        """Read a signed challenge.

        Raises:
            SignatureError: the deployment did not sign it.
            InvalidInputError: malformed.
        """
        verify_object(CHALLENGE, untrusted, pin)
        members = Fields(dict(untrusted), "challenge")
        members.octets("signature", SIGNATURE_BYTES)
        members.expect("type", "share_challenge")
        members.expect("v", 1)
        found = cls(
            members.id("deployment"),
            members.id("set"),
            members.octets("nonce", 32),
            members.day("day"),
        )
        members.close()
        return found

    def signed(self, seed: bytes) -> dict[str, Any]:
        """Return the challenge signed with the deployment key."""
        return sign_object(CHALLENGE, self._body(), seed)

    def payload(self) -> dict[str, Any]:
        """Return what a proof covers."""
        return self._body()

    def is_current(self, today: date) -> bool:
        """Tell whether it may still be answered."""
        made = date.fromisoformat(self.day)
        return made <= today <= made + timedelta(days=CHALLENGE_DAYS)

    def _body(self) -> dict[str, Any]:
        return {
            "day": self.day,
            "deployment": self.deployment,
            "nonce": self.nonce,
            "set": self.set,
            "type": "share_challenge",
            "v": 1,
        }


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody held a share when she was asked.

    Args:
        group: the share's group, from 0.
        index: its place in the group, from 0.
        signature: by the share key, b64.
        mark: by the word key, b64.
    """

    group: int
    index: int
    signature: str = field(repr=False)
    mark: str = field(repr=False)

    @classmethod
    def parse(cls, untrusted: object) -> "Proof":
        """Read a proof.

        Raises:
            InvalidInputError: malformed.
        """
        members = Fields(untrusted, "proof")
        members.expect("type", "share_proof")
        members.expect("v", 1)
        found = cls(
            members.integer("group", 0, 1),
            members.integer("index", 0, MOST_MEMBERS - 1),
            members.octets("signature", SIGNATURE_BYTES),
            members.octets("mark", SIGNATURE_BYTES),
        )
        members.close()
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the proof as it is handed over."""
        return {
            "group": self.group,
            "index": self.index,
            "mark": self.mark,
            "signature": self.signature,
            "type": "share_proof",
            "v": 1,
        }

    def check(self, about: Mapping[str, Any], keys: SharePublic) -> Mark:
        """Check the proof and say with which word it was made.

        Args:
            about: what was to be signed.
            keys: the share's public keys, as recorded at the ceremony.

        Raises:
            SignatureError: whoever made it did not hold the share, or knew neither word.
        """
        payload = _covered(about, self.group, self.index)
        verify_bytes(PROOF, payload, unb64(self.signature), keys.share)
        mark = unb64(self.mark)
        try:
            verify_bytes(PROOF, payload, mark, keys.duress)
        except SignatureError:
            verify_bytes(PROOF, payload, mark, keys.ordinary)
            return "ordinary"
        return "duress"


def public_of(words: str, ordinary: str, duress: str | None, random_seed: bytes) -> SharePublic:
    """Return the public keys of a share.

    Args:
        words: the share's words.
        ordinary: her everyday closing word; may be empty.
        duress: her word for bad days, or None.
        random_seed: 32 random bytes that stand for a word she did not choose.

    Raises:
        InvalidInputError: both words are the same.
    """
    if duress is not None and _plain(duress) == _plain(ordinary):
        raise InvalidInputError("The two closing words must differ.")
    bad = _word_seed(words, duress) if duress is not None else random_seed
    return SharePublic(share_key(words), verify_key(_word_seed(words, ordinary)), verify_key(bad))


def prove(words: str, word: str, place: tuple[int, int], about: Mapping[str, Any]) -> Proof:
    """Sign something with a share and a closing word.

    Args:
        words: the share's words.
        word: the closing word; may be empty.
        place: group and index of the share.
        about: what is signed: a challenge, or a step of a ceremony.
    """
    payload = _covered(about, *place)
    signature = sign_bytes(PROOF, payload, _share_seed(words))
    mark = sign_bytes(PROOF, payload, _word_seed(words, word))
    return Proof(*place, b64(signature), b64(mark))


def share_key(words: str) -> str:
    """Return the public half of a share's own key, b64."""
    return verify_key(_share_seed(words))


def is_due(proven: str | None, today: date) -> bool:
    """Tell whether a share should be proven now.

    Args:
        proven: the day of the last proof, if any.
        today: this day.
    """
    return proven is None or date.fromisoformat(proven) + timedelta(days=DUE_DAYS) < today


def _covered(about: Mapping[str, Any], group: int, index: int) -> bytes:
    return canonical({"about": dict(about), "group": group, "index": index})


def _share_seed(words: str) -> bytes:
    return derive(words.encode("ascii"), "share", 32)


def _word_seed(words: str, word: str) -> bytes:
    return derive(words.encode("ascii") + b"\n" + _plain(word).encode(), "share-word", 32)


def _plain(word: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())
