"""The load: devices that send sealed reports over loopback, in a process of their own.

The requests are made before the clock starts, and HTTP is written by hand: a full client would
take more of a core than the service it measures.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from appliance.core import bundle
from appliance.core.canonical import parse
from appliance.core.directory import Directory, open_directory
from tests.survivor import Survivor

RESERVE = 800
"""Requests made for each second: more than two cores can take."""


@dataclass(frozen=True)
class Sent:
    """What the devices saw.

    Attributes:
        latencies_s: of each report that was acknowledged.
        refused: answers other than 201.
        spent_s: from the first byte to the last answer.
        busy: share of one core that the generator itself used.
        ran_dry: whether the prepared requests ran out.
    """

    latencies_s: list[float]
    refused: int
    spent_s: float
    busy: float
    ran_dry: bool

    @property
    def per_s(self) -> float:
        return len(self.latencies_s) / self.spent_s


def directory_of(data: Path) -> Directory:
    """Return the key directory of a deployment that is trusted because it is ours."""
    content = (data / "state" / "directory.json").read_bytes()
    return open_directory(content, str(parse(content, len(content))["key"]))


def reports(directory: Directory, count: int) -> list[Survivor]:
    """Return so many reports; the sealed bytes are the same, the ids are not."""
    first = Survivor.with_report(directory, "An invented account. " * 40)
    return [first.another() for _ in range(count)]


def forwarded(directory: Directory, count: int, day: str) -> list[bytes]:
    """Return so many reports as intake hands them to storage."""
    return [bundle.forward(each.report, day) for each in reports(directory, count)]


def send(address: str, data: Path, devices: int, seconds: float) -> Sent:
    """Send reports from so many devices at once, each its next as soon as one is acknowledged."""
    host = urlsplit(address).netloc
    made = reports(directory_of(data), int(RESERVE * min(1, devices / 4) * seconds))
    return asyncio.run(
        _Devices(host, [_request(host, each.body) for each in made]).run(devices, seconds)
    )


def _request(host: str, body: bytes) -> bytes:
    head = (
        f"POST /api/reports HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + body


class _Devices:
    def __init__(self, host: str, requests: list[bytes]) -> None:
        self._host, self._port = host.split(":")
        self._requests = requests
        self._latencies: list[float] = []
        self._refused = 0

    async def run(self, devices: int, seconds: float) -> Sent:
        cpu, start = time.process_time(), time.perf_counter()
        await asyncio.gather(*(self._device(start + seconds) for _ in range(devices)))
        spent = time.perf_counter() - start
        return Sent(
            latencies_s=self._latencies,
            refused=self._refused,
            spent_s=spent,
            busy=(time.process_time() - cpu) / spent,
            ran_dry=not self._requests,
        )

    async def _device(self, end: float) -> None:
        reader, writer = await asyncio.open_connection(self._host, int(self._port))
        while self._requests and (start := time.perf_counter()) < end:
            writer.write(self._requests.pop())
            if await _status(reader) == 201:
                self._latencies.append(time.perf_counter() - start)
            else:
                self._refused += 1
        writer.close()


async def _status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, found, rest = head.partition(b"content-length: ")
    if found:
        await reader.readexactly(int(rest.split(b"\r\n")[0]))
    return int(head.split(b" ", 2)[1])
