"""The services and what health has found, and restarting one of them."""

from appliance.agent.contract import Alarm, ServiceState
from appliance.agent.health_words import found_words, next_words
from appliance.operations.restart import SERVICES
from tui.listing import Column, Deed, Done, Listing, Question
from tui.model import Console, Watched
from tui.offers import Offer
from tui.overview import age

MB = 1_000_000


def _name(console: Console, row: Watched) -> str:
    if isinstance(row, Alarm):
        return found_words(row, console.words)
    return console.words(f"part-{row.name}")


def _state(console: Console, row: Watched) -> str:
    if isinstance(row, Alarm):
        return console.words(f"severity-{row.severity}")
    return console.words(f"runs-{row.state}")


def _cells(console: Console, row: Watched) -> tuple[str, ...]:
    state, name = _state(console, row), _name(console, row)
    if isinstance(row, Alarm):
        return state, name, row.since, "", ""
    memory = console.words("amount-mb", count=row.memory_bytes // MB)
    return state, name, age(row.since_s, console.words), memory, str(row.restarts)


def _line(console: Console, row: Watched) -> str:
    words = console.words
    if isinstance(row, Alarm):
        found = f"{words(f'severity-{row.severity}')}: {found_words(row, words)}"
        return f"{found} {next_words(row, words)}"
    return words(
        "services-line",
        name=_name(console, row),
        state=_state(console, row),
        minutes=row.since_s // 60,
        memory=row.memory_bytes // MB,
        restarts=row.restarts,
    )


def _about(console: Console, row: Watched) -> list[str]:
    if isinstance(row, ServiceState):
        return [_line(console, row)]
    words = console.words
    tried = [words("health-by-itself")] if row.by_itself else []
    return [next_words(row, words), *tried]


def _key(row: Watched) -> str:
    return f"{row.code} {row.about}" if isinstance(row, Alarm) else row.name


def _rows(console: Console) -> list[Watched]:
    return console.watched


def _can_restart(row: Watched) -> bool:
    return isinstance(row, ServiceState) and row.name in SERVICES


def _restarting(console: Console, row: Watched) -> Question:
    words, name = console.words, _name(console, row)

    def restart() -> Done:
        console.restart_service(_key(row))
        return Done(words("service-restarted", service=name))

    return Question(
        lambda: words("restart-title", name=name),
        lambda: [words("restart-text")],
        "restart-yes",
        restart,
        help_text="help-services",
    )


WATCHED: Listing[Watched] = Listing(
    Offer.SERVICES,
    "services-title",
    "services-hint",
    "entry-none",
    (
        Column("services-columns-state", 14),
        Column("services-columns-name", 28),
        Column("services-columns-since", 12),
        Column("services-columns-memory", 9),
        Column("services-columns-restarts", 7),
    ),
    read=Console.read_watched,
    rows=_rows,
    key=_key,
    name=_name,
    cells=_cells,
    line=_line,
    about=_about,
    deeds=(
        Deed(
            Offer.RESTART,
            "r",
            "key-restart",
            "services-restart",
            _rows,
            _can_restart,
            _line,
            _restarting,
            none="entry-none",
        ),
    ),
    help_text="help-services",
)
