"""An operator's office: a whole deployment, set up and run through `safehold …` alone."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser

from tests.browser.workplace import Workplace, workplace
from tests.deployed import Deployed, deployed

OPERATOR = "operatrice"
PASSPHRASE = "quatre chevaux bleus sans agrafe"
CENTRE, LAWYERS, CLINIC = "Centre d’écoute inventé", "Juristes inventés", "Clinique inventée"
ANSWERS: dict[str, Any] = {
    "country": "cd",
    "name": "Essai",
    "languages": ["fr", "en"],
    "operator": OPERATOR,
    "passphrase_file": "passphrase.txt",
    "organisations": [
        {"name": CENTRE, "services": ["psychosocial"], "intake": True},
        {"name": LAWYERS, "services": ["legal_assistance"], "intake": True},
        {"name": CLINIC, "services": ["health_medical"]},
    ],
    "help": [{"label": {"fr": "Ligne d’écoute inventée"}, "value": "000 000"}],
}


@dataclass
class Office:
    """A deployment and the operator who runs it.

    Attributes:
        box: the running deployment.
        desk: a folder with the operator's own files.
        browser: for everybody else.
    """

    box: Deployed
    desk: Path
    browser: Browser

    @property
    def link(self) -> str:
        """The intake app's address as it is handed to survivors."""
        found = self.box.status()["link"]
        assert isinstance(found, str)
        return found

    def set_up(self) -> None:
        """Set the box up from a file of answers."""
        self.write_passphrase()
        answers = self.desk / "answers.yml"
        answers.write_text(yaml.safe_dump(ANSWERS, allow_unicode=True), encoding="utf-8")
        self.box.command("setup", "--from", str(answers))

    def write_passphrase(self) -> Path:
        """Return a file with the operator's passphrase."""
        file = self.desk / "passphrase.txt"
        file.touch(0o600)
        file.write_text(PASSPHRASE)
        return file

    def operate(self, *words: str) -> dict[str, Any]:
        """Run a command that needs the operator's sign-in; return what it says."""
        passphrase = ["--passphrase-file", str(self.write_passphrase())]
        done = self.box.command(*words, "--operator", OPERATOR, *passphrase, "--json", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        found = json.loads(done.stdout)
        assert isinstance(found, dict)
        return found

    def invite(self, name: str, role: str, organisation: str) -> tuple[str, str]:
        """Invite somebody; return her person id and the link."""
        file = self.desk / "name.txt"
        file.write_text(name, encoding="utf-8")
        wanted = ["--role", role, "--organisation", organisation, "--name-file", str(file)]
        found = self.operate("invite", *wanted)
        return found["person"], found["link"]

    def approve(self, person: str, words: str) -> None:
        """Approve the key that she has read six words of."""
        self.operate("approve", person, "--words", words)

    def verify_log(self) -> dict[str, Any]:
        """Return what `safehold log verify` finds."""
        done = self.box.command("log", "verify", "--json", check=False)
        found = json.loads(done.stdout)
        assert isinstance(found, dict)
        assert (done.returncode == 0) == (found["problems"] == 0)
        return found

    @contextmanager
    def colleague(self, name: str, role: str, organisation: str) -> Iterator[Workplace]:
        """Invite somebody, let her accept in a browser of her own, and approve her."""
        person, link = self.invite(name, role, organisation)
        with workplace(self.browser, f"{self.box.addresses['case']}/") as place:
            place.login = name.lower().replace(" ", "-")
            place.passphrase = f"quatre chevaux bleus avec {place.login}"
            place.person = person
            self.approve(person, place.accept(link))
            yield place
            assert place.complaints == []


@contextmanager
def office(root: Path, browser: Browser) -> Iterator[Office]:
    """Run a new deployment until the block ends."""
    desk = root / "desk"
    desk.mkdir()
    with deployed(root / "data") as box:
        held = Office(box, desk, browser)
        held.set_up()
        yield held
