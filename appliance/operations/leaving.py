"""What it means that somebody leaves: for the intake key of her organisation, and for readers.

An intake key that nobody holds must not stay in the directory: reports sealed to it would be
acknowledged and never read (docs/decisions/0002).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.operations import events, signed_files
from appliance.operations.box import Box
from appliance.operations.people import PersonRow, holders_of
from appliance.operations.plans import Plan, Step

LOSSES = ("reports", "compartments")


@dataclass(frozen=True, slots=True)
class Leaving:
    """What follows from it, worked out just now.

    Args:
        key: the intake key of her organisation, if she holds it.
        holders: how many others hold it.
        directory: version of the key directory in force.
        last: whether no organisation has an intake key afterwards.
        loss: `reports` and `compartments` that nobody is left to read.
        orphans: the first of them, by case.
    """

    key: str | None
    holders: int
    directory: int
    last: bool
    loss: Mapping[str, int]
    orphans: Sequence[Mapping[str, Any]] = ()

    @property
    def drops_key(self) -> bool:
        """Whether the intake key leaves the directory with her."""
        return self.key is not None and not self.holders

    def subject(self) -> dict[str, Any]:
        """Return the facts that a plan depends on."""
        found: dict[str, Any] = {name: self.loss[name] for name in LOSSES}
        if self.orphans:
            found["orphans"] = [dict(each) for each in self.orphans]
        if self.key is not None:
            found["intake"] = {"holders": self.holders, "key": self.key}
        if self.drops_key:
            found["directory"] = self.directory
        return found

    def steps(self) -> list[Step]:
        """Return what happens, in the order in which an operator wants to know it."""
        steps: list[Step] = []
        if self.drops_key:
            steps.append({"code": "intake-key-dropped"})
            steps.append({"code": "directory-version", "version": self.directory + 1})
            if self.last:
                steps.append({"code": "help-only"})
        elif self.key is not None:
            steps.append({"code": "intake-key-kept", "holders": self.holders})
        unread = {name: self.loss[name] for name in LOSSES if self.loss[name]}
        return steps + [{"code": f"unread-{name}", "count": unread[name]} for name in unread]


async def foresee(box: Box, row: PersonRow) -> Leaving:
    """Work out what cutting somebody off would mean.

    Args:
        box: this box.
        row: the person, as coordination knows her.
    """
    current = signed_files.current_directory(box, box.held_keys().pin)
    key = dict(current.intake_keys).get(row["organisation"])
    holders = holders_of(await box.coordination.people(), key.key) if key else []
    holds = row["person"] in holders
    foreseen = await box.coordination.foresee_leaving(row["person"])
    return Leaving(
        key=key.key if key and holds else None,
        holders=len(holders) - holds,
        directory=current.version,
        last=len(current.intake_keys) == 1,
        loss=loss_of(foreseen),
        orphans=foreseen.get("orphans", ()),
    )


def loss_of(answer: Mapping[str, Any]) -> dict[str, int]:
    """Return what nobody is left to read, as coordination counts it."""
    return {name: int(answer.get(f"{name}_without_reader", 0)) for name in LOSSES}


def directory_after(box: Box, found: Plan) -> bytes | None:
    """Return the key directory without the key that nobody will hold, where a plan says so."""
    held = found.subject.get("intake")
    if held is None or held["holders"]:
        return None
    seed = box.held_keys().deployment_seed
    return signed_files.next_directory(box, seed, (found.subject["organisation"], None))


def directory_events(box: Box, directory: bytes | None, operator: str) -> list[dict[str, Any]]:
    """Return the event of a new directory, where there is one."""
    return [] if directory is None else [events.directory_event(directory, box.today, operator)]
