"""How hard a passphrase is to guess, as a coarse lower estimate."""

import math
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

LEAST_CHARACTERS = 12
BITS_PER_WORD = 11  # a word drawn from a list of two thousand
LEVELS = (44, 55, 66)  # four, five and six such words
CLASSES = ((r"[a-z]", 26), (r"[A-Z]", 26), (r"[0-9]", 10), (r"[^a-zA-Z0-9]", 30))
COMMON = (
    "password", "passphrase", "motdepasse", "azerty", "qwerty", "admin", "secret", "letmein",
    "safehold", "bonjour", "welcome", "soleil", "iloveyou", "jetaime",
)  # fmt: skip
RUNS = ("abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm")
DIGITS = "01234567890123456789"
RUN_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Strength:
    """What a passphrase is worth.

    Args:
        bits: estimated bits an attacker has to guess.
        level: 0 (too weak) to 3 (strong).
        long_enough: whether it has the least number of characters.
    """

    bits: int
    level: int
    long_enough: bool

    @property
    def enough(self) -> bool:
        """Whether it may protect the vault."""
        return self.long_enough and self.level > 0


def judge(passphrase: str, known: tuple[str, ...] = ()) -> Strength:
    """Estimate a passphrase.

    Args:
        passphrase: what was typed.
        known: words an attacker tries first, such as the operator's name.
    """
    text = unicodedata.normalize("NFKC", passphrase)
    stripped = _without(text, (*COMMON, *(each for each in known if len(each) >= RUN_LENGTH)))
    spoken = re.fullmatch(r"[^\W\d_]+(\s+[^\W\d_]+)+", stripped.strip())
    bits = _as_words(stripped) if spoken else max(_as_words(stripped), _as_characters(stripped))
    level = sum(bits >= least for least in LEVELS)
    return Strength(bits, level, len(text) >= LEAST_CHARACTERS)


def _without(text: str, words: tuple[str, ...]) -> str:
    for word in words:
        for part in (word, *word.split()):
            if len(part) >= RUN_LENGTH:
                text = re.sub(re.escape(part), "", text, flags=re.IGNORECASE)
    return text


def _as_words(text: str) -> int:
    words = {each.lower() for each in re.split(r"[\s._-]+", text) if len(each) > RUN_LENGTH}
    words = {each for each in words if len(set(each)) > 2 and not _in_a_row(each)}
    return BITS_PER_WORD * len(words)


def _as_characters(text: str) -> int:
    """Count only characters that neither repeat nor follow the one before, at half their worth."""
    fresh = [
        each
        for index, each in enumerate(text)
        if index == 0 or not _follows(text[index - 1].lower(), each.lower())
    ]
    pool = sum(size for pattern, size in CLASSES if re.search(pattern, text)) or 1
    useful = min(len(fresh), 2 * len(set(fresh)))
    worth = 1.0 if sum(bool(re.search(pattern, text)) for pattern, _ in CLASSES) > 2 else 0.5
    return int(worth * useful * math.log2(pool))


def _follows(before: str, after: str) -> bool:
    pair = before + after
    return before == after or any(pair in run or pair[::-1] in run for run in (*RUNS, DIGITS))


def _in_a_row(word: str) -> bool:
    return all(_follows(before, after) for before, after in pairwise(word))
