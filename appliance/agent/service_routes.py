"""Services over the agent's socket."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance.agent.reception import Reception
from appliance.agent.routing import doing
from appliance.operations import restart


def routes(reception: Reception) -> list[Route]:
    """Return the routes about services; how they are is part of the status."""

    async def again(request: Request) -> Response:
        operator = reception.operator(request, restart.DECLARATION)
        service = restart.plan(str(request.path_params["service"]))
        return JSONResponse(await restart.run(reception.box, service, operator.key))

    return [doing("/services/{service}/restart", restart.DECLARATION, again)]
