import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import given
from hypothesis import strategies as st

from appliance.core import checkpoint, merkle
from appliance.core.checkpoint import Checkpoint, Proof
from appliance.errors import (
    IntegrityError,
    InvalidInputError,
    SignatureError,
    TooLargeError,
)

ORIGIN = "safehold/" + "0" * 32
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
ENTRIES = [b"entry %d" % number for number in range(7)]
HASHES = [merkle.leaf_hash(entry) for entry in ENTRIES]
HEAD = Checkpoint(ORIGIN, 7, merkle.root(HASHES))
NOTE = checkpoint.sign_checkpoint(HEAD, KEY)

# The example of C2SP signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2O"
    "NncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def example_key() -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(EXAMPLE_KEY.split("+", 2)[2])[1:])


def test_the_example_of_the_specification_opens() -> None:
    text = checkpoint.open_note(EXAMPLE, "example.com/foo", example_key())
    assert text == "This is an example message.\n"
    assert checkpoint.verifier_key("example.com/foo", example_key()) == EXAMPLE_KEY


def test_a_checkpoint_is_three_lines_a_blank_one_and_a_signature() -> None:
    lines = NOTE.split("\n")
    assert lines[:2] == [ORIGIN, "7"]
    assert base64.b64decode(lines[2]) == HEAD.root
    assert lines[3] == ""
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert lines[5:] == [""]


def test_a_signed_checkpoint_opens() -> None:
    assert checkpoint.open_checkpoint(NOTE, ORIGIN, PUBLIC) == HEAD


def test_a_cosignature_of_an_unknown_witness_is_passed_over() -> None:
    witness = Ed25519PrivateKey.from_private_bytes(bytes(32))
    other = checkpoint.sign_note(HEAD.text(), "witness.example", witness).split("\n\n")[1]
    assert checkpoint.open_checkpoint(NOTE + other, ORIGIN, PUBLIC) == HEAD


@given(st.integers(0, len(NOTE) - 1), st.characters(codec="utf-8"))
def test_a_changed_character_is_refused(at: int, character: str) -> None:
    changed = NOTE[:at] + character + NOTE[at + 1 :]
    if changed != NOTE:
        with pytest.raises((SignatureError, InvalidInputError)):
            checkpoint.open_checkpoint(changed, ORIGIN, PUBLIC)


def test_another_logs_checkpoint_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    with pytest.raises(SignatureError):
        checkpoint.open_checkpoint(NOTE, ORIGIN, other)
    with pytest.raises(SignatureError):
        checkpoint.open_checkpoint(NOTE, "safehold/other", PUBLIC)
    renamed = checkpoint.sign_note(HEAD.text(), "safehold/other", KEY)
    with pytest.raises(InvalidInputError):
        checkpoint.open_checkpoint(renamed, "safehold/other", PUBLIC)


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n07\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n-1\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n7\n{base64.b64encode(bytes(31)).decode()}\n",
        f"{ORIGIN}\n7\n{base64.b64encode(bytes(32)).decode()}\nextension\n",
        f"{ORIGIN}\n7\n",
    ],
)
def test_a_signed_note_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        checkpoint.open_checkpoint(checkpoint.sign_note(text, ORIGIN, KEY), ORIGIN, PUBLIC)


def test_a_text_that_cannot_be_a_note_is_not_signed() -> None:
    for text, name in (("no newline", ORIGIN), ("a\tb\n", ORIGIN), ("a\n", "a b"), ("a\n", "a+b")):
        with pytest.raises(InvalidInputError):
            checkpoint.sign_note(text, name, KEY)


@pytest.mark.parametrize("index", range(7))
def test_a_proof_file_holds_for_its_entry_only(index: int) -> None:
    path = merkle.prove_inclusion(index, 7, merkle.nodes_of(HASHES))
    text = Proof(index, tuple(path), NOTE, b"beside").text()
    proof = checkpoint.parse_proof(text)
    assert proof.extra == b"beside"
    assert proof.text() == text
    assert proof.verify(ENTRIES[index], ORIGIN, PUBLIC) == HEAD
    with pytest.raises(IntegrityError):
        proof.verify(b"another entry", ORIGIN, PUBLIC)


def test_a_proof_of_a_tree_of_one_leaf_has_no_steps() -> None:
    note = checkpoint.sign_checkpoint(Checkpoint(ORIGIN, 1, HASHES[0]), KEY)
    text = Proof(0, (), note).text()
    assert text.startswith(f"c2sp.org/tlog-proof@v1\nindex 0\n\n{ORIGIN}\n")
    checkpoint.parse_proof(text).verify(ENTRIES[0], ORIGIN, PUBLIC)


@given(st.text(max_size=400))
def test_any_text_is_a_proof_or_refused(untrusted: str) -> None:
    with pytest.raises(InvalidInputError):
        checkpoint.parse_proof(untrusted)
    with pytest.raises(InvalidInputError):
        checkpoint.parse_proof(f"c2sp.org/tlog-proof@v1\nindex {untrusted}x\n\n{NOTE}")


def test_endless_input_is_refused() -> None:
    with pytest.raises(TooLargeError):
        checkpoint.parse_proof("x" * 200_000)
    with pytest.raises(TooLargeError):
        checkpoint.open_note("x" * 200_000, ORIGIN, PUBLIC)
