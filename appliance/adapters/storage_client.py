"""Client of storage's internal API (docs/interfaces.md §2)."""

import struct
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from appliance.adapters.internal_client import InternalClient
from appliance.core.canonical import b64, unb64

COUNT = struct.Struct(">I")

Event: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StorageState:
    """Whether storage is open, how its log stands, and how much room it has.

    Args:
        open: whether it is open; of the log nothing is known while it is sealed.
        log_size: leaves of the log.
        free_bytes: room on its disk.
        log_fault: whether the log contradicts its last checkpoint.
        log_root: root under the newest checkpoint.
        checkpoint_age_s: how long ago the whole log was signed; None: not since the opening.
    """

    open: bool
    log_size: int
    free_bytes: int
    log_fault: bool = False
    log_root: str = ""
    checkpoint_age_s: int | None = None


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


class StorageClient(InternalClient):
    """Speaks to storage as one caller."""

    async def state(self) -> StorageState:
        """Return whether storage is open, the size of its log and its free room."""
        found = await self.json("GET", "/state")
        return StorageState(
            open=found["state"] == "open",
            log_size=int(found["log_size"]),
            free_bytes=int(found["free_bytes"]),
            log_fault=bool(found["log_fault"]),
            log_root=str(found.get("log_root", "")),
            checkpoint_age_s=found.get("checkpoint_age_s"),
        )

    async def open(
        self,
        deployment: str,
        epochs: Sequence[tuple[int, bytes]],
        log_seed: bytes,
        past: Sequence[Mapping[str, str]] = (),
        begin: Event | None = None,
    ) -> None:
        """Open storage with the keys of the vault.

        Args:
            deployment: the deployment's id.
            epochs: number and key of every live epoch.
            log_seed: seed of the log key.
            past: the logs that restores have ended, as the vault keeps them.
            begin: the event that begins the log, at the first opening after a restore.
        """
        keys = [{"epoch": number, "key": b64(key)} for number, key in epochs]
        body: dict[str, Any] = {"deployment": deployment, "epochs": keys}
        body["log_seed"] = b64(log_seed)
        if past:
            body["logs"] = list(past)
        if begin is not None:
            body["begin"] = dict(begin)
        await self.json("POST", "/open", body)

    async def lock(self) -> None:
        """Make storage forget its keys."""
        await self.json("POST", "/lock", {})

    async def send_reports(self, bundles: Sequence[bytes]) -> ReportsOutcome:
        """Hand over a batch of reports; storage takes all it accepts in one transaction.

        Args:
            bundles: storage bundles, as `core.bundle` makes them: no mailbox, with the day.
        """
        framed = [COUNT.pack(len(bundles))]
        for bundle in bundles:
            framed += [COUNT.pack(len(bundle)), bundle]
        found = await self.json("POST", "/reports", b"".join(framed))
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
        found = await self.json("GET", "/events", query=query)
        return EventsPage(found["events"], int(found["next"]))

    async def append_events(
        self, events: Iterable[Event], wraps: Iterable[WrapEntry] = ()
    ) -> list[int]:
        """Append events and their wraps in one transaction, each event once by its id.

        Returns:
            The events' indexes in the log.
        """
        body = {"events": list(events), "wraps": [wrap.to_json() for wrap in wraps]}
        found = await self.json("POST", "/events", body)
        return [int(index) for index in found["indexes"]]

    async def blobs(self, case: str, compartment: str | None = None) -> list[BlobEntry]:
        """Return the blobs of a case in log order, of one compartment if named."""
        query = {"compartment": compartment} if compartment else {}
        found = await self.json("GET", f"/cases/{case}/blobs", query=query)
        return [_blob_entry(each) for each in found["blobs"]]

    async def recoveries(self, case: str) -> list[dict[str, Any]]:
        """Return what trustees have opened of a case: `{"day","compartments"}` each."""
        return list((await self.json("GET", f"/cases/{case}/recoveries"))["recoveries"])

    async def wraps(self, case: str | None = None, recipient: str | None = None) -> list[WrapEntry]:
        """Return the wraps of a case, for a recipient, or both."""
        query = {"case": case, "recipient": recipient}
        found = await self.json(
            "GET", "/wraps", query={key: value for key, value in query.items() if value}
        )
        return [_wrap_entry(each) for each in found["wraps"]]

    async def log_head(self) -> LogHead:
        """Make a checkpoint now and return it."""
        found = await self.json("GET", "/log")
        return LogHead(found["size"], found["root"], found["checkpoint"], found["tiles"])

    async def log_entries(self, before: int | None, limit: int) -> dict[str, Any]:
        """Return readable entries, newest first, and the newest check of the log.

        Args:
            before: place in the log to go on from; its end where absent.
            limit: most entries returned.
        """
        query = {"limit": str(limit)} | ({} if before is None else {"before": str(before)})
        found: dict[str, Any] = await self.json("GET", "/log/entries", query=query)
        return found

    async def log_proof(self, index: int) -> str:
        """Return the tlog-proof of one leaf."""
        found = await self.octets("GET", "/log/proof", query={"index": str(index)})
        return found.decode("utf-8")

    def verify_log(self) -> AsyncIterator[dict[str, Any]]:
        """Re-check the whole log; yields progress, problems and at last the result."""
        return self.lines("/log/verify")


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
