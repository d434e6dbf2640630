"""The only place that joins ports to adapters, and the parts of a deployment to each other.

Each service is imported only by the process that runs it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appliance.adapters.data_folder import DataFolder
from appliance.config import Settings, load
from appliance.errors import UsageError

if TYPE_CHECKING:
    from appliance.agent.running import Say

ROOT = Path(__file__).resolve().parent.parent
SETTINGS_FILE = ROOT / "config" / "appliance.yml"
WEB = ROOT / "build" / "web"
CONFIG = ROOT / "config"
DEFAULT_DATA = ROOT / "data"
TRAINING_DATA = ROOT / "data-training"  # so that nothing invented comes to lie beside what is real


@dataclass(frozen=True, slots=True)
class Place:
    """Where a process works.

    Args:
        folder: the data folder, prepared by the supervisor.
        settings: what is configured, the port included.
    """

    folder: DataFolder
    settings: Settings


def settings_with(port: int | None) -> Settings:
    """Return the configured settings, with another first port if one is given.

    Raises:
        ConfigurationError: the settings file is not valid.
    """
    settings = load(SETTINGS_FILE)
    if port is None:
        return settings
    return replace(settings, gateway=replace(settings.gateway, port=port))


def serve(service: str, place: Place) -> None:
    """Run one service in this process until SIGTERM.

    Args:
        service: one of `SERVICES`.
        place: where it works.

    Raises:
        UsageError: there is no such service.
        ConfigurationError: its keys, socket or port are not usable.
    """
    run = SERVICES.get(service)
    if run is None:
        raise UsageError("There is no such service.")
    from appliance.adapters.memory import refuse_dumps  # noqa: PLC0415
    from appliance.logs import configure  # noqa: PLC0415 - the console's process has no use for it

    refuse_dumps()  # before it reads the first key
    configure(service, development=True)
    run(place)


def up(
    folder: DataFolder,
    port: int | None,
    *,
    training: bool,
    plain: bool,
    say: "Say",
) -> int:
    """Run the whole deployment until it is stopped; return the exit code.

    Args:
        folder: the data folder.
        port: first port of the gateway; the configured one where absent.
        training: make an invented deployment first, if the data is new.
        plain: the console speaks in lines instead of filling the screen.
        say: tells the person at the terminal something, by the name of the message.
    """
    from appliance.agent import running  # noqa: PLC0415
    from appliance.logs import configure  # noqa: PLC0415

    configure("supervisor", development=True)
    gateway = settings_with(port).gateway
    return running.run(folder, gateway.host, gateway.port, training=training, plain=plain, say=say)


def console(folder: DataFolder, *, plain: bool) -> int:
    """Open the console of a deployment that runs already; return its exit code."""
    from appliance.agent import running  # noqa: PLC0415

    return running.open_console(folder, plain=plain)


def practise(folder: DataFolder, most_cases: int | None = None) -> dict[str, Any] | None:
    """Fill a new box with an invented deployment.

    Args:
        folder: the data folder of a Safehold that runs.
        most_cases: make at most so many cases.

    Returns:
        What was made, or nothing where a training deployment is there already.
    """
    from appliance.adapters.clock import SystemClock  # noqa: PLC0415
    from appliance.adapters.supervision import read_supervision  # noqa: PLC0415
    from appliance.agent.client import AgentClient  # noqa: PLC0415
    from appliance.operations import training  # noqa: PLC0415

    addresses = read_supervision(folder).addresses
    plan = training.plan(folder, CONFIG, addresses, most_cases)
    if plan is None:
        return None
    with AgentClient.at(folder) as seat:
        return training.run(plan, seat, SystemClock())


def _storage(place: Place) -> None:
    from appliance import server  # noqa: PLC0415
    from appliance.adapters.clock import SystemClock  # noqa: PLC0415
    from appliance.adapters.service_keys import ServiceKeys  # noqa: PLC0415
    from appliance.storage.app import create_app  # noqa: PLC0415

    folder, keys = place.folder, ServiceKeys(place.folder)
    app = create_app(
        place.settings,
        folder=folder,
        callers=keys.callers("storage"),
        ticket_keys=keys.ticket_verify_keys(),
        clock=SystemClock(),
    )
    server.run(server.serve_unix(app, folder.socket("storage")))


def _intake(place: Place) -> None:
    from appliance import server  # noqa: PLC0415
    from appliance.adapters.clock import SystemClock  # noqa: PLC0415
    from appliance.adapters.service_keys import ServiceKeys  # noqa: PLC0415
    from appliance.adapters.storage_client import StorageClient  # noqa: PLC0415
    from appliance.intake.app import create_app  # noqa: PLC0415
    from appliance.intake.desk import IntakeKeys  # noqa: PLC0415

    keys = ServiceKeys(place.folder)
    app = create_app(
        place.settings,
        clock=SystemClock(),
        folder=place.folder,
        storage=StorageClient(place.folder.socket("storage"), keys.token("intake", "storage")),
        keys=IntakeKeys(
            pepper=keys.pepper("intake"),
            ticket_seed=keys.ticket_seed("intake"),
            callers=keys.callers("intake"),
        ),
    )
    server.run(server.serve_unix(app, place.folder.socket("intake")))


def _coordination(place: Place) -> None:
    from appliance import server  # noqa: PLC0415
    from appliance.adapters.clock import SystemClock  # noqa: PLC0415
    from appliance.adapters.service_keys import ServiceKeys  # noqa: PLC0415
    from appliance.adapters.storage_client import StorageClient  # noqa: PLC0415
    from appliance.coordination.app import create_app  # noqa: PLC0415

    folder, keys = place.folder, ServiceKeys(place.folder)
    app = create_app(
        place.settings,
        folder=folder,
        clock=SystemClock(),
        storage=StorageClient(folder.socket("storage"), keys.token("coordination", "storage")),
        callers=keys.callers("coordination"),
        pepper=keys.pepper("coordination"),
        ticket_seed=keys.ticket_seed("coordination"),
    )
    server.run(server.serve_unix(app, folder.socket("coordination")))


def _gateway(place: Place) -> None:
    from appliance import server  # noqa: PLC0415
    from appliance.gateway.app import serve_gateway  # noqa: PLC0415
    from appliance.gateway.origins import Origins  # noqa: PLC0415
    from appliance.gateway.practice import Practice  # noqa: PLC0415

    practice = Practice(place.folder.deployment_file)
    server.run(serve_gateway(Origins.of(place.settings), WEB, place.folder.socket, practice))


def _agent(place: Place) -> None:
    import os  # noqa: PLC0415

    from appliance import server  # noqa: PLC0415
    from appliance.adapters.clock import SystemClock  # noqa: PLC0415
    from appliance.adapters.coordination_client import CoordinationClient  # noqa: PLC0415
    from appliance.adapters.intake_client import IntakeClient  # noqa: PLC0415
    from appliance.adapters.service_keys import ServiceKeys  # noqa: PLC0415
    from appliance.adapters.storage_client import StorageClient  # noqa: PLC0415
    from appliance.agent.app import create_app  # noqa: PLC0415
    from appliance.operations import backup_schedule  # noqa: PLC0415
    from appliance.operations.box import Box  # noqa: PLC0415
    from appliance.operations.policy import read_policy  # noqa: PLC0415

    folder, keys = place.folder, ServiceKeys(place.folder)
    box = Box(
        folder=folder,
        settings=place.settings,
        clock=SystemClock(),
        storage=StorageClient(folder.socket("storage"), keys.token("agent", "storage")),
        coordination=CoordinationClient(
            folder.socket("coordination"), keys.token("agent", "coordination")
        ),
        intake=IntakeClient(folder.socket("intake"), keys.token("agent", "intake")),
        pepper=keys.pepper("agent"),
        two_people=read_policy(CONFIG / "policy" / "approvals.yml"),
        program=(ROOT / "appliance", ROOT / "tui", CONFIG, WEB),
    )
    backup_schedule.keep(box)
    app = create_app(box, os.geteuid())
    server.run(server.serve_unix(app, folder.socket("agent")))


def _wiped(place: Place) -> None:
    from appliance.agent.wiper_door import serve as serve_wiper  # noqa: PLC0415

    serve_wiper(place.folder)


SERVICES: dict[str, Callable[[Place], None]] = {
    "agent": _agent,
    "coordination": _coordination,
    "gateway": _gateway,
    "intake": _intake,
    "storage": _storage,
    "wiped": _wiped,
}
