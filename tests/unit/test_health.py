"""Each check of health, with its real condition made and mended, and none that flaps."""

import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from appliance.adapters import machine, reach
from appliance.agent.health_watch import HealthWatch
from appliance.config import Health, Limits, Settings
from appliance.core.health import (
    BY_ID,
    CHECKS,
    Finding,
    Steady,
    below,
    days_left,
    in_order,
    summary,
)
from appliance.operations import health, status
from appliance.operations.backup_records import (
    Target,
    TargetRecord,
    read_records,
    write_records,
    write_targets,
)
from appliance.operations.box import Box
from appliance.operations.refusals import Refusals
from appliance.operations.register import OPERATIONS
from appliance.operations.unlock import renew_if_due
from tests.operator_desk import Desk

HOUR = timedelta(hours=1)
MIB = 1024 * 1024
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount and limit")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(tmp_path / "data")
    yield made
    await made.box.intake.close()


@pytest.fixture
async def at_work(desk: Desk) -> Desk:
    await desk.set_up()
    return desk


async def restart(desk: Desk) -> Box:
    """Begin a new agent on the same data."""
    await desk.box.intake.close()
    return desk.restart()


def watch(desk: Desk) -> HealthWatch:
    return HealthWatch(desk.box, Refusals(desk.box))


async def found(desk: Desk) -> dict[str, Finding]:
    return {
        each.code: each for each in health.findings(desk.box, await status.storage_state(desk.box))
    }


# --- the registry


def test_every_repair_is_an_operation_that_there_is() -> None:
    assert {each.repair for each in CHECKS} - {""} <= set(OPERATIONS)
    assert len(BY_ID) == len(CHECKS)


def test_findings_come_most_urgent_first_each_once() -> None:
    mixed = [Finding("updates-none"), Finding("no-code"), Finding("log-fault"), Finding("no-code")]
    assert [each.code for each in in_order(mixed)] == ["log-fault", "no-code", "updates-none"]
    assert summary(in_order(mixed)) == {"act": 1, "look": 1, "set_up": 1}


@given(st.lists(st.booleans()))
def test_a_steady_answer_never_changes_on_a_single_look(looks: list[bool]) -> None:
    now, history = Steady(), []
    for each in looks:
        before, now = now, now.look(each)
        history.append(each)
        if now.on != before.on:
            assert history[-2:] == [now.on, now.on]


@given(st.lists(st.floats(0, 1)))
def test_a_value_within_the_band_changes_nothing(values: list[float]) -> None:
    low = False
    for each in values:
        after = below(each, low, 0.4, 0.6)
        if 0.4 <= each < 0.6:
            assert after == low
        low = after


@given(
    st.integers(1, 10**7), st.integers(0, 10**12), st.integers(25, 24 * 28), st.integers(1, 3000)
)
def test_a_disk_that_grows_evenly_is_full_when_its_room_is_used_up(
    an_hour: int, start: int, hours: int, days: int
) -> None:
    samples = [(hour * 3600.0, start + an_hour * hour) for hour in range(hours)]
    left = days_left(samples, an_hour * 24 * days)
    assert left is not None
    assert abs(left - days) <= 1


def test_too_little_is_known_of_a_disk_for_a_forecast() -> None:
    assert days_left([], 10) is None
    assert days_left([(0, 0), (3600, 10), (7200, 20)], 10) is None
    assert days_left([(0, 30), (50_000, 20), (100_000, 10)], 10) is None


# --- the disk, really filled


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def with_reserve(desk: Desk, reserve: int) -> Desk:
    desk.box.settings = Settings(limits=Limits(free_disk_bytes=reserve))
    return desk


def fill_to(folder: Path, free: int) -> None:
    """Fill a disk, or free some of it, until so much is left."""
    ballast = folder / "ballast"
    size = ballast.stat().st_size if ballast.exists() else 0
    now = os.statvfs(folder)
    size += now.f_bavail * now.f_frsize - free
    with ballast.open("ab") as file:
        os.posix_fallocate(file.fileno(), 0, max(size, 1)) if size > file.tell() else file.truncate(
            size
        )


