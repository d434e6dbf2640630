"""Drives the plain line mode: answers in, announcements out."""

import io

from tests.tui.fake_agent import FakeAgent
from tui.model import Console
from tui.plain import PlainConsole
from tui.terminal import Terminal
from tui.words import Words


def said(agent: FakeAgent, *answers: str, language: str = "en", supervised: bool = False) -> str:
    """Give the answers one after another and return everything that was announced."""
    sink = io.StringIO()
    console = Console(agent, Words(language), supervised=supervised)
    source = io.StringIO("".join(f"{each}\n" for each in answers))
    PlainConsole(console, Terminal(source, sink)).run()
    return sink.getvalue()


def number_of(agent: FakeAgent, offer: str) -> str:
    """Return the number under which the menu offers something."""
    console = Console(agent, Words("en"))
    console.read_status()
    return str([str(each) for each in console.offers].index(offer) + 1)
