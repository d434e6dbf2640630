"""Fill a new box with an invented deployment, by playing everybody who has a part in one.

Nothing here takes a short cut: the operator's client, the professionals' and the survivors'
requests are the real ones, through the gateway. What is made up is marked so, and the directory
says `training` on every screen.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from appliance.adapters.browser import Browser
from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import write_durably
from appliance.errors import ConflictError
from appliance.operations.answers import Answers
from appliance.operations.records import is_set_up, read_deployment
from appliance.operations.training_people import Accepted, accept
from appliance.operations.training_reports import fetch_directory, send_report
from appliance.operations.training_script import Role, Script, read_script
from appliance.ports import Clock
from appliance.secret import Secret

NAME = "training.json"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class OperatorSeat(Protocol):
    """What the player of the operator needs; the agent's client has it."""

    def setup(self, answers: Answers, passphrase: Secret[str]) -> Any:
        """Set the box up."""

    def invite(self, name: str, role: str, organisation: str) -> Any:
        """Invite somebody; the result has `person` and `link`."""

    def plan_approval(self, person: str) -> Any:
        """Return what approving somebody would do."""

    def approve(self, approval: Any) -> None:
        """Approve somebody."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be played, and where."""

    folder: DataFolder
    script: Script
    addresses: Mapping[str, str]


def plan(
    folder: DataFolder, config: Path, addresses: Mapping[str, str], most_cases: int | None = None
) -> Plan | None:
    """Return what would be played, or nothing where a training deployment is there already.

    Args:
        folder: the data folder.
        config: the folder `config`, with scripts and forms.
        addresses: the gateway's origins.
        most_cases: play at most so many cases.

    Raises:
        ConflictError: this data is of a real deployment.
    """
    if is_set_up(folder):
        if read_deployment(folder).training:
            return None
        raise ConflictError(
            "This data is of a real deployment.", "Start the training on another data folder."
        )
    script = read_script(config / "training", config / "forms" / "intake.json")
    return Plan(folder, replace(script, stories=script.stories[:most_cases]), addresses)


def run(plan: Plan, seat: OperatorSeat, clock: Clock) -> dict[str, Any]:
    """Play everything.

    Args:
        plan: what is played.
        seat: the operator's client.
        clock: tells the time.

    Returns:
        Name and passphrase of the operator, and how many cases and people there are.
    """
    passphrase = _passphrase()
    done = seat.setup(plan.script.answers, Secret(passphrase))
    organisations = {
        name: found for found, name in read_deployment(plan.folder).organisations.items()
    }
    operator = {"name": plan.script.answers.operator, "passphrase": passphrase}
    _keep(plan.folder, {"codes": [], "operator": operator, "people": []})
    played = [
        _join(plan, seat, role, organisations[role.organisation]) for role in plan.script.roles
    ]
    codes = _send_all(plan, done.pin, clock)
    _keep(plan.folder, {"codes": codes, "operator": operator, "people": played})
    return {
        "cases": len(codes),
        "operator": operator["name"],
        "passphrase": passphrase,
        "people": len(played),
    }


def _join(plan: Plan, seat: OperatorSeat, role: Role, organisation: str) -> dict[str, str]:
    """Invite, accept and approve one person."""
    passphrase = _passphrase()
    invitation = seat.invite(role.name, role.role, organisation)
    accepted = _accept(plan.addresses["case"], invitation.link, role.login, passphrase)
    seat.approve(seat.plan_approval(invitation.person))
    return {"login": role.login, "passphrase": passphrase, "totp_secret": accepted.totp_secret}


def _accept(address: str, link: str, login: str, passphrase: str) -> Accepted:
    browser = Browser(address)
    try:
        return accept(browser, link, login, Secret(passphrase))
    finally:
        browser.close()


def _send_all(plan: Plan, pin: str, clock: Clock) -> list[str]:
    browser = Browser(plan.addresses["intake"])
    try:
        trusted = fetch_directory(browser, pin)
        time = clock.now().strftime("%Y-%m-%dT%H:%MZ")
        return [send_report(browser, trusted, story, time) for story in plan.script.stories]
    finally:
        browser.close()


def _keep(folder: DataFolder, found: Mapping[str, Any]) -> None:
    """Keep what a trainee needs to play on: never done for a real deployment."""
    content = json.dumps({"training": True, **found}, ensure_ascii=False, indent=2)
    write_durably(folder.state / NAME, content.encode())


def _passphrase() -> str:
    """Return four groups of four: easy to type, 79 bits."""
    groups = ["".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)]
    return "-".join(groups)
