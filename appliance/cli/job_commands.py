"""`safehold jobs …`, and following a job that a command has begun."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from appliance.agent.client import AgentClient
from appliance.agent.contract import Job
from appliance.agent.job_record import DONE, RUNNING
from appliance.agent.job_words import bar, job_end, job_name, job_progress, job_state
from appliance.agent.operator_calls import outcome
from appliance.cli.output import Output, written
from appliance.cli.signing_in import client_of, signed_in
from appliance.core.shown import shown
from appliance.errors import ApplianceError, IntegrityError


def jobs(found: argparse.Namespace, output: Output) -> int:
    """Run one command about jobs; return the exit code."""
    if found.jobs_command == "stop":
        with signed_in(found, output) as client:
            return _ended(client.stop_job(found.job), output)
    with client_of(found) as client:
        if found.jobs_command == "follow":
            return _ended(_followed(client, client.job(found.job), output), output)
        every = client.jobs()
    if output.as_json:
        written(json.dumps({"jobs": [asdict(each) for each in every]}, ensure_ascii=False))
    for each in every if not output.as_json else ():
        for line in _lines(each, output):
            written(line)
    return 0


def finished(client: AgentClient, job: Job, output: Output) -> dict[str, Any]:
    """Show how far a job is until it ends, and return what it came to.

    Raises:
        ApplianceError: it failed, was stopped, or was interrupted.
        KeyboardInterrupt: whoever watches has had enough; the job goes on.
    """
    try:
        return outcome(_followed(client, job, output))
    except KeyboardInterrupt:
        output.note("job-goes-on", job=job.id)
        raise


def begun(job: Job, output: Output) -> int:
    """Say that a job goes on by itself; return the exit code."""
    output.result("job-begun", job=job.id)
    return 0


def _followed(client: AgentClient, job: Job, output: Output) -> Job:
    for each in client.follow(job):
        job = each
        if job.state == RUNNING:
            output.line(f"{bar(job)} {job_progress(job, output.words)}")
    output.line("")
    return job


def _ended(job: Job, output: Output) -> int:
    if output.as_json:
        written(json.dumps(asdict(job), ensure_ascii=False))
    else:
        for each in _lines(job, output):
            written(each)
    if job.state != DONE:
        return ApplianceError.exit_code
    return IntegrityError.exit_code if job.result.get("problems") else 0


def _lines(job: Job, output: Output) -> list[str]:
    words = output.words
    lines = [f"{job.id}  {job_state(job, words)}  {job_name(job, words)}"]
    if job.state == RUNNING:
        lines.append(f"    {bar(job)} {job_progress(job, words)}")
    end = job_end(job, words)
    return [shown(each) for each in [*lines, *([f"    {end}"] if end else [])]]
