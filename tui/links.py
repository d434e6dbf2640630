"""Links that are handed over: where they can be opened."""

import ipaddress
from urllib.parse import urlsplit

from tui.words import Words


def only_here(link: str) -> bool:
    """Return whether a link opens on this machine alone."""
    host = urlsplit(link).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def warnings(link: str, words: Words) -> list[str]:
    """Return what has to be said beside a link."""
    return [words("link-only-here")] if only_here(link) else []
