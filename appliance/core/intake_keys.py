"""An intake key on its way into the directory, signed by the case manager who made it (§7).

The operator compares words of her personal key alone. Without her signature, who carries the
intake key to the agent could put another in its place, and read every report from then on.
"""

from collections.abc import Mapping
from typing import Any, Final

from appliance.core.canonical import canonical, unb64
from appliance.core.derivation import Identity, key_id
from appliance.core.signing import SIGNATURE_BYTES, sign_object, verify_bytes
from appliance.errors import SignatureError

CONTEXT: Final = "safehold/intake/v1"


def sign_intake_key(recipient: str, maker: Identity) -> dict[str, str]:
    """Return the public half of an intake key as its maker offers it."""
    key = key_id(recipient)
    signed = sign_object(CONTEXT, _covered(key, recipient, maker.key), maker.signing_seed)
    return {"key": key, "recipient": recipient, "signature": str(signed["signature"])}


def check_intake_key(offered: Mapping[str, Any], maker: str, verify: str) -> None:
    """Check that an intake key is the one that a person made.

    Args:
        offered: `key`, `recipient` and `signature`.
        maker: key id of the person.
        verify: her verify key.

    Raises:
        SignatureError: it is not, or the key id is of another key.
    """
    key, recipient = offered.get("key"), offered.get("recipient")
    signature = offered.get("signature")
    if not isinstance(recipient, str) or not isinstance(signature, str):
        raise SignatureError
    if key_id(recipient) != key:
        raise SignatureError
    payload = canonical(_covered(key, recipient, maker))
    verify_bytes(CONTEXT, payload, unb64(signature, SIGNATURE_BYTES), verify)


def _covered(key: str, recipient: str, maker: str) -> dict[str, str]:
    return {"key": key, "recipient": recipient, "signer": maker}
