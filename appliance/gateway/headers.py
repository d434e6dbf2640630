"""The headers of every answer, and which of a service's own may pass."""

from collections.abc import Iterable, Mapping, Sequence

from appliance.gateway.origins import Origin, Origins

Header = tuple[bytes, bytes]

# Allow-lists: what is not named here never passes, be it a cookie, a client's address, a
# forwarding header or something that a browser learns to send next year.
REQUEST_HEADERS = frozenset(
    {
        b"content-type", b"range", b"if-none-match", b"accept-language",
        b"safehold-ticket", b"safehold-mailbox", b"safehold-session",
        b"upload-length", b"upload-offset", b"upload-checksum",
    }
)  # fmt: skip
RESPONSE_HEADERS = frozenset(
    {
        b"content-type", b"content-length", b"content-range", b"accept-ranges", b"etag",
        b"location", b"retry-after", b"vary",
        b"upload-length", b"upload-offset", b"upload-complete",
    }
)  # fmt: skip

NO_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera",
    "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid",
    "idle-detection", "magnetometer", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
# What nothing but a document or a worker would act on stays off the rest: on 2G every byte counts.
EVERYWHERE = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
# A worker takes its policy from its own script, and a drawing can be opened as a document.
ASSET_CONTENT_POLICY = "default-src 'none'"
NO_CONTENT_POLICY = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)

CORS_METHODS = "GET, PUT, POST, PATCH, HEAD"
CORS_HEADERS = "Safehold-Ticket, Content-Type, Upload-Offset, Upload-Length, Upload-Checksum, Range"
CORS_EXPOSED = "Upload-Offset, Upload-Length, Upload-Complete, Location, Content-Range"
CORS_MAX_AGE_S = 600


def page_policy(origins: Origins) -> str:
    """Return the Content-Security-Policy of the two apps' pages."""
    storage = origins.storage.url
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src 'self' {storage} blob: data:; media-src 'self' {storage} blob:; "
        f"connect-src 'self' {storage}; worker-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )


def permissions_policy(origin: Origin) -> str:
    """Return the Permissions-Policy: nothing, but the microphone where the origin may ask."""
    features = [f"{name}=()" for name in NO_FEATURES]
    return ", ".join([*features, f"microphone={'(self)' if origin.microphone else '()'}"])


def page_headers(origin: Origin, origins: Origins) -> tuple[Header, ...]:
    """Return the headers of the pages of an origin."""
    return _headers(
        {
            "content-security-policy": page_policy(origins),
            "cross-origin-opener-policy": "same-origin",
            "permissions-policy": permissions_policy(origin),
        }
    )


def asset_headers() -> tuple[Header, ...]:
    """Return the headers of scripts, styles and other files."""
    return _headers({"content-security-policy": ASSET_CONTENT_POLICY})


def api_headers() -> tuple[Header, ...]:
    """Return the headers of a service's answers and of every error."""
    return _headers({"content-security-policy": NO_CONTENT_POLICY})


def _headers(named: Mapping[str, str]) -> tuple[Header, ...]:
    return tuple((name.encode(), value.encode()) for name, value in {**EVERYWHERE, **named}.items())


def cors_headers(origin: bytes) -> tuple[Header, ...]:
    """Return what lets an app read storage's answer."""
    return (
        (b"access-control-allow-origin", origin),
        (b"access-control-expose-headers", CORS_EXPOSED.encode()),
    )


def preflight_headers(origin: bytes) -> tuple[Header, ...]:
    """Return the answer to a browser that asks what it may send to storage."""
    return (
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-methods", CORS_METHODS.encode()),
        (b"access-control-allow-headers", CORS_HEADERS.encode()),
        (b"access-control-max-age", str(CORS_MAX_AGE_S).encode()),
    )


def passed(headers: Iterable[Sequence[bytes]], allowed: frozenset[bytes]) -> list[Header]:
    """Return the headers that may pass, names in lower case."""
    lowered = ((pair[0].lower(), pair[1]) for pair in headers)
    return [(name, value) for name, value in lowered if name in allowed]


def value_of(headers: Iterable[Header], name: bytes) -> bytes:
    """Return the first value of a header, empty where it is absent."""
    return next((value for key, value in headers if key == name), b"")


def accepts(headers: Iterable[Header], coding: bytes) -> bool:
    """Tell whether `Accept-Encoding` names a coding and does not refuse it."""
    for part in value_of(headers, b"accept-encoding").lower().split(b","):
        name, _, weight = part.partition(b";")
        if name.strip() == coding:
            return weight.replace(b" ", b"").rstrip(b"0.") not in (b"q=", b"q")
    return False
