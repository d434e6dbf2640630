"""Backups by the real program: what it stores, what it says, and that no secret is in sight."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

from appliance.adapters import restic as adapter
from appliance.adapters.restic import Repository, Restic, translate
from appliance.errors import (
    ApplianceError,
    ResticMissingError,
    TargetDamagedError,
    TargetError,
    TargetFullError,
    TargetPasswordError,
)
from appliance.secret import Secret

PASSWORD = "a-made-up-password"
CONTENT = os.urandom(24 * 1024 * 1024)


@pytest.fixture
def restic(tmp_path: Path) -> Restic:
    return Restic(tmp_path / "cache")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which nothing is yet."""
    root = tmp_path_factory.mktemp("empty")
    found = Repository(str(root / "content"), Secret(PASSWORD))
    Restic(root / "cache").make(found)
    return root / "content"


@pytest.fixture
def repository(tmp_path: Path, empty: Path) -> Repository:
    shutil.copytree(empty, tmp_path / "target" / "content")
    return Repository(str(tmp_path / "target" / "content"), Secret(PASSWORD))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "blobs" / "00").mkdir(parents=True)
    (folder / "blobs" / "00" / "content").write_bytes(CONTENT)
    (folder / "blobs" / "00" / "half#1").write_bytes(b"not yet a blob")
    return folder


@pytest.mark.needs("restic")
def test_what_was_backed_up_comes_back_and_what_is_half_written_stays_out(
    restic: Restic, repository: Repository, data: Path, tmp_path: Path
) -> None:
    summary = restic.backup(repository, data, ["blobs"], ["run-1"], left_out="*#*")
    [found] = restic.snapshots(repository, "run-1")
    restic.restore(repository, found.id, tmp_path / "back")
    assert (tmp_path / "back" / "blobs" / "00" / "content").read_bytes() == CONTENT
    assert not (tmp_path / "back" / "blobs" / "00" / "half#1").exists()
    assert (summary.files, summary.total_bytes) == (1, len(CONTENT))
    assert restic.backup(repository, data, ["blobs"], ["run-2"], left_out="*#*").added_bytes < 9999
    restic.check(repository)


@pytest.mark.needs("restic")
def test_no_argument_variable_or_file_of_the_program_shows_a_secret(
    restic: Restic, repository: Repository, data: Path, tmp_path: Path
) -> None:
    seen: list[str] = []

    def look(_done: int, _total: int) -> None:
        running = psutil.Process().children(recursive=True)
        seen.extend(
            " ".join([*each.cmdline(), *each.environ().values()])
            for each in running
            if each.name() == "restic"
        )

    restic.backup(repository, data, ["blobs"], [], look)
    assert seen, "nobody looked while it ran"
    assert all(PASSWORD not in each for each in seen)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(PASSWORD.encode() not in path.read_bytes() for path in written)


@pytest.mark.needs("restic")
def test_another_password_opens_nothing(restic: Restic, repository: Repository) -> None:
    other = Repository(repository.address, Secret("another"))
    with pytest.raises(TargetPasswordError):
        restic.exists(other)
    assert restic.exists(repository)


@pytest.mark.needs("restic")
def test_a_repository_is_never_made_twice(restic: Restic, repository: Repository) -> None:
    absent = Repository(repository.address + "-other", Secret(PASSWORD))
    assert not restic.exists(absent)
    with pytest.raises(TargetError):
        restic.make(repository)


@pytest.mark.needs("restic")
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_target_that_was_tampered_with_is_found_out(
    restic: Restic, repository: Repository, data: Path, how: str
) -> None:
    restic.backup(repository, data, ["blobs"], [])
    packs = [each for each in Path(repository.address, "data").rglob("*") if each.is_file()]
    pack = max(packs, key=lambda each: each.stat().st_size)
    pack.chmod(0o600)
    if how == "gone":
        pack.unlink()
    else:
        content = bytearray(pack.read_bytes())
        content[1000] ^= 1
        pack.write_bytes(content)
    with pytest.raises(TargetDamagedError):
        restic.check(repository)


