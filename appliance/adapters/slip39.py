"""Splitting a secret among trustees as words, on the `shamir-mnemonic` library (SLIP-0039).

Runs only in the short-lived, memory-locked process of a sitting: the library is not hardened
against side channels (docs/decisions/0009-key-escrow.md). What is typed wrong is named.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from shamir_mnemonic import EncryptedMasterSecret, MnemonicError, Share, split_ems
from shamir_mnemonic.shamir import combine_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from appliance.adapters.randomness import random_bytes
from appliance.core import share_words
from appliance.errors import ShareCountError, ShareError

SECRET_BYTES: Final = 32
FEWEST: Final = 2
MOST_SHARES: Final = 16
MOST_GROUPS: Final = 2
_IDENTIFIER_BITS: Final = 15
# The secret is random and the passphrase empty: stretching it would protect nothing.
_ITERATION_EXPONENT: Final = 0


@dataclass(frozen=True, slots=True)
class Group:
    """One group of trustees.

    Args:
        threshold: how many of them are needed.
        count: how many there are.
    """

    threshold: int
    count: int


@dataclass(frozen=True, slots=True)
class Words:
    """One trustee's share, as it was made or typed; the words are secret.

    Args:
        text: 33 words in lower case with one space between them.
        identifier: the same for every share of a set.
        group: its group, from 0.
        index: its place in the group, from 0.
        threshold: shares needed of its group.
        groups_needed: groups needed.
    """

    text: str = field(repr=False)
    identifier: int
    group: int
    index: int
    threshold: int
    groups_needed: int

    @property
    def place(self) -> tuple[int, int]:
        """Group and index."""
        return self.group, self.index


def check_groups(groups: Sequence[Group]) -> None:
    """Check thresholds and counts.

    Raises:
        ShareCountError: a count is out of range.
    """
    if not 1 <= len(groups) <= MOST_GROUPS:
        raise ShareCountError
    if any(not FEWEST <= each.threshold <= each.count for each in groups):
        raise ShareCountError
    if sum(each.count for each in groups) > MOST_SHARES:
        raise ShareCountError


def split(secret: bytes, groups: Sequence[Group]) -> list[list[Words]]:
    """Split a secret; every group must come together to rebuild it.

    Args:
        secret: 32 bytes; not kept.
        groups: one group, or two of which both are needed.

    Returns:
        The shares of each group, in order.

    Raises:
        ShareCountError: a count is out of range.

    Source: SLIP-0039; docs/decisions/0009-key-escrow.md.
    """
    check_groups(groups)
    if len(secret) != SECRET_BYTES:
        raise ShareCountError
    identifier = int.from_bytes(random_bytes(2), "big") >> (16 - _IDENTIFIER_BITS)
    sealed = EncryptedMasterSecret.from_master_secret(
        secret, b"", identifier, extendable=True, iteration_exponent=_ITERATION_EXPONENT
    )
    pairs = [(each.threshold, each.count) for each in groups]
    shares = split_ems(len(groups), pairs, sealed)
    return [[_words(each) for each in group] for group in shares]


def parse(untrusted: str) -> Words:
    """Read a share that somebody typed; four letters of a word are enough.

    Raises:
        ShareError: it is not a share; says which word where that can be told.
    """
    typed = untrusted.split()
    found = []
    for place, word in enumerate(typed, 1):
        known = complete(word)
        if known is None:
            raise ShareError("unknown_word", place=place, like=like(word))
        found.append(known)
    if len(found) != share_words.WORDS:
        raise ShareError("length", words=len(found))
    return _parsed(found)


def complete(typed: str) -> str | None:
    """Return the word of the list that was typed whole or by its first four letters."""
    return share_words.complete(typed, WORDLIST)


def like(word: str) -> str:
    """Return the word of the list that looks most like one that is not in it, if any does."""
    close = get_close_matches(word.casefold(), WORDLIST, 1)
    return close[0] if close else ""


def combine(shares: Collection[Words]) -> bytes:
    """Rebuild the secret from enough shares; more than enough do no harm.

    Raises:
        ShareError: too few, of different sets, or one of them is wrong.
    """
    if missing(shares):
        raise ShareError("too_few")
    by_group: dict[int, list[Words]] = {}
    for each in sorted(shares, key=lambda share: share.place):
        chosen = by_group.setdefault(each.group, [])
        if len(chosen) < each.threshold:
            chosen.append(each)
    complete = [group for group in by_group.values() if len(group) == group[0].threshold]
    needed = complete[: complete[0][0].groups_needed]
    try:
        return combine_mnemonics([each.text for group in needed for each in group])
    except MnemonicError as error:
        raise ShareError("digest") from error


def missing(shares: Collection[Words]) -> bool:
    """Tell whether more shares are needed.

    Raises:
        ShareError: two of them do not belong together, or are the same.
    """
    if not shares:
        return True
    first = next(iter(shares))
    for each in shares:
        check_together(first, each)
    if len({each.place for each in shares}) != len(shares):
        raise ShareError("twice")
    counts = Counter(each.group for each in shares)
    thresholds = {each.group: each.threshold for each in shares}
    full = [group for group, count in counts.items() if count >= thresholds[group]]
    return len(full) < first.groups_needed


def check_together(first: Words, other: Words) -> None:
    """Check that two shares are of one set.

    Raises:
        ShareError: they are not.
    """
    same_set = first.identifier, first.groups_needed
    if (other.identifier, other.groups_needed) != same_set:
        raise ShareError("other_set")
    if first.group == other.group and first.threshold != other.threshold:
        raise ShareError("other_set")


def _parsed(words: Sequence[str]) -> Words:
    indices = [WORDLIST.index(word) for word in words]
    if share_words.residue(indices) != 1:
        swapped = share_words.swapped_place(indices)
        if swapped is not None:
            raise ShareError("swapped", place=swapped, next=swapped + 1)
        wrong = share_words.wrong_place(indices)
        if wrong is not None:
            raise ShareError("wrong_word", place=wrong)
        raise ShareError("checksum")
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError as error:
        raise ShareError("checksum") from error
    if len(share.value) != SECRET_BYTES or share.member_threshold < FEWEST:
        raise ShareError("other_set")
    return _words(share)


def _words(share: Share) -> Words:
    return Words(
        text=share.mnemonic(),
        identifier=share.identifier,
        group=share.group_index,
        index=share.index,
        threshold=share.member_threshold,
        groups_needed=share.group_threshold,
    )
