import re

import pytest

from appliance import errors
from appliance.errors import ApplianceError, IntegrityError, NotFoundError, SequenceError


def all_errors() -> list[type[ApplianceError]]:
    found = [ApplianceError]
    for each in found:
        found += [kind for kind in each.__subclasses__() if kind.__module__ == errors.__name__]
    return found


def test_the_default_message_is_the_first_line_of_the_docstring() -> None:
    assert NotFoundError().message == "There is nothing here that you can open."
    assert str(NotFoundError()) == "There is nothing here that you can open."


def test_a_given_message_replaces_the_default() -> None:
    assert NotFoundError("No such form.").message == "No such form."


def test_the_json_holds_code_message_and_hint_and_nothing_else() -> None:
    assert NotFoundError(hint="Check the code.").to_json() == {
        "error": "not_found",
        "message": "There is nothing here that you can open.",
        "hint": "Check the code.",
    }


def test_an_integrity_error_names_what_failed() -> None:
    error = IntegrityError(what="leaf 12")
    assert error.what == "leaf 12"
    assert error.message == "Stored data is not what was stored: leaf 12."


def test_a_sequence_error_tells_the_number_expected() -> None:
    assert SequenceError(expected=3).to_json()["expected"] == 3


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_has_its_own_words(kind: type[ApplianceError]) -> None:
    assert "__doc__" in vars(kind)
    assert re.fullmatch(r"[A-Z].*\.", kind.default_message())


@pytest.mark.parametrize("kind", all_errors())
def test_every_error_stands_in_the_tree_with_its_numbers(kind: type[ApplianceError]) -> None:
    row = rf"{kind.__name__}\s+{kind.status}\s+{kind.code}\s+exit {kind.exit_code}\n"
    assert re.search(row, errors.__doc__ or "")


def test_no_two_errors_share_a_code() -> None:
    codes = [kind.code for kind in all_errors()]
    assert len(codes) == len(set(codes))
