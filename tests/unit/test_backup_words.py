"""What the command line says of backups, in every language."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from appliance.adapters.words import LANGUAGES, LOCALES, Words
from appliance.agent.contract import Backups, BackupTarget, Drill
from appliance.cli import backup_commands
from appliance.cli.output import Output
from appliance.cli.parser import make_parser
from appliance.errors import BackupRefusedError
from appliance.operations import backup, backup_drill, backup_staging, backup_verify

CATALOGUES = ("commands", "errors", "backup", "escrow", "health", "jobs", "wipe")
SOURCES = Path(backup.__file__).parent
BACKUPS = Backups(
    (
        BackupTarget("usb", "/media/usb", good="2026-03-02T01:00:00Z", verified="2026-03-02"),
        BackupTarget("far", "sftp:box@host:/srv", error="target_full", tried="2026-03-02"),
    ),
    Drill(error="drill", tried="2026-03-02"),
    key_due=True,
    running=False,
)


def keys(language: str) -> set[str]:
    text = (LOCALES / language / "backup.ftl").read_text("utf-8")
    return {
        each.id.name for each in FluentParser().parse(text).body if isinstance(each, ftl.Message)
    }


def test_both_languages_say_the_same_things() -> None:
    assert keys("en") == keys("fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phase_and_every_reason_to_refuse_has_words(language: str) -> None:
    words = Words(language, CATALOGUES)
    operations = (backup, backup_drill, backup_verify)
    phases = {phase.name for each in operations for phase in each.DECLARATION.phases}
    sources = [path.read_text() for path in SOURCES.glob("backup*.py")]
    given = {code for text in sources for code in re.findall(r'reasons=\("([a-z-]+)"', text)}
    given |= {code for text in sources for code in re.findall(r'whole\.append\("([a-z-]+)"', text)}
    given |= {f"{what}-{name}" for name in backup_staging.DATABASES for what in ("no", "damaged")}
    assert {"clock-back", "target-same-disk", "content-missing"} <= given
    assert all(words.knows(f"phase-{name}") for name in phases)
    assert all(words.knows(f"refused-{code}") for code in given)


@pytest.mark.parametrize("language", LANGUAGES)
def test_status_tells_each_target_the_drill_and_the_key_file(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = Words(language, CATALOGUES)
    make_parser(words)
    backup_commands._status(BACKUPS, Output(words, as_json=False))
    said = capsys.readouterr().out
    for told in ("/media/usb", "2026-03-02T01:00:00Z", "sftp:box@host:/srv"):
        assert told in said
    for message in ("error-target_full", "error-drill", "backup-drill-none"):
        assert words(message) in said
    assert words("alarm-backup-key-due") in said


def test_scripts_get_the_whole_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    backup_commands._status(BACKUPS, Output(Words("en", CATALOGUES), as_json=True))
    assert '"key_due": true' in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_the_way_is_told_in_words(language: str) -> None:
    output = Output(Words(language, CATALOGUES), as_json=False)
    error = BackupRefusedError(reasons=("log-shorter", "target_full"))
    told = backup_commands.refusal_words(error, output)
    assert told == [output.words("refused-log-shorter"), output.words("error-target_full")]
