"""Bodies of requests: untrusted JSON in, typed values out."""

import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from appliance.core import canonical, fields, hybrid
from appliance.core.age_header import inspect
from appliance.core.compartments import COMPARTMENTS, DUTY_KEYS
from appliance.core.derivation import key_id
from appliance.core.fields import Fields
from appliance.core.intake_keys import check_intake_key
from appliance.core.tickets import KINDS, OPERATIONS
from appliance.errors import InvalidInputError, RecipientError, TooLargeError

SECRET_BYTES = 32
LONGEST_LOGIN = 64
LONGEST_SEALED_BYTES = 64 * 1024
LONGEST_PASSKEY = 16 * 1024
MOST_GRANTS = 16
MOST_WANTS = 32
MOST_RECOVERED = 200
RECOVERED_BYTES = 8 * 1024 * 1024
LEAST_MEMORY_KIB = 19_456
MOST_MEMORY_KIB = 1024 * 1024
ROLES = (
    "case_manager",
    "doctor",
    "psychologist",
    "lawyer",
    "investigator",
    "analyst",
    "operator",
)


@dataclass(frozen=True, slots=True)
class SecondAnswer:
    """What somebody brings beside her passphrase: a code or a passkey's answer."""

    totp: str | None = None
    passkey: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """Body of `POST /login`."""

    login: str
    auth: bytes
    second: SecondAnswer


