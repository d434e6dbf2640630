"""Jobs over the agent's socket: who began what, how far it is, and how it ended."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance.agent.jobs import LONGEST_WAIT_S, Jobs
from appliance.agent.routing import reading
from appliance.errors import InvalidInputError


def routes(jobs: Jobs) -> list[Route]:
    """Return the routes of the jobs.

    No sign-in, as for the status: nothing here is secret, and on a box that is being restored
    there is nobody yet who could sign in.
    """

    async def every(_request: Request) -> Response:
        return JSONResponse({"jobs": jobs.every()})

    async def one(request: Request) -> Response:
        job = str(request.path_params["job"])
        after = _number(request, "after", -1)
        wait_s = _number(request, "wait_s", int(LONGEST_WAIT_S))
        return JSONResponse(jobs.find(job) if after < 0 else await jobs.wait(job, after, wait_s))

    return [reading("/jobs", every), reading("/jobs/{job}", one)]


def _number(request: Request, name: str, default: int) -> int:
    untrusted = request.query_params.get(name)
    if untrusted is None:
        return default
    if not untrusted.isascii() or not untrusted.isdigit() or len(untrusted) > 15:
        raise InvalidInputError
    return int(untrusted)
