"""What is said of a job: how far it is, how it ended, and how to go on."""

import re
from dataclasses import replace

import pytest

from appliance.adapters.words import LANGUAGES, LOCALES, Words
from appliance.agent import job_words
from appliance.agent.contract import Job
from appliance.agent.operator_calls import outcome
from appliance.errors import BackupRefusedError, CutShortError, StoppedError, TargetError
from appliance.operations.register import OPERATIONS

NO_JOBS = {"escrow_ceremony", "setup"}  # done at a screen, in one request
CATALOGUES = ("errors", "backup", "jobs", "wipe")
MIB = 2**20
JOB = Job(
    id="ab" * 16,
    operation="backup",
    state="running",
    phase="backup-content",
    phases=("backup-stage", "backup-content", "backup-state"),
    fraction=0.4,
    done=40 * MIB,
    total=100 * MIB,
    began=1_700_000_000,
    ended=0,
    version=3,
    rate=2.5 * MIB,
    left_s=100,
    about="usb",
    stoppable=True,
)


def keys(language: str) -> list[str]:
    text = (LOCALES / language / "jobs.ftl").read_text("utf-8")
    return re.findall(r"^([a-z][a-z_-]*) =", text, re.MULTILINE)


def test_both_languages_say_the_same_things() -> None:
    assert keys("en") == keys("fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_long_operation_has_a_name_its_phases_and_a_way_to_go_on(language: str) -> None:
    words = Words(language, CATALOGUES)
    long = [each for name, each in OPERATIONS.items() if each.phases and name not in NO_JOBS]
    assert len(long) >= 4
    for each in long:
        assert words.knows(f"job-name-{each.name}"), each.name
        assert words.knows(f"job-again-{each.name}"), each.name
        for phase in each.phases:
            assert words.knows(f"phase-{phase.name}"), phase.name


def test_a_running_one_says_phase_share_rate_and_time_left() -> None:
    words = Words("en", CATALOGUES)
    assert job_words.job_name(JOB, words) == "Backup: usb"
    assert job_words.job_progress(JOB, words) == "Sending content, 40 % · 2.5 MiB/s · 2 min left"
    assert job_words.bar(JOB, 10) == "[####......]"
    begun = replace(JOB, phase="", rate=None, left_s=None, fraction=0.0)
    assert job_words.job_progress(begun, words) == "Beginning, 0 %"


@pytest.mark.parametrize(
    ("seconds", "said"), [(59, "59 s left"), (61, "2 min left"), (3660, "1 h 1 min left")]
)
def test_time_left_is_told_no_more_exactly_than_it_is_known(seconds: int, said: str) -> None:
    assert job_words.time_left(seconds, Words("en", CATALOGUES)) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [(1023, "1023 B"), (1536, "1.5 KiB"), (150 * MIB, "150 MiB"), (3 * 2**30, "3.0 GiB")],
)
def test_sizes_are_told_in_the_unit_that_fits(size: int, said: str) -> None:
    assert job_words.size_words(size, Words("en", CATALOGUES)) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_that_was_cut_says_where_and_how_to_go_on(language: str) -> None:
    words = Words(language, CATALOGUES)
    for state in ("stopped", "interrupted"):
        said = job_words.job_end(replace(JOB, state=state), words)
        assert words("phase-backup-content") in said
        assert words("job-again-backup") in said
    assert job_words.job_end(replace(JOB, state="done"), words) == ""


def test_one_that_failed_says_why() -> None:
    words = Words("en", CATALOGUES)
    failed = replace(JOB, state="failed", error="backup_refused", result={"reasons": "no-target"})
    said = job_words.job_end(failed, words)
    assert words("error-backup_refused") in said
    assert words("refused-no-target") in said
    unknown = replace(JOB, state="failed", error="never-heard-of")
    assert job_words.job_end(unknown, words) == words("error-internal")


@pytest.mark.parametrize(
    ("state", "error", "raised"),
    [
        ("failed", "target", TargetError),
        ("failed", "backup_refused", BackupRefusedError),
        ("stopped", "stopped", StoppedError),
        ("interrupted", "", CutShortError),
    ],
)
def test_whoever_waits_for_it_gets_its_error(
    state: str, error: str, raised: type[Exception]
) -> None:
    job = replace(JOB, state=state, error=error, result={"reasons": "no-target"})
    with pytest.raises(raised) as found:
        outcome(job)
    if isinstance(found.value, BackupRefusedError):
        assert found.value.reasons == ("no-target",)
    assert outcome(replace(JOB, state="done", result={"part": 1})) == {"part": 1}
