"""The data folder and the keys that services share."""

import stat
from pathlib import Path

import pytest

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.service_keys import CALLS, ServiceKeys
from appliance.core.canonical import b64
from appliance.core.derivation import verify_key
from appliance.errors import ConfigurationError


def test_every_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path / "data")
    folder.prepare()
    assert all(stat.S_IMODE(each.stat().st_mode) == 0o700 for each in folder.folders())


def test_preparing_again_closes_what_was_left_open(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path / "data")
    folder.prepare()
    folder.vault.chmod(0o755)
    folder.prepare()
    assert stat.S_IMODE(folder.vault.stat().st_mode) == 0o700


def test_a_link_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path / "data")
    (tmp_path / "elsewhere").mkdir()
    folder.root.mkdir()
    folder.state.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError):
        folder.prepare()


def test_sockets_of_a_long_path_lie_in_a_short_one(tmp_path: Path) -> None:
    near = DataFolder.at("/srv/data")
    far = DataFolder.at(tmp_path / ("long" * 30))
    assert near.socket("agent").is_relative_to(near.root)
    assert len(str(far.socket("coordination"))) <= 100
    assert far.run != DataFolder.at(tmp_path / ("other" * 30)).run


def test_keys_are_made_once_and_read_the_same(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path / "data")
    folder.prepare()
    keys = ServiceKeys(folder)
    keys.make_missing()
    first = [keys.token(*call) for call in CALLS]
    keys.make_missing()
    assert [keys.token(*call) for call in CALLS] == first
    assert len(set(first)) == len(CALLS)


def test_each_caller_is_known_by_a_token_of_its_own(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path / "data")
    folder.prepare()
    keys = ServiceKeys(folder)
    keys.make_missing()
    callers = keys.callers("storage")
    assert callers[keys.token("agent", "storage")] == "agent"
    assert set(callers.values()) == {"agent", "coordination", "intake"}


def test_the_public_ticket_key_belongs_to_the_private_one(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path / "data")
    folder.prepare()
    keys = ServiceKeys(folder)
    keys.make_missing()
    public = keys.ticket_verify_keys()
    assert all(b64(public[name]) == verify_key(keys.ticket_seed(name)) for name in public)


def test_a_damaged_key_stops_with_an_error_of_the_tree(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path / "data")
    folder.prepare()
    keys = ServiceKeys(folder)
    keys.make_missing()
    (folder.state / "pepper" / "intake").write_text("short")
    with pytest.raises(ConfigurationError):
        keys.pepper("intake")
