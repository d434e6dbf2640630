"""Bodies of requests: whatever comes, it is read whole or refused with an error of the tree."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.adapters import age
from appliance.coordination import bodies
from appliance.core.canonical import b64
from appliance.errors import ApplianceError, RecipientError
from tests.professional import Professional, small_sealed_file
from tests.survivor import fresh_recipient
from tests.unit.coordination.world import KDF

PARSERS: dict[str, Callable[[object], Any]] = {
    "secret": bodies.secret,
    "login_start": bodies.login_start,
    "login": bodies.login,
    "acceptance": bodies.acceptance,
    "kdf": bodies.kdf,
    "duty_wrap": bodies.duty_wrap,
    "taking": bodies.taking,
    "new_compartment": bodies.new_compartment,
    "referral": bodies.referral,
    "wants": bodies.wants,
    "invitation": bodies.invitation,
    "new_link": bodies.new_link,
    "approval": bodies.approval,
}

NAMES = [
    *bodies.Login.__slots__,
    *bodies.Acceptance.__slots__,
    *bodies.Want.__slots__,
    *KDF,
    "compartment",
    "expires",
    "generation",
    "grants",
    "key",
    "passkey",
    "person",
    "profile",
    "role",
    "secret_hash",
    "staff_wrap",
    "statement",
    "totp",
    "wants",
    "wrap",
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), inner, max_size=8)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("name", PARSERS)
@settings(deadline=None, max_examples=60)
@given(untrusted=JSON)
def test_any_json_is_read_or_refused_in_order(name: str, untrusted: object) -> None:
    with contextlib.suppress(ApplianceError):
        PARSERS[name](untrusted)


def honest() -> dict[str, Any]:
    colleague = Professional("doctor", "b" * 32)
    return {
        "auth": b64(colleague.auth),
        "kdf": KDF,
        "login": colleague.login,
        "recipient": colleague.identity.recipient,
        "sealed_identity": b64(small_sealed_file()),
        "second": {"totp": {"code": "123456", "secret": colleague.totp_secret}},
        "secret": b64(colleague.secret),
        "verify": colleague.identity.verify,
    }


HONEST = honest()


def test_an_honest_acceptance_is_read() -> None:
    assert bodies.acceptance(HONEST).login == HONEST["login"]


@pytest.mark.parametrize("name", sorted(HONEST))
@settings(deadline=None, max_examples=40)
@given(untrusted=JSON)
def test_one_changed_member_is_read_or_refused(name: str, untrusted: object) -> None:
    with contextlib.suppress(ApplianceError):
        bodies.acceptance({**HONEST, name: untrusted})


@pytest.mark.parametrize("name", sorted(HONEST))
def test_no_member_may_be_absent_or_added(name: str) -> None:
    without = {key: value for key, value in HONEST.items() if key != name}
    with pytest.raises(ApplianceError):
        bodies.acceptance(without)
    with pytest.raises(ApplianceError):
        bodies.acceptance({**HONEST, f"{name}_": HONEST[name]})


@pytest.mark.parametrize(
    ("name", "value"),
    [("memory_kib", 19_455), ("memory_kib", 1024 * 1024 + 1), ("passes", 17), ("lanes", 2)],
)
def test_a_weak_or_ruinous_kdf_is_refused(name: str, value: int) -> None:
    with pytest.raises(ApplianceError):
        bodies.kdf({**KDF, name: value})


def test_a_wrap_to_two_recipients_is_refused() -> None:
    sealed = age.seal(b"{}", [fresh_recipient(), fresh_recipient()])
    with pytest.raises(RecipientError):
        bodies.sealed_to_one(b64(sealed))


def test_login_names_that_look_alike_are_one() -> None:
    names = ["Aïcha", "aïcha ", "AÏCHA", "aïcha"]
    assert len({bodies.login_name(name) for name in names}) == 1


def test_what_is_read_never_comes_back_as_json_by_itself() -> None:
    with pytest.raises(TypeError):
        json.dumps(bodies.acceptance(HONEST))
