"""Clients look at the folder of the sockets before they send anything to one."""

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.adapters.data_folder import DataFolder, check_sockets
from appliance.agent.client import AgentClient
from appliance.errors import ConfigurationError
from appliance.secret import Secret
from tests.serving import short_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DataFolder]:
    """A data folder whose path is too long for sockets inside it."""
    with short_folder() as temporary:
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        found = DataFolder.at(tmp_path / ("long" * 30))
        assert found.run.parent == temporary
        yield found


@pytest.fixture
def impostors(folder: DataFolder) -> Iterator[list[socket.socket]]:
    """Sockets that somebody listens on while Safehold is down."""
    folder.run.mkdir(mode=0o700)
    found = []
    for name in ("agent", "wiped"):
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(folder.socket(name)))
        listener.listen()
        listener.setblocking(False)
        found.append(listener)
    yield found
    for each in found:
        each.close()


def refused(folder: DataFolder, impostors: list[socket.socket]) -> None:
    """Check that both clients send nothing."""
    client = AgentClient.at(folder)
    with pytest.raises(ConfigurationError):
        client.login("amina", Secret("a passphrase"))
    with pytest.raises(ConfigurationError):
        client.wiper.state()
    for each in impostors:
        with pytest.raises(BlockingIOError):
            each.accept()


def test_nothing_is_sent_to_a_folder_that_others_may_write(
    folder: DataFolder, impostors: list[socket.socket]
) -> None:
    folder.run.chmod(0o777)
    refused(folder, impostors)


def test_nothing_is_sent_through_a_link(folder: DataFolder, impostors: list[socket.socket]) -> None:
    elsewhere = folder.run.with_name("elsewhere")
    folder.run.rename(elsewhere)
    folder.run.symlink_to(elsewhere)
    refused(folder, impostors)


def test_nothing_is_sent_to_a_folder_of_somebody_else(
    folder: DataFolder, impostors: list[socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = folder.run.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    refused(folder, impostors)


def test_a_folder_that_is_missing_only_means_that_nothing_runs(folder: DataFolder) -> None:
    check_sockets(folder.run)
