import contextlib
import dataclasses
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from appliance.config import Settings, known_keys, load, parse
from appliance.errors import ConfigurationError

SHIPPED = Path(__file__).parents[2] / "config" / "appliance.yml"


def test_the_shipped_file_shows_every_key_with_its_default() -> None:
    shown = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    assert shown == dataclasses.asdict(Settings())
    assert load(SHIPPED) == Settings()


def test_a_key_left_out_keeps_its_default() -> None:
    settings = parse("gateway: {port: 9100}", "a.yml")
    assert settings.gateway.port == 9100
    assert settings.gateway.host == "localhost"
    assert settings.limits == Settings().limits


def test_the_three_origins_take_three_ports_in_a_row() -> None:
    gateway = parse("gateway: {port: 9100}", "a.yml").gateway
    assert (gateway.intake_port, gateway.case_port, gateway.storage_port) == (9100, 9101, 9102)


def test_an_empty_file_means_all_defaults() -> None:
    assert parse("# nothing yet\n", "a.yml") == Settings()


def test_an_unknown_key_names_file_line_key_and_the_nearest_known_key() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse("uploads:\n  expire_dyas: 3\n", "a.yml")
    assert caught.value.message == "a.yml line 2: “uploads.expire_dyas” is not a known key."
    assert caught.value.hint == "Did you mean “uploads.expire_days”?"


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="“gatway” is not a known key") as e:
        parse("gatway: {port: 1}", "a.yml")
    assert e.value.hint == "Did you mean “gateway”?"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("log: {daily_quota: many}", "“log.daily_quota” must be a whole number"),
        ("log: {daily_quota: true}", "“log.daily_quota” must be a whole number"),
        ("log: {daily_quota: 1.5}", "“log.daily_quota” must be a whole number"),
        ("log: {daily_quota: [1]}", "“log.daily_quota” must be a whole number"),
        ("log: {daily_quota: !odd 1}", "“log.daily_quota” must be a whole number"),
        ("log: {daily_quota: 2026-13-41}", "“log.daily_quota” must be a whole number"),
        ("log: {daily_quota: 0}", "“log.daily_quota” must be 1 to"),
        ("gateway: {port: 70000}", "“gateway.port” must be 1 to 65533"),
        ("gateway: {host: ''}", "“gateway.host” must be text"),
        ("gateway: 8700", "“gateway” is not a list of settings"),
        ("- gateway", "“the file” is not a list of settings"),
        ("log:\n  daily_quota: 1\n  daily_quota: 2", "line 3: “log.daily_quota” is written twice"),
        ("log: {", "line 1: this is not valid YAML"),
    ],
)
def test_a_bad_value_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse(text, "a.yml")
    assert why in caught.value.message
    assert caught.value.message.startswith("a.yml line ")


def test_a_missing_file_is_refused_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path / "absent.yml")
    assert caught.value.message == "absent.yml cannot be read."


def test_settings_cannot_be_changed_after_reading() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().gateway.port = 1  # type: ignore[misc]


def test_known_keys_name_sections_and_their_settings() -> None:
    assert {"gateway", "gateway.port", "tickets.lifetime_s"} <= set(known_keys())


@given(st.text())
def test_any_text_gives_settings_or_a_configuration_error(text: str) -> None:
    with contextlib.suppress(ConfigurationError):
        assert isinstance(parse(text, "a.yml"), Settings)
