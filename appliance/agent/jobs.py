"""Long operations that go on without the console that began them.

A job is written to STATE when it begins, at each declared phase and at its end, before the phase
does anything: what a restart of the agent finds running was interrupted in that phase, and is
kept so.
"""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.adapters.files import remove_durably, write_durably
from appliance.adapters.randomness import random_id
from appliance.agent.job_record import DONE, FAILED, INTERRUPTED, RUNNING, STOPPED, Job
from appliance.core.canonical import canonical, parse, parse_id
from appliance.errors import (
    ApplianceError,
    ConflictError,
    JobRunningError,
    NotFoundError,
    StoppedError,
)
from appliance.logs import get_logger
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.progress import Progress

KEPT = 50
LONGEST_WAIT_S = 25.0
TOLD_EVERY_S = 0.5
SAMPLES = 20
STOP_AGAIN_S = 0.25
SAID = ("error", "hint", "message")

log = get_logger()

Work = Callable[[Progress], Awaitable[Mapping[str, Any] | None]]


@dataclass(slots=True)
class _Pace:
    """How fast a phase goes, from its last samples."""

    samples: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=SAMPLES))
    told: float = 0.0

    def rate(self) -> float:
        """Return units a second; 0 before there is anything to tell."""
        if len(self.samples) < 2:
            return 0.0
        (first, start), (last, end) = self.samples[0], self.samples[-1]
        return max(end - start, 0) / (last - first) if last > first else 0.0


