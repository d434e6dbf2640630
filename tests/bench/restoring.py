"""The restore drill beside plain restic on the same data: `python -m tests.bench.restoring`.

Plain restic restores the very snapshots that the drill restores, right before it and right after
it, so that a machine that gets busier shows. Give MiB and the number of blobs.
"""

import asyncio
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.randomness import random_id
from appliance.adapters.restic import Repository, Restic
from appliance.adapters.service_keys import ServiceKeys
from appliance.agent.client import AgentClient
from appliance.core import tickets
from appliance.core.canonical import canonical
from appliance.core.tickets import Ticket
from appliance.operations import restore
from appliance.operations.backup_key import open_key_file
from appliance.operations.backup_records import Target
from appliance.secret import Secret
from tests.service.running_box import PASSPHRASE, RunningBox, free_ports
from tests.service.storage.box import random_age_file

MIB = 1024 * 1024


async def _fill(data: Path, size_mib: int, blobs: int) -> None:
    """Let storage take messages as a browser sends them, each of the same size."""
    folder = DataFolder.at(data)
    seed = ServiceKeys(folder).ticket_seed("intake")
    size, left = size_mib * MIB // blobs, iter(range(blobs))
    connector = aiohttp.UnixConnector(str(folder.socket("storage")))
    async with aiohttp.ClientSession(connector=connector) as session:

        async def send() -> None:
            for _ in left:
                blob = random_id()
                until = int(time.time()) + 900
                ticket = Ticket(
                    actor="receipt",
                    blob=blob,
                    case=random_id(),
                    compartment="thread",
                    exp=until,
                    iss="intake",
                    kind="message",
                    max=MIB,
                    op="put",
                )
                async with session.put(
                    f"http://storage/blobs/{blob}",
                    headers={tickets.HEADER: tickets.issue(ticket, seed)},
                    data=random_age_file(size),
                ) as answer:
                    assert answer.status == 201, await answer.text()

        await asyncio.gather(*(send() for _ in range(8)))


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _plain(repositories: list[tuple[Repository, str]], into: Path) -> float:
    """Restore snapshots with restic alone; return the seconds."""
    began, processor = time.perf_counter(), _children_s()
    for number, (repository, snapshot) in enumerate(repositories):
        environment = {**os.environ, "RESTIC_PASSWORD": repository.password.reveal()}
        command = ["restic", "--quiet", "-r", repository.address, "--cache-dir", f"{into}-cache"]
        command += ["restore", snapshot, "--target", str(into / str(number))]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    size = sum(each.stat().st_size for each in into.rglob("*") if each.is_file())
    load, used = os.getloadavg()[0], _children_s() - processor
    print(f"plain restic restore {seconds:8.1f} s {size:>14,} bytes {used:6.0f} s cpu load {load}")
    shutil.rmtree(into)
    return seconds


def _drill(client: AgentClient) -> float:
    began = at = time.perf_counter()
    phase = ""
    for job in client.follow(client.backups.drill()):
        if job.phase == phase and job.state == "running":
            continue
        now = time.perf_counter()
        if phase:
            print(f"    {phase:<30} {now - at:8.1f} s")
        at, phase = now, job.phase
    seconds = time.perf_counter() - began
    print(f"safehold drill       {seconds:8.1f} s load {os.getloadavg()[0]}")
    return seconds


def _timed_backup(client: AgentClient, usb: Path) -> None:
    began = time.perf_counter()
    list(client.follow(client.backups.run(client.backups.plan())))
    seconds = time.perf_counter() - began
    size = sum(each.stat().st_size for each in usb.rglob("*") if each.is_file())
    print(f"safehold backup      {seconds:8.1f} s {size:>14,} bytes at the target", flush=True)


def main(size_mib: int, blobs: int) -> None:
    """Measure once and print."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("SAFEHOLD_BENCH_ROOT")) as name:
        root = Path(name)
        box, usb = RunningBox(root, free_ports()), root / "usb"
        box.start()
        try:
            box.set_up()
            asyncio.run(_fill(box.data, size_mib, blobs))
            usb.mkdir()
            with box.client() as client:
                client.login("operator", Secret(PASSPHRASE))
                client.backups.add("usb", str(usb), same_disk=True)
                _timed_backup(client, usb)
                held = open_key_file(canonical(client.backups.key_file()), Secret(PASSPHRASE))
                found = restore.plan(Restic(root / "cache"), Target("usb", str(usb)), held)
                pairs = [
                    (found.state, found.state_snapshot),
                    (found.content, found.content_snapshot),
                ]
                files = [e for e in (box.data / "vault/blobs").rglob("*") if e.is_file()]
                print(f"{len(files)} blobs, {sum(e.stat().st_size for e in files):,} bytes")
                before = _plain(pairs, root / "plain")
                drill = _drill(client)
                after = _plain(pairs, root / "plain")
                print(f"drill / plain        {drill / ((before + after) / 2):8.3f}")
        finally:
            box.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
