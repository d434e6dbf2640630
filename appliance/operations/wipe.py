"""Destroy the deployment here: plan, rehearsal, and the destruction itself.

Every phase may be cut and begun again: what is gone stays gone, and a second run finds less to
do. Keys go first, so that what is cut later is ciphertext that nobody can open.
"""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.adapters import erasure
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.erasure import Gone
from appliance.adapters.files import UNFINISHED
from appliance.adapters.intent_file import IntentFile
from appliance.adapters.medium import Medium
from appliance.adapters.processes import holding, hurrying, kill, serving
from appliance.core.destruction import Intent, Level
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.plans import Plan
from appliance.operations.progress import Progress
from appliance.operations.wipe_targets import WipeTargets, keys_of

PHASES = (
    Phase("intent"),
    Phase("keys", 2),
    Phase("processes", 2),
    Phase("contents", 20),
    Phase("blank"),
    Phase("certificate"),
)
DECLARATIONS: Mapping[Level, Declaration] = {
    "deployment": Declaration("wipe", approvals=2, destroys=True, phases=PHASES),
    "backups": Declaration("wipe-backups", approvals=2, destroys=True, phases=PHASES),
}
KILL_WITHIN_S = 2.0
KILL_ROUNDS = 5
CHECKPOINT_BYTES = 4096
SAMPLE_FILES = 16
SAMPLE_BYTES = 4096
SAMPLE_MOST_BYTES = 256 * 1024
LEFT_NAMED = 20
REHEARSAL = "wipe-rehearsal"
KEY_FOLDERS = ("tokens", "tickets", "pepper")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a wipe works on.

    Args:
        folder: the data folder.
        targets: the backups that are known.
        spare: processes that are left alone: the one that wipes and the supervisor.
    """

    folder: DataFolder
    targets: WipeTargets
    spare: tuple[int, ...] = ()

    @property
    def intent(self) -> IntentFile:
        """Where the decision is written."""
        return IntentFile(self.folder.intent_file)


@dataclass(slots=True)
class Outcome:
    """What a wipe has done.

    Attributes:
        gone: files destroyed, and those that the disk would not give up.
        keys: number of key files destroyed.
        processes: number of processes ended.
        still_running: processes that the kernel did not end.
        keys_gone_ms: from the beginning until no key was left on disk or in a process.
        took_ms: from the beginning until everything was gone.
        log: size and root of the last signed checkpoint.
        intent_written: whether a power cut would have been survived.
    """

    gone: Gone = field(default_factory=Gone)
    keys: int = 0
    processes: int = 0
    still_running: int = 0
    keys_gone_ms: int = 0
    took_ms: int = 0
    log: dict[str, Any] = field(default_factory=dict)
    intent_written: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing was left."""
        return not self.gone.left and not self.still_running


def plan(ground: Ground, level: Level, deployment: str) -> Plan:
    """Say what a wipe would destroy, what survives it, and who could do what with that.

    Args:
        ground: what it works on.
        level: how much is destroyed.
        deployment: the deployment's id; empty before a set-up.
    """
    steps: list[dict[str, Any]] = [
        {"code": "wipe-keys"},
        {"code": "wipe-processes"},
        {"code": "wipe-contents"},
        {"code": "wipe-blank"},
    ]
    if level == "backups":
        found = ground.targets.repositories
        steps.insert(1, {"code": "wipe-backups", "count": len(found)})
    subject = {
        "backups": [str(each) for each in _doomed(ground, level)],
        "deployment": deployment,
        "level": level,
        "survives": _survives(ground, level),
    }
    return Plan(DECLARATIONS[level].name, subject, tuple(steps))


def run(ground: Ground, intent: Intent, progress: Progress) -> Outcome:
    """Destroy what the intent says. It raises nothing that a disk could cause.

    Args:
        ground: what it works on.
        intent: what was decided.
        progress: told of every phase.
    """
    began, outcome = time.monotonic(), Outcome()
    with hurrying():
        _run(ground, intent, progress, outcome, began)
    return outcome


def _run(
    ground: Ground, intent: Intent, progress: Progress, outcome: Outcome, began: float
) -> None:
    progress.phase("intent")
    outcome.intent_written = ground.intent.write(intent)
    progress.phase("keys")
    repositories = [Path(each) for each in intent.backups]
    _destroy_keys(ground, repositories, outcome)
    progress.phase("processes")
    _end_services(ground, outcome)
    outcome.keys_gone_ms = _since(began)
    _end_processes(ground, repositories, outcome)
    progress.phase("contents")
    outcome.log = _last_checkpoint(ground.folder)
    _destroy_contents(ground, repositories, outcome, progress)
    progress.phase("blank")
    _end_processes(ground, repositories, outcome)  # what was being started just then
    _destroy_contents(ground, repositories, outcome, progress)
    _clean_run(ground.folder)
    outcome.took_ms = _since(began)


