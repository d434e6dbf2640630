import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.secret import Secret

MARKER = "correct horse"


@pytest.mark.parametrize(
    "shown",
    [
        str(Secret(MARKER)),
        repr(Secret(MARKER)),
        repr(Secret(MARKER.encode())),
        f"{Secret(MARKER)}",
        f"{Secret(MARKER):>40}",
        "%s %r" % (Secret(MARKER), Secret(MARKER)),  # noqa: UP031  # the old form is what is tested
        repr([Secret(MARKER)]),
        repr({"passphrase": Secret(MARKER)}),
    ],
)
def test_a_secret_is_never_shown(shown: str) -> None:
    assert MARKER not in shown
    assert "hidden" in shown


def test_reveal_returns_the_secret() -> None:
    assert Secret(MARKER).reveal() == MARKER


@pytest.mark.parametrize("leak", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps, hash, vars])
def test_a_secret_is_not_pickled_copied_serialised_or_hashed(leak: object) -> None:
    assert callable(leak)
    with pytest.raises(TypeError) as caught:
        leak(Secret(MARKER))
    assert MARKER not in str(caught.value)


@given(st.binary(), st.binary())
def test_secrets_are_equal_exactly_when_their_values_are(left: bytes, right: bytes) -> None:
    assert (Secret(left) == Secret(right)) is (left == right)


def test_a_secret_does_not_equal_its_value() -> None:
    assert Secret(MARKER) != MARKER


def test_an_empty_secret_is_false() -> None:
    assert not Secret(b"")
    assert Secret(b"\0")
