"""What is typed after `safehold` reaches the commands as it is."""

import pytest

from appliance.adapters.words import Words
from appliance.cli.commands import CATALOGUES
from appliance.cli.parser import joined, make_parser


@pytest.mark.parametrize("pin", ["-Abc", "--x", "Abc"])
def test_a_pin_may_begin_with_a_hyphen(pin: str) -> None:
    typed = ["escrow", "open-bundle", "--bundle", "usb", "--pin", pin, "--out", "out"]
    found = make_parser(Words("en", CATALOGUES)).parse_args(joined(typed))
    assert found.pin == pin


def test_nothing_else_is_changed() -> None:
    assert joined(["status", "--json"]) == ["status", "--json"]
    assert joined(["escrow", "--pin"]) == ["escrow", "--pin"]
