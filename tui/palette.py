"""The command palette: every offer of the place, found by what it is called in any language."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from tui.offers import Offer
from tui.words import LANGUAGES, Words

if TYPE_CHECKING:
    from tui.app import ConsoleApp


class OfferProvider(Provider):
    """Lists what the operator who has signed in can do, and starts it."""

    @property
    def door(self) -> "ConsoleApp":
        """The application, which knows the way to every offer."""
        return cast("ConsoleApp", self.app)

    async def discover(self) -> Hits:
        """List everything while nothing is typed."""
        for offer in self.door.model.reachable:
            yield DiscoveryHit(self._name(offer), partial(self.door.start, offer))

    async def search(self, query: str) -> Hits:
        """List what fits; the other languages' names count as well."""
        matcher = self.matcher(query)
        for offer in self.door.model.reachable:
            shown = self._name(offer)
            score = max(matcher.match(each) for each in (shown, *_names(offer)))
            if score > 0:
                start = partial(self.door.start, offer)
                yield Hit(score, matcher.highlight(shown), start, text=shown)

    def _name(self, offer: Offer) -> str:
        return self.door.model.words(f"plain-menu-{offer}")


class Palette(CommandPalette):
    """Textual's own palette in the console's words, without its pictures."""

    def __init__(self, words: Words) -> None:
        super().__init__(placeholder=words("palette-hint"), id="palette")


def _names(offer: Offer) -> Iterator[str]:
    return (Words(each)(f"plain-menu-{offer}") for each in LANGUAGES)