@pytest.mark.needs("restic")
@pytest.mark.parametrize("how", ["vanishes", "is stopped"])
def test_a_backup_whose_target_goes_in_mid_run_is_none(
    restic: Restic, repository: Repository, data: Path, how: str
) -> None:
    def vanish(_done: int, _total: int) -> None:
        target = Path(repository.address)
        if not target.with_name("unplugged").exists():
            target.rename(target.with_name("unplugged"))

    act: Callable[[int, int], None] = vanish
    if how == "is stopped":
        act = lambda _done, _total: restic.stop()  # noqa: E731
    with pytest.raises(TargetError):
        restic.backup(repository, data, ["blobs"], ["run-1"], act)
    unplugged = Path(repository.address).with_name("unplugged")
    if unplugged.exists():
        shutil.rmtree(repository.address, ignore_errors=True)
        unplugged.rename(repository.address)
    assert restic.snapshots(repository, "run-1") == []


def test_a_machine_without_the_program_is_told_so(
    restic: Restic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ResticMissingError):
        restic.make(Repository(str(tmp_path / "target"), Secret(PASSWORD)))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Fatal: write /x: no space left on device", TargetFullError),
        ("server response unexpected: 507 Insufficient Storage (507)", TargetFullError),
        ("Fatal: wrong password or no key found", TargetPasswordError),
        ("error: ciphertext verification failed", TargetDamagedError),
        ("Pack ID does not match, want 1, got 2", TargetDamagedError),
        ("dial tcp: connection refused", TargetError),
    ],
)
def test_what_the_program_says_becomes_one_of_our_errors(
    said: str, kind: type[ApplianceError]
) -> None:
    found = translate(1, said)
    assert type(found) is kind
    assert said not in str(found)


def test_a_rest_server_s_account_is_put_into_the_address_only_on_its_way(tmp_path: Path) -> None:
    account = tmp_path / "account"
    account.write_text("box:made-up\n")
    found = Repository("rest:https://backup.example/box/content", Secret(PASSWORD), account)
    assert adapter._address(found) == "rest:https://box:made-up@backup.example/box/content"
    assert "made-up" not in repr(found)


def test_ssh_uses_one_key_and_only_known_hosts(tmp_path: Path) -> None:
    found = Repository("sftp:box@backup.example:/srv/content", Secret(PASSWORD), tmp_path / "key")
    [_, option] = adapter._sftp(found)
    assert f"-i {tmp_path}/key" in option
    assert "StrictHostKeyChecking=yes" in option
    assert option.endswith("box@backup.example -s sftp")


@pytest.mark.slow
@pytest.mark.needs("restic", "rclone")
def test_a_target_over_http_takes_backups_under_an_account_and_lets_nobody_delete(
    restic: Restic, data: Path, tmp_path: Path
) -> None:
    account, served = tmp_path / "account", tmp_path / "served"
    account.write_text("box:made-up")
    served.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{probe.getsockname()[1]}"
    command = ["rclone", "serve", "restic", "--append-only", "--addr", place, str(served)]
    environment = {**os.environ, "RCLONE_USER": "box", "RCLONE_PASS": "made-up"}
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        assert any("Serving" in line for line in server.stderr)
        found = Repository(f"rest:http://{place}/safehold-content", Secret(PASSWORD), account)
        assert not restic.exists(found)
        restic.make(found)
        restic.backup(found, data, ["blobs"], ["run-1"])
        restic.check(found)
        [snapshot] = restic.snapshots(found)
        address = f"http://{place}/safehold-content/snapshots/{snapshot.id}"
        assert httpx.delete(address, auth=("box", "made-up")).status_code == 403
        assert restic.snapshots(found) == [snapshot]
    finally:
        server.terminate()
        server.wait(10)
        if server.stderr is not None:
            server.stderr.close()