def rehearse(ground: Ground, level: Level, progress: Progress) -> dict[str, int]:
    """Do everything but destroy; return what it would have taken.

    Keys and a sample of files are made, overwritten and removed in a folder of their own, on the
    same disk and by the same code; processes are looked for and left alone; files are counted.

    Returns:
        `keys_gone_ms`, `took_ms`, `keys`, `processes`, `files`, `size_bytes`.
    """
    repositories, folder = _doomed(ground, level), ground.folder
    practice = folder.root / REHEARSAL
    _sweep(practice)  # what a rehearsal that was cut has left
    practice.mkdir(mode=0o700)
    try:
        began = time.monotonic()
        keys = _rehearse_keys(ground, repositories, practice, progress)
        progress.phase("processes")
        found = holding(folder.root, _watched(folder, repositories), ground.spare)
        keys_gone_ms = _since(began)
        progress.phase("contents")
        files, size_bytes, rest_ms = _rehearse_contents(folder, repositories, practice)
    finally:
        _sweep(practice)
    return {
        "files": files,
        "keys": keys,
        "keys_gone_ms": keys_gone_ms,
        "processes": len(found),
        "size_bytes": size_bytes,
        "took_ms": keys_gone_ms + rest_ms,
    }


def facts(
    intent: Intent, outcome: Outcome, verify: str, finished: str, *, resumed: bool
) -> dict[str, Any]:
    """Return what a certificate states.

    Args:
        intent: what was decided.
        outcome: what was done.
        verify: the daemon's public key, b64.
        finished: when it was finished.
        resumed: whether an earlier start had begun it.
    """
    left = sorted(set(outcome.gone.left))
    return {
        "actors": list(intent.actors),
        "backups": len(intent.backups),
        "complete": outcome.complete,
        "deployment": intent.deployment,
        "files": outcome.gone.files,
        "finished": finished,
        "keys": outcome.keys,
        "keys_gone_ms": outcome.keys_gone_ms,
        "left": [{"name": name, "reason": reason} for name, reason in left[:LEFT_NAMED]],
        "left_count": len(left),
        "level": intent.level,
        "log": outcome.log,
        "not_overwritten": outcome.gone.not_overwritten,
        "plan": intent.plan,
        "processes": outcome.processes,
        "resumed": resumed,
        "size_bytes": outcome.gone.size_bytes,
        "still_running": outcome.still_running,
        "survives": [dict(each) for each in intent.survives],
        "took_ms": outcome.took_ms,
        "verify": verify,
        "without_intent": not outcome.intent_written,
    }


def keys_here(folder: DataFolder) -> list[Path]:
    """Return the files that hold keys or open something, the vault first; some may not be there."""
    vault = [folder.vault_file, *_inside(folder.vault, f".vault.json.*{UNFINISHED}")]
    state = [
        folder.operators_file,
        *_inside(folder.state, "training.json"),
        folder.alternatives_file,
        *(each for name in KEY_FOLDERS for each in _inside(folder.state / name, "*")),
        *_inside(folder.state, f".*{UNFINISHED}"),
    ]
    return [*vault, *state]


def _survives(ground: Ground, level: Level) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"code": "read"}, {"code": "memory"}]
    local = len(ground.targets.repositories)
    if level == "deployment" and local:
        found.append({"code": "backups-kept", "count": local})
    found += [{"code": "backup-elsewhere", "name": name} for name in ground.targets.elsewhere]
    if not local and not ground.targets.elsewhere:
        found.append({"code": "no-backup"})
    medium = Medium.under(ground.folder.root)
    return found + [{"code": code} for code in medium.codes]


def _doomed(ground: Ground, level: Level) -> list[Path]:
    return list(ground.targets.repositories) if level == "backups" else []


def _destroy_keys(ground: Ground, repositories: Sequence[Path], outcome: Outcome) -> None:
    """Destroy the vault by itself, then everything else that opens something."""
    vault, *others = keys_here(ground.folder)
    before = outcome.gone.files
    erasure.destroy([vault], outcome.gone)
    erasure.destroy(others, outcome.gone)
    for each in repositories:  # last: a disk that was pulled out may make us wait
        erasure.destroy(keys_of(each), outcome.gone)
    outcome.keys = outcome.gone.files - before


