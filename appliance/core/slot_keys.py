"""The recipient of an operator's vault slot, signed by its maker (record-format §14).

A colleague compares words of her personal key alone, then seals the vault secret to this
recipient. Without her signature, who carries it could put another in its place, and open the vault.
"""

from collections.abc import Mapping
from typing import Any, Final

from appliance.core.canonical import canonical, unb64
from appliance.core.derivation import Identity
from appliance.core.signing import SIGNATURE_BYTES, sign_object, verify_bytes
from appliance.errors import SignatureError

CONTEXT: Final = "safehold/slot/v1"


def sign_slot(recipient: str, maker: Identity) -> dict[str, str]:
    """Return the recipient of a slot as its maker offers it."""
    signed = sign_object(CONTEXT, _covered(recipient, maker.key), maker.signing_seed)
    return {"recipient": recipient, "signature": str(signed["signature"])}


def check_slot(offered: Mapping[str, Any], maker: str, verify: str) -> str:
    """Return the recipient of a slot once it is sure who made it.

    Args:
        offered: `recipient` and `signature`.
        maker: key id of the operator.
        verify: her verify key.

    Raises:
        SignatureError: it is not hers.
    """
    recipient, signature = offered.get("recipient"), offered.get("signature")
    if not isinstance(recipient, str) or not isinstance(signature, str):
        raise SignatureError
    payload = canonical(_covered(recipient, maker))
    verify_bytes(CONTEXT, payload, unb64(signature, SIGNATURE_BYTES), verify)
    return recipient


def _covered(recipient: str, maker: str) -> dict[str, str]:
    return {"recipient": recipient, "signer": maker}
