"""Every word that the console shows, from the Fluent catalogues."""

from functools import cache
from pathlib import Path

import yaml
from fluent.runtime import FluentBundle, FluentResource

from appliance.core.shown import shown

FOLDER = Path(__file__).resolve().parent.parent / "config" / "locales"
COUNTRIES = FOLDER.parent / "countries"
LANGUAGES = ("en", "fr")
CATALOGUES = ("console", "countries", "errors", "health", "jobs", "log", "wipe")

Value = str | int


class Words:
    """Says things in the language in use.

    Args:
        language: one of `LANGUAGES`; anything else is taken as English.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language if language in LANGUAGES else "en"

    def use(self, language: str) -> None:
        """Speak another language from now on."""
        self.language = language

    def turn(self) -> None:
        """Speak the next language."""
        index = LANGUAGES.index(self.language) + 1
        self.language = LANGUAGES[index % len(LANGUAGES)]

    def knows(self, message: str) -> bool:
        """Return whether the catalogue has a message."""
        return bundle(self.language).has_message(message)

    def __call__(self, message: str, **values: Value) -> str:
        """Return a message with its values filled in.

        Raises:
            KeyError: the catalogue does not have it.
        """
        pattern = bundle(self.language).get_message(message).value
        if pattern is None:
            raise KeyError(message)
        plain = {
            name: shown(each) if isinstance(each, str) else each for name, each in values.items()
        }
        text, _ = bundle(self.language).format_pattern(pattern, plain)
        return str(text)


@cache
def bundle(language: str) -> FluentBundle:
    """Return the catalogues of one language, read once."""
    found = FluentBundle([language], use_isolating=False)
    for name in CATALOGUES:
        found.add_resource(FluentResource((FOLDER / language / f"{name}.ftl").read_text("utf-8")))
    return found


@cache
def other_names(country: str) -> tuple[str, ...]:
    """Return the names and short forms under which somebody may look for a country."""
    known = yaml.safe_load((COUNTRIES / "aliases.yml").read_text("utf-8"))
    named = [Words(each)(f"country-{country}") for each in LANGUAGES]
    return (*known.get(country, ()), *named)
