"""Which language a browser asks for: the bare address answers with that page at once."""

from collections.abc import Collection

LONGEST_BYTES = 1024


def preferred(untrusted: bytes, offered: Collection[str]) -> str | None:
    """Return the offered language that a browser likes best, or None where it likes none.

    Args:
        untrusted: the `Accept-Language` header; what cannot be read in it counts for nothing.
        offered: language codes; `fr` serves a browser that asks for `fr-CD`.
    """
    wishes = [_wish(each) for each in untrusted[:LONGEST_BYTES].lower().split(b",")]
    # The sort is stable: of two liked equally, the one named first.
    for code, weight in sorted(wishes, key=lambda wish: -wish[1]):
        if weight > 0 and code in offered:
            return code
    return None


def _wish(untrusted: bytes) -> tuple[str, float]:
    tag, _, rest = untrusted.strip().partition(b";")
    name, _, weight = rest.strip().partition(b"=")
    code = tag.strip().partition(b"-")[0].decode("latin-1")
    return code, _weight(weight) if name.strip() == b"q" else 1.0


def _weight(untrusted: bytes) -> float:
    digits = untrusted.strip().replace(b".", b"", 1)
    return float(untrusted) if digits.isdigit() else 0.0