@root_only
async def test_a_disk_that_is_filled_is_low_until_there_is_clearly_room(small_disk: Path) -> None:
    desk = with_reserve(Desk(small_disk / "data"), 4 * MIB)
    assert "disk-low" not in await found(desk)
    fill_to(small_disk, 19 * MIB)
    assert "disk-low" in await found(desk)
    fill_to(small_disk, 22 * MIB)  # between the two limits
    assert "disk-low" in await found(desk)
    fill_to(small_disk, 26 * MIB)
    assert "disk-low" not in await found(desk)
    fill_to(small_disk, 22 * MIB)
    assert "disk-low" not in await found(desk)
    fill_to(small_disk, 0)
    assert "disk-low" in await found(desk), "a disk with no room at all"
    await watch(desk).look(None)
    await desk.box.intake.close()


@root_only
async def test_a_disk_that_grows_says_in_how_many_days_it_is_full(small_disk: Path) -> None:
    desk = with_reserve(Desk(small_disk / "data"), 4 * MIB)
    for hour in range(30):
        fill_to(small_disk, 60 * MIB - hour * MIB // 12)  # 2 MiB a day
        await watch(desk).look_slowly()
        desk.clock.advance(HOUR)
    soon = await found(desk)
    assert "disk-soon" not in soon, "more than three weeks are left"
    for hour in range(24):
        fill_to(small_disk, 57 * MIB - hour * MIB)  # 24 MiB a day
        await watch(desk).look_slowly()
        desk.clock.advance(HOUR)
    assert (await found(desk))["disk-soon"].count in range(1, 6)
    await desk.box.intake.close()


async def test_samples_of_the_disk_outlive_the_agent(desk: Desk) -> None:
    await watch(desk).look_slowly()
    desk.box.vitals.keep()
    kept = desk.box.vitals.disk
    assert len(kept) == 1
    assert (await restart(desk)).vitals.disk == kept


# --- memory, really short


LIMITED = """
import sys
from appliance.adapters.machine import memory
print(memory().free_part)
held = bytearray(int(sys.argv[1]))
held[::4096] = b"x" * len(held[::4096])
print(memory().free_part)
"""


@root_only
def test_memory_is_measured_within_the_limit_of_its_group() -> None:
    parent = Path("/sys/fs/cgroup/memory")
    group = parent / f"safehold-test-{os.getpid()}"
    try:
        group.mkdir()
    except OSError:
        pytest.skip("this machine lets nobody make a memory group")
    try:
        (group / "memory.limit_in_bytes").write_text(str(256 * MIB))
        enter = f'echo $$ > {group}/cgroup.procs; exec {sys.executable} -c "$CODE" {200 * MIB}'
        told = subprocess.run(
            ["sh", "-c", enter],
            env={**os.environ, "CODE": LIMITED},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    finally:
        group.rmdir()
    before, after = (float(each) for each in told)
    assert before > 0.8
    assert after < 0.2


def test_memory_of_a_process_grows_with_what_it_holds() -> None:
    before = machine.resident_bytes(os.getpid())
    held = bytes(50 * MIB).replace(b"\0", b"x")
    assert machine.resident_bytes(os.getpid()) - before > 40 * MIB
    assert len(held) == 50 * MIB
    assert machine.resident_bytes(2**22 + 1) == 0


# --- the clock, really moved


async def test_a_clock_that_is_set_back_is_said_for_a_day_and_remembered(desk: Desk) -> None:
    await watch(desk).look(None)
    desk.clock.set_to(desk.clock.now() - timedelta(days=3))
    looking = watch(desk)
    await looking.look(5.0)
    assert "clock-back" in await found(desk)
    await restart(desk)
    assert "clock-back" in await found(desk), "after a restart of the agent"
    looking = watch(desk)
    await looking.look(None)
    for _ in range(24):
        assert "clock-back" in await found(desk)
        desk.clock.advance(HOUR)
        await looking.look(3600.0)
    assert "clock-back" not in await found(desk)


async def test_a_clock_set_back_while_nothing_ran_is_found_at_the_next_start(desk: Desk) -> None:
    await watch(desk).look(None)
    desk.clock.set_to(desk.clock.now() - timedelta(hours=2))
    await restart(desk)
    await watch(desk).look(None)
    assert "clock-back" in await found(desk)


async def test_a_clock_that_jumps_ahead_is_told_from_time_that_has_passed(desk: Desk) -> None:
    looking = watch(desk)
    await looking.look(None)
    desk.clock.advance(timedelta(days=2))
    await looking.look(2 * 86_400.0)
    assert "clock-ahead" not in await found(desk)
    desk.clock.advance(HOUR)
    await looking.look(5.0)
    assert "clock-ahead" in await found(desk)
    assert desk.box.vitals.disk == []


async def test_small_corrections_of_the_clock_are_no_alarm(desk: Desk) -> None:
    looking = watch(desk)
    await looking.look(None)
    for seconds in (-20, 30, -5, 200, -40):
        desk.clock.set_to(desk.clock.now() + timedelta(seconds=5 + seconds))
        await looking.look(5.0)
    assert not {"clock-back", "clock-ahead"} & set(await found(desk))


def test_the_kernel_says_whether_something_keeps_its_clock() -> None:
    state = machine.clock_state()
    assert state is not None
    assert state.error_s >= 0


# --- the directory, the backups, sign-ins


async def test_a_directory_that_is_not_signed_anew_ages_and_expires(at_work: Desk) -> None:
    assert not {"directory-old", "directory-expired"} & set(await found(at_work))
    at_work.clock.advance(timedelta(days=3))
    assert (await found(at_work))["directory-old"].count == 3
    at_work.clock.advance(timedelta(days=28))
    assert "directory-expired" in await found(at_work)
    assert await renew_if_due(at_work.box)
    assert not {"directory-old", "directory-expired"} & set(await found(at_work))


async def test_a_target_that_nobody_read_back_for_a_week_is_told(at_work: Desk) -> None:
    box, day = at_work.box, at_work.box.today
    write_targets(box.folder, [Target("usb", "/media/usb", added=day)])
    good = TargetRecord(good=f"{day}T10:00:00Z")
    write_records(box.folder, replace(read_records(box.folder), targets={"usb": good}))
    assert "verify-old" not in await found(at_work)
    at_work.clock.advance(timedelta(days=9))
    assert "verify-old" in await found(at_work)
    read = replace(good, verified=f"{box.today}T00:00:00Z")
    write_records(box.folder, replace(read_records(box.folder), targets={"usb": read}))
    assert "verify-old" not in await found(at_work)


async def test_failed_sign_ins_are_counted_by_day_and_outlive_their_leaf(
    at_work: Desk,
) -> None:
    refusals = Refusals(at_work.box)
    looking = HealthWatch(at_work.box, refusals)
    for _ in range(9):
        refusals.note("sign_in")
    await looking.look(None)
    assert "sign-ins-failed" not in await found(at_work)
    refusals.note("code")
    await looking.look(5.0)
    assert (await found(at_work))["sign-ins-failed"].count == 10
    at_work.clock.advance(timedelta(days=1))
    await refusals.write()  # the leaf is written, the counts are gone from there
    await restart(at_work)
    assert (await found(at_work))["sign-ins-failed"].count == 10
    kept = json.loads((at_work.root / "state" / "health.json").read_text())
    assert kept["failed"] == {"2026-03-02": 10}, "numbers and days, nothing of whose"
    at_work.clock.advance(timedelta(days=7))
    assert "sign-ins-failed" not in await found(at_work)


async def test_what_is_not_there_is_said_as_a_gap_and_not_as_an_alarm(at_work: Desk) -> None:
    told = await status.run(at_work.box)
    gaps = {each["code"] for each in told["alarms"] if each["severity"] == "set_up"}
    assert {"witness-none", "updates-none", "disk-not-encrypted"} <= gaps
    assert not {"onion-unreachable", "certificate-expired"} & {a["code"] for a in told["alarms"]}
    assert told["health"]["set_up"] == len(gaps)


async def test_since_when_something_is_so_does_not_move_with_the_day(at_work: Desk) -> None:
    await watch(at_work).look(None)
    first = at_work.box.today
    at_work.clock.advance(timedelta(days=2))
    await watch(at_work).look(2 * 86_400.0)
    await restart(at_work)
    told = {each["code"]: each["since"] for each in (await status.run(at_work.box))["alarms"]}
    assert told["no-backup"] == first


async def test_a_memory_that_cannot_be_read_is_begun_again(at_work: Desk) -> None:
    (at_work.root / "state" / "health.json").write_bytes(b"{")
    await restart(at_work)
    await watch(at_work).look(None)
    assert (await restart(at_work)).vitals.since


# --- the program, really changed


async def test_a_changed_file_of_the_program_is_found(desk: Desk, tmp_path: Path) -> None:
    program = tmp_path / "program"
    (program / "__pycache__").mkdir(parents=True)
    (program / "one.py").write_text("pass\n")
    desk.box.program = (program,)
    looking = watch(desk)
    await looking.look_slowly()
    (program / "__pycache__" / "one.pyc").write_bytes(b"made at run time")
    await looking.look_slowly()
    assert "program-changed" not in await found(desk)
    (program / "one.py").write_text("import os\n")
    (program / "two.py").write_text("pass\n")
    await looking.look_slowly()
    assert (await found(desk))["program-changed"].count == 2


# --- the certificate and the onion address


def certificate(file: Path, desk: Desk, days: int) -> None:
    """Make a real certificate that ends in so many days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "safehold.invalid")])
    now = desk.clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))


async def test_a_certificate_near_its_end_is_told_and_one_that_has_ended(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "certificate.pem"
    desk.box.settings = Settings(health=Health(certificate_file=str(file)))
    for days, code in ((60, None), (20, "certificate-expires"), (-2, "certificate-expired")):
        certificate(file, desk, days)
        await watch(desk).look_slowly()
        told = {each for each in await found(desk) if each.startswith("certificate")}
        assert told == ({code} if code else set())
    file.write_text("not a certificate")
    await watch(desk).look_slowly()
    assert "certificate-expired" in await found(desk)


class Proxy:
    """A SOCKS 5 proxy that knows one onion name, and a server behind it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(3)
                connection.sendall(b"\x05\x00")
                length = connection.recv(5)[4]
                name = connection.recv(length).decode()
                (port,) = struct.unpack(">H", connection.recv(2))
                known = name == self.name and port == 80
                connection.sendall(bytes([5, 0 if known else 4, 0, 1]) + bytes(6))
                if known and connection.recv(4096).startswith(b"HEAD / HTTP/1.1\r\nHost: "):
                    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")


def test_an_onion_address_is_asked_for_by_name_through_the_proxy() -> None:
    proxy = Proxy("a.onion")
    assert reach.onion_answers("a.onion", ("127.0.0.1", proxy.port))
    assert not reach.onion_answers("b.onion", ("127.0.0.1", proxy.port))
    proxy.listener.close()
    assert not reach.onion_answers("a.onion", ("127.0.0.1", 1))


async def test_an_onion_address_that_stops_answering_is_told_after_two_looks(desk: Desk) -> None:
    proxy = Proxy("a.onion")
    desk.box.settings = Settings(health=Health(onion_address="a.onion", tor_port=proxy.port))
    looking = watch(desk)
    await looking.look_slowly()
    assert "onion-unreachable" not in await found(desk)
    proxy.name = "elsewhere.onion"
    await looking.look_slowly()
    assert "onion-unreachable" not in await found(desk)
    await looking.look_slowly()
    assert "onion-unreachable" in await found(desk)
    proxy.name = "a.onion"
    await looking.look_slowly()
    await looking.look_slowly()
    assert "onion-unreachable" not in await found(desk)
    proxy.listener.close()
