"""A passkey authenticator in Python: ES256, no attestation."""

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.core.canonical import b64

PRESENT, WITH_KEY = 0x01, 0x40


class Authenticator:
    """Holds one passkey."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.count = 0

    def make(self, options: dict[str, Any], origin: str) -> dict[str, Any]:
        """Answer creation options."""
        client = self._client("webauthn.create", options["challenge"], origin)
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._public()
        data = self._data(options["rp"]["id"], PRESENT | WITH_KEY) + attested
        attestation = cbor2.dumps({"attStmt": {}, "authData": data, "fmt": "none"})
        return self._answer({"attestationObject": b64(attestation), "clientDataJSON": b64(client)})

    def answer(self, options: dict[str, Any], origin: str) -> dict[str, Any]:
        """Answer request options."""
        self.count += 1
        client = self._client("webauthn.get", options["challenge"], origin)
        data = self._data(options["rpId"], PRESENT)
        covered = data + hashlib.sha256(client).digest()
        signature = self.key.sign(covered, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "authenticatorData": b64(data),
                "clientDataJSON": b64(client),
                "signature": b64(signature),
            }
        )

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {
            "clientExtensionResults": {},
            "id": b64(self.id),
            "rawId": b64(self.id),
            "response": response,
            "type": "public-key",
        }

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"challenge": challenge, "origin": origin, "type": kind}).encode()

    def _data(self, party: str, flags: int) -> bytes:
        place = hashlib.sha256(party.encode()).digest()
        return place + bytes([flags]) + self.count.to_bytes(4, "big")

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