@dataclass(frozen=True, slots=True)
class IntakeKey:
    """The intake key that the first case manager of an organisation made."""

    recipient: str
    key: str
    signature: str
    wrap: bytes


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Body of `POST /invitations/accept`."""

    secret: bytes
    login: str
    kdf: dict[str, Any]
    auth: bytes
    sealed_identity: bytes
    recipient: str
    verify: str
    totp_secret: str | None
    second: SecondAnswer
    intake: IntakeKey | None

    @property
    def key(self) -> str:
        """Key id of the new identity."""
        return key_id(self.recipient, self.verify)


@dataclass(frozen=True, slots=True)
class DutyWrap:
    """Body of `POST /me/wraps`."""

    recipient: str
    compartment: str
    generation: int
    wrap: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """A grant as it is sent: the signed statement, not yet checked, and the wrap file."""

    untrusted_statement: object
    wrap: bytes


@dataclass(frozen=True, slots=True)
class Want:
    """One ticket asked for; `seq` is the number of the message that the blob holds."""

    op: str
    blob: str
    compartment: str
    kind: str
    size: int
    seq: int | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """Body of `POST /internal/invitations`."""

    person: str
    role: str
    organisation: str
    profile: bytes
    secret_hash: str
    expires: str


def secret(untrusted: object) -> bytes:
    """Read `{"secret"}`, the secret of an invitation."""
    body = Fields(untrusted, "request")
    found = body.read("secret", _secret)
    body.close()
    return found


def login_name(untrusted: object) -> str:
    """Read a login name, in the one form under which it is hashed."""
    if not isinstance(untrusted, str) or len(untrusted) > LONGEST_LOGIN:
        raise InvalidInputError("This login name is too long.")
    name = unicodedata.normalize("NFKC", untrusted).strip().casefold()
    if not name:
        raise InvalidInputError("A login name is needed.")
    return name


def login_start(untrusted: object) -> str:
    """Read `{"login"}`."""
    body = Fields(untrusted, "request")
    found = body.read("login", login_name)
    body.close()
    return found


def login(untrusted: object) -> Login:
    """Read the body of `POST /login`."""
    body = Fields(untrusted, "request")
    found = Login(
        login=body.read("login", login_name),
        auth=body.read("auth", _secret),
        second=SecondAnswer(
            totp=body.optional("totp", fields.text(16)), passkey=body.optional("passkey", _passkey)
        ),
    )
    body.close()
    return found


def acceptance(untrusted: object) -> Acceptance:
    """Read the body of `POST /invitations/accept`.

    Raises:
        InvalidInputError: malformed.
        SignatureError: an intake key comes with it that she has not signed.
    """
    body = Fields(untrusted, "request")
    totp_secret, second = body.read("second", _new_second)
    found = Acceptance(
        secret=body.read("secret", _secret),
        login=body.read("login", login_name),
        kdf=body.read("kdf", kdf),
        auth=body.read("auth", _secret),
        sealed_identity=body.read("sealed_identity", sealed_to_one),
        recipient=body.recipient("recipient"),
        verify=body.octets("verify", 32),
        totp_secret=totp_secret,
        second=second,
        intake=body.optional("intake", _intake_key),
    )
    body.close()
    if found.intake is not None:
        check_intake_key(asdict(found.intake), found.key, found.verify)
    return found


def kdf(untrusted: object) -> dict[str, Any]:
    """Read the parameters of a passphrase (record-format §10)."""
    body = Fields(untrusted, "kdf")
    body.expect("kdf", "argon2id")
    body.expect("lanes", 1)
    body.expect("v", 1)
    found = {
        "kdf": "argon2id",
        "lanes": 1,
        "memory_kib": body.integer("memory_kib", LEAST_MEMORY_KIB, MOST_MEMORY_KIB),
        "passes": body.integer("passes", 1, 16),
        "salt": body.octets("salt", 16),
        "v": 1,
    }
    body.close()
    return found


def duty_wrap(untrusted: object) -> DutyWrap:
    """Read the body of `POST /me/wraps`."""
    body = Fields(untrusted, "request")
    found = DutyWrap(
        recipient=body.id("recipient"),
        compartment=body.choice("compartment", DUTY_KEYS),
        generation=body.integer("generation", 1, 1_000_000),
        wrap=body.read("wrap", sealed_to_one),
    )
    body.close()
    return found


def taking(untrusted: object) -> tuple[Given, ...]:
    """Read the body of `POST /cases/<case>/take`."""
    body = Fields(untrusted, "request")
    found = body.array("grants", _given, MOST_GRANTS)
    body.close()
    return found


def new_compartment(untrusted: object) -> tuple[str, tuple[Given, ...]]:
    """Read the body of `POST /cases/<case>/compartments`."""
    body = Fields(untrusted, "request")
    found = body.choice("compartment", COMPARTMENTS), body.array("grants", _given, MOST_GRANTS)
    body.close()
    return found


def recovered(untrusted: object) -> tuple[str, tuple[Given, ...]]:
    """Read the body of `POST /internal/recovery`."""
    body = Fields(untrusted, "request")
    found = body.id("recovery"), body.array("grants", _given, MOST_RECOVERED)
    body.close()
    return found


def referral(untrusted: object) -> tuple[object, tuple[Given, ...]]:
    """Read the body of `POST /cases/<case>/referrals`."""
    body = Fields(untrusted, "request")
    found = body.read("statement", _anything), body.array("grants", _given, MOST_GRANTS)
    body.close()
    return found


def wants(untrusted: object) -> tuple[Want, ...]:
    """Read the body of `POST /cases/<case>/tickets`."""
    body = Fields(untrusted, "request")
    found = body.array("wants", _want, MOST_WANTS)
    body.close()
    return found


def invitation(untrusted: object) -> Invitation:
    """Read the body of `POST /internal/invitations`."""
    body = Fields(untrusted, "request")
    found = Invitation(
        person=body.id("person"),
        role=body.choice("role", ROLES),
        organisation=body.id("organisation"),
        profile=body.read("profile", sealed_to_one),
        secret_hash=body.hash("secret_hash"),
        expires=body.time("expires"),
    )
    body.close()
    return found


def new_link(untrusted: object) -> tuple[str, str]:
    """Read the body of `POST /internal/people/<id>/reinvite`: secret hash and expiry."""
    body = Fields(untrusted, "request")
    found = body.hash("secret_hash"), body.time("expires")
    body.close()
    return found


def approval(untrusted: object) -> tuple[object, bytes]:
    """Read the body of `POST /internal/people/<id>/approve`: certificate and staff wrap."""
    body = Fields(untrusted, "request")
    found = body.read("certificate", _anything), body.read("staff_wrap", sealed_to_one)
    body.close()
    return found


def sealed_to_one(untrusted: object) -> bytes:
    """Read b64 of a small age file with exactly one hybrid recipient."""
    if isinstance(untrusted, str) and len(untrusted) > 2 * LONGEST_SEALED_BYTES:
        raise TooLargeError
    sealed = canonical.unb64(untrusted)
    if inspect(sealed) != 1:
        raise RecipientError
    return sealed


def _secret(untrusted: object) -> bytes:
    return canonical.unb64(untrusted, SECRET_BYTES)


def _anything(untrusted: object) -> object:
    return untrusted


def _passkey(untrusted: object) -> dict[str, Any]:
    if not isinstance(untrusted, dict):
        raise InvalidInputError
    if len(canonical.canonical(untrusted)) > LONGEST_PASSKEY:
        raise TooLargeError
    return untrusted


def _new_second(untrusted: object) -> tuple[str | None, SecondAnswer]:
    body = Fields(untrusted, "second factor")
    secret_and_code = body.optional("totp", _new_totp)
    passkey = body.optional("passkey", _passkey)
    body.close()
    if (secret_and_code is None) == (passkey is None):
        raise InvalidInputError("Exactly one second factor is needed.")
    if secret_and_code is None:
        return None, SecondAnswer(passkey=passkey)
    return secret_and_code[0], SecondAnswer(totp=secret_and_code[1])


def _new_totp(untrusted: object) -> tuple[str, str]:
    body = Fields(untrusted, "code")
    found = body.text("secret", 64), body.text("code", 16)
    body.close()
    return found


def _intake_key(untrusted: object) -> IntakeKey:
    body = Fields(untrusted, "intake key")
    found = IntakeKey(
        recipient=body.read("recipient", hybrid.parse_recipient),
        key=body.id("key"),
        signature=body.octets("signature", 64),
        wrap=body.read("wrap", sealed_to_one),
    )
    body.close()
    if found.key != key_id(found.recipient):
        raise InvalidInputError("This key id does not match its key.")
    return found


def _given(untrusted: object) -> Given:
    body = Fields(untrusted, "grant")
    found = Given(body.read("statement", _anything), body.read("wrap", sealed_to_one))
    body.close()
    return found


def _want(untrusted: object) -> Want:
    body = Fields(untrusted, "ticket")
    found = Want(
        op=body.choice("op", OPERATIONS),
        blob=body.id("blob"),
        compartment=body.choice("compartment", COMPARTMENTS),
        kind=body.choice("kind", KINDS),
        size=body.integer("size"),
        seq=body.optional("seq", fields.integer(1, 1_000_000)),
    )
    body.close()
    return found
