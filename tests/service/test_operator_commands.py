"""Operators, approvals and jobs from the command line, on a deployment that runs."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from appliance.core.totp import STEP_S
from tests.service.running_box import RunningBox, free_ports

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBox]:
    """A deployment that is set up and open."""
    found = RunningBox(tmp_path_factory.mktemp("box"), free_ports())
    found.start()
    found.set_up()
    yield found
    if found.process is not None:
        found.stop()


def written(box: RunningBox, name: str, text: str) -> str:
    path = box.root / name
    path.write_text(text + "\n")
    return str(path)


def test_a_second_operator_joins_and_opens_the_vault(box: RunningBox) -> None:
    made = box.json(
        "operator", "invite", *box.operator, "--name-file", written(box, "name", "amina")
    )
    app = box.root / "app"
    phrase = written(box, "phrase", "another quiet river at night")
    done = box.json(
        *("operator", "accept", "--secret-file", written(box, "secret", made["secret"])),
        *("--name-file", str(box.root / "name"), "--passphrase-file", phrase),
        *("--code-secret-out", str(app)),
    )
    assert stat.S_IMODE(app.stat().st_mode) == 0o600
    wrong = box.run("operator", "approve", made["operator"], *box.operator, "--words", "a b c")
    assert wrong.returncode == 65
    box.json("operator", "approve", made["operator"], *box.operator, "--words", done["words"])
    box.json("lock")
    who = ["--operator", "amina", "--passphrase-file", phrase]
    without = box.run("unlock", *who)
    assert without.returncode == 77
    assert "--code-file" in without.stderr
    assert box.status().state == "open"  # the passphrase opens; the code is for what comes after
    assert box.run("people", *who).returncode == 77
    secret = app.read_text().strip()
    code = pyotp.TOTP(secret).at(
        int(app.stat().st_mtime) + STEP_S
    )  # the next one: the first is used
    box.json("people", *who, "--code-file", written(box, "code", code))
    again = box.run("people", *who, "--code-file", str(box.root / "code"))
    assert again.returncode == 77
    listed = box.json("operator", "list", *box.operator)["operators"]
    assert {each["name"]: each["code"] for each in listed} == {"operator": False, "amina": True}
    assert "amina" in box.run("operator", "list", *box.operator).stdout


def test_the_secret_of_a_code_app_is_not_written_over_a_file(box: RunningBox) -> None:
    kept = written(box, "kept", "something else")
    refused = box.run("operator", "code", *box.operator, "--code-secret-out", kept)
    assert refused.returncode == 2
    assert Path(kept).read_text() == "something else\n"


def test_the_last_operator_stays(box: RunningBox) -> None:
    found = box.json("operator", "list", *box.operator)["operators"]
    for each in found:
        if each["name"] != "operator":
            box.json("operator", "disable", each["id"], "--yes", *box.operator)
    own = next(each["id"] for each in found if each["name"] == "operator")
    refused = box.run("operator", "disable", own, "--yes", *box.operator)
    assert refused.returncode == 75
    assert "last operator" in refused.stderr


def test_nothing_waits_and_an_unknown_approval_is_not_found(box: RunningBox) -> None:
    assert box.json("approvals", "list", *box.operator) == {"approvals": []}
    refused = box.run("approvals", "agree", "0" * 32, "--yes", *box.operator)
    assert refused.returncode == 66


def test_a_check_of_the_log_goes_on_as_a_job(box: RunningBox) -> None:
    job = box.json("log", "verify", "--background")["job"]
    done = json.loads(box.run("jobs", "follow", job, "--json").stdout)
    assert (done["state"], done["phase"], done["result"]["problems"]) == ("done", "check", 0)
    assert job in box.run("jobs", "list").stdout
    assert box.run("jobs", "follow", "0" * 32).returncode == 66
