"""The view-model's pieces: passphrases, lists, countries, numbers, codes."""

import json
from pathlib import Path
from typing import Any

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.passphrase_strength import judge
from appliance.errors import PassphraseError, SealedError, UnauthenticatedError
from tests.tui.fake_agent import INVITE, LINK, PASSPHRASE, FakeAgent, person
from tui.form import plain_letters, search
from tui.model import Console, Failure, attempt
from tui.offers import Offer, Place, offers_for
from tui.overview import amount
from tui.people import in_order
from tui.qr import BORDER, CELLS, half_blocks
from tui.setup_draft import SetupDraft, country_options
from tui.words import LANGUAGES, Words

PASSPHRASES = json.loads(
    (Path(__file__).parents[1] / "web" / "passphrases.json").read_text(encoding="utf-8")
)


def test_a_few_unrelated_words_are_enough_and_common_ones_are_not() -> None:
    assert judge("lantern gravel kitten marble ocean").enough
    assert judge("k9#Tq!vLz3&wRb").enough
    for weak in ("", "short", "password password", "aaaaaaaaaaaaaaaaaaaa", "123456789012345678"):
        assert not judge(weak).enough, weak


def test_names_that_an_attacker_knows_add_nothing_to_a_passphrase() -> None:
    typed = "marie umoja lantern gravel"
    assert judge(typed).bits > judge(typed, ("marie", "Umoja")).bits


@pytest.mark.parametrize("case", PASSPHRASES, ids=lambda case: case["passphrase"])
def test_a_passphrase_is_judged_as_in_the_browser(case: dict[str, Any]) -> None:
    found = judge(case["passphrase"], tuple(case["known"]))
    assert (found.bits, found.enough) == (case["bits"], case["enough"])


@given(st.text(max_size=200))
def test_any_passphrase_can_be_judged(passphrase: str) -> None:
    assert 0 <= judge(passphrase).level <= 3


def test_whoever_waits_for_the_operator_comes_first() -> None:
    people = [
        person(1, "disabled"),
        person(2, "active"),
        person(3, "pending"),
        person(4, "invited"),
    ]
    assert [each.status for each in in_order(people)] == [
        "pending",
        "invited",
        "active",
        "disabled",
    ]


def test_an_operator_is_not_disabled_from_the_list_and_only_who_waits_is_approved() -> None:
    assert Offer.APPROVE in offers_for(person(1, "pending"))
    assert Offer.APPROVE not in offers_for(person(1, "active"))


def test_a_country_is_found_without_accents_and_by_its_code() -> None:
    for language in LANGUAGES:
        options = country_options(Words(language))
        assert search(options, "cote d'iv")[0].value == "ci"
        assert "cd" in [each.value for each in search(options, "cd")]
    assert plain_letters("  Désactiver ") == "desactiver"


def test_free_room_is_rounded_down() -> None:
    assert amount(1_999_999_999, Words("en")) == "1.9 GB"
    assert amount(1_999_999_999, Words("fr")) == "1,9 Go"
    assert amount(12_999_999_999, Words("en")) == "12 GB"


def test_the_drawn_code_is_the_code_and_fits_the_screen() -> None:
    back = {cell: pair for pair, cell in CELLS.items()}
    for link in (LINK, INVITE):
        lines = half_blocks(link)
        assert len(lines) <= 24
        rows: list[list[int]] = []
        for line in lines:
            rows.append([back[each][0] for each in line])
            rows.append([back[each][1] for each in line])
        wanted = segno.make(link, error="l", micro=False, boost_error=False)
        matrix = [[int(bool(each)) for each in row] for row in wanted.matrix_iter(border=BORDER)]
        assert rows[: len(matrix)] == matrix


def test_the_console_speaks_of_a_wrong_name_and_a_wrong_passphrase_alike() -> None:
    console = Console(FakeAgent(), Words("en"))
    wrong = {
        console.sign_in_problem(Failure(each())) for each in (PassphraseError, UnauthenticatedError)
    }
    assert len(wrong) == 1
    assert console.sent_away(Failure(SealedError()))


def test_a_fault_of_ours_becomes_calm_words() -> None:
    def broken() -> None:
        raise ZeroDivisionError

    found = attempt(broken)
    assert isinstance(found, Failure)
    assert found.say(Words("en")).startswith("Something went wrong inside.")


def test_the_first_guess_for_survivors_follows_the_console_until_it_is_changed() -> None:
    draft = SetupDraft()
    draft.speak("fr")
    assert draft.languages == ("fr",)
    draft.languages = ("en", "fr")
    draft.speak("en")
    assert draft.languages == ("en", "fr")


def test_a_box_whose_agent_lost_the_keys_asks_for_the_passphrase_again() -> None:
    console = Console(FakeAgent("open"), Words("en"))
    console.read_status()
    assert console.place is Place.LOCKED


def test_a_sentence_counts_by_its_words_and_not_by_its_letters() -> None:
    assert not judge("the cat sat on my old mat").enough
    assert judge("lantern gravel kitten marble ocean").level == 2


def test_only_a_training_deployment_says_how_to_sign_in() -> None:
    for practising in (True, False):
        console = Console(FakeAgent("sealed", training=practising), Words("en"))
        console.read_status()
        assert (PASSPHRASE in " ".join(console.practice_lines())) is practising
