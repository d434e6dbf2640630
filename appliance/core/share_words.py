"""What a trustee's words can be wrong in, and which word it is (SLIP-0039).

The checksum is a Reed-Solomon code over GF(1024): three symbols, so one wrong word can be found
and two wrong ones are noticed. It is linear over GF(2), which is all that is used here.
"""

from collections.abc import Sequence
from typing import Final

WORDS: Final = 33
"""Words of a share of 256 bits."""
WORD_BITS: Final = 10
SHORTEST_PREFIX: Final = 4
"""The first four letters of a SLIP-39 word tell it from all others."""

_CUSTOMIZATION: Final = b"shamir_extendable"
_GENERATORS: Final = (
    0xE0E040,
    0x1C1C080,
    0x3838100,
    0x7070200,
    0xE0E0009,
    0x1C0C2412,
    0x38086C24,
    0x3090FC48,
    0x21B1F890,
    0x3F3F120,
)


def residue(indices: Sequence[int]) -> int:
    """Return what is left of the checksum, 30 bits: 1 where the words are right.

    Args:
        indices: the words' numbers in the list.

    Source: SLIP-0039, `rs1024_polymod`.
    """
    check = 1
    for value in (*_CUSTOMIZATION, *indices):
        top = check >> 20
        check = (check & 0xFFFFF) << WORD_BITS ^ value
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                check ^= generator
    return check


def complete(typed: str, known: Sequence[str]) -> str | None:
    """Return the word of the list that was typed whole or by its first letters.

    Args:
        typed: one word.
        known: the word list.
    """
    word = typed.casefold()
    if word in known:
        return word
    if len(word) < SHORTEST_PREFIX:
        return None
    return next((each for each in known if each.startswith(word)), None)


def swapped_place(indices: Sequence[int]) -> int | None:
    """Return the place, from 1, of two neighbouring words that changed places."""
    found = [place for place in range(1, len(indices)) if residue(_swapped(indices, place)) == 1]
    return found[0] if len(found) == 1 else None


def wrong_place(indices: Sequence[int]) -> int | None:
    """Return the place, from 1, of the only word that is wrong; None where it cannot be told.

    Args:
        indices: the words' numbers in the list.
    """
    zero = residue([0] * len(indices))
    wanted = residue(indices) ^ 1
    if not wanted:
        return None
    found = []
    for place in range(len(indices)):
        bits = [[0] * len(indices) for _ in range(WORD_BITS)]
        for bit, each in enumerate(bits):
            each[place] = 1 << bit
        if _spans([residue(each) ^ zero for each in bits], wanted):
            found.append(place + 1)
    return found[0] if len(found) == 1 else None


def _swapped(indices: Sequence[int], place: int) -> list[int]:
    found = list(indices)
    found[place - 1], found[place] = found[place], found[place - 1]
    return found


def _spans(vectors: Sequence[int], wanted: int) -> bool:
    """Tell whether some of these bit vectors add up to the wanted one."""
    basis: list[int] = []
    for vector in vectors:
        reduced = _reduced(vector, basis)
        if reduced:
            basis.append(reduced)
            basis.sort(reverse=True)
    return _reduced(wanted, basis) == 0


def _reduced(vector: int, basis: Sequence[int]) -> int:
    for each in basis:
        vector = min(vector, vector ^ each)
    return vector
