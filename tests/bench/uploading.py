"""Large sealed files in parts, as the intake app sends them, from a process of its own."""

import base64
import hashlib
import http.client
import secrets
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx

from appliance.adapters import age
from appliance.adapters.randomness import random_recipient
from appliance.core.canonical import canonical
from tests.bench.load import directory_of
from tests.survivor import Survivor

MEGA = 1_000_000
PART_BYTES = 8 * 1024 * 1024
"""The largest part, which the intake app comes to on a fast link."""
RANDOM_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Uploaded:
    """One upload: seconds from the first request to the answer that it is stored."""

    spent_s: float
    sealed_bytes: int
    busy: float

    @property
    def mb_s(self) -> float:
        return self.sealed_bytes / MEGA / self.spent_s


def upload(addresses: dict[str, str], data: Path, size: int, part_bytes: int) -> Uploaded:
    """Send one sealed file of this size.

    Args:
        addresses: the gateway's origins.
        data: the deployment's data folder.
        size: bytes before sealing.
        part_bytes: size of a part.
    """
    with tempfile.TemporaryFile() as sealed:
        sealed_bytes = _seal(size, sealed)
        sender = _Sender(addresses, data, sealed_bytes)
        sums = list(_checksums(sealed, part_bytes))
        cpu, start = time.process_time(), time.perf_counter()
        sender.send(sealed, part_bytes, sums)
        spent = time.perf_counter() - start
        return Uploaded(spent, sealed_bytes, (time.process_time() - cpu) / spent)


def _seal(size: int, target: BinaryIO) -> int:
    """Seal zeros: what is sealed makes no difference to whoever cannot open it."""
    with tempfile.TemporaryFile() as plain:
        plain.truncate(size)
        target.writelines(age.seal_file(plain, size, [random_recipient()]))
    return target.tell()


def _checksums(sealed: BinaryIO, part_bytes: int) -> Iterator[str]:
    sealed.seek(0)
    while part := sealed.read(part_bytes):
        digest = base64.urlsafe_b64encode(hashlib.sha256(part).digest()).decode().rstrip("=")
        yield f"sha256 {digest}"


class _Sender:
    def __init__(self, addresses: dict[str, str], data: Path, size: int) -> None:
        self._size = size
        self._blob = secrets.token_hex(16)
        self._host = urlsplit(addresses["storage"]).netloc
        self._ticket = self._ask_for_ticket(addresses["intake"], data)

    def _ask_for_ticket(self, intake: str, data: Path) -> str:
        """Send a report, and return a ticket of its mailbox for one file."""
        survivor = Survivor.with_report(directory_of(data))
        want = {"blob": self._blob, "compartment": "evidence", "kind": "evidence"}
        wants = {"wants": [{**want, "op": "upload", "size": self._size}]}
        with httpx.Client(base_url=intake, timeout=30, trust_env=False) as client:
            client.post("/api/reports", content=survivor.body).raise_for_status()
            answer = client.post(
                "/api/mailbox/tickets",
                content=canonical(wants),
                headers={"Safehold-Mailbox": survivor.mailbox},
            )
        return str(answer.raise_for_status().json()["tickets"][0])

    def send(self, sealed: BinaryIO, part_bytes: int, sums: list[str]) -> None:
        """Open a session and send every part after the answer to the one before."""
        connection = http.client.HTTPConnection(self._host, timeout=120)
        headers = {"Safehold-Ticket": self._ticket, "Upload-Length": str(self._size)}
        self._ask(connection, "POST", "/uploads", b"", headers, 201)
        sealed.seek(0)
        complete: str | None = None
        for number, checksum in enumerate(sums):
            headers = {
                "Safehold-Ticket": self._ticket,
                "Upload-Checksum": checksum,
                "Upload-Offset": str(number * part_bytes),
            }
            part = sealed.read(part_bytes)
            complete = self._ask(connection, "PATCH", f"/uploads/{self._blob}", part, headers, 204)
        assert complete == "?1", "the upload is not complete"
        connection.close()

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes,
        headers: dict[str, str],
        expected: int,
    ) -> str | None:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == expected, content
        return answer.getheader("Upload-Complete")
