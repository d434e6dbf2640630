"""Vectors of lock orders: what headquarters signs, and what a box refuses."""

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.core.checkpoint import sign_note, verifier_key
from appliance.core.lock_order import LockOrder
from tests.vectors.world import Json, octets

NAME = "hq.safehold.invalid"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def lock_orders() -> Json:
    """Return a key, an order that counts, and orders that do not, each with the code it gets."""
    key = Ed25519PrivateKey.from_private_bytes(octets("headquarters"))
    other = Ed25519PrivateKey.from_private_bytes(octets("somebody else"))
    good = LockOrder("d" * 32, "0" * 31 + "1", NOW, NOW + 24 * HOUR)
    note = good.sign(NAME, key)

    def with_(**changed: object) -> str:
        return LockOrder(**{**_members(good), **changed}).sign(NAME, key)  # type: ignore[arg-type]

    refused = [
        ("order_signature", "another key", good.sign(NAME, other)),
        ("order_signature", "another name", good.sign("hq.example.org", key)),
        ("order_signature", "changed after it was signed", note.replace("d" * 32, "e" * 32)),
        ("order_signature", "not a note", "lock\n"),
        ("order_signature", "a line too many", sign_note(good.text() + "more\n", NAME, key)),
        ("order_signature", "a checkpoint", sign_note("safehold/x\n0\nAAAA\n", NAME, key)),
        ("order_signature", "a time written otherwise", _with_time(good, key)),
        ("order_level", "asks to destroy", with_(level="deployment")),
        ("order_level", "asks to destroy the backups", with_(level="backups")),
        ("order_level", "asks to destroy a case", with_(level="case")),
        ("order_other", "for another deployment", with_(deployment="e" * 32)),
        ("order_expired", "expired", with_(issued=NOW - 48 * HOUR, expires=NOW)),
        ("order_expired", "of tomorrow", with_(issued=NOW + 24 * HOUR, expires=NOW + 48 * HOUR)),
        ("order_expired", "for longer than a week", with_(expires=NOW + 169 * HOUR)),
    ]
    return {
        "deployment": good.deployment,
        "key": verifier_key(NAME, key.public_key()),
        "now": "2026-03-02T09:30:00Z",
        "order": note,
        "refused": [{"error": code, "order": text, "what": what} for code, what, text in refused],
    }


def _members(order: LockOrder) -> dict[str, object]:
    return {name: getattr(order, name) for name in order.__dataclass_fields__}


def _with_time(order: LockOrder, key: Ed25519PrivateKey) -> str:
    return sign_note(order.text().replace("T09:30:00Z", "T9:30:00Z", 1), NAME, key)
