"""Backup and drill beside plain restic on the same data: `python -m tests.bench.backing_up`.

Both read the same files, cold caches or warm alike, one after the other in the same run.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.randomness import random_id
from appliance.adapters.service_keys import ServiceKeys
from appliance.adapters.storage_client import StorageClient
from appliance.core import bundle as bundles
from appliance.secret import Secret
from tests.service.running_box import PASSPHRASE, RunningBox, free_ports
from tests.service.storage.box import random_age_file, report

ITEMS, ITEM_BYTES = 12, 256 * 1024
MIB = 1024 * 1024


async def _fill(data: Path, wanted_mib: int) -> None:
    folder = DataFolder.at(data)
    token = ServiceKeys(folder).token("intake", "storage")
    async with StorageClient(folder.socket("storage"), token) as storage:
        for _ in range(wanted_mib * MIB // (ITEMS * ITEM_BYTES)):
            items = tuple(
                bundles.part(random_id(), "item", "evidence", random_age_file(ITEM_BYTES))
                for _ in range(ITEMS)
            )
            plain = report()
            await storage.send_reports([bundles.build(report(parts=(*plain.parts, *items)))])


def _timed(name: str, act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    seconds = time.perf_counter() - began
    print(f"{name:<44} {seconds:6.1f} s")
    return seconds


def _plain(*arguments: str) -> None:
    subprocess.run(["restic", "--quiet", *arguments], check=True, stdout=subprocess.DEVNULL)


def main(wanted_mib: int) -> None:
    """Measure once and print."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        box = RunningBox(root, free_ports())
        box.start()
        try:
            box.set_up()
            asyncio.run(_fill(box.data, wanted_mib))
            _measure(root, box)
        finally:
            box.stop()


def _measure(root: Path, box: RunningBox) -> None:
    files = [each for each in (box.data / "vault" / "blobs").rglob("*") if each.is_file()]
    size = sum(each.stat().st_size for each in files) // MIB
    print(f"{len(files)} blobs, {size} MiB, {os.cpu_count()} processors, load {os.getloadavg()[0]}")
    (root / "password").write_text("a-made-up-password")
    os.environ["RESTIC_PASSWORD_FILE"] = str(root / "password")
    os.environ["RESTIC_REPOSITORY"] = str(root / "plain")
    os.environ["RESTIC_CACHE_DIR"] = str(root / "plain-cache")
    (root / "usb").mkdir()
    client = box.client()
    client.login("operator", Secret(PASSPHRASE))

    def back_up() -> None:
        list(client.follow(client.backups.run(client.backups.plan())))

    def drill() -> None:
        began, phase = time.perf_counter(), ""
        for job in client.follow(client.backups.drill()):
            if job.phase == phase and job.state == "running":
                continue
            now = time.perf_counter()
            if phase:
                print(f"    {phase:<40} {now - began:6.1f} s")
            began, phase = now, job.phase

    data = [str(box.data / "vault"), str(box.data / "spool"), str(box.data / "state")]
    _plain("init")
    client.backups.add("usb", str(root / "usb"), same_disk=True)
    _timed("plain restic backup", lambda: _plain("backup", *data))
    _timed("safehold backup run", back_up)
    _timed("plain restic backup, nothing new", lambda: _plain("backup", *data))
    _timed("safehold backup run, nothing new", back_up)
    _timed("plain restic restore", lambda: _plain("restore", "latest", "--target", str(root / "r")))
    _timed("safehold backup drill", drill)
    client.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
