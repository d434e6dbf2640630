"""Commands about the services: how they are, and starting one again."""

import argparse
import json
from dataclasses import asdict

from appliance.agent.contract import ServiceState
from appliance.cli.output import Output, written
from appliance.cli.signing_in import client_of, signed_in

MB = 1_000_000


def run(found: argparse.Namespace, output: Output) -> int:
    """Run one command about services."""
    return {"list": _list, "restart": _restart}[found.services_command](found, output)


def _line(service: ServiceState, output: Output) -> str:
    """Return one service in words."""
    return output.words(
        "services-line",
        name=service.name,
        state=output.words(f"runs-{service.state}"),
        minutes=service.since_s // 60,
        memory=service.memory_bytes // MB,
        restarts=service.restarts,
    )


def _list(found: argparse.Namespace, output: Output) -> int:
    with client_of(found) as client:
        services = client.status().services
    if output.as_json:
        written(json.dumps({"services": [asdict(each) for each in services]}))
        return 0
    for each in services:
        written(_line(each, output))
    return 0


def _restart(found: argparse.Namespace, output: Output) -> int:
    with signed_in(found, output) as client:
        client.restart_service(found.service)
    output.result("service-restarted", service=found.service)
    return 0
