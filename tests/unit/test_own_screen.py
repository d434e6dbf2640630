"""Where shares may be shown, and what a terminal is made to forget."""

import os
import select
from collections.abc import Iterator

import pytest

from appliance.adapters.own_screen import CLEAR, PAGE_BEFORE, OwnScreen, place_of
from appliance.adapters.words import Words
from appliance.cli.ceremony_sitting import check_place
from appliance.errors import OwnScreenError

WORDS = Words("en", ("escrow", "errors"))


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    ours, theirs = os.openpty()
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def read_until(terminal: int, text: str) -> str:
    """Return what came up to a text; a terminal hands it out in pieces."""
    found = ""
    while text not in found:
        assert select.select([terminal], [], [], 10)[0], found
        found += os.read(terminal, 65536).decode()
    return found


@pytest.mark.parametrize(
    ("device", "environment", "place"),
    [
        ((4, 1), {}, "console"),
        ((4, 63), {}, "console"),
        ((4, 64), {}, "terminal"),  # a serial line
        ((136, 0), {}, "terminal"),  # a window, tmux
        ((4, 0), {}, "terminal"),
        ((204, 1), {}, "terminal"),
        ((4, 1), {"SSH_CONNECTION": "x"}, "remote"),
        ((136, 0), {"SSH_TTY": "/dev/pts/0"}, "remote"),
        ((136, 0), {"SSH_CLIENT": ""}, "terminal"),
    ],
)
def test_only_a_virtual_console_is_the_box_s_own_screen(
    device: tuple[int, int], environment: dict[str, str], place: str
) -> None:
    assert place_of(os.makedev(*device), environment) == place


def test_a_window_is_refused_for_real_shares_and_said_in_training(
    terminal: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, name = terminal
    for mark in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        monkeypatch.delenv(mark, raising=False)
    with OwnScreen(name) as screen:
        assert screen.place == "terminal"
        with pytest.raises(OwnScreenError):
            check_place(screen, WORDS, training=False)
        os.write(ours, b"\n")
        check_place(screen, WORDS, training=True)
    assert read_until(ours, "TRAINING")


def test_over_ssh_it_is_refused_even_on_a_console(
    terminal: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")
    with OwnScreen(terminal[1]) as screen:
        assert screen.place == "remote"
        with pytest.raises(OwnScreenError):
            check_place(screen, WORDS, training=False)


def test_screen_and_scrollback_are_empty_at_the_end_and_typing_ahead_is_lost(
    terminal: tuple[int, str],
) -> None:
    ours, name = terminal
    theirs = os.open(name, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    with OwnScreen(name) as screen:
        screen.say("words of a share")
        os.write(ours, b"typed ahead\n")
        assert select.select([theirs], [], [], 10)[0]
    shown = read_until(ours, PAGE_BEFORE + CLEAR)
    assert shown.rindex(CLEAR) > shown.rindex("words of a share")
    with pytest.raises(BlockingIOError):
        os.read(theirs, 100)
    os.close(theirs)


def test_a_terminal_that_has_gone_answers_nothing(terminal: tuple[int, str]) -> None:
    ours, name = terminal
    with OwnScreen(name) as screen:
        os.write(ours, b"\x04")
        assert screen.ask("?") is None


def test_without_a_terminal_there_is_no_screen() -> None:
    with pytest.raises(OwnScreenError):
        OwnScreen("/dev/null/none")
