"""What a run found: one row a figure, the machine's own limit beside it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

PERCENT = 100
PAGE = """# Benchmarks

`make bench` measures these and prints them with the machine's own limits, taken in the same run.
Written by `make bench ARGS="--page docs/benchmarks.md"` on: {on}.

{limits}

{table}

Reports are sealed before the clock starts, sent through the gateway by a process of its own, and
acknowledged after the fsync. Every process of the deployment runs on this machine, and so do the
load generator and the readers. "Others" are processes that belong to none of them.
"""


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes:
        name: what was measured.
        value: how much.
        unit: of what.
        limit: the machine's own limit of the same kind, measured in the same run.
        aim: what issue 2 asks for, in words; empty where it asks for the figure only.
        met: whether the aim is met.
        note: how it was measured, or what held it back.
    """

    name: str
    value: float
    unit: str
    limit: str = ""
    aim: str = ""
    met: bool | None = None
    note: str = ""


@dataclass
class Findings:
    """All figures of a run, and the machine they were taken on."""

    machine: dict[str, Any]
    limits: dict[str, float] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)

    def add(self, *figures: Figure) -> None:
        self.figures += figures

    def limit(self, name: str) -> str:
        """Return one of the machine's limits in words."""
        what, unit = name.rsplit(", ", 1)
        return f"{_short(self.limits[name])} {unit} {what}"

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)

    def table(self) -> str:
        """Return the figures as a Markdown table, which a terminal shows well too."""
        head = ("figure", "value", "machine's limit", "aim", "note")
        rows = [
            (
                each.name,
                f"{_short(each.value)} {each.unit}",
                each.limit,
                _verdict(each),
                each.note,
            )
            for each in self.figures
        ]
        return _markdown([head, *rows])

    def page(self) -> str:
        """Return the figures as a page of the documentation."""
        machine = self.machine
        on = (
            f"{machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
            f"Python {machine['python']}, {machine['day']}"
        )
        return PAGE.format(on=on, limits=self.limits_table(), table=self.table())

    def limits_table(self) -> str:
        return _markdown(
            [
                ("the machine alone", "value"),
                *((name, _short(value)) for name, value in self.limits.items()),
            ]
        )


def quantile(values: Iterable[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _short(value: float) -> str:
    if value >= PERCENT or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _verdict(each: Figure) -> str:
    if each.met is None:
        return each.aim
    return f"{each.aim}: {'met' if each.met else 'MISSED'}"


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
