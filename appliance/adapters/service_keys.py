"""The keys that services need to know one another by (docs/interfaces.md §1, §2).

None of them opens a case: they lie on STATE and are made before the first service starts.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from appliance.adapters.data_folder import FILE_MODE, DataFolder
from appliance.adapters.files import write_durably
from appliance.core.canonical import b64, unb64
from appliance.errors import ApplianceError, ConfigurationError

# Who may call whom behind the gateway: one token for each pair, so that a service that is taken
# over cannot pass for another.
CALLS = (
    ("intake", "storage"),
    ("coordination", "storage"),
    ("agent", "storage"),
    ("agent", "coordination"),
    ("agent", "intake"),
)
TICKET_ISSUERS = ("intake", "coordination")
PEPPERED = ("intake", "coordination", "agent")
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class ServiceKeys:
    """Makes and reads the keys under `state/`.

    Args:
        folder: the deployment's data folder.
    """

    folder: DataFolder

    def make_missing(self) -> None:
        """Make every key that is not there yet; those that are there stay as they are."""
        for caller, callee in CALLS:
            _make(self._token(caller, callee))
        for issuer in TICKET_ISSUERS:
            _make(self._ticket(issuer, "key"))
            public = self._ticket(issuer, "pub")
            if not public.exists():
                _write(public, _public(self.ticket_seed(issuer)))
        for service in PEPPERED:
            _make(self._pepper(service))

    def token(self, caller: str, callee: str) -> str:
        """Return the bearer token of one service towards another.

        Raises:
            ConfigurationError: there is no such token, or it cannot be read.
        """
        return b64(_read(self._token(caller, callee)))

    def callers(self, callee: str) -> dict[str, str]:
        """Return the tokens that a service accepts, each with the caller it stands for."""
        return {self.token(caller, to): caller for caller, to in CALLS if to == callee}

    def ticket_seed(self, issuer: str) -> bytes:
        """Return the Ed25519 seed with which a service signs tickets."""
        return _read(self._ticket(issuer, "key"))

    def ticket_verify_keys(self) -> dict[str, bytes]:
        """Return the public ticket key of every issuer."""
        return {issuer: _read(self._ticket(issuer, "pub")) for issuer in TICKET_ISSUERS}

    def pepper(self, service: str) -> bytes:
        """Return the key under which a service hashes names."""
        return _read(self._pepper(service))

    def _token(self, caller: str, callee: str) -> Path:
        return self.folder.state / "tokens" / f"{caller}-{callee}"

    def _ticket(self, issuer: str, kind: str) -> Path:
        return self.folder.state / "tickets" / f"{issuer}.{kind}"

    def _pepper(self, service: str) -> Path:
        return self.folder.state / "pepper" / service


def _make(path: Path) -> None:
    if not path.exists():
        _write(path, secrets.token_bytes(KEY_BYTES))


def _write(path: Path, key: bytes) -> None:
    write_durably(path, b64(key).encode(), FILE_MODE)


def _public(seed: bytes) -> bytes:
    # Loaded here: it takes time, and is needed once in a deployment's life.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _read(path: Path) -> bytes:
    try:
        key = unb64(path.read_text(encoding="ascii"))
    except (OSError, ValueError, ApplianceError) as error:
        raise ConfigurationError("A key that services share cannot be read.") from error
    if len(key) != KEY_BYTES:
        raise ConfigurationError("A key that services share is damaged.")
    return key
