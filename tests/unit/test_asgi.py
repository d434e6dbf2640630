"""The shell that every service shares."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance import errors
from appliance.asgi import caller, octets, read_body, read_json, service
from appliance.errors import ApplianceError
from tests.serving import serving, short_folder

MARKER = "canary-9d41"


async def raising(request: Request) -> Response:
    kind = getattr(errors, request.path_params["kind"])
    raise kind


async def crashing(_request: Request) -> Response:
    raise RuntimeError(f"/home/somebody/{MARKER} SELECT {MARKER}")


async def who(request: Request) -> Response:
    return JSONResponse({"caller": caller(request)})


async def body(request: Request) -> Response:
    return JSONResponse({"size": len(await read_body(request, 1000))})


async def json_body(request: Request) -> Response:
    return JSONResponse(await read_json(request))


async def cached(_request: Request) -> Response:
    return Response(b"x", headers={"Cache-Control": "no-store, no-transform"})


async def scope(request: Request) -> Response:
    return JSONResponse({"client": request.scope["client"], "uid": request.state.peer_uid})


ROUTES = [
    Route("/raise/{kind}", raising),
    Route("/crash", crashing),
    Route("/internal/who", who),
    Route("/body", body, methods=["POST"]),
    Route("/json", json_body, methods=["POST"]),
    Route("/cached", cached),
    Route("/scope", scope),
    Route("/octets", lambda _request: octets(b"\0\1")),
]


@pytest.fixture
def app() -> Starlette:
    return service(ROUTES, callers={"token-a": "intake", "token-b": "agent"})


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as path:
        yield path


@pytest.fixture
async def client(app: Starlette, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(app, folder / "s.sock") as found:
        yield found


def every_error() -> list[type[ApplianceError]]:
    found: list[type[ApplianceError]] = [ApplianceError]
    for kind in found:
        found += [each for each in kind.__subclasses__() if each.__module__ == errors.__name__]
    return found


async def test_every_error_of_the_tree_is_answered_with_its_status(
    client: httpx.AsyncClient,
) -> None:
    for kind in every_error():
        answer = await client.get(f"/raise/{kind.__name__}")
        assert answer.status_code == kind.status
        assert answer.json() == kind().to_json()
        assert ("retry-after" in answer.headers) == (kind.status in (503, 507))


async def test_a_crash_says_and_logs_nothing_but_its_class(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await client.get("/crash")
    logged = capsys.readouterr()
    assert (answer.status_code, answer.json()) == (500, ApplianceError().to_json())
    assert "RuntimeError" in logged.err
    assert MARKER not in answer.text + logged.err + logged.out


async def test_unknown_paths_and_methods_are_answered_in_json(client: httpx.AsyncClient) -> None:
    assert (await client.get("/nothing")).json()["error"] == "not_found"
    assert (await client.get("/octets/")).json()["error"] == "not_found"
    assert (await client.post("/cached")).json()["error"] == "usage"


async def test_internal_paths_know_their_caller(client: httpx.AsyncClient) -> None:
    for token, name in (("token-a", "intake"), ("token-b", "agent")):
        answer = await client.get("/internal/who", headers={"Authorization": f"Bearer {token}"})
        assert answer.json() == {"caller": name}


@pytest.mark.parametrize("header", [None, "", "token-a", "Bearer token", "Basic token-a", "bearer"])
async def test_without_a_token_internal_paths_are_absent(
    client: httpx.AsyncClient, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    refused = await client.get("/internal/who", headers=headers)
    absent = await client.get("/nothing")
    assert (refused.status_code, refused.content) == (absent.status_code, absent.content)


async def test_every_answer_forbids_sniffing_and_storing(client: httpx.AsyncClient) -> None:
    for path in ("/octets", "/nothing", "/crash", "/raise/SealedError"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert not {"server", "date"} & set(headers)
    assert (await client.get("/cached")).headers["cache-control"] == "no-store, no-transform"


async def test_a_body_is_stopped_at_its_limit_declared_or_not(client: httpx.AsyncClient) -> None:
    async def chunks(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield bytes(100)

    assert (await client.post("/body", content=bytes(1000))).json() == {"size": 1000}
    assert (await client.post("/body", content=chunks(10))).json() == {"size": 1000}
    assert (await client.post("/body", content=bytes(1001))).status_code == 413
    assert (await client.post("/body", content=chunks(11))).status_code == 413
    assert (await client.get("/octets")).content == b"\0\1"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"a":null}',
        b'{"a":1.5}',
        b'{"a":1,"a":2}',
        b"\xff",
        b'{"a":NaN}',
    ],
)
async def test_json_is_read_strictly(client: httpx.AsyncClient, content: bytes) -> None:
    answer = await client.post("/json", content=content)
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")


async def test_the_clients_address_is_gone_and_its_uid_is_known(client: httpx.AsyncClient) -> None:
    found = (await client.get("/scope")).json()
    assert found["client"] is None
    assert isinstance(found["uid"], int)
