"""A wipe in words, for the command line and for both faces of the console (wipe.ftl)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from appliance.agent.contract import WipeCertificate, WipePlan, WipeRehearsal
from appliance.core.destruction import Level

MB = 1_000_000


class Say(Protocol):
    """A catalogue in one language."""

    def __call__(self, message: str, **values: str | int) -> str:
        """Return a message with its values filled in."""


def plan_lines(plan: WipePlan, words: Say) -> list[str]:
    """Return what goes, what survives, who has to agree, and what a rehearsal measured."""
    lines = [words("wipe-goes")]
    lines += [f"– {words('plan-' + str(each['code']), **_values(each))}" for each in plan.steps]
    lines.append(words("wipe-stays"))
    lines += [
        f"– {words('survives-' + str(each['code']), **_values(each))}" for each in plan.survives
    ]
    lines.append(words("wipe-needs", needed=plan.needed, agreed=plan.agreed))
    return [*lines, rehearsal_line(plan.rehearsal, words)] if plan.rehearsal else lines


def rehearsal_line(found: WipeRehearsal, words: Say) -> str:
    """Return what a rehearsal measured."""
    values = asdict(found)
    size_bytes = values.pop("size_bytes")
    return words("wipe-rehearsed", **values, mb=size_bytes // MB)


def certificate_lines(found: WipeCertificate, words: Say) -> list[str]:
    """Return what was destroyed, what is wrong with that, and what to do now."""
    values = {"files": found.files, "keys": found.keys_gone_ms, "took": found.took_ms}
    lines = [words("wipe-done" if found.complete else "wipe-left", left=found.left, **values)]
    lines += [words("wipe-resumed")] if found.resumed else []
    lines += [] if found.signed else [words("wipe-unendorsed")]
    return [*lines, words("wipe-switch-off")]


def is_phrase(typed: str, level: Level, words: Say) -> bool:
    """Tell whether the phrase of a level was typed; capitals and further spaces do not count."""
    return _plain(typed) == _plain(words(f"wipe-phrase-{level}"))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _values(step: Mapping[str, Any]) -> dict[str, str | int]:
    return {name: value for name, value in step.items() if name != "code"}
