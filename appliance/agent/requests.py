"""Requests to the agent: untrusted JSON becomes typed values here, or is refused."""

import re
from collections.abc import Mapping
from typing import Any

from appliance.adapters.argon2 import Kdf
from appliance.core import hybrid
from appliance.core.canonical import parse_id, unb64
from appliance.core.fields import Fields, text
from appliance.core.signing import SIGNATURE_BYTES
from appliance.errors import InvalidInputError
from appliance.operations import answers
from appliance.operations.operator_accept import Acceptance
from appliance.operations.setup import FirstOperator, Request

LONGEST_NAME = 200
LONGEST_LIST = 200
HIGHEST = 2**53
LONGEST_SEALED = 32 * 1024
LONGEST_ORDER = 4096
SECRET_BYTES = 32
SIX_DIGITS = re.compile(r"[0-9]{6}")


def setup(untrusted: object) -> Request:
    """Read the body of `POST /setup` (docs/interfaces.md §3).

    Raises:
        AnswerError: an answer is not valid.
        InvalidInputError: a member is missing, unknown or malformed.
        RecipientError: something would be sealed to a key that is not hybrid.
    """
    body = Fields(untrusted, "request")
    named = ("country", "name", "languages", "help", "training")
    found = {name: body.read(name, _anything) for name in named}
    if "hq" in body:
        found["hq"] = body.read("hq", _anything)
    organisations = body.array("organisations", _organisation)
    operator, name = body.read("operator", _operator)
    staff = body.read("staff", _staff)
    plan = body.text("plan", LONGEST_NAME)
    body.close()
    ids = tuple(each for each, _ in organisations)
    rest = [answer for _, answer in organisations]
    checked = answers.parse({**found, "operator": name, "organisations": rest})
    return Request(checked, ids, FirstOperator(**operator, **staff), plan)


def login(untrusted: object) -> tuple[str, bytes]:
    """Read the body of `POST /login`: name and sign-in secret."""
    body = Fields(untrusted, "request")
    found = body.text("name", LONGEST_NAME), unb64(body.octets("auth", SECRET_BYTES))
    body.close()
    return found


def login_name(untrusted: object) -> str:
    """Read the body of `POST /login/start`."""
    body = Fields(untrusted, "request")
    name = body.text("name", LONGEST_NAME)
    body.close()
    return name


def order(untrusted: object) -> str:
    """Read the body of `POST /lock/order`."""
    body = Fields(untrusted, "request")
    found = body.text("order", LONGEST_ORDER)
    body.close()
    return found


def page(untrusted: Mapping[str, str]) -> tuple[int | None, int]:
    """Read the query of `GET /log/entries`: where to go on from, and how many entries.

    Raises:
        InvalidInputError: one is no number, or out of range.
    """
    before = untrusted.get("before")
    limit = _number(untrusted.get("limit", str(LONGEST_LIST)), 1, LONGEST_LIST)
    return None if before is None else _number(before, 0, HIGHEST), limit


def _number(untrusted: str, lowest: int, highest: int) -> int:
    if not re.fullmatch(r"[0-9]{1,16}", untrusted) or not lowest <= int(untrusted) <= highest:
        raise InvalidInputError("This number is out of range.")
    return int(untrusted)


def vault_secret(untrusted: object) -> bytes:
    """Read the body of `POST /open`."""
    body = Fields(untrusted, "request")
    secret = unb64(body.octets("vault_secret", SECRET_BYTES))
    body.close()
    return secret


def code(untrusted: object) -> str:
    """Read the body of `POST /login/code`."""
    body = Fields(untrusted, "request")
    found = body.read("code", _six_digits)
    body.close()
    return found


def code_app(untrusted: object) -> tuple[str, str]:
    """Read the body of `POST /own/code`: secret of a code app, and a code of it."""
    body = Fields(untrusted, "request")
    found = body.text("secret", LONGEST_NAME), body.read("code", _six_digits)
    body.close()
    return found


def acceptance(untrusted: object) -> Acceptance:
    """Read the body of `POST /operators/accept`.

    Raises:
        InvalidInputError: a member is missing, unknown or malformed.
        RecipientError: something would be sealed to a key that is not hybrid.
    """
    body = Fields(untrusted, "request")
    found = Acceptance(
        secret=unb64(body.octets("secret", SECRET_BYTES)),
        name=body.read("name", _name),
        kdf=body.read("kdf", Kdf.parse).to_json(),
        auth=unb64(body.octets("auth", SECRET_BYTES)),
        recipient=body.recipient("recipient"),
        verify=body.octets("verify", 32),
        sealed_identity=body.read("sealed_identity", _sealed),
        slot=body.read("slot", _signed_slot),
        code_secret=body.text("code_secret", LONGEST_NAME),
        code=body.read("code", _six_digits),
    )
    body.close()
    return found


def plan_hash(untrusted: object) -> str:
    """Read a body that only names the plan that was approved."""
    body = Fields(untrusted, "request")
    found = body.hash("plan")
    body.close()
    return found


def _operator(untrusted: object) -> tuple[dict[str, Any], str]:
    body = Fields(untrusted, "operator")
    found = {
        "kdf": body.read("kdf", Kdf.parse).to_json(),
        "auth": unb64(body.octets("auth", SECRET_BYTES)),
        "recipient": body.recipient("recipient"),
        "verify": body.octets("verify", 32),
        "sealed_identity": body.read("sealed_identity", _sealed),
        "slot_recipient": body.read("slot", _slot),
        "profile": body.read("profile", _sealed),
    }
    name = body.text("name", LONGEST_NAME)
    body.close()
    return found, name


def _staff(untrusted: object) -> dict[str, Any]:
    body = Fields(untrusted, "staff")
    found = {
        "staff_key": body.id("key"),
        "staff_recipient": body.recipient("recipient"),
        "staff_wrap": body.read("wrap", _sealed),
    }
    body.close()
    return found


def _slot(untrusted: object) -> str:
    body = Fields(untrusted, "slot")
    recipient = body.read("recipient", hybrid.parse_recipient)
    body.close()
    return recipient


def _signed_slot(untrusted: object) -> dict[str, str]:
    body = Fields(untrusted, "slot")
    found = {
        "recipient": body.read("recipient", hybrid.parse_recipient),
        "signature": body.octets("signature", SIGNATURE_BYTES),
    }
    body.close()
    return found


def _six_digits(untrusted: object) -> str:
    if not isinstance(untrusted, str) or not SIX_DIGITS.fullmatch(untrusted):
        raise InvalidInputError("A code has six digits.")
    return untrusted


def _name(untrusted: object) -> str:
    found = text(LONGEST_NAME)(untrusted)
    if not found.strip():
        raise InvalidInputError("A name is not empty.")
    return found


def _sealed(untrusted: object) -> str:
    """Read b64 of something sealed; what is inside is not the agent's to see."""
    found = text(LONGEST_SEALED)(untrusted)
    unb64(found)
    return found


def _organisation(untrusted: object) -> tuple[str, dict[str, Any]]:
    """Split an organisation into its id and what was answered."""
    if not isinstance(untrusted, dict):
        raise InvalidInputError
    answer = {name: value for name, value in untrusted.items() if name != "id"}
    return parse_id(untrusted.get("id")), answer


def _anything(untrusted: object) -> object:
    return untrusted
