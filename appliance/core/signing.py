"""Ed25519 over a context line and canonical JSON: how everything here is signed (§6–8)."""

from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.core.canonical import b64, canonical, unb64
from appliance.errors import InvalidInputError, SignatureError

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


def sign_bytes(context: str, payload: bytes, seed: bytes) -> bytes:
    """Sign bytes for one purpose.

    Args:
        context: says what the signature means, such as `safehold/statement/v1`.
        payload: what is signed.
        seed: 32-byte Ed25519 seed.
    """
    return Ed25519PrivateKey.from_private_bytes(seed).sign(_covered(context, payload))


def verify_bytes(context: str, payload: bytes, signature: bytes, key: str) -> None:
    """Check a signature.

    Args:
        context: as for `sign_bytes`.
        payload: what should be signed.
        signature: 64 bytes.
        key: Ed25519 public key, b64.

    Raises:
        SignatureError: it does not match.
    """
    try:
        public = Ed25519PublicKey.from_public_bytes(unb64(key, KEY_BYTES))
        public.verify(signature, _covered(context, payload))
    except (InvalidSignature, InvalidInputError, ValueError) as error:
        raise SignatureError from error


def sign_object(context: str, value: Mapping[str, Any], seed: bytes) -> dict[str, Any]:
    """Return a copy of the object with a `signature` over all its other members."""
    unsigned = {name: member for name, member in value.items() if name != "signature"}
    signature = sign_bytes(context, canonical(unsigned), seed)
    return {**unsigned, "signature": b64(signature)}


def verify_object(context: str, untrusted: Mapping[str, Any], key: str) -> None:
    """Check the `signature` of an object.

    Raises:
        SignatureError: absent, malformed, or of something else.
    """
    unsigned = {name: member for name, member in untrusted.items() if name != "signature"}
    try:
        signature = unb64(untrusted.get("signature"), SIGNATURE_BYTES)
        payload = canonical(unsigned)
    except InvalidInputError as error:
        raise SignatureError from error
    verify_bytes(context, payload, signature, key)


def _covered(context: str, payload: bytes) -> bytes:
    return context.encode("ascii") + b"\n" + payload