class Jobs:
    """The jobs of one box.

    Args:
        box: this box.
    """

    def __init__(self, box: Box) -> None:
        self._folder = box.folder.jobs
        self._clock = box.clock
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._paces: dict[str, _Pace] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._changed: dict[str, asyncio.Event] = {}
        self._stops: dict[str, Callable[[], None]] = {}
        self._stopping: set[str] = set()
        self._read()

    # --- what can be asked

    def every(self) -> list[dict[str, Any]]:
        """Return every job, the newest first."""
        with self._lock:
            found = sorted(self._jobs.values(), key=lambda each: each.began, reverse=True)
            return [self._told(each) for each in found]

    def find(self, job: str) -> dict[str, Any]:
        """Return one job as it stands.

        Raises:
            NotFoundError: there is none with this id.
        """
        with self._lock:
            return self._told(self._known(job))

    async def wait(self, job: str, after: int, wait_s: float) -> dict[str, Any]:
        """Return a job once it has changed after a version; an ended one at once.

        Raises:
            NotFoundError: there is none with this id.
        """
        with self._lock:
            found = self._known(job)
            changed = self._changed.get(job)
            ready = found.version > after or found.state != RUNNING
        if not ready and changed is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), min(max(wait_s, 0), LONGEST_WAIT_S))
        return self.find(job)

    # --- life

    def start(
        self,
        operation: Declaration,
        by: str,
        work: Work,
        *,
        about: str = "",
        phases: tuple[Phase, ...] = (),
        stop: Callable[[], None] = lambda: None,
    ) -> dict[str, Any]:
        """Begin a job; it goes on whoever listens.

        Args:
            operation: what it is.
            by: key id of the operator, or `agent`.
            work: does it, and says how far it is.
            about: what it is about, to be shown.
            phases: the ones that `work` names, in order; the declared ones where left out.
            stop: ends the program that works for it, if one is running.

        Raises:
            JobRunningError: one that may not run beside it is running.
        """
        with self._lock:
            if any(_excludes(each, operation) for each in self._running()):
                raise JobRunningError
            job = Job(
                random_id(),
                operation.name,
                by,
                phases or operation.phases,
                self._now_s(),
                about,
                operation.stoppable,
                operation.alone,
            )
            self._keep(job)
            self._jobs[job.id] = job
            self._paces[job.id] = _Pace()
            self._changed[job.id] = asyncio.Event()
            self._forget_oldest()
        self._stops[job.id] = stop
        reporter = Reporter(self, job.id, asyncio.get_running_loop())
        self._tasks[job.id] = asyncio.ensure_future(self._run(job, work, reporter))
        return self.find(job.id)

    async def stop(self, job: str) -> dict[str, Any]:
        """Stop a job and return how it ended; one that has ended stays as it is.

        Raises:
            NotFoundError: there is none with this id.
            ConflictError: it may not be stopped half-way.
        """
        with self._lock:
            found = self._known(job)
            if found.state == RUNNING and not found.stoppable:
                raise ConflictError
            self._stopping.add(job)
        task = self._tasks.get(job)
        while task is not None and not task.done():  # between two programs there is none to end
            self._stops[job]()
            await asyncio.wait([task], timeout=STOP_AGAIN_S)
        self._stopping.discard(job)
        return self.find(job)

    async def close(self) -> None:
        """Interrupt what runs; the phase it was in is kept."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def ended(self, job: str) -> None:
        """Wait until a job of this process has ended."""
        task = self._tasks.get(job)
        if task is not None:
            await asyncio.wait([task])

    async def _run(self, job: Job, work: Work, reporter: "Reporter") -> None:
        try:
            result = await work(reporter)
        except asyncio.CancelledError:
            self._end(job, INTERRUPTED)
            raise
        except ApplianceError as error:
            state = STOPPED if job.id in self._stopping else FAILED
            said = {name: each for name, each in error.to_json().items() if name not in SAID}
            self._end(job, state, error=error.code, result=said)
        except Exception as error:
            log.exception("job.failed", exc_info=error)
            self._end(job, FAILED, error=ApplianceError.code)
        else:
            self._end(job, DONE, result=result or {})
        finally:
            self._tasks.pop(job.id, None)
            self._stops.pop(job.id, None)

    # --- what a running one says; from any thread

    def begin_phase(self, job: str, name: str) -> None:
        """Write that a phase begins, before it does anything.

        Raises:
            ValueError: it is not declared, or not after the one before.
            StoppedError: it is to go no further.
        """
        with self._lock:
            found = self._going(job)
            found.begin(name, self._now_s())
            self._paces[job] = _Pace()
            self._keep(found)

    def note_step(self, job: str, done: int, total: int) -> bool:
        """Note how far the phase is; return whether readers should be told now.

        Raises:
            StoppedError: it is to go no further.
        """
        now = self._clock.now().timestamp()
        with self._lock:
            found, pace = self._going(job), self._paces[job]
            found.done, found.total = done, total
            pace.samples.append((now, done))
            if done < total and 0 <= now - pace.told < TOLD_EVERY_S:
                return False
            pace.told = now
            found.version += 1
            return True

    def tell(self, job: str) -> None:
        """Wake whoever waits for a change; on the event loop only."""
        before = self._changed.get(job)
        self._changed[job] = asyncio.Event()
        if before is not None:
            before.set()

    # --- inside

    def _end(
        self, job: Job, state: str, *, error: str = "", result: Mapping[str, Any] | None = None
    ) -> None:
        with self._lock:
            job.state, job.error, job.ended = state, error, self._now_s()
            job.result = result or {}
            job.version += 1
            self._keep_if_possible(job)
        self.tell(job.id)

    def _told(self, job: Job) -> dict[str, Any]:
        found = {name: value for name, value in job.kept().items() if name != "v"}
        found |= {"fraction": job.fraction(), "phase": job.phase}
        rate = self._paces[job.id].rate() if job.state == RUNNING else 0.0
        if rate > 0:
            found["rate"] = rate
            if job.total:
                found["left_s"] = int(job.left_s(rate, self._now_s()))
        return found

    def _going(self, job: str) -> Job:
        """Return a job that may go on; its thread may outlive it."""
        found = self._jobs[job]
        if job in self._stopping or found.state != RUNNING:
            raise StoppedError
        return found

    def _known(self, job: str) -> Job:
        if job not in self._jobs:
            raise NotFoundError
        return self._jobs[job]

    def _running(self) -> list[Job]:
        return [each for each in self._jobs.values() if each.state == RUNNING]

    def _now_s(self) -> int:
        return int(self._clock.now().timestamp())

    def _path(self, job: str) -> Path:
        return self._folder / f"{parse_id(job)}.json"

    def _keep(self, job: Job) -> None:
        write_durably(self._path(job.id), canonical(job.kept()))

    def _keep_if_possible(self, job: Job) -> None:
        """Write an end; where the disk refuses, the next start finds it interrupted."""
        try:
            self._keep(job)
        except ApplianceError as error:
            log.exception("job.not_kept", exc_info=error)

    def _forget_oldest(self) -> None:
        ended = [each for each in self._jobs.values() if each.state != RUNNING]
        ended.sort(key=lambda each: each.began)
        for each in ended[: max(0, len(self._jobs) - KEPT)]:
            remove_durably(self._path(each.id))
            del self._jobs[each.id]

    def _read(self) -> None:
        """Find the jobs of earlier; what was running then has been interrupted."""
        for path in self._folder.glob("*.json"):
            try:
                job = Job.parse(dict(parse(path.read_bytes())))
            except (OSError, ApplianceError, KeyError, TypeError) as error:
                log.exception("job.unreadable", exc_info=error)
                continue
            self._paces[job.id] = _Pace()
            self._jobs[job.id] = job
            if job.state == RUNNING:
                job.state, job.ended, job.version = INTERRUPTED, self._now_s(), job.version + 1
                self._keep_if_possible(job)


class Reporter:
    """What a running operation is given to say how far it is.

    Args:
        jobs: where it is noted.
        job: which job it is.
        loop: where readers wait.
    """

    def __init__(self, jobs: Jobs, job: str, loop: asyncio.AbstractEventLoop) -> None:
        self._jobs = jobs
        self._job = job
        self._loop = loop

    def phase(self, name: str) -> None:
        """Begin a declared phase."""
        self._jobs.begin_phase(self._job, name)
        self._tell()

    def step(self, done: int, total: int) -> None:
        """Say how far the phase is, in bytes or items."""
        if self._jobs.note_step(self._job, done, total):
            self._tell()

    def _tell(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._jobs.tell, self._job)


def _excludes(running: Job, operation: Declaration) -> bool:
    """Tell whether a running job keeps another from beginning."""
    same = running.operation == operation.name
    return same or bool(operation.alone and running.alone == operation.alone)
