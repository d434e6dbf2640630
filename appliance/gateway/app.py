"""The gateway's three applications, and running them in one process."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from appliance.gateway.gate import Gate
from appliance.gateway.headers import NO_CONTENT_POLICY, page_policy, security_headers
from appliance.gateway.origins import Origin, Origins
from appliance.gateway.proxy import Proxy
from appliance.gateway.static import load_assets, origins_asset
from appliance.gateway.upstream import Upstream
from appliance.server import Listener, bind_tcp, serve


def create_gate(origin: Origin, origins: Origins, web: Path, upstream: Upstream) -> Gate:
    """Build the application of one origin.

    Args:
        origin: which one.
        origins: all three.
        web: the built web apps, a folder with `intake` and `case`.
        upstream: the origin's service.
    """
    is_storage = origin is origins.storage
    apps = frozenset(each.url.encode() for each in (origins.intake, origins.case))
    pages = {} if is_storage else load_assets(web / origin.name)
    if pages:
        pages["/origins.json"] = origins_asset(origins.storage.url)
    return Gate(
        origin=origin,
        assets=pages,
        proxy=Proxy(upstream, origin.body_limit),
        page_headers=security_headers(origin, page_policy(origins)),
        api_headers=security_headers(origin, NO_CONTENT_POLICY),
        readers=apps if is_storage else frozenset(),
    )


async def serve_gateway(origins: Origins, web: Path, socket_of: Callable[[str], Path]) -> None:
    """Serve the three origins until SIGTERM.

    Args:
        origins: where to listen; all ports are bound before the first request is taken.
        web: the built web apps.
        socket_of: name of a service -> its unix socket.

    Raises:
        ConfigurationError: a port cannot be taken.
    """
    async with AsyncExitStack() as stack:
        listeners = []
        for origin in (origins.intake, origins.case, origins.storage):
            upstream = Upstream(socket_of(origin.service))
            stack.push_async_callback(upstream.close)
            host, _, port = origin.host.rpartition(":")
            gate = create_gate(origin, origins, web, upstream)
            listeners.append(Listener(gate, bind_tcp(host, int(port))))
        await serve(listeners)
