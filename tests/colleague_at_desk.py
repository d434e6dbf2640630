"""A professional's browser, in Python, against a whole deployment: signs in, lists, reads."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx
import pyotp

from appliance.adapters import age
from appliance.adapters.argon2 import Kdf, stretch
from appliance.core.canonical import b64, canonical, parse, unb64
from appliance.core.derivation import derive, derive_identity
from appliance.secret import Secret


@dataclass(frozen=True)
class Credentials:
    """What somebody signs in with."""

    login: str
    passphrase: str
    totp_secret: str

    @classmethod
    def of_training(cls, data: Path, place: int = 0) -> Self:
        """Return those of a person of a training deployment; the first is on intake duty."""
        return cls(**json.loads((data / "state/training.json").read_text())["people"][place])


class ColleagueAtDesk:
    """Somebody who signs in or goes on with a session.

    Args:
        addresses: the gateway's origins.
        session: of a colleague who has signed in already; a code of hers serves once.
    """

    def __init__(self, addresses: dict[str, str], session: str = "") -> None:
        self.http = httpx.Client(base_url=addresses["case"], timeout=30, trust_env=False)
        self.storage = httpx.Client(base_url=addresses["storage"], timeout=30, trust_env=False)
        self.session = session

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self.storage.close()

    def sign_in(self, credentials: Credentials) -> bytes:
        """Sign in and return the personal secret that her passphrase opens."""
        kdf = Kdf.parse(self.post("/login/start", {"login": credentials.login})["kdf"])
        stretched = stretch(Secret(credentials.passphrase), kdf)
        body = {
            "auth": b64(derive(stretched, "login", 32)),
            "login": credentials.login,
            "totp": pyotp.TOTP(credentials.totp_secret).now(),
        }
        found = self.post("/login", body)
        self.session = found["session"]
        sealed = unb64(found["sealed_identity"])
        secret = parse(age.open_(sealed, [derive_identity(stretched, "passphrase").identity]), 4096)
        return unb64(str(secret["secret"]))

    @property
    def _headers(self) -> dict[str, str]:
        return {"Safehold-Session": self.session} if self.session else {}

    def get(self, path: str) -> Any:
        """Return the JSON at a path of the case app's service."""
        return _expect(self.http.get(f"/api{path}", headers=self._headers)).json()

    def post(self, path: str, body: Any) -> Any:
        """Send JSON and return what answers."""
        answer = self.http.post(f"/api{path}", content=canonical(body), headers=self._headers)
        return _expect(answer).json() if answer.content else {}

    def tickets(self, case: str, blobs: list[dict[str, Any]]) -> list[str]:
        """Return tickets to download blobs of a case."""
        wants = [
            {"op": "get", **{name: each[name] for name in ("blob", "compartment", "kind", "size")}}
            for each in blobs
        ]
        return list(self.post(f"/cases/{case}/tickets", {"wants": wants})["tickets"])

    def download(self, blob: str, ticket: str) -> bytes:
        """Return a sealed blob."""
        answer = self.storage.get(f"/blobs/{blob}", headers={"Safehold-Ticket": ticket})
        return _expect(answer).content

    def read_case(self, case: str) -> int:
        """Open a case as her app does; return how many sealed bytes came."""
        blobs = self.get(f"/cases/{case}")["blobs"]
        names = self.tickets(case, blobs)
        pairs = zip(blobs, names, strict=True)
        return sum(len(self.download(each["blob"], ticket)) for each, ticket in pairs)


def _expect(answer: httpx.Response) -> httpx.Response:
    assert answer.is_success, f"{answer.status_code}: {answer.text[:300]}"
    return answer
