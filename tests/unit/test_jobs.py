"""Long operations: phases on STATE, progress for whoever waits, and what a restart finds."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.agent.jobs import KEPT, Jobs
from appliance.core.canonical import canonical
from appliance.errors import (
    BackupRefusedError,
    ConflictError,
    JobRunningError,
    NotFoundError,
    SealedError,
    StoppedError,
)
from appliance.operations.declaration import Declaration, Phase
from appliance.operations.progress import Progress
from tests.operator_desk import Desk

COPYING = Declaration("copying", phases=(Phase("read", 1), Phase("write", 3)))
BY = "ab" * 16


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data")


class Copying:
    """An operation that goes on only when it is told to."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.progress: Progress | None = None
        self.at_work = asyncio.Event()

    async def run(self, progress: Progress) -> Mapping[str, Any]:
        self.progress = progress
        await asyncio.to_thread(progress.phase, "read")
        self.at_work.set()
        await self.go_on.wait()
        await asyncio.to_thread(progress.phase, "write")
        await asyncio.to_thread(progress.step, 10, 10)
        return {"copied": 10}


async def test_a_job_goes_through_its_phases_to_its_result(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await work.at_work.wait()
    assert jobs.find(job)["phase"] == "read"
    work.go_on.set()
    await jobs.ended(job)
    found = jobs.find(job)
    assert (found["state"], found["result"], found["fraction"]) == ("done", {"copied": 10}, 1.0)
    assert [each["phase"] for each in found["history"]] == ["read", "write"]
    assert found["by"] == BY


async def test_the_whole_is_counted_by_the_weights_of_the_phases(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await work.at_work.wait()
    assert work.progress is not None
    work.progress.step(1, 2)
    assert jobs.find(job)["fraction"] == pytest.approx(1 / 8)
    work.progress.phase("write")
    work.progress.step(1, 3)
    assert jobs.find(job)["fraction"] == pytest.approx(1 / 4 + 1 / 4)
    await jobs.close()


async def test_rate_and_time_left_follow_what_was_done(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await work.at_work.wait()
    assert work.progress is not None
    work.progress.phase("write")
    for done in (0, 20, 40):
        work.progress.step(done, 100)
        desk.clock.advance(timedelta(seconds=2))
    found = jobs.find(job)
    assert found["rate"] == pytest.approx(10)
    assert found["left_s"] == 6
    await jobs.close()


async def test_whoever_waits_is_told_of_the_next_change(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    job = jobs.start(COPYING, BY, work.run)
    await work.at_work.wait()
    seen = jobs.find(job["id"])["version"]
    waiting = asyncio.ensure_future(jobs.wait(job["id"], seen, 25))
    await asyncio.sleep(0)
    assert not waiting.done()
    work.go_on.set()
    assert (await waiting)["version"] > seen


async def test_one_that_has_ended_answers_at_once_whatever_version_is_known(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    work.go_on.set()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await jobs.ended(job)
    assert (await jobs.wait(job, 10**9, 25))["state"] == "done"


async def test_a_restarted_agent_finds_it_interrupted_in_its_phase(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await work.at_work.wait()
    later = Jobs(desk.restart())  # as after kill -9: the first one has said nothing more
    found = later.find(job)
    assert (found["state"], found["phase"]) == ("interrupted", "read")
    assert Jobs(desk.restart()).find(job)["state"] == "interrupted"
    await jobs.close()


async def test_a_phase_is_on_the_disk_before_it_does_anything(desk: Desk) -> None:
    jobs, seen = Jobs(desk.box), list[str]()

    async def work(progress: Progress) -> None:
        for name in ("read", "write"):
            progress.phase(name)
            seen.append(Jobs(desk.restart()).every()[0]["phase"])

    job = jobs.start(COPYING, BY, work)["id"]
    await jobs.ended(job)
    assert seen == ["read", "write"]


async def test_a_job_stopped_with_the_agent_is_interrupted(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await work.at_work.wait()
    await jobs.close()
    assert jobs.find(job)["state"] == "interrupted"


@pytest.mark.parametrize(
    ("raised", "code"), [(SealedError, "sealed"), (ZeroDivisionError, "internal")]
)
async def test_a_failure_is_kept_by_its_code(
    desk: Desk, raised: type[Exception], code: str
) -> None:
    jobs = Jobs(desk.box)

    async def work(progress: Progress) -> None:
        progress.phase("read")
        raise raised

    job = jobs.start(COPYING, BY, work)["id"]
    await jobs.ended(job)
    found = Jobs(desk.restart()).find(job)
    assert (found["state"], found["error"], found["phase"]) == ("failed", code, "read")


@pytest.mark.parametrize("names", [("other",), ("write", "read"), ("read", "read")])
async def test_phases_are_the_declared_ones_in_their_order(
    desk: Desk, names: tuple[str, ...]
) -> None:
    jobs = Jobs(desk.box)

    async def work(progress: Progress) -> None:
        for name in names:
            progress.phase(name)

    job = jobs.start(COPYING, BY, work)["id"]
    await jobs.ended(job)
    assert jobs.find(job)["state"] == "failed"


async def test_the_same_is_not_begun_twice_at_once(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    jobs.start(COPYING, BY, work.run)
    with pytest.raises(JobRunningError):
        jobs.start(COPYING, BY, Copying().run)
    await jobs.close()


async def test_what_needs_the_same_thing_for_itself_waits_its_turn(desk: Desk) -> None:
    jobs = Jobs(desk.box)
    one, other, third = (
        Declaration(name, alone=of) for name, of in (("a", "x"), ("b", "x"), ("c", ""))
    )
    jobs.start(one, BY, Copying().run, phases=COPYING.phases)
    with pytest.raises(JobRunningError):
        jobs.start(other, BY, Copying().run)
    jobs.start(third, BY, Copying().run, phases=COPYING.phases)
    await jobs.close()


async def test_phases_that_come_again_are_counted_each_time(desk: Desk) -> None:
    jobs, seen = Jobs(desk.box), list[float]()
    read, write = COPYING.phases

    async def work(progress: Progress) -> None:
        for name in ("read", "read", "write"):  # the first write was left out: it failed
            progress.phase(name)
            seen.append(jobs.every()[0]["fraction"])

    job = jobs.start(COPYING, BY, work, phases=(read, write, read, write))["id"]
    await jobs.ended(job)
    assert jobs.find(job)["state"] == "done"
    assert seen == [0, pytest.approx(4 / 8), pytest.approx(5 / 8)]


async def test_a_person_stops_one_that_can_be_stopped(desk: Desk) -> None:
    jobs, work, told = Jobs(desk.box), Copying(), list[str]()
    stoppable = replace(COPYING, stoppable=True)

    def stop() -> None:
        told.append("stop")
        work.go_on.set()

    job = jobs.start(stoppable, BY, work.run, stop=stop, about="usb")["id"]
    await work.at_work.wait()
    found = await jobs.stop(job)
    assert told
    assert (found["state"], found["error"], found["phase"]) == ("stopped", "stopped", "read")
    assert (await jobs.stop(job))["state"] == "stopped"
    assert Jobs(desk.restart()).find(job)["about"] == "usb"


async def test_one_that_must_not_be_cut_is_not_stopped(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await work.at_work.wait()
    with pytest.raises(ConflictError):
        await jobs.stop(job)
    work.go_on.set()
    await jobs.ended(job)
    assert jobs.find(job)["state"] == "done"


async def test_what_outlives_its_job_can_write_nothing_more(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await work.at_work.wait()
    await jobs.close()
    assert work.progress is not None
    with pytest.raises(StoppedError):
        work.progress.phase("write")
    assert Jobs(desk.restart()).find(job)["phase"] == "read"


async def test_an_error_says_all_it_has_to_say(desk: Desk) -> None:
    jobs = Jobs(desk.box)

    async def work(_progress: Progress) -> None:
        raise BackupRefusedError(reasons=("no-target", "disk-full"))

    job = jobs.start(COPYING, BY, work)["id"]
    await jobs.ended(job)
    assert Jobs(desk.restart()).find(job)["result"] == {"reasons": "no-target disk-full"}


async def test_a_job_of_an_earlier_safehold_is_read(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    work.go_on.set()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await jobs.ended(job)
    path = desk.box.folder.jobs / f"{job}.json"
    kept = json.loads(path.read_bytes())
    for name in ("about", "alone", "at", "stoppable"):
        del kept[name]
    path.write_bytes(canonical({**kept, "phase": "write", "state": "running"}))
    found = Jobs(desk.restart()).find(job)
    assert (found["state"], found["phase"]) == ("interrupted", "write")


async def test_an_unknown_job_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        await Jobs(desk.box).wait("0" * 32, 0, 1)


async def test_a_damaged_record_hides_no_other(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    work.go_on.set()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await jobs.ended(job)
    (desk.box.folder.jobs / "broken.json").write_bytes(b"{")
    assert [each["id"] for each in Jobs(desk.restart()).every()] == [job]


async def test_only_the_newest_are_kept(desk: Desk) -> None:
    jobs = Jobs(desk.box)

    async def nothing(_progress: Progress) -> None:
        return None

    for _ in range(KEPT + 2):
        desk.clock.advance(timedelta(seconds=1))
        await jobs.ended(jobs.start(COPYING, BY, nothing)["id"])
    assert len(list(desk.box.folder.jobs.glob("*.json"))) == KEPT
    assert len(jobs.every()) == KEPT


async def test_a_full_disk_at_the_end_does_not_leave_it_running(desk: Desk) -> None:
    jobs, work = Jobs(desk.box), Copying()
    job = jobs.start(COPYING, BY, work.run)["id"]
    await work.at_work.wait()
    desk.box.folder.jobs.rename(desk.box.folder.state / "gone")
    work.go_on.set()
    await jobs.ended(job)
    assert jobs.find(job)["state"] == "failed"
