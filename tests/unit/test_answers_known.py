"""A set-up knows its countries and languages; a passphrase is judged as in the console."""

import pytest

from appliance.cli.passphrase import check_new
from appliance.errors import InvalidInputError
from appliance.operations.answers import AnswerError, parse
from appliance.secret import Secret

ANSWERS = {
    "country": "cd",
    "languages": ["fr"],
    "name": "Training",
    "operator": "operator",
    "organisations": [{"intake": True, "name": "Centre", "services": []}],
}


@pytest.mark.parametrize(
    ("key", "value"),
    [("country", "zz"), ("country", "CD"), ("country", "congo"), ("languages", ["fr", "xx"])],
)
def test_what_nobody_knows_is_refused(key: str, value: object) -> None:
    assert parse(ANSWERS).country == "cd"
    with pytest.raises(AnswerError, match=key):
        parse({**ANSWERS, key: value})


@pytest.mark.parametrize(
    "passphrase", ["passwordpassword", "amina amina amina", "aaaaaaaaaaaaaaaa"]
)
def test_what_is_easy_to_guess_is_refused(passphrase: str) -> None:
    with pytest.raises(InvalidInputError, match="usage-passphrase-weak"):
        check_new(Secret(passphrase), "amina")


def test_short_and_good_ones_are_told_apart() -> None:
    with pytest.raises(InvalidInputError, match="usage-passphrase-short"):
        check_new(Secret("Xk9 qz!"))
    good = Secret("quiet river under seven bridges")
    assert check_new(good, "amina") is good
