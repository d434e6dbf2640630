"""Measuring a whole deployment: reports, uploads, lists."""

import time
from dataclasses import dataclass

from tests.bench import filling, load, machine, reading, uploading
from tests.bench.apart import apart, result_of
from tests.bench.figures import Figure, Findings, quantile
from tests.bench.load import Sent
from tests.colleague_at_desk import ColleagueAtDesk, Credentials
from tests.deployed import SERVICES, Deployed, wait_until

SENDING_S = 8.0
AIMED_PER_S, AIMED_P95_MS, AIMED_SHARE = 100, 100, 0.5
GROWTH_MB = 30
"""What memory may differ by between a small and a large upload and still count as the same."""
MOST_BUSY = 0.9
TRAINING_CASES = 12


@dataclass
class Stage:
    """One deployment, and what has been found on it so far."""

    box: Deployed
    findings: Findings
    cases: int = TRAINING_CASES
    first_page_ms: float = 0.0

    def __post_init__(self) -> None:
        self._colleague = ColleagueAtDesk(self.box.addresses)
        self._colleague.sign_in(Credentials.of_training(self.box.data))

    def list_cases(self, count: int) -> None:
        """Let there be at least so many cases, and measure a page of the list."""
        spent = result_of(filling.fill, self.box.data, max(0, count - self.cases))
        note = f"filled through storage at {(count - self.cases) / spent:,.0f} reports/s"
        self.cases = max(count, self.cases)
        filling.wait_until_listed(self._colleague, self.box.data)
        p50, size = result_of(reading.listing_p50_ms, self.box.addresses, self._colleague.session)
        self.first_page_ms = self.first_page_ms or p50
        met = p50 < 2 * self.first_page_ms
        name = f"a page of 30 of {self.cases:,} cases, p50"
        limit = self.findings.limit(machine.REQUESTS)
        note = f"{size:,} bytes; {note}"
        self.findings.add(Figure(name, p50, "ms", limit, "flat", met, note))

    def send_reports(self) -> None:
        """Measure reports from one device, from eight, and from eight while others read."""
        self._send("1 device", 1)
        self._send("8 devices", 8)
        reader = (self.box.addresses, self._colleague.session, SENDING_S + 3)
        with apart(reading.read_for, *reader) as reading_now:
            self._send("8 devices while professionals read", 8)
        read = reading_now.result()
        p95 = quantile(read.listing_s, 0.95) * 1000
        note = f"{read.cases} cases opened, {read.requests} requests"
        self.findings.add(
            Figure("a page of the list while reports come, p95", p95, "ms", note=note)
        )

    def _send(self, name: str, devices: int) -> None:
        used = {each: machine.cpu_s(pid) for each, pid in self._process_ids().items()}
        with machine.watched(self.box.process.pid) as busyness:
            sent = result_of(
                load.send, self.box.addresses["intake"], self.box.data, devices, SENDING_S
            )
        ended = time.perf_counter()
        wait_until(lambda: filling.waiting(self.box.data) == 0)
        behind_s = time.perf_counter() - ended
        self.cases += len(sent.latencies_s)
        if devices > 1:
            self._add_work(name, used, len(sent.latencies_s))
        self._add_reports(name, devices, sent, busyness.others, behind_s)

    def _add_work(self, name: str, used: dict[str, float], count: int) -> None:
        """Say what a report costs: unlike a rate, it hardly depends on what others do."""
        now = self._process_ids()
        each_ms = {
            service: (machine.cpu_s(now[service]) - before) / count * 1000
            for service, before in used.items()
        }
        total = sum(each_ms.values())
        parts = ", ".join(f"{service} {ms:.1f}" for service, ms in each_ms.items())
        note = f"{parts}; enough for {self.findings.machine['cores'] * 1000 / total:,.0f} per s"
        self.findings.add(Figure(f"processor time per report, {name}", total, "ms", "", note=note))

    def _add_reports(
        self, name: str, devices: int, sent: Sent, others: float, behind_s: float
    ) -> None:
        p50, p95 = (quantile(sent.latencies_s, share) * 1000 for share in (0.5, 0.95))
        note = f"generator used {sent.busy:.0%} of a core, others {others:.0%} of the machine"
        if sent.refused:
            note += f"; {sent.refused} refused"
        if sent.busy > MOST_BUSY or sent.ran_dry:
            note += "; the generator was the limit"
        aimed = devices > 1
        limit = self.findings.limit(machine.SYNCS)
        rate, count = sent.per_s, len(sent.latencies_s)
        aim, met = (f"at least {AIMED_PER_S}", rate >= AIMED_PER_S) if aimed else ("", None)
        self.findings.add(Figure(f"sealed reports, {name}", rate, "per s", limit, aim, met, note))
        aim, met = (f"under {AIMED_P95_MS}", p95 < AIMED_P95_MS) if aimed else ("", None)
        limit = self.findings.limit(machine.REQUESTS)
        note = f"p50 {p50:.1f} ms; all {count:,} in the log {behind_s:.1f} s after the last answer"
        self.findings.add(Figure(f"their latency, {name}, p95", p95, "ms", limit, aim, met, note))

    def upload_files(self) -> None:
        """Measure uploads of 100 MB and 400 MB, and what memory they take."""
        small = self._upload(100, uploading.PART_BYTES)
        self._upload(100, 1024 * 1024)
        large = self._upload(400, uploading.PART_BYTES)
        for service, before in small.before.items():
            grown = large.after[service] - small.after[service]
            note = f"{before:.0f} before, {large.after[service]:.0f} at 400 MB"
            name = f"peak memory of {service}, 100 MB upload"
            met = grown < GROWTH_MB
            self.findings.add(Figure(name, small.after[service], "MB", "", "flat", met, note))

    def _upload(self, megabytes: int, part_bytes: int) -> "Memory":
        peaks = machine.Peaks(self._process_ids())
        with machine.watched(self.box.process.pid) as busyness:
            found = result_of(
                uploading.upload,
                self.box.addresses,
                self.box.data,
                megabytes * machine.MEGA,
                part_bytes,
            )
        slowest = min(machine.THROUGHPUTS, key=lambda each: self.findings.limits[each])
        aim, met = "", None
        if part_bytes == uploading.PART_BYTES:  # what the app sends where the link is fast
            aim = "half of the slowest limit"
            met = found.mb_s >= AIMED_SHARE * self.findings.limits[slowest]
        name = f"sealed upload of {megabytes} MB, parts of {part_bytes // 1024**2} MiB"
        note = f"others used {busyness.others:.0%} of the machine"
        limit = self.findings.limit(slowest)
        self.findings.add(Figure(name, found.mb_s, "MB/s", limit, aim, met, note))
        return Memory(peaks.before, peaks.now())

    def _process_ids(self) -> dict[str, int]:
        found = {name: self.box.pid_of(name) for name in SERVICES}
        return {name: each for name, each in found.items() if each is not None}


@dataclass(frozen=True)
class Memory:
    """Peak memory of each service around an upload, in MB."""

    before: dict[str, float]
    after: dict[str, float]
