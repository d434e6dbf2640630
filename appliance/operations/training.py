"""Fill a new box with an invented deployment, by playing everybody who has a part in one.

Nothing here takes a short cut: the operator's client, the professionals' and the survivors'
requests are the real ones, through the gateway. What is made up is marked so, and the directory
says `training` on every screen. What is played is noted step by step: a fill that was interrupted
goes on where it stood.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from appliance.adapters.browser import Browser
from appliance.adapters.data_folder import DataFolder
from appliance.errors import RealDataError
from appliance.operations.answers import Answers
from appliance.operations.records import is_set_up, read_deployment
from appliance.operations.training_notes import Notes, read_notes
from appliance.operations.training_people import accept
from appliance.operations.training_reports import fetch_directory, send_report
from appliance.operations.training_script import Role, Script, read_script
from appliance.ports import Clock
from appliance.secret import Secret

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class OperatorSeat(Protocol):
    """What the player of the operator needs; the agent's client has it."""

    def setup(self, answers: Answers, passphrase: Secret[str]) -> Any:
        """Set the box up."""

    def unlock(self, name: str, passphrase: Secret[str]) -> None:
        """Sign in and open the box."""

    def people(self) -> Sequence[Any]:
        """Return everybody; each has `id`, `name` and `status`."""

    def plan_reinvite(self, person: str) -> Any:
        """Return what a new link would do."""

    def reinvite(self, person: str, plan: Any) -> Any:
        """Give somebody a new link; what she had is cut off."""

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


def refuse_real(folder: DataFolder) -> None:
    """Refuse to practise on the data of a real deployment.

    Raises:
        RealDataError: this data is of one.
    """
    if is_set_up(folder) and not read_deployment(folder).training:
        raise RealDataError


def plan(
    folder: DataFolder, config: Path, addresses: Mapping[str, str], most_cases: int | None = None
) -> Plan | None:
    """Return what would be played, or nothing where everything has been.

    Args:
        folder: the data folder.
        config: the folder `config`, with scripts and forms.
        addresses: the gateway's origins.
        most_cases: play at most so many cases.

    Raises:
        RealDataError: this data is of a real deployment.
    """
    refuse_real(folder)
    if is_set_up(folder):
        notes = read_notes(folder)
        if notes is None or notes.complete:  # without notes somebody else has set it up
            return None
    script = read_script(config / "training", config / "forms" / "intake.json")
    return Plan(folder, replace(script, stories=script.stories[:most_cases]), addresses)


def run(plan: Plan, seat: OperatorSeat, clock: Clock) -> dict[str, Any]:
    """Play everything that has not been played yet.

    Args:
        plan: what is played.
        seat: the operator's client.
        clock: tells the time.

    Returns:
        Name and passphrase of the operator, and how many cases and people there are.
    """
    notes = _set_up_or_open(plan, seat)
    for role in plan.script.roles:
        _join(plan, seat, role, notes)
    _send_rest(plan, notes, clock)
    notes.complete = True
    notes.keep(plan.folder)
    return {
        "cases": len(notes.codes),
        "operator": notes.operator["name"],
        "passphrase": notes.operator["passphrase"],
        "people": len(notes.people),
    }


def _set_up_or_open(plan: Plan, seat: OperatorSeat) -> Notes:
    """Set the box up, or open one whose fill was interrupted."""
    notes = read_notes(plan.folder)
    if notes is not None:
        seat.unlock(notes.operator["name"], Secret(notes.operator["passphrase"]))
        return notes
    answers = plan.script.answers
    notes = Notes({"name": answers.operator, "passphrase": _passphrase()})
    notes.keep(plan.folder)  # before the set-up: afterwards nothing else opens the box
    seat.setup(answers, Secret(notes.operator["passphrase"]))
    return notes


def _join(plan: Plan, seat: OperatorSeat, role: Role, notes: Notes) -> None:
    """Invite, accept and approve one person, as far as that has not been done."""
    found = next((each for each in seat.people() if each.name == role.name), None)
    if not any(each["login"] == role.login for each in notes.people):
        # Nobody knows the passphrase of somebody who is not noted: she begins again.
        link = _invite_again(seat, found.id) if found else _invite(plan, seat, role)
        notes.people.append(_accept(plan.addresses["case"], link.link, role.login))
        notes.keep(plan.folder)  # before the approval, which may put her intake key in force
        seat.approve(seat.plan_approval(link.person))
    elif found is not None and found.status == "pending":
        seat.approve(seat.plan_approval(found.id))


def _invite_again(seat: OperatorSeat, person: str) -> Any:
    return seat.reinvite(person, seat.plan_reinvite(person))


def _invite(plan: Plan, seat: OperatorSeat, role: Role) -> Any:
    names = read_deployment(plan.folder).organisations
    organisation = next(key for key, name in names.items() if name == role.organisation)
    return seat.invite(role.name, role.role, organisation)


def _accept(address: str, link: str, login: str) -> dict[str, str]:
    browser, passphrase = Browser(address), _passphrase()
    try:
        accepted = accept(browser, link, login, Secret(passphrase))
    finally:
        browser.close()
    return {"login": login, "passphrase": passphrase, "totp_secret": accepted.totp_secret}


def _send_rest(plan: Plan, notes: Notes, clock: Clock) -> None:
    """Send the cases that are not noted; one that a kill came after may come twice."""
    browser = Browser(plan.addresses["intake"])
    try:
        trusted = fetch_directory(browser, read_deployment(plan.folder).pin)
        time = clock.now().strftime("%Y-%m-%dT%H:%MZ")
        for story in plan.script.stories[len(notes.codes) :]:
            notes.codes.append(send_report(browser, trusted, story, time))
            notes.keep(plan.folder)
    finally:
        browser.close()


def _passphrase() -> str:
    """Return four groups of four: easy to type, 79 bits."""
    groups = ["".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)]
    return "-".join(groups)
