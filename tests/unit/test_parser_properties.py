"""Parsers of the services, the agent and the command line return a value or one of our errors."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance import config
from appliance.agent import requests as agent_requests
from appliance.cli import answers_file
from appliance.errors import ApplianceError, ConfigurationError, RangeError
from appliance.gateway.languages import preferred
from appliance.storage import exchange, ingest
from appliance.storage import requests as storage_requests
from tests.unit.test_envelope_properties import ANYTHING

OBJECT_PARSERS: dict[str, Callable[[object], object]] = {
    "agent login": agent_requests.login,
    "agent login name": agent_requests.login_name,
    "agent plan hash": agent_requests.plan_hash,
    "agent setup": agent_requests.setup,
    "agent vault secret": agent_requests.vault_secret,
    "storage events": lambda value: storage_requests.events_and_wraps(value, "agent"),  # type: ignore[arg-type]
    "storage keys": storage_requests.vault_keys,  # type: ignore[dict-item]
}
MEMBERS = st.sampled_from(
    [
        "answers", "auth", "case", "country", "deployment", "epochs", "events", "kdf", "key",
        "languages", "log_seed", "name", "operator", "organisations", "plan", "slot", "staff",
        "vault_secret", "wraps",
    ]
)  # fmt: skip
YAML_BITS = st.lists(
    st.sampled_from(
        [
            "country: cd\n", "name: Centre\n", "languages: [fr]\n", "? ", "- ", "&a ", "*a", "!!x ",
            "!!python/object:x.Y ", "2026-99-99", "1_000", "0x", "{", "}", "[", "]", ": ", "\n  ",
            "|\n", "'", '"', "%YAML 9.9\n---\n", "...\n", "<<: ", "\t", "\x00", "~", "é",
        ]
    ),
    max_size=12,
)  # fmt: skip


@pytest.mark.parametrize("parse", OBJECT_PARSERS.values(), ids=OBJECT_PARSERS.keys())
@given(untrusted=ANYTHING | st.dictionaries(MEMBERS, ANYTHING, max_size=6))
def test_a_request_is_read_or_refused(parse: Callable[[object], object], untrusted: object) -> None:
    with contextlib.suppress(ApplianceError):
        parse(untrusted)


@given(untrusted=st.binary(max_size=200))
def test_a_batch_is_taken_apart_or_refused(untrusted: bytes) -> None:
    with contextlib.suppress(ApplianceError):
        assert sum(len(each) + 4 for each in ingest.split(untrusted)) + 4 == len(untrusted)


@given(reports=st.lists(st.binary(max_size=50), max_size=8), cut=st.integers(1, 20))
def test_a_batch_comes_apart_as_it_was_put_together(reports: list[bytes], cut: int) -> None:
    packed = len(reports).to_bytes(4, "big")
    packed += b"".join(len(each).to_bytes(4, "big") + each for each in reports)
    assert ingest.split(packed) == reports
    for damaged in (packed[:-cut], packed + bytes(cut)):
        with pytest.raises(ApplianceError):
            ingest.split(damaged)


RANGES = st.text(max_size=30) | st.from_regex(
    r"bytes ?= ?\d{0,21} ?-\d{0,21}(,1-2)?", fullmatch=True
)


@given(untrusted=RANGES, size=st.integers(0, 2**40))
@example(untrusted="bytes=-0", size=5)
@example(untrusted="bytes=\u0661-", size=5)
def test_a_range_lies_inside_the_blob_or_is_refused(untrusted: str, size: int) -> None:
    with contextlib.suppress(RangeError):
        start, end = exchange.parse_range(untrusted, size)
        assert 0 <= start <= end <= size


@given(untrusted=st.binary(max_size=60) | st.from_regex(rb"(fr|en|\*)?;?q?=?[0-9.]{0,5}"))
def test_a_wish_for_a_language_is_met_or_passed_over(untrusted: bytes) -> None:
    assert preferred(untrusted, ("en", "fr")) in {None, "en", "fr"}


@given(text=st.text(max_size=60) | YAML_BITS.map("".join))
@example(text="a: &a [*a]")
@example(text="name: 2026-99-99")
@example(text="name: !!python/object:x.Y {}")
@example(text="&a {? *a : 1}")
def test_a_file_of_answers_or_settings_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = Path(tmp_path_factory.getbasetemp()) / "answers.yml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    with contextlib.suppress(ConfigurationError):
        answers_file.read(path)
    with contextlib.suppress(ConfigurationError):
        config.parse(text, "appliance.yml")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("country: cd\nname: &a [*a]", "line 2"),
        ("country: 2026-99-99", "line 1"),
        ("country: !!python/object:x.Y {}", "line 1"),
    ],
)
def test_what_yaml_allows_and_answers_do_not_is_refused_with_its_line(
    tmp_path: Path, text: str, where: str
) -> None:
    path = tmp_path / "answers.yml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        answers_file.read(path)
    assert where in caught.value.message
