"""`safehold wipe` where Safehold is not running: the daemon lives as long as the command."""

import json
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters.data_folder import DataFolder
from appliance.agent.supervisor import locked
from appliance.cli.commands import command_main
from tests.operator_desk import OPERATOR, PASSPHRASE
from tests.service.wiping import CANARY, SECOND, Told, deployment_at, holding

Capture = pytest.CaptureFixture[str]


@pytest.fixture
async def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (tmp_path / "passphrase").write_text(PASSPHRASE.reveal())
    (tmp_path / "second").write_text(SECOND.passphrase.reveal())
    (tmp_path / "phrase").write_text("destroy everything here\n")
    (tmp_path / "other").write_text("destroy\n")
    return await deployment_at(tmp_path / "data", two=True)


def safehold(told: Told, *words: str) -> int:
    return command_main(["wipe", *words, "--data", str(told.folder.root)])


def by_first(told: Told, phrase: str = "phrase") -> list[str]:
    beside = told.folder.root.parent
    options = ["--operator", OPERATOR, "--passphrase-file", str(beside / "passphrase")]
    return [*options, "--phrase-file", str(beside / phrase)]


def by_second(told: Told) -> list[str]:
    file = str(told.folder.root.parent / "second")
    return ["--second", SECOND.name, "--second-passphrase-file", file]


def test_nothing_is_destroyed_without_phrase_plan_and_second_person(
    told: Told, capsys: Capture
) -> None:
    assert safehold(told, "plan") == 0
    shown = capsys.readouterr().out
    assert "What is destroyed:" in shown
    assert "2 operators have to agree. So far: 0." in shown
    assert safehold(told, "rehearse") == 0
    assert "Nothing was destroyed." in capsys.readouterr().out
    assert safehold(told, "run", *by_first(told, "other"), *by_second(told)) == 65
    assert safehold(told, "run", *by_first(told), *by_second(told), "--plan", "0" * 64) == 75
    assert safehold(told, "run", *by_first(told)) == 75
    assert "This takes two people." in capsys.readouterr().err
    assert safehold(told, "run", "--phrase-file", str(told.folder.root.parent / "phrase")) == 2
    assert safehold(told, "certificate") == 66
    assert told.folder.vault_file.exists()
    assert holding(told.folder.root, CANARY)


def test_two_operators_destroy_what_is_planned(told: Told, capsys: Capture) -> None:
    assert safehold(told, "plan", "--json") == 0
    plan: dict[str, Any] = json.loads(capsys.readouterr().out)
    options = [*by_first(told), *by_second(told), "--plan", plan["hash"]]
    assert safehold(told, "run", *options) == 0
    said = capsys.readouterr()
    assert "Destroyed:" in said.out
    assert "has not vouched for this certificate" in said.out
    assert "Ending every service…" in said.err
    assert holding(told.folder.root, CANARY) == []
    assert not told.folder.vault_file.exists()


def test_a_box_that_is_just_starting_is_left_alone(told: Told, capsys: Capture) -> None:
    with locked(told.folder):
        assert safehold(told, "plan") == 75
    assert "already running" in capsys.readouterr().err


def test_a_folder_without_data_is_told(tmp_path: Path, capsys: Capture) -> None:
    nowhere = Told(DataFolder.at(tmp_path / "nowhere"), "", "", b"")
    assert safehold(nowhere, "plan") == 69
    assert "Safehold is not running here" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
