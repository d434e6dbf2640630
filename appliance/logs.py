"""Structured logs: one JSON line per event on stderr, and nothing in it that could tell on anyone.

    log = get_logger()
    log.info("backup.finished", repository="main", records=12, seconds=4.1)

An event has a fixed dotted name. A field is kept only if it is allow-listed and its value is a
number or a short code; the rest is dropped, and `dropped` says how many. Case and blob ids are
not on the list on purpose: a line has a time, and the exact hour of a survivor's event is kept
nowhere (DESIGN §5). An exception is its class name and error code, never its message.

`get_logger` filters even before `configure` has run. `configure` is called once at the start of
a process: it also takes over the logging of libraries and what a crash would print. Start
uvicorn with `log_config=None, access_log=False`, or it replaces what was set up here.
"""

import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, cast

import structlog

from appliance.errors import ApplianceError

Event = MutableMapping[str, Any]

ALLOWED_FIELDS = frozenset(
    {
        # what the line itself is
        "event", "level", "time", "service", "logger", "source", "dropped",
        # counts and numbers
        "attempt", "attempts", "count", "failed", "index", "items", "percent", "pid", "port",
        "quota", "records", "refused", "tree_size", "workers",
        # sizes and durations
        "free_bytes", "limit_bytes", "size_bytes", "total_bytes",
        "duration_ms", "seconds", "timeout_s", "days",
        # codes and random ids that name no person and no case
        "code", "error", "exit_code", "method", "route", "signal", "status",
        "backend", "check", "job", "job_id", "operation", "phase", "profile", "repository",
        "request_id", "role", "state", "unit", "version",
    }
)  # fmt: skip

EVENT_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
SHORT_CODE = re.compile(r"[A-Za-z0-9_.:+/{}-]{1,80}")
UNNAMED_EVENT = "log.unnamed_event"


class _Process:
    """What is true of every line of this process."""

    service = ""
    debug = False


class _Stderr:
    """Writes finished lines to whatever stderr is now."""

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    debug = info = warning = error = critical = msg


class _LibraryHandler(logging.Handler):
    """Routes records of libraries through the allow-list.

    The text of such a record may hold SQL, addresses or file names, so it is dropped; the place
    in the source that wrote it is enough to look it up.
    """

    def emit(self, record: logging.LogRecord) -> None:
        level = min(max(record.levelno, logging.DEBUG), logging.CRITICAL)
        _library_log.log(
            level,
            "library.message",
            logger=record.name,
            source=f"{record.module}:{record.lineno}",
            text=record.msg,
            exc_info=record.exc_info,
        )


def name_event(_logger: object, _method: str, event: Event) -> Event:
    """Replace an event that is not a dotted name: free text could hold anything."""
    name = event.get("event")
    if not isinstance(name, str) or not EVENT_NAME.fullmatch(name):
        event["event"] = UNNAMED_EVENT
    return event


def render_exception(_logger: object, _method: str, event: Event) -> Event:
    """Reduce an exception to its class name and, for ours, its code."""
    error = _exception_of(event.pop("exc_info", None))
    if error is not None:
        event["error"] = type(error).__name__
        if isinstance(error, ApplianceError):
            event["code"] = error.code
    return event


def keep_allowed_fields(_logger: object, _method: str, event: Event) -> Event:
    """Drop every field that is not allow-listed or whose value is not plain."""
    kept = {key: value for key, value in event.items() if key in ALLOWED_FIELDS and _plain(value)}
    if len(kept) < len(event):
        kept["dropped"] = len(event) - len(kept)
    return kept


def configure(service: str, *, development: bool = False) -> None:
    """Set up logging of this process, libraries and crashes included.

    Args:
        service: the name on every line, such as "intake".
        development: allows `SAFEHOLD_DEBUG` to print traces to stderr; never set on a box.
    """
    _Process.service = service
    _Process.debug = development and bool(os.environ.get("SAFEHOLD_DEBUG"))
    structlog.configure(
        processors=_PROCESSORS,
        wrapper_class=_LEVELS,
        logger_factory=lambda *_: _Stderr(),
        cache_logger_on_first_use=False,
    )
    _take_over_libraries()
    _take_over_crashes()


def get_logger() -> structlog.typing.FilteringBoundLogger:
    """Return a logger whose lines pass the allow-list, configured or not."""
    logger = structlog.wrap_logger(_Stderr(), processors=_PROCESSORS, wrapper_class=_LEVELS)
    return cast("structlog.typing.FilteringBoundLogger", logger)


def _stamp(_logger: object, method: str, event: Event) -> Event:
    event["level"] = method
    event["time"] = datetime.now(UTC).isoformat(timespec="seconds")
    if _Process.service:
        event["service"] = _Process.service
    return event


def _print_trace(_logger: object, _method: str, event: Event) -> Event:
    error = _exception_of(event.get("exc_info"))
    if _Process.debug and error is not None:
        traceback.print_exception(error, file=sys.stderr)
    return event


def _exception_of(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return cast("BaseException | None", exc_info[1])
    return sys.exception() if exc_info else None


def _plain(value: object) -> bool:
    if isinstance(value, str):
        return SHORT_CODE.fullmatch(value) is not None
    return value is None or isinstance(value, bool | int | float)


def _take_over_libraries() -> None:
    root = logging.getLogger()
    root.handlers = [_LibraryHandler()]
    root.setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi", "sqlalchemy", "alembic", "httpx"):
        library = logging.getLogger(name)
        library.handlers = []
        library.propagate = True
        library.setLevel(logging.WARNING)
    access = logging.getLogger("uvicorn.access")
    access.handlers = []
    access.propagate = False
    access.disabled = True
    logging.captureWarnings(True)


def _take_over_crashes() -> None:
    def on_crash(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        _library_log.critical("process.crashed", exc_info=error)

    def on_thread_crash(args: threading.ExceptHookArgs) -> None:
        _library_log.critical("process.thread_crashed", exc_info=args.exc_value)

    def on_unraisable(args: object) -> None:
        _library_log.error("process.unraisable", exc_info=getattr(args, "exc_value", None))

    sys.excepthook = on_crash
    threading.excepthook = on_thread_crash
    sys.unraisablehook = on_unraisable


_LEVELS = structlog.make_filtering_bound_logger(logging.INFO)
_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    name_event,
    _stamp,
    _print_trace,
    render_exception,
    keep_allowed_fields,
    structlog.processors.JSONRenderer(),
]
_library_log = get_logger()
