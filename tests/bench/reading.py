"""Professionals at work while reports come in: a process of their own that lists and downloads."""

import json
import time
from dataclasses import dataclass

from tests.bench.figures import quantile
from tests.colleague_at_desk import ColleagueAtDesk

ROUND_S = 0.25
"""Four cases a second: list, case, tickets, downloads. More than a full team opens."""


@dataclass(frozen=True)
class Read:
    """What they saw."""

    cases: int
    requests: int
    listing_s: list[float]
    busy: float


def read_for(addresses: dict[str, str], session: str, seconds: float) -> Read:
    """List and open cases at a steady pace."""
    listing_s: list[float] = []
    requests = cases = 0
    with ColleagueAtDesk(addresses, session) as colleague:
        cpu, start = time.process_time(), time.perf_counter()
        while (begun := time.perf_counter()) < start + seconds:
            rows = colleague.get("/cases?view=new&limit=30")["cases"]
            listing_s.append(time.perf_counter() - begun)
            colleague.read_case(rows[cases % len(rows)]["case"])
            requests += 5
            cases += 1
            time.sleep(max(0.0, begun + ROUND_S - time.perf_counter()))
        spent = time.perf_counter() - start
    return Read(cases, requests, listing_s, (time.process_time() - cpu) / spent)


def listing_p50_ms(addresses: dict[str, str], session: str, tries: int = 60) -> tuple[float, int]:
    """Return the median time of a page of 30 cases, and its bytes."""
    spent: list[float] = []
    page: object = None
    with ColleagueAtDesk(addresses, session) as colleague:
        for _ in range(tries):
            begun = time.perf_counter()
            page = colleague.get("/cases?view=new&limit=30")
            spent.append(time.perf_counter() - begun)
    return quantile(spent, 0.5) * 1000, len(json.dumps(page))
