"""Asks for a new passphrase in lines: twice, with its strength in words."""

from appliance.core.passphrase_strength import LEAST_CHARACTERS
from tui.model import Console
from tui.plain_form import BACK
from tui.terminal import Terminal


def ask_passphrase(console: Console, terminal: Terminal) -> str:
    """Return a new passphrase, or nothing where the operator goes back."""
    words = console.words
    terminal.say(words("passphrase-advice"))
    while (typed := terminal.ask_secret(words("plain-secret"))) != BACK:
        strength = console.judge_passphrase(typed)
        if strength.long_enough:
            terminal.say(words(f"strength-{strength.level}"))
        else:
            terminal.say(words("strength-short", least=LEAST_CHARACTERS))
        if not strength.enough:
            terminal.say(f"! {words('problem-passphrase-weak')}")
        elif terminal.ask_secret(words("plain-again")) == typed:
            return typed
        else:
            terminal.say(f"! {words('problem-passphrase-differs')}")
    return ""
