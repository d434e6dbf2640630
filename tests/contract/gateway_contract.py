"""What every gateway keeps, be it the embedded one or nginx on the box.

A test module for one gateway imports everything from here and defines the fixture `gateway`,
which runs it in front of the services of `services()`, each on its own unix socket, with the
pages of `build_pages()`. Bodies over a limit, path tricks and odd heads are sent as raw bytes,
since a polite client would repair them.
"""

import asyncio
import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from appliance.asgi import body_chunks, service

PAGE = "<!doctype html><title>Page</title>" + "<p>Help comes first.</p>" * 100
SCRIPT = "export const words = 'calm';\n" * 100
CASE_ID = "c" * 32
MIB = 2**20
SECRET = "not-for-browsers"

SECURITY_HEADERS = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(frozen=True)
class GatewayUnderTest:
    """Three addresses, such as `http://localhost:8700`, and the sockets of the services behind.

    Attributes:
        intake: origin of the survivors' app.
        case: origin of the professionals' app.
        storage: origin of the blobs.
        down: name of a service -> stops it, for the rest of the test.
        practise: makes it a deployment where everything is invented, for the rest of the test.
    """

    intake: str
    case: str
    storage: str
    down: Any
    practise: Callable[[], None]

    @property
    def origins(self) -> tuple[str, str, str]:
        return self.intake, self.case, self.storage


