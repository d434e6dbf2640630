"""The pages and scripts of one web app, read once at the start.

A request is looked up by its exact path among the files that were there. No path of a request
ever reaches the file system, so there is nothing for a path trick to reach.
"""

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from appliance.gateway.headers import Header, accepts

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


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in each coding it is held in; `b""` is the file as it is."""

    media_type: bytes
    bodies: dict[bytes, bytes]

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
        if len(self.bodies) > 1:
            headers.append((b"vary", b"accept-encoding"))
        if coding:
            headers.append((b"content-encoding", coding))
        return headers


def load_assets(folder: Path) -> dict[str, Asset]:
    """Read a built web app.

    Args:
        folder: such as `build/web/intake`; where it is absent there are no pages.

    Returns:
        Request path -> asset. Links and files of unknown type are left out.
    """
    assets = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix in TYPES and file.is_file() and not file.is_symlink():
            path = "/" + file.relative_to(folder).as_posix()
            assets[path] = _asset(file)
            if file.name == INDEX:
                assets[path.removesuffix(INDEX)] = assets[path]
    return assets


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
