"""The pages and scripts of one web app, read once at the start.

A request is looked up by its exact path among the files that were there. No path of a request
ever reaches the file system, so there is nothing for a path trick to reach.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from appliance.gateway.headers import Header, accepts, value_of
from appliance.gateway.languages import preferred

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
COMPRESSED = {".br": b"br", ".gz": b"gzip"}
TEXT = (".html", ".js", ".css", ".json", ".svg", ".txt", ".webmanifest")
INDEX = "index.html"
# The same page with its training banner shown (build.mjs); it has no address of its own.
MARKED = ".training.html"
LANGUAGE_PAGE = re.compile(r"/([a-z]{2,3})\.html")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in each coding it is held in; `b""` is the file as it is.

    Args:
        media_type: its type.
        bodies: by coding.
        by_language: whether another browser gets another file at the same address.
    """

    media_type: bytes
    bodies: dict[bytes, bytes]
    by_language: bool = False

    @property
    def is_page(self) -> bool:
        """Tell whether a browser shows it as a document."""
        return self.media_type == TYPES[".html"].encode()

    def chosen(self, request_headers: Iterable[Header]) -> tuple[list[Header], bytes]:
        """Return headers and body in the smallest coding that the browser takes."""
        headers = list(request_headers)
        for coding in (b"br", b"gzip"):
            if coding in self.bodies and accepts(headers, coding):
                return self._headers(coding), self.bodies[coding]
        return self._headers(b""), self.bodies[b""]

    def _headers(self, coding: bytes) -> list[Header]:
        headers = [
            (b"content-type", self.media_type),
            (b"content-length", str(len(self.bodies[coding])).encode()),
        ]
        varies = [b"accept-language"] if self.by_language else []
        varies += [b"accept-encoding"] if len(self.bodies) > 1 else []
        if varies:
            headers.append((b"vary", b", ".join(varies)))
        if coding:
            headers.append((b"content-encoding", coding))
        return headers


@dataclass(frozen=True, slots=True)
class Site:
    """The files of one web app.

    Args:
        assets: by request path.
        marked: the pages of a deployment to practise on, by the path they take the place of.
    """

    assets: Mapping[str, Asset] = field(default_factory=dict)
    marked: Mapping[str, Asset] = field(default_factory=dict)

    def find(
        self, path: str, headers: Iterable[Header], practice: Callable[[], bool]
    ) -> Asset | None:
        """Return what is served at a path; at the bare address, the page in her language."""
        if path != "/":
            return self._at(path, practice)
        pages = (LANGUAGE_PAGE.fullmatch(each) for each in self.assets)
        codes = [page[1] for page in pages if page]
        code = preferred(value_of(headers, b"accept-language"), codes)
        asset = self._at(f"/{code}.html" if code else f"/{INDEX}", practice)
        return replace(asset, by_language=True) if asset and codes else asset

    def _at(self, path: str, practice: Callable[[], bool]) -> Asset | None:
        marked = self.marked.get(path)
        return marked if marked and practice() else self.assets.get(path)


def load_site(folder: Path) -> Site:
    """Read a built web app.

    Args:
        folder: such as `build/web/intake`; where it is absent there are no pages.

    Returns:
        What it holds; links and files of unknown type are left out.
    """
    assets, marked = {}, {}
    for file in sorted(folder.rglob("*")):
        if file.suffix not in TYPES or not file.is_file() or file.is_symlink():
            continue
        path = "/" + file.relative_to(folder).as_posix()
        if path.endswith(MARKED):
            marked[path.removesuffix(MARKED) + ".html"] = _asset(file)
        else:
            assets[path] = _asset(file)
    return Site(assets, marked)


def origins_asset(storage: str) -> Asset:
    """Return `/origins.json`, which tells a page where storage is reached; only the gateway knows.

    Args:
        storage: the address of the storage origin.
    """
    return Asset(TYPES[".json"].encode(), {b"": json.dumps({"storage": storage}).encode()})


def _asset(file: Path) -> Asset:
    content = file.read_bytes()
    bodies = {b"": content}
    for suffix, coding in COMPRESSED.items():
        beside = file.with_name(file.name + suffix)
        if beside.is_file():
            bodies[coding] = beside.read_bytes()
    if file.suffix in TEXT:
        bodies.setdefault(b"gzip", gzip.compress(content, 9, mtime=0))
    smaller = {coding: body for coding, body in bodies.items() if len(body) < len(content)}
    return Asset(TYPES[file.suffix].encode(), {b"": content, **smaller})
