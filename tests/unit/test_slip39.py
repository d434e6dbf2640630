"""Splitting and combining: every threshold, every combination, every slip of a trustee."""

import itertools
import os
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic import combine_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from appliance.adapters import slip39
from appliance.adapters.slip39 import Group, Words
from appliance.core import share_words
from appliance.errors import ShareCountError, ShareError

CEREMONIES = int(os.environ.get("SAFEHOLD_CEREMONIES", "60"))  # the full run: 10000
SECRET = bytes(range(32))


@pytest.fixture(scope="module")
def share() -> Words:
    return slip39.split(SECRET, [Group(2, 3)])[0][1]


def problem_of(text: str) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(ShareError) as caught:
        slip39.parse(text)
    return caught.value.problem, dict(caught.value.values)


@pytest.mark.parametrize("count", range(2, 10))
def test_every_combination_of_enough_shares_recovers_and_every_smaller_one_fails(
    count: int,
) -> None:
    for threshold in range(2, min(count, 5) + 1):
        shares = slip39.split(SECRET, [Group(threshold, count)])[0]
        for enough in itertools.combinations(shares, threshold):
            assert slip39.combine(enough) == SECRET
        for too_few in itertools.combinations(shares, threshold - 1):
            with pytest.raises(ShareError, match="share"):
                slip39.combine(too_few)


def test_of_two_groups_both_must_come_together() -> None:
    country, abroad = slip39.split(SECRET, [Group(2, 3), Group(3, 4)])
    for some in itertools.combinations(country, 2):
        for others in itertools.combinations(abroad, 3):
            assert slip39.combine([*others, *some]) == SECRET
    for incomplete in ([*country], [*abroad], [*country, *abroad[:2]], [country[0], *abroad]):
        assert slip39.missing(incomplete)
        with pytest.raises(ShareError):
            slip39.combine(incomplete)


@given(data=st.data())
@settings(max_examples=CEREMONIES, deadline=None)
def test_any_ceremony_is_recovered_by_any_quorum_and_by_nobody_less(data: st.DataObject) -> None:
    groups, left = [], slip39.MOST_SHARES
    for _ in range(data.draw(st.integers(1, 2))):
        count = data.draw(st.integers(2, min(left, 14)))
        groups.append(Group(data.draw(st.integers(2, count)), count))
        left -= count
    secret = data.draw(st.binary(min_size=32, max_size=32))
    made = slip39.split(secret, groups)
    quorum = [
        share
        for shares, group in zip(made, groups, strict=True)
        for share in data.draw(st.permutations(shares))[: group.threshold]
    ]
    typed = [slip39.parse(each.text) for each in data.draw(st.permutations(quorum))]
    assert slip39.combine(typed) == secret
    with pytest.raises(ShareError):
        slip39.combine(typed[1:])


def test_the_library_itself_opens_what_was_split(share: Words) -> None:
    shares = slip39.split(SECRET, [Group(3, 5)])[0]
    assert combine_mnemonics([each.text for each in shares[1:4]]) == SECRET


def test_the_checksum_is_the_library_s(share: Words) -> None:
    assert share_words.residue([WORDLIST.index(word) for word in share.text.split()]) == 1


@given(place=st.integers(0, 32), other=st.integers(1, 1023))
@settings(max_examples=25, deadline=None)
def test_the_one_wrong_word_is_named(place: int, other: int) -> None:
    text = slip39.split(SECRET, [Group(2, 2)])[0][0].text
    words = text.split()
    words[place] = WORDLIST[(WORDLIST.index(words[place]) + other) % 1024]
    assert problem_of(" ".join(words)) == ("wrong_word", {"place": place + 1})


def test_two_wrong_words_are_noticed_and_never_taken(share: Words) -> None:
    chance = random.Random(39)
    for _ in range(15):
        words = share.text.split()
        for place in chance.sample(range(33), 2):
            words[place] = chance.choice([each for each in WORDLIST if each != words[place]])
        assert problem_of(" ".join(words))[0] in {"checksum", "swapped"}


def test_two_words_that_changed_places_are_named(share: Words) -> None:
    words = share.text.split()
    words[10], words[11] = words[11], words[10]
    assert problem_of(" ".join(words)) == ("swapped", {"place": 11, "next": 12})


def test_a_word_that_is_not_in_the_list_is_named_with_one_that_is_like_it(share: Words) -> None:
    words = share.text.split()
    words[6] = "acadmeic"
    assert problem_of(" ".join(words)) == ("unknown_word", {"place": 7, "like": "academic"})
    words[6] = "zzzzzzzz"
    assert problem_of(" ".join(words)) == ("unknown_word", {"place": 7, "like": ""})


@pytest.mark.parametrize("count", [0, 20, 32])
def test_a_share_with_words_missing_says_how_many_came(share: Words, count: int) -> None:
    text = " ".join(share.text.split()[:count])
    assert problem_of(text) == ("length", {"words": count})


def test_four_letters_capitals_and_line_breaks_are_enough(share: Words) -> None:
    typed = "\n".join(word[:4].upper() for word in share.text.split())
    assert slip39.parse(unicodedata.normalize("NFC", typed)) == share


def test_shares_of_two_sets_are_told_apart() -> None:
    one, two = (slip39.split(SECRET, [Group(2, 2)])[0] for _ in range(2))
    while one[0].identifier == two[0].identifier:
        two = slip39.split(SECRET, [Group(2, 2)])[0]
    with pytest.raises(ShareError) as caught:
        slip39.combine([one[0], two[1]])
    assert caught.value.problem == "other_set"


def test_the_same_share_twice_is_not_two(share: Words) -> None:
    with pytest.raises(ShareError) as caught:
        slip39.combine([share, share])
    assert caught.value.problem == "twice"


def test_a_share_of_another_kind_of_secret_is_refused() -> None:
    short = "duckling enlarge academic academic agency result length solution fridge kidney coal "
    short += "piece deal husband erode duke ajar critical decision keyboard"
    assert problem_of(short) == ("length", {"words": 20})


@pytest.mark.parametrize(
    "groups",
    [
        [],
        [Group(1, 3)],
        [Group(3, 2)],
        [Group(2, 17)],
        [Group(2, 9), Group(2, 8)],
        [Group(2, 2)] * 3,
    ],
)
def test_numbers_out_of_range_are_refused(groups: list[Group]) -> None:
    with pytest.raises(ShareCountError):
        slip39.split(SECRET, groups)


def test_only_a_secret_of_256_bits_is_split() -> None:
    with pytest.raises(ShareCountError):
        slip39.split(SECRET[:16], [Group(2, 2)])


def test_a_share_is_not_shown_when_it_is_printed(share: Words) -> None:
    assert share.text.split()[5] not in repr(share)
