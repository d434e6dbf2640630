"""Client of storage's internal API (docs/interfaces.md §2), over its unix socket.

Every request to storage may be repeated: what changes something carries its own ids. So there is
one retry policy: a request that met no answer is sent again, twice at most; an answer, be it a
refusal, is final. Errors come out as the ones storage raised.
"""

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import aiohttp

from appliance.core.canonical import b64, canonical, unb64
from appliance.errors import ApplianceError, UnavailableError, by_code

TIMEOUT_S = 30.0
PAUSES_S = (0.05, 0.25)
COUNT = struct.Struct(">I")

Event: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StorageState:
    """Whether storage is open, and how much room it has."""

    open: bool
    log_size: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A report that storage will never take, and the code that says why."""

    case: str
    error: str


@dataclass(frozen=True, slots=True)
class ReportsOutcome:
    """What became of a batch of reports."""

    stored: frozenset[str]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class EventsPage:
    """A stretch of the event table; `next` is the `after` of the following one."""

    events: list[Event]
    next: int


@dataclass(frozen=True, slots=True)
class BlobEntry:
    """One blob of a case, as the log lists it."""

    blob: str
    kind: str
    compartment: str | None
    size: int
    day: str
    index: int
    actor: str | None


@dataclass(frozen=True, slots=True)
class WrapEntry:
    """One wrap: compartment keys sealed to somebody. `recipient` is `report` for a report's own."""

    id: str
    case: str
    wrap: bytes
    compartment: str | None = None
    generation: int | None = None
    recipient: str | None = None
    grant: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the members that are there, as storage expects them."""
        names = ("id", "case", "compartment", "generation", "recipient", "grant")
        found = {name: getattr(self, name) for name in names}
        kept = {name: value for name, value in found.items() if value is not None}
        return {**kept, "wrap": b64(self.wrap)}


@dataclass(frozen=True, slots=True)
class LogHead:
    """The log's newest checkpoint."""

    size: int
    root: str
    checkpoint: str
    tiles: int


