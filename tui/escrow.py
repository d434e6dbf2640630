"""Key escrow in words: who holds shares, what is due, and what to do next."""

from collections.abc import Iterator

from appliance.agent.escrow_client import EscrowStatus, SetLine, ShareLine
from tui.words import Words


def escrow_lines(status: EscrowStatus, words: Words) -> list[str]:
    """Return how key escrow stands, one line each."""
    found = []
    if status.active is not None:
        found.append(words("escrow-active", day=status.active.day, **_numbers(status.active)))
        found += [share_line(each, words) for each in status.active.shares]
    if status.waiting is not None:
        found.append(words("escrow-waiting", day=status.waiting.day, **_numbers(status.waiting)))
        found += [share_line(each, words) for each in status.waiting.shares]
    if status.bundle:
        found.append(words("escrow-bundle", count=len(status.bundle)))
    if status.behind:
        found.append(words("escrow-behind", behind=status.behind, cases=status.cases))
    return found or [words("escrow-nobody")]


def escrow_steps(status: EscrowStatus, words: Words) -> list[str]:
    """Return what to do next, most urgent first; never nothing, so that the way is always shown."""
    return list(_steps(status, words)) or [words("escrow-next-good")]


def share_line(share: ShareLine, words: Words) -> str:
    """Return how one share stands; whatever needs a look begins with a sign."""
    values: dict[str, str | int] = {
        "day": share.proven or "",
        "group": share.group,
        "name": share.name or words("escrow-nameless"),
        "number": share.number,
    }
    if share.compromised:
        return words("escrow-share-compromised", **values)
    if share.proven is None:
        return words("escrow-share-unproven", **values)
    return words("escrow-share-due" if share.due else "escrow-share-good", **values)


def _steps(status: EscrowStatus, words: Words) -> Iterator[str]:
    shares = [
        share
        for each in (status.active, status.waiting)
        if each is not None
        for share in each.shares
    ]
    if any(each.compromised for each in shares):
        yield words("escrow-next-compromised")
    if status.active is None and status.waiting is None:
        yield words("escrow-next-begin")
    if any(each.due for each in shares):
        yield words("escrow-next-prove")


def _numbers(found: SetLine) -> dict[str, int]:
    return {"m": sum(threshold for _, threshold in found.groups), "n": len(found.shares)}
