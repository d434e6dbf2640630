"""What is measured, in order: first the machine, then parts alone, then a whole deployment."""

from pathlib import Path

from tests.bench import appending, browser, console, machine, starting
from tests.bench.apart import result_of
from tests.bench.deployment import Stage
from tests.bench.figures import Figure, Findings, quantile
from tests.deployed import deployed

APPEND_S = 3.0
REQUEST_BYTES = 16 * 1024
AIMED_START_S = 3
STARTS = 3
FIRST_SCREEN_BYTES, APP_BYTES = 14_000, 90_000


def the_machine(folder: Path, findings: Findings) -> None:
    """What disk, processor and loopback can do when nothing else is asked of them."""
    findings.limits = machine.measure(folder, REQUEST_BYTES)


def the_pages(_folder: Path, findings: Findings) -> None:
    """Bytes of the intake app."""
    measured = browser.first_bytes()
    for name, key, aim_bytes in (
        ("first screen, gzip", "first_screen", FIRST_SCREEN_BYTES),
        ("all that a text report needs, gzip", "app", APP_BYTES),
        ("whole intake app, gzip", "everything", None),
    ):
        size = int(measured[key]["gzip"])
        aim = f"at most {aim_bytes:,}" if aim_bytes else ""
        met = size <= aim_bytes if aim_bytes else None
        note = f"{measured[key]['br']:,} as brotli, {measured[key]['bytes']:,} uncompressed"
        findings.add(Figure(name, size, "bytes", aim=aim, met=met, note=note))


def the_log(folder: Path, findings: Findings) -> None:
    """Appends to the log."""
    with appending.storage_alone(folder / "log") as data:
        for callers, batch in ((1, 1), (8, 1), (8, 50)):
            found = result_of(appending.appends_per_s, data, callers, batch, APPEND_S)
            name = f"log appends, {callers} at once, {batch} a request"
            note = "storage's /internal/events, other services off"
            findings.add(Figure(name, found, "per s", findings.limit(machine.SYNCS), note=note))


def a_deployment(folder: Path, findings: Findings) -> None:
    """Everything that needs all services."""
    with deployed(folder / "data", "--training") as box:
        stage = Stage(box, findings)
        stage.list_cases(100)
        stage.list_cases(1_000)
        stage.send_reports()
        stage.upload_files()
        stage.list_cases(10_000)
        if browser.has_chromium():
            _on_the_wire(str(box.status()["link"]), findings)
            times = browser.sealing_ms(box.addresses["intake"])
            note = f"first round {times[0]:,.0f} ms, median of {len(times)}"
            limit = findings.limit(machine.HASHING)
            found = quantile(times, 0.5)
            findings.add(Figure("sealing a 5 MB photo in chromium", found, "ms", limit, note=note))


def _on_the_wire(link: str, findings: Findings) -> None:
    first, app = browser.wire_bytes(link)
    note = "headers and gzip bodies, counted by chromium from the bare link in French"
    for name, size, aim_bytes in (
        ("first_screen_wire_bytes", first, FIRST_SCREEN_BYTES),
        ("app_wire_bytes", app, APP_BYTES),
    ):
        aim, met = f"at most {aim_bytes:,}", size <= aim_bytes
        findings.add(Figure(name, size, "bytes", aim=aim, met=met, note=note))


def cold_starts(folder: Path, findings: Findings) -> None:
    """From the command to the ready line."""
    for name, data in (
        ("cold start to ready, new data", folder / "new"),
        ("cold start to ready, 10,000 cases", folder / "data"),
    ):
        found = quantile([starting.start_s(data) for _ in range(STARTS)], 0.5)
        met = found < AIMED_START_S
        note = f"median of {STARTS}; comes up sealed"
        aim = f"under {AIMED_START_S} s"
        findings.add(Figure(name, found, "s", aim=aim, met=met, note=note))


def the_console(_folder: Path, findings: Findings) -> None:
    """The operator's console in a terminal of 80×24, with 500 people."""
    with machine.watched() as busy:
        found = console.measure()
    others = f"others used {busy.others:.0%} of the machine"
    p50, p95 = quantile(found.keys_ms, 0.5), quantile(found.keys_ms, 0.95)
    for name, value, aimed_ms, note in (
        ("console, first screen after the agent's answer", found.first_screen_ms, 500, others),
        (
            "console, key to paint among 500 people, p95",
            p95,
            50,
            f"p50 {p50:.0f} ms, {len(found.keys_ms)} keys; {others}",
        ),
    ):
        aim, met = f"under {aimed_ms}", value < aimed_ms
        findings.add(Figure(name, value, "ms", aim=aim, met=met, note=note))
    note = "mean, the refresh of the status included"
    findings.add(Figure("console, processor time a key", found.key_cpu_ms, "ms", note=note))
    for name, size in found.screen_bytes.items():
        note = "written to a terminal of 80×24"
        findings.add(Figure(f"console, bytes to show {name}", size, "bytes", note=note))


ALL = (the_machine, the_pages, the_log, the_console, a_deployment, cold_starts)
