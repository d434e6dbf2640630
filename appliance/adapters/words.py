"""Words that people read, from the Fluent catalogues under `config/locales`."""

import os
from functools import cache
from pathlib import Path
from typing import Self

from fluent.runtime import FluentBundle, FluentResource

from appliance.core.shown import shown

LOCALES = Path(__file__).resolve().parent.parent.parent / "config" / "locales"
LANGUAGES = ("en", "fr")
SURVIVORS = "intake"  # a language is offered to survivors where their app has a catalogue in it


@cache
def countries() -> tuple[str, ...]:
    """Return the codes of all countries that the catalogue names, lower case (ISO 3166-1)."""
    lines = (LOCALES / "en" / "countries.ftl").read_text("utf-8").splitlines()
    return tuple(line[8:10] for line in lines if line.startswith("country-"))


@cache
def survivor_languages() -> tuple[str, ...]:
    """Return the languages in which the survivors' app has words."""
    return tuple(sorted(each.parent.name for each in LOCALES.glob(f"*/{SURVIVORS}.ftl")))


class Words:
    """Says things in one language.

    Args:
        language: one of `LANGUAGES`.
        catalogues: names of the files to read.
    """

    def __init__(self, language: str, catalogues: tuple[str, ...]) -> None:
        self._bundle = FluentBundle([language], use_isolating=False)
        for name in catalogues:
            text = (LOCALES / language / f"{name}.ftl").read_text(encoding="utf-8")
            self._bundle.add_resource(FluentResource(text))

    @classmethod
    def of_terminal(cls, *catalogues: str) -> Self:
        """Return words in the language that the terminal asks for, or English."""
        wanted = next(
            (
                os.environ[name]
                for name in ("LC_ALL", "LC_MESSAGES", "LANG")
                if os.environ.get(name)
            ),
            "en",
        )
        language = wanted[:2].lower()
        return cls(language if language in LANGUAGES else "en", catalogues)

    def __call__(self, message: str, **values: str | int) -> str:
        """Return a message with its values filled in.

        Raises:
            KeyError: no catalogue has it.
        """
        pattern = self._bundle.get_message(message).value
        if pattern is None:
            raise KeyError(message)
        plain = {
            name: shown(each) if isinstance(each, str) else each for name, each in values.items()
        }
        text, _ = self._bundle.format_pattern(pattern, plain)
        return str(text)

    def knows(self, message: str) -> bool:
        """Tell whether a catalogue has a message."""
        return bool(self._bundle.has_message(message))
