"""Our faster writer of canonical JSON is held to the reference one."""

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.canonical import MAX_INTEGER, canonical, parse_canonical

texts = st.text(st.characters(codec="utf-8"), max_size=12)
integers = st.integers(-MAX_INTEGER, MAX_INTEGER)
values = st.recursive(
    st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(value=values)
def test_it_writes_what_rfc_8785_writes(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(value=st.dictionaries(texts, values, max_size=4))
def test_it_reads_back_what_it_writes(value: dict[str, object]) -> None:
    assert parse_canonical(canonical(value)) == value