class StorageClient:
    """Speaks to storage as one caller.

    Args:
        socket_path: storage's unix socket; it need not be there yet.
        token: the caller's bearer token.

    Every method raises `SealedError` while storage is sealed, `UnavailableError` when it does
    not answer, and otherwise the error that storage gave.
    """

    def __init__(self, socket_path: Path, token: str) -> None:
        self._socket_path = socket_path
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def state(self) -> StorageState:
        """Return whether storage is open, the size of its log and its free room."""
        found = await self._json("GET", "/internal/state")
        return StorageState(
            open=found["state"] == "open",
            log_size=int(found["log_size"]),
            free_bytes=int(found["free_bytes"]),
        )

    async def open(
        self, deployment: str, epochs: Sequence[tuple[int, bytes]], log_seed: bytes
    ) -> None:
        """Open storage with the keys of the vault.

        Args:
            deployment: the deployment's id.
            epochs: number and key of every live epoch.
            log_seed: seed of the log key.
        """
        keys = [{"epoch": number, "key": b64(key)} for number, key in epochs]
        body = {"deployment": deployment, "epochs": keys, "log_seed": b64(log_seed)}
        await self._json("POST", "/internal/open", body)

    async def lock(self) -> None:
        """Make storage forget its keys."""
        await self._json("POST", "/internal/lock", {})

    async def send_reports(self, bundles: Sequence[bytes]) -> ReportsOutcome:
        """Hand over a batch of reports; storage takes all it accepts in one transaction.

        Args:
            bundles: storage bundles, as `core.bundle` makes them: no mailbox, with the day.
        """
        framed = [COUNT.pack(len(bundles))]
        for bundle in bundles:
            framed += [COUNT.pack(len(bundle)), bundle]
        found = await self._json("POST", "/internal/reports", b"".join(framed))
        refused = tuple(Refusal(each["case"], each["error"]) for each in found["refused"])
        return ReportsOutcome(frozenset(found["stored"]), refused)

    async def events(self, after: int, limit: int = 500, wait_s: int = 0) -> EventsPage:
        """Return the events after an index.

        Args:
            after: the last index seen; -1 for all.
            limit: most events returned.
            wait_s: how long to wait for one when there is none.
        """
        query = {"after": str(after), "limit": str(limit), "wait_s": str(wait_s)}
        found = await self._json("GET", "/internal/events", query=query)
        return EventsPage(found["events"], int(found["next"]))

    async def append_events(
        self, events: Iterable[Event], wraps: Iterable[WrapEntry] = ()
    ) -> list[int]:
        """Append events and their wraps in one transaction, each event once by its id.

        Returns:
            The events' indexes in the log.
        """
        body = {"events": list(events), "wraps": [wrap.to_json() for wrap in wraps]}
        found = await self._json("POST", "/internal/events", body)
        return [int(index) for index in found["indexes"]]

    async def blobs(self, case: str, compartment: str | None = None) -> list[BlobEntry]:
        """Return the blobs of a case in log order, of one compartment if named."""
        query = {"compartment": compartment} if compartment else {}
        found = await self._json("GET", f"/internal/cases/{case}/blobs", query=query)
        return [_blob_entry(each) for each in found["blobs"]]

    async def wraps(self, case: str | None = None, recipient: str | None = None) -> list[WrapEntry]:
        """Return the wraps of a case, for a recipient, or both."""
        query = {"case": case, "recipient": recipient}
        found = await self._json(
            "GET", "/internal/wraps", query={key: value for key, value in query.items() if value}
        )
        return [_wrap_entry(each) for each in found["wraps"]]

    async def log_head(self) -> LogHead:
        """Make a checkpoint now and return it."""
        found = await self._json("GET", "/internal/log")
        return LogHead(found["size"], found["root"], found["checkpoint"], found["tiles"])

    async def log_proof(self, index: int) -> str:
        """Return the tlog-proof of one leaf."""
        found = await self._octets("GET", "/internal/log/proof", query={"index": str(index)})
        return found.decode("utf-8")

    async def verify_log(self) -> AsyncIterator[dict[str, Any]]:
        """Re-check the whole log; yields progress, problems and at last the result."""
        timeout = aiohttp.ClientTimeout(total=None, sock_read=TIMEOUT_S)
        try:
            async with self._open_session().post(
                "http://storage/internal/log/verify", timeout=timeout
            ) as response:
                if response.status >= 400:
                    raise _error(response.status, await response.read())
                async for line in response.content:
                    yield _parsed(line)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise UnavailableError from error

    async def _json(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        answer = await self._octets(method, path, body, query)
        return _parsed(answer) if answer else {}

    async def _octets(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> bytes:
        """Send a request until it is answered, three times at most."""
        data = canonical(body) if isinstance(body, Mapping) else body
        for pause_s in PAUSES_S:
            try:
                return await self._once(method, path, data, query)
            except (aiohttp.ClientError, OSError):
                await asyncio.sleep(pause_s)
        try:
            return await self._once(method, path, data, query)
        except (aiohttp.ClientError, OSError) as error:
            raise UnavailableError from error

    async def _once(
        self, method: str, path: str, data: bytes | None, query: Mapping[str, str] | None
    ) -> bytes:
        try:
            async with self._open_session().request(
                method, f"http://storage{path}", data=data, params=query
            ) as response:
                answer = await response.read()
        except TimeoutError as error:
            raise UnavailableError from error
        if response.status >= 400:
            raise _error(response.status, answer)
        return answer

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(str(self._socket_path), limit=64),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_S + 5),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _parsed(answer: bytes) -> Any:
    try:
        return json.loads(answer)
    except ValueError as error:
        raise UnavailableError from error


def _error(status: int, answer: bytes) -> ApplianceError:
    """Return the error that storage raised; a 5xx without a known code is an outage."""
    try:
        untrusted = _parsed(answer)
        kind = by_code(untrusted["error"])
        return kind(str(untrusted["message"]), str(untrusted["hint"]))
    except (ApplianceError, KeyError, TypeError):
        return UnavailableError() if status >= 500 else ApplianceError()


def _blob_entry(found: Mapping[str, Any]) -> BlobEntry:
    return BlobEntry(
        blob=found["blob"],
        kind=found["kind"],
        compartment=found.get("compartment"),
        size=found["size"],
        day=found["day"],
        index=found["index"],
        actor=found.get("actor"),
    )


def _wrap_entry(found: Mapping[str, Any]) -> WrapEntry:
    return WrapEntry(
        id=found["id"],
        case=found["case"],
        wrap=unb64(found["wrap"]),
        compartment=found.get("compartment"),
        generation=found.get("generation"),
        recipient=found.get("recipient"),
        grant=found.get("grant"),
    )
