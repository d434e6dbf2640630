"""The list of jobs: what goes on, how far it is, and how it ended."""

from appliance.agent.contract import Job
from appliance.agent.job_record import RUNNING
from appliance.agent.job_words import bar, job_end, job_name, job_progress, job_state
from tui.listing import Column, Deed, Done, Listing, Question
from tui.model import Console
from tui.moments import day_and_hour
from tui.offers import Offer


def read_jobs(console: Console) -> list[Job]:
    """Ask what goes on."""
    console.jobs = console.agent.jobs()
    return console.jobs


def _every(console: Console) -> list[Job]:
    return console.jobs


def name(console: Console, job: Job) -> str:
    """Return what a job does."""
    return job_name(job, console.words)


def cells(console: Console, job: Job) -> tuple[str, ...]:
    """Return what the list says of a job, a column each."""
    words, sign = console.words, " " if job.state in {"running", "done"} else "!"
    far = f"{bar(job, 10)} {job_progress(job, words)}" if job.state == RUNNING else _ended(job)
    return f"{sign} {job_state(job, words)}", name(console, job), far


def line(console: Console, job: Job) -> str:
    """Return a job in one line."""
    words = console.words
    far = job_progress(job, words) if job.state == RUNNING else _ended(job)
    return words("plain-job", name=name(console, job), state=job_state(job, words), far=far)


def about(console: Console, job: Job) -> list[str]:
    """Return everything that is known of a job."""
    words = console.words
    lines = [words("job-began", when=day_and_hour(job.began))]
    if job.ended:
        lines.append(words("job-ended", when=day_and_hour(job.ended)))
    else:
        lines.append(f"{bar(job)} {job_progress(job, words)}")
    return [*lines, *filter(None, [job_end(job, words)])]


def stopping(console: Console, job: Job) -> Question:
    """Return what is shown before a job is stopped."""
    words = console.words

    def stop() -> Done:
        ended = console.agent.stop_job(job.id)
        read_jobs(console)
        return Done(job_end(ended, words) or job_state(ended, words))

    return Question(
        lambda: words("job-stop-title"),
        lambda: [line(console, job), words(f"job-again-{job.operation}")],
        "job-stop-yes",
        stop,
        help_text="help-jobs",
    )


STOP: Deed[Job] = Deed(
    Offer.STOP_JOB,
    "x",
    "key-stop",
    "job-stop-yes",
    _every,
    lambda job: job.state == RUNNING and job.stoppable,
    line,
    stopping,
    none="job-none-to-stop",
    finds=True,
)
COLUMNS = (
    Column("jobs-columns-state", 13),
    Column("jobs-columns-name", 25),
    Column("jobs-columns-far", 34),
)
JOBS: Listing[Job] = Listing(
    Offer.JOBS,
    "jobs-title",
    "jobs-hint",
    "jobs-empty",
    COLUMNS,
    read=read_jobs,
    rows=_every,
    key=lambda job: job.id,
    name=name,
    cells=cells,
    line=line,
    about=about,
    deeds=(STOP,),
    help_text="help-jobs",
)


def _ended(job: Job) -> str:
    return day_and_hour(job.ended)
