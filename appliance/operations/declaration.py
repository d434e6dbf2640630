"""What every operation declares: who may ask for it, how many people it takes, what it destroys."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["operator", "custodian", "approver"]


@dataclass(frozen=True, slots=True)
class Phase:
    """One named part of a long operation.

    Args:
        name: the catalogue has its words as `phase-<name>`.
        weight: its share of the whole, in arbitrary units.
    """

    name: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an operation needs.

    Args:
        name: the verb, as in plans.
        role: the role that may ask for it.
        approvals: people that must agree, the one who asks included: 1 or 2.
        destroys: whether something is gone afterwards.
        phases: parts of a job, in order; none where it answers at once.
        alone: what it needs for itself; no two jobs that name the same run at once.
        stoppable: whether a person may stop the job half-way and nothing is lost by it.
    """

    name: str
    role: Role = "operator"
    approvals: int = 1
    destroys: bool = False
    phases: tuple[Phase, ...] = ()
    alone: str = ""
    stoppable: bool = False
