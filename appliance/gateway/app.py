"""The gateway's three applications, and running them in one process."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from appliance.gateway.gate import Gate
from appliance.gateway.headers import api_headers, asset_headers, page_headers
from appliance.gateway.origins import Origin, Origins
from appliance.gateway.proxy import Proxy
from appliance.gateway.static import Site, load_site, origins_asset
from appliance.gateway.upstream import Upstream
from appliance.server import Listener, bind_tcp, serve


def create_gate(
    origin: Origin, origins: Origins, web: Path, upstream: Upstream, practice: Callable[[], bool]
) -> Gate:
    """Build the application of one origin.

    Args:
        origin: which one.
        origins: all three.
        web: the built web apps, a folder with `intake` and `case`.
        upstream: the origin's service.
        practice: whether the pages must say that everything here is invented.
    """
    is_storage = origin is origins.storage
    apps = frozenset(each.url.encode() for each in (origins.intake, origins.case))
    return Gate(
        origin=origin,
        site=Site() if is_storage else _site(web / origin.name, origins),
        proxy=Proxy(upstream, origin.body_limit),
        practice=practice,
        page_headers=page_headers(origin, origins),
        asset_headers=asset_headers(),
        api_headers=api_headers(),
        readers=apps if is_storage else frozenset(),
    )


def _site(folder: Path, origins: Origins) -> Site:
    """Return the files of an app, and where storage is if there are any."""
    site = load_site(folder)
    if not site.assets:
        return site
    where = {"/origins.json": origins_asset(origins.storage.url)}
    return Site({**site.assets, **where}, site.marked)


async def serve_gateway(
    origins: Origins, web: Path, socket_of: Callable[[str], Path], practice: Callable[[], bool]
) -> None:
    """Serve the three origins until SIGTERM.

    Args:
        origins: where to listen; all ports are bound before the first request is taken.
        web: the built web apps.
        socket_of: name of a service -> its unix socket.
        practice: whether the pages must say that everything here is invented.

    Raises:
        ConfigurationError: a port cannot be taken.
    """
    async with AsyncExitStack() as stack:
        listeners = []
        for origin in (origins.intake, origins.case, origins.storage):
            upstream = Upstream(socket_of(origin.service))
            stack.push_async_callback(upstream.close)
            host, _, port = origin.host.rpartition(":")
            gate = create_gate(origin, origins, web, upstream, practice)
            listeners.append(Listener(gate, bind_tcp(host, int(port))))
        await serve(listeners)