def _end_services(ground: Ground, outcome: Outcome) -> None:
    """End our own processes first: they alone hold keys, and they are found at once."""
    found = [each for each in serving(ground.folder.root) if each not in ground.spare]
    outcome.processes += len(found) - len(kill(found, KILL_WITHIN_S))


def _end_processes(ground: Ground, repositories: Sequence[Path], outcome: Outcome) -> None:
    """End whoever holds the data, until nobody does: one may have been starting just then."""
    watched = _watched(ground.folder, repositories)
    for _ in range(KILL_ROUNDS):
        found = holding(ground.folder.root, watched, ground.spare)
        if not found:
            outcome.still_running = 0
            return
        left = kill(found, KILL_WITHIN_S)
        outcome.processes += len(found) - len(left)
        outcome.still_running = len(left)


def _destroy_contents(
    ground: Ground, repositories: Sequence[Path], outcome: Outcome, progress: Progress
) -> None:
    folder, begun = ground.folder, outcome.gone.files
    doomed = [*_contents(folder), *repositories]
    files, _ = erasure.measure(doomed)
    sealed = [folder.blobs, folder.spool / "parts", *repositories]

    def told(done: int) -> None:
        progress.step(done - begun, files)

    for each in doomed:
        erasure.destroy_tree(each, outcome.gone, sealed, told)


def _contents(folder: DataFolder) -> list[Path]:
    """Return everything in the data folder but what the wipe itself stands on."""
    kept = {folder.lock_file, folder.intent_file, folder.run}
    order = [folder.vault, folder.state, folder.spool]
    rest = [each for each in _inside(folder.root, "*") if each not in kept and each not in order]
    hidden = [each for each in _inside(folder.root, ".*") if each not in kept]
    return [*order, *rest, *hidden]


def _watched(folder: DataFolder, repositories: Sequence[Path]) -> list[Path]:
    return [folder.vault, folder.state, folder.spool, *repositories]


def _clean_run(folder: DataFolder) -> None:
    """Empty the log of the processes, which stays open while the supervisor lives."""
    for each in _inside(folder.run, "*.log"):
        try:
            os.truncate(each, 0)
        except OSError:
            continue


def _last_checkpoint(folder: DataFolder) -> dict[str, Any]:
    """Return size and root of the last signed checkpoint: what witnesses can compare."""
    try:
        with (folder.log / "checkpoint").open("r", encoding="utf-8") as file:
            _, size, root, *_ = file.read(CHECKPOINT_BYTES).split("\n")
        return {"root": root, "size": int(size)}
    except (OSError, ValueError):
        return {}


def _rehearse_keys(
    ground: Ground, repositories: Sequence[Path], practice: Path, progress: Progress
) -> int:
    """Write, overwrite and remove as many files as there are keys, of their sizes."""
    progress.phase("keys")
    named = [*keys_here(ground.folder), *(e for each in repositories for e in keys_of(each))]
    real = [each for each in named if each.is_file()]
    made = [practice / f"key-{number}" for number in range(len(real))]
    for each, like in zip(made, real, strict=True):
        each.write_bytes(os.urandom(like.stat().st_size))
    erasure.destroy(made[:1], Gone())
    erasure.destroy(made[1:], Gone())
    return len(made)


def _rehearse_contents(
    folder: DataFolder, repositories: Sequence[Path], practice: Path
) -> tuple[int, int, int]:
    """Count what there is, and destroy a sample to learn how long that would take."""
    sealed = [folder.blobs, folder.spool / "parts", *repositories]
    sealed_files, sealed_bytes = erasure.measure(sealed)
    all_files, all_bytes = erasure.measure([*_contents(folder), *repositories])
    clear_files = all_files - sealed_files
    average = (all_bytes - sealed_bytes) // max(clear_files, 1)
    removed_ms = _sample_ms(practice, SAMPLE_BYTES, [practice])
    overwritten_ms = _sample_ms(practice, min(average, SAMPLE_MOST_BYTES), [])
    return all_files, all_bytes, int(sealed_files * removed_ms + clear_files * overwritten_ms)


def _sample_ms(practice: Path, size_bytes: int, sealed: Sequence[Path]) -> float:
    """Return how long one file of a size takes, in milliseconds."""
    sample = practice / "sample"
    sample.mkdir(mode=0o700)
    for number in range(SAMPLE_FILES):
        (sample / str(number)).write_bytes(os.urandom(size_bytes))
    began = time.monotonic()
    erasure.destroy_tree(sample, Gone(), sealed, lambda _: None)
    return (time.monotonic() - began) * 1000 / SAMPLE_FILES


def _sweep(practice: Path) -> None:
    erasure.destroy_tree(practice, Gone(), [practice], lambda _: None)


def _inside(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