def build_pages(folder: Path) -> None:
    """Write two small web apps as the build does: `intake` and `case`."""
    for name in ("intake", "case"):
        app = folder / name
        (app / "assets").mkdir(parents=True)
        (app / "index.html").write_text(PAGE + f"<!-- {name} -->")
        for language in ("en", "fr"):
            (app / f"{language}.html").write_text(PAGE + f"<!-- {name} {language} -->")
            marked = PAGE + f"<!-- {name} {language} practice -->"
            (app / f"{language}.training.html").write_text(marked)
        (app / "assets" / "app.0123abcd.js").write_text(SCRIPT)
        (app / "assets" / "app.0123abcd.js.br").write_bytes(b"pretended brotli")
        (app / "assets" / "app.0123abcd.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
        (app / "assets" / "style.css").write_text("p { color: black }")
        (app / "assets" / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        (app / ".hidden").write_text(SECRET)
    (folder / "outside.html").write_text(SECRET)
    (folder / "intake" / "link.html").symlink_to(folder / "outside.html")


def services() -> dict[str, ASGIApp]:
    """Return the services: each says what reached it, and some answers are odd on purpose."""
    methods = ["GET", "POST", "PUT", "PATCH", "HEAD", "OPTIONS", "DELETE", "TRACE"]
    return {
        name: service(
            [
                Route("/odd/{what}", _odd, methods=methods),
                Route("/{path:path}", _echo(name), methods=methods),
            ]
        )
        for name in ("intake", "coordination", "storage")
    }


def _echo(name: str) -> Any:
    async def echo(request: Request) -> Response:
        size, digest = 0, hashlib.sha256()
        async for chunk in body_chunks(request, 2**40):
            size += len(chunk)
            digest.update(chunk)
        seen = {
            "service": name,
            "method": request.method,
            "path": request.url.path,
            "query": request.url.query,
            "headers": dict(request.headers),
            "size": size,
            "sha256": digest.hexdigest(),
            "client": str(request.client),
            "filler": "." * 2000,
        }
        return JSONResponse(seen)

    return echo


async def _odd(request: Request) -> Response:
    what = request.path_params["what"]
    if what == "cookie":
        headers = {"Set-Cookie": "spy=1", "Server": "spy/1.0", "X-Powered-By": "spy", "Via": "spy"}
        return JSONResponse({}, headers=headers)
    if what == "loose-headers":
        headers = {"Cache-Control": "public", "Content-Security-Policy": "default-src *"}
        return JSONResponse({}, headers=headers)
    if what == "padded":
        body = json.dumps({"padding": "." * 4000})
        headers = {"Cache-Control": "no-store, no-transform"}
        return Response(body, media_type="application/json", headers=headers)
    if what == "page":
        return Response(PAGE, media_type="text/html")
    if what == "unavailable":
        return JSONResponse({"error": "sealed", "message": "", "hint": ""}, status_code=503)
    if what == "breaks":
        return StreamingResponse(_breaks(), headers={"Content-Length": str(4 * MIB)})
    if what == "big":
        return StreamingResponse(_big(), headers={"Content-Length": str(64 * MIB)})
    return Response(status_code=204)


async def _breaks() -> Any:
    yield bytes(MIB)
    raise ConnectionError


async def _big() -> Any:
    for number in range(64):
        yield bytes([number]) * MIB


async def send_raw(
    origin: str, head: str, body: bytes = b""
) -> tuple[int, Mapping[str, str], bytes]:
    """Send exactly these bytes; return status, headers and what of the body came."""
    port = int(origin.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n" + body)
        async with asyncio.timeout(20):
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
            content = await reader.readexactly(int(headers.get("content-length", 0)))
        return int(lines[0].split()[1]), headers, content
    finally:
        writer.close()


def host_of(origin: str) -> str:
    return origin.removeprefix("http://")


async def fetch(method: str, url: str, **options: Any) -> httpx.Response:
    async with httpx.AsyncClient(timeout=30) as client:
        return await client.request(method, url, **options)


def assert_calm(status: int, body: bytes) -> None:
    """An error is one of the tree, as JSON."""
    assert status >= 400
    assert set(json.loads(body)) == {"error", "message", "hint"}


# Pages


async def test_each_app_has_its_own_pages(gateway: GatewayUnderTest) -> None:
    for name in ("intake", "case"):
        answer = await fetch("GET", getattr(gateway, name) + "/")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert f"<!-- {name} -->" in answer.text


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("fr-CD,fr;q=0.9,en;q=0.8", "fr"), ("sw, en;q=0.3, fr;q=0.7", "fr"), ("EN", "en"),
        ("fr;q=0, en;q=0.1", "en"), ("fr;q=nonsense,en;q=0.1", "en"),
    ],
)  # fmt: skip
async def test_the_bare_address_answers_in_the_language_of_the_browser(
    gateway: GatewayUnderTest, asked: str, language: str
) -> None:
    answer = await fetch("GET", gateway.intake + "/", headers={"Accept-Language": asked})
    assert (answer.status_code, answer.history) == (200, [])
    assert f"<!-- intake {language} -->" in answer.text
    varies = {each.strip().lower() for each in answer.headers["vary"].split(",")}
    assert varies >= {"accept-language", "accept-encoding"}


@pytest.mark.parametrize("asked", ["", "sw", "*", ";;,=,q=1", "../fr", "fr" * 5000])
async def test_a_browser_of_another_language_gets_the_first_page(
    gateway: GatewayUnderTest, asked: str
) -> None:
    answer = await fetch("GET", gateway.intake + "/", headers={"Accept-Language": asked})
    assert "<!-- intake -->" in answer.text


async def test_every_page_of_a_place_to_practise_is_marked(gateway: GatewayUnderTest) -> None:
    pages = ("/", "/fr.html")
    french = {"Accept-Language": "fr"}
    for practice in (False, True):
        for origin in (gateway.intake, gateway.case):
            for page in pages:
                text = (await fetch("GET", origin + page, headers=french)).text
                assert ("fr practice -->" in text) == practice
        gateway.practise()


async def test_a_marked_page_has_no_address_of_its_own(gateway: GatewayUnderTest) -> None:
    assert (await fetch("GET", gateway.intake + "/fr.training.html")).status_code == 404


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/assets/app.0123abcd.js", "text/javascript; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/assets/mark.svg", "image/svg+xml"),
    ],
)
async def test_files_have_their_own_type(
    gateway: GatewayUnderTest, path: str, media_type: str
) -> None:
    answer = await fetch("GET", gateway.intake + path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


async def test_a_browser_gets_the_smallest_coding_it_takes(gateway: GatewayUnderTest) -> None:
    url = gateway.intake + "/assets/app.0123abcd.js"
    expected = {"gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, gzip": "gzip", "identity": None}
    for accepted, coding in expected.items():
        head = f"GET /assets/app.0123abcd.js HTTP/1.1\nHost: {host_of(gateway.intake)}\n"
        status, headers, body = await send_raw(
            url[: len(gateway.intake)], head + f"Accept-Encoding: {accepted}\n"
        )
        assert (status, headers.get("content-encoding")) == (200, coding)
        assert "accept-encoding" in headers["vary"].lower()
        if coding != "br":
            assert (gzip.decompress(body) if coding else body).decode() == SCRIPT


async def test_head_tells_the_size_and_sends_nothing(gateway: GatewayUnderTest) -> None:
    answer = await fetch("HEAD", gateway.intake + "/", headers={"Accept-Encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) == len(PAGE + "<!-- intake -->")


@pytest.mark.parametrize(
    "path",
    [
        "/../outside.html", "/%2e%2e/outside.html", "/..%2foutside.html",
        "/assets/../../outside.html", "/assets/%2e%2e/%2e%2e/outside.html", "/.hidden",
        "/%2ehidden", "/link.html", "/assets", "/assets/", "//outside.html",
        "/index.html%00.js", "/assets/..;/..;/outside.html", "/\\..\\outside.html",
        "/assets/app.0123abcd.js.gz", "/assets/app.0123abcd.js.br", "/case/index.html",
    ],
)  # fmt: skip
async def test_no_path_leads_out_of_the_pages(gateway: GatewayUnderTest, path: str) -> None:
    head = f"GET {path} HTTP/1.1\nHost: {host_of(gateway.intake)}\n"
    status, _, body = await send_raw(gateway.intake, head)
    assert status in (400, 404)
    assert SECRET.encode() not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_pages_are_only_read(gateway: GatewayUnderTest, method: str) -> None:
    answer = await fetch(method, gateway.intake + "/")
    assert_calm(answer.status_code, answer.content)


# Headers


async def test_every_answer_carries_the_security_headers(gateway: GatewayUnderTest) -> None:
    urls = [
        gateway.intake + "/",
        gateway.intake + "/assets/app.0123abcd.js",
        gateway.intake + "/api/anything",
        gateway.intake + "/nothing-here",
        gateway.intake + "/api/odd/loose-headers",
        gateway.intake + "/api/odd/unavailable",
        gateway.case + "/",
        gateway.case + "/api/anything",
        gateway.storage + "/blobs/" + CASE_ID,
        gateway.storage + "/",
    ]
    for url in urls:
        headers = (await fetch("GET", url)).headers
        for name, value in SECURITY_HEADERS.items():
            assert headers.get_list(name) == [value], (url, name)
        assert len(headers.get_list("content-security-policy")) == 1
        assert directives(headers["content-security-policy"])["default-src"] == {"'none'"}
        assert "unsafe" not in headers["content-security-policy"]


async def test_a_page_can_be_framed_and_led_elsewhere_by_nobody(gateway: GatewayUnderTest) -> None:
    for url in (gateway.intake + "/", gateway.case + "/", gateway.intake + "/fr.html"):
        headers = (await fetch("GET", url)).headers
        policy = directives(headers["content-security-policy"])
        for name in ("frame-ancestors", "base-uri", "form-action"):
            assert policy[name] == {"'none'"}
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "geolocation=()" in headers["permissions-policy"]


async def test_a_script_is_sent_without_what_only_a_page_needs(gateway: GatewayUnderTest) -> None:
    answer = await fetch("GET", gateway.intake + "/assets/app.0123abcd.js")
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert "permissions-policy" not in answer.headers


def directives(policy: str) -> dict[str, set[str]]:
    """Read a Content-Security-Policy."""
    parts = [part.split() for part in policy.split(";")]
    return {part[0]: set(part[1:]) for part in parts if part}


async def test_pages_load_nothing_from_elsewhere(gateway: GatewayUnderTest) -> None:
    for origin in (gateway.intake, gateway.case):
        policy = directives((await fetch("GET", origin + "/")).headers["content-security-policy"])
        assert policy["script-src"] == policy["style-src"] == policy["worker-src"] == {"'self'"}
        assert policy["connect-src"] == {"'self'", gateway.storage}
        assert policy["img-src"] == {"'self'", gateway.storage, "blob:", "data:"}
        assert policy["media-src"] == {"'self'", gateway.storage, "blob:"}


async def test_only_the_survivors_app_may_ask_for_the_microphone(gateway: GatewayUnderTest) -> None:
    policies = [
        (await fetch("GET", each + "/")).headers["permissions-policy"]
        for each in (gateway.intake, gateway.case)
    ]
    assert ["microphone=(self)" in policy for policy in policies] == [True, False]


async def test_no_cookie_and_no_boast_gets_out(gateway: GatewayUnderTest) -> None:
    for url in (gateway.intake + "/api/odd/cookie", gateway.storage + "/odd/cookie"):
        headers = (await fetch("GET", url)).headers
        assert not {"set-cookie", "x-powered-by", "via"} & set(headers)
        assert "spy" not in headers.get("server", "")


# Services


async def test_each_origin_reaches_its_own_service(gateway: GatewayUnderTest) -> None:
    expected = {
        gateway.intake + "/api/mailbox?a=1&b=2": ("intake", "/mailbox"),
        gateway.case + "/api/cases?a=1&b=2": ("coordination", "/cases"),
        gateway.storage + f"/blobs/{CASE_ID}?a=1&b=2": ("storage", f"/blobs/{CASE_ID}"),
    }
    for url, (name, path) in expected.items():
        seen = (await fetch("GET", url)).json()
        assert (seen["service"], seen["path"], seen["query"]) == (name, path, "a=1&b=2")


async def test_a_service_never_learns_who_asks(gateway: GatewayUnderTest) -> None:
    telling = {
        "X-Forwarded-For": "192.0.2.7", "X-Real-IP": "192.0.2.7", "Forwarded": "for=192.0.2.7",
        "X-Forwarded-Host": "elsewhere", "Via": "1.1 192.0.2.7", "CF-Connecting-IP": "192.0.2.7",
        "True-Client-IP": "192.0.2.7", "Cookie": "a=192.0.2.7", "Authorization": "Bearer 192.0.2.7",
    }  # fmt: skip
    for url in (gateway.intake + "/api/mailbox", gateway.storage + f"/blobs/{CASE_ID}"):
        answer = await fetch("GET", url, headers=telling)
        seen = answer.json()
        assert "192.0.2.7" not in answer.text
        assert "127.0.0.1" not in answer.text
        assert not {name.lower() for name in telling} & set(seen["headers"])


async def test_hop_by_hop_headers_stay_on_their_hop(gateway: GatewayUnderTest) -> None:
    host = host_of(gateway.storage)
    head = (
        f"GET /blobs/{CASE_ID} HTTP/1.1\nHost: {host}\nConnection: keep-alive, Safehold-Session\n"
        "Keep-Alive: timeout=5\nTE: trailers\nProxy-Authorization: x\nUpgrade: h2c\n"
        "Accept-Encoding: identity\n"
    )
    status, _, body = await send_raw(gateway.storage, head)
    assert status == 200
    assert not {"keep-alive", "te", "proxy-authorization", "upgrade"} & set(
        json.loads(body)["headers"]
    )


async def test_what_a_service_needs_is_passed_on(gateway: GatewayUnderTest) -> None:
    sent = {
        "Safehold-Ticket": "t.t", "Upload-Offset": "5", "Upload-Length": "9", "Range": "bytes=0-1",
        "Upload-Checksum": "sha256 x", "Content-Type": "application/octet-stream",
    }  # fmt: skip
    seen = (await fetch("GET", gateway.storage + f"/blobs/{CASE_ID}", headers=sent)).json()
    assert {name.lower(): value for name, value in sent.items()}.items() <= seen["headers"].items()
    sessions = {"Safehold-Mailbox": "m", "If-None-Match": '"e"'}
    seen = (await fetch("GET", gateway.intake + "/api/mailbox", headers=sessions)).json()
    assert (seen["headers"]["safehold-mailbox"], seen["headers"]["if-none-match"]) == ("m", '"e"')
    seen = (await fetch("GET", gateway.case + "/api/me", headers={"Safehold-Session": "s"})).json()
    assert seen["headers"]["safehold-session"] == "s"


@pytest.mark.parametrize(
    "path",
    [
        "/internal/state", "/internal", "/internal/", "//internal/state", "/./internal/state",
        "/x/../internal/state", "/%69nternal/state", "/x/%2e%2e/internal/state",
        "/internal%2fstate", "/;/internal/state", "/x\\..\\internal/state",
    ],
)  # fmt: skip
async def test_internal_paths_are_not_reached_from_outside(
    gateway: GatewayUnderTest, path: str
) -> None:
    for origin, prefix in ((gateway.intake, "/api"), (gateway.case, "/api"), (gateway.storage, "")):
        head = f"GET {prefix}{path} HTTP/1.1\nHost: {host_of(origin)}\nAuthorization: Bearer x\n"
        status, _, body = await send_raw(origin, head)
        assert status in (400, 404)
        assert b'"service"' not in body


async def test_another_host_name_is_not_served(gateway: GatewayUnderTest) -> None:
    for origin in gateway.origins:
        for host in ("elsewhere.example", "localhost", "127.0.0.1:80", ""):
            status, headers, body = await send_raw(origin, f"GET / HTTP/1.1\nHost: {host}\n")
            assert status in (400, 404, 421)
            assert b"Help comes first" not in body
            assert "content-security-policy" in headers or status == 400


async def test_text_is_compressed_and_padding_is_not(gateway: GatewayUnderTest) -> None:
    head = "Accept-Encoding: gzip\n"
    host = f"Host: {host_of(gateway.intake)}\n"
    _, headers, body = await send_raw(gateway.intake, "GET /api/directory HTTP/1.1\n" + host + head)
    assert headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(body))["path"] == "/directory"
    _, headers, body = await send_raw(
        gateway.intake, "GET /api/odd/padded HTTP/1.1\n" + host + head
    )
    assert "content-encoding" not in headers
    assert len(body) > 4000


# Bodies


@pytest.mark.parametrize(
    ("origin", "method", "path", "limit"),
    [
        ("intake", "POST", "/api/reports", 256 * 1024),
        ("intake", "POST", "/api/mailbox/tickets", 64 * 1024),
        ("case", "POST", "/api/login", MIB),
        ("storage", "PUT", f"/blobs/{CASE_ID}", MIB),
        ("storage", "PATCH", f"/uploads/{CASE_ID}", 8 * MIB),
        ("storage", "POST", "/uploads", 64 * 1024),
    ],
)
async def test_bodies_pass_up_to_their_limit_and_not_beyond(
    gateway: GatewayUnderTest, origin: str, method: str, path: str, limit: int
) -> None:
    url = getattr(gateway, origin) + path
    body = bytes(range(256)) * (limit // 256)
    seen = (await fetch(method, url, content=body)).json()
    assert (seen["size"], seen["sha256"]) == (limit, hashlib.sha256(body).hexdigest())
    host = host_of(getattr(gateway, origin))
    head = f"{method} {path} HTTP/1.1\nHost: {host}\nContent-Length: {limit + 1}\n"
    status, _, answer = await send_raw(getattr(gateway, origin), head)
    assert status == 413
    assert_calm(status, answer)


async def test_an_undeclared_body_over_the_limit_is_stopped(gateway: GatewayUnderTest) -> None:
    head = (
        f"POST /api/reports HTTP/1.1\nHost: {host_of(gateway.intake)}\nTransfer-Encoding: chunked\n"
    )
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    status, _, answer = await send_raw(gateway.intake, head, chunk * 5 + b"0\r\n\r\n")
    assert status == 413
    assert_calm(status, answer)


async def test_who_sends_slowly_keeps_nobody_from_a_service(gateway: GatewayUnderTest) -> None:
    slow = ["Transfer-Encoding: chunked\r\n\r\n1\r\n.", "Content-Length: 9\r\n\r\n."] * 150
    port = int(gateway.intake.rpartition(":")[2])
    writers = []
    try:
        for each in slow:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writers.append(writer)
            head = f"POST /api/reports HTTP/1.1\r\nHost: {host_of(gateway.intake)}\r\n"
            writer.write((head + each).encode())
            await writer.drain()
        assert (await fetch("GET", gateway.intake + "/api/directory")).status_code == 200
        assert (await fetch("POST", gateway.intake + "/api/reports", content=b"x")).is_success
    finally:
        for writer in writers:
            writer.close()


async def test_a_large_answer_streams_through_whole(gateway: GatewayUnderTest) -> None:
    url = gateway.storage + "/odd/big"
    digest, size = hashlib.sha256(), 0
    async with httpx.AsyncClient(timeout=30) as client, client.stream("GET", url) as answer:
        async for chunk in answer.aiter_raw():
            digest.update(chunk)
            size += len(chunk)
    expected = hashlib.sha256(b"".join(bytes([number]) * MIB for number in range(64)))
    assert (size, digest.digest()) == (64 * MIB, expected.digest())


async def test_an_answer_that_breaks_off_is_seen_to_break_off(gateway: GatewayUnderTest) -> None:
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await fetch("GET", gateway.storage + "/odd/breaks")


@pytest.mark.parametrize(
    "head",
    [
        "POST /api/reports HTTP/1.1\nHost: {host}\nContent-Length: 5\nTransfer-Encoding: chunked\n",
        "POST /api/reports HTTP/1.1\nHost: {host}\nContent-Length: 5\nContent-Length: 6\n",
        "POST /api/reports HTTP/1.1\nHost: {host}\nContent-Length: -1\n",
        "POST /api/reports HTTP/1.1\nHost: {host}\nContent-Length: 0x5\n",
        "GET / HTTP/1.1\nHost: {host}\nHost: elsewhere.example\n",
        "GET /\x01 HTTP/1.1\nHost: {host}\n",
        "GET / HTTP/1.1\nHost : {host}\n",
        "NONSENSE\n",
    ],
)
async def test_a_head_that_can_be_read_in_two_ways_is_refused(
    gateway: GatewayUnderTest, head: str
) -> None:
    status, _, body = await send_raw(
        gateway.intake, head.format(host=host_of(gateway.intake)), b"0\r\n\r\n"
    )
    assert status in (400, 404, 421)
    assert b'"service"' not in body


async def test_a_head_without_end_is_cut_off(gateway: GatewayUnderTest) -> None:
    long = "A: " + "a" * 8000 + "\n"
    head = f"GET / HTTP/1.1\nHost: {host_of(gateway.intake)}\n" + long * 40
    try:
        status, _, _ = await send_raw(gateway.intake, head)
    except (ConnectionError, asyncio.IncompleteReadError):
        return
    assert status in (400, 414, 431)


# CORS


async def test_the_two_apps_may_use_storage_and_nobody_else(gateway: GatewayUnderTest) -> None:
    url = gateway.storage + f"/uploads/{CASE_ID}"
    ask = {
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "safehold-ticket",
    }
    for origin in (gateway.intake, gateway.case):
        allowed = (await fetch("OPTIONS", url, headers={"Origin": origin, **ask})).headers
        assert allowed["access-control-allow-origin"] == origin
        methods = {each.strip() for each in allowed["access-control-allow-methods"].split(",")}
        assert methods == {"GET", "PUT", "POST", "PATCH", "HEAD"}
        names = {
            each.strip().lower() for each in allowed["access-control-allow-headers"].split(",")
        }
        assert names == {
            "safehold-ticket", "content-type", "upload-offset", "upload-length",
            "upload-checksum", "range",
        }  # fmt: skip
        answer = await fetch("GET", url, headers={"Origin": origin})
        assert answer.headers["access-control-allow-origin"] == origin
        exposed = answer.headers["access-control-expose-headers"].lower()
        assert "upload-offset" in exposed
        assert "content-range" in exposed
        assert "origin" in answer.headers["vary"].lower()
    for origin in ("https://elsewhere.example", "null", gateway.storage):
        for method in ("OPTIONS", "GET"):
            answer = await fetch(method, url, headers={"Origin": origin, **ask})
            assert "access-control-allow-origin" not in answer.headers


async def test_an_error_of_storage_can_be_read_by_the_apps(gateway: GatewayUnderTest) -> None:
    answer = await fetch(
        "GET", gateway.storage + "/odd/unavailable", headers={"Origin": gateway.intake}
    )
    assert answer.headers["access-control-allow-origin"] == gateway.intake


async def test_the_apps_own_services_answer_no_other_origin(gateway: GatewayUnderTest) -> None:
    for origin in (gateway.intake, gateway.case):
        answer = await fetch("GET", origin + "/api/x", headers={"Origin": gateway.storage})
        assert "access-control-allow-origin" not in answer.headers


# Trouble behind


async def test_a_service_that_is_down_is_said_calmly_and_at_once(gateway: GatewayUnderTest) -> None:
    await gateway.down("intake")
    async with asyncio.timeout(10):
        for method, path in (("GET", "/api/mailbox"), ("POST", "/api/reports")):
            answer = await fetch(
                method, gateway.intake + path, content=b"x" if method == "POST" else None
            )
            assert answer.status_code == 503
            assert answer.json()["error"] == "unavailable"
            assert int(answer.headers["retry-after"]) > 0
        assert (await fetch("GET", gateway.intake + "/")).status_code == 200
        assert (await fetch("GET", gateway.case + "/api/me")).status_code == 200


async def test_a_service_that_says_later_says_when(gateway: GatewayUnderTest) -> None:
    answer = await fetch("GET", gateway.case + "/api/odd/unavailable")
    assert (answer.status_code, answer.json()["error"]) == (503, "sealed")
    assert int(answer.headers["retry-after"]) > 0
