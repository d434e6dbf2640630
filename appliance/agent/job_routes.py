"""Jobs over the agent's socket: who began what, how far it is, how it ended, and stopping one."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from appliance.agent.jobs import LONGEST_WAIT_S
from appliance.agent.reception import Reception
from appliance.agent.routing import doing, reading
from appliance.errors import InvalidInputError
from appliance.operations import job_stop


def routes(reception: Reception) -> list[Route]:
    """Return the routes of the jobs.

    Reading takes no sign-in, as for the status: nothing here is secret, and on a box that is being
    restored there is nobody yet who could sign in.

    Args:
        reception: knows who asks.
    """
    jobs, box = reception.jobs, reception.box

    async def every(_request: Request) -> Response:
        return JSONResponse({"jobs": jobs.every()})

    async def one(request: Request) -> Response:
        job = _job(request)
        after = _number(request, "after", -1)
        wait_s = _number(request, "wait_s", int(LONGEST_WAIT_S))
        return JSONResponse(jobs.find(job) if after < 0 else await jobs.wait(job, after, wait_s))

    async def stop(request: Request) -> Response:
        by = ""
        if job_stop.plan(box):
            by = reception.operator(request, job_stop.DECLARATION).key
        ended = await jobs.stop(_job(request))
        if by and ended["state"] == "stopped":
            await job_stop.run(box, ended["id"], ended["operation"], by)
        return JSONResponse(ended)

    return [
        reading("/jobs", every),
        reading("/jobs/{job}", one),
        doing("/jobs/{job}/stop", job_stop.DECLARATION, stop),
    ]


def _job(request: Request) -> str:
    return str(request.path_params["job"])


def _number(request: Request, name: str, default: int) -> int:
    untrusted = request.query_params.get(name)
    if untrusted is None:
        return default
    if not untrusted.isascii() or not untrusted.isdigit() or len(untrusted) > 15:
        raise InvalidInputError
    return int(untrusted)
