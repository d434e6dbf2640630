import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from appliance import logs
from appliance.errors import SealedError
from appliance.secret import Secret

MARKER = "marker-of-someone"


def seal() -> None:
    raise SealedError(MARKER)


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    root.handlers = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logging.captureWarnings(False)
    structlog.reset_defaults()
    logs._Process.service, logs._Process.debug = "", False


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    output = capsys.readouterr()
    assert output.out == ""
    assert MARKER not in output.err
    return [json.loads(line) for line in output.err.splitlines()]


def test_an_event_is_one_json_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("agent")
    logs.get_logger().info("backup.finished", repository="main", records=12, seconds=4.1)
    (line,) = lines(capsys)
    line.pop("time")
    assert line == {
        "event": "backup.finished",
        "level": "info",
        "service": "agent",
        "repository": "main",
        "records": 12,
        "seconds": 4.1,
    }


def test_a_field_that_is_not_allowed_is_dropped_and_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.get_logger().info("report.stored", name=MARKER, case_id=MARKER, size_bytes=5)
    (line,) = lines(capsys)
    assert line["dropped"] == 2
    assert line["size_bytes"] == 5


@pytest.mark.parametrize("value", ["free text of someone", [1], {"a": 1}, b"x", Secret("x"), "é"])
def test_an_allowed_field_keeps_only_numbers_and_short_codes(
    capsys: pytest.CaptureFixture[str], value: object
) -> None:
    logs.get_logger().info("report.stored", status=value)
    (line,) = lines(capsys)
    assert "status" not in line
    assert line["dropped"] == 1


def test_a_logger_filters_before_logging_is_configured(capsys: pytest.CaptureFixture[str]) -> None:
    logs.get_logger().warning("box.sealed", address=MARKER)
    assert lines(capsys)[0]["dropped"] == 1


@pytest.mark.parametrize("event", [f"report of {MARKER}", "Report.stored", "report", MARKER, ""])
def test_an_event_without_a_dotted_name_is_replaced(
    capsys: pytest.CaptureFixture[str], event: str
) -> None:
    logs.get_logger().info(event)
    assert lines(capsys)[0]["event"] == "log.unnamed_event"


def test_an_exception_is_its_class_and_code_only(capsys: pytest.CaptureFixture[str]) -> None:
    log = logs.get_logger()
    try:
        seal()
    except SealedError:
        log.exception("request.failed")
    log.error("request.failed", exc_info=ValueError(MARKER))
    ours, foreign = lines(capsys)
    assert (ours["error"], ours["code"]) == ("SealedError", "sealed")
    assert foreign["error"] == "ValueError"
    assert "code" not in foreign


def test_traces_appear_only_in_development_and_on_request(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAFEHOLD_DEBUG", "1")
    logs.configure("agent")
    logs.get_logger().error("request.failed", exc_info=ValueError(MARKER))
    assert len(lines(capsys)) == 1
    logs.configure("agent", development=True)
    logs.get_logger().error("request.failed", exc_info=ValueError(MARKER))
    assert MARKER in capsys.readouterr().err


@pytest.mark.parametrize("name", ["uvicorn.error", "sqlalchemy.engine", "some.library"])
def test_a_library_is_logged_without_its_text(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    logs.configure("storage")
    logging.getLogger(name).error("SELECT %s", MARKER)
    (line,) = lines(capsys)
    assert line["event"] == "library.message"
    assert line["logger"] == name
    assert line["source"].startswith("test_logs:")
    assert line["dropped"] == 1


def test_access_logs_are_off(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("storage")
    logging.getLogger("uvicorn.access").critical(MARKER)
    assert lines(capsys) == []


def test_a_warning_is_logged_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("storage")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(MARKER, stacklevel=1)
    assert lines(capsys)[0]["logger"] == "py.warnings"


def test_a_crash_prints_no_message_and_no_trace(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("storage")
    error = ValueError(MARKER)
    sys.excepthook(ValueError, error, None)
    threading.excepthook(threading.ExceptHookArgs((ValueError, error, None, None)))
    assert [line["event"] for line in lines(capsys)] == [
        "process.crashed",
        "process.thread_crashed",
    ]
