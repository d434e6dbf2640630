"""Somebody with the document alone opens a case that the real storage service has written."""

import contextlib
import hashlib
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.adapters import age
from appliance.adapters.argon2 import Kdf, stretch
from appliance.adapters.embedded_vault import EmbeddedVault, VaultSecrets, seal_slot
from appliance.adapters.storage_client import WrapEntry
from appliance.core import bundle, hybrid
from appliance.core.canonical import b64, unb64
from appliance.core.derivation import derive_identity
from appliance.core.wraps import CompartmentKey, Wrap
from appliance.secret import Secret
from tests import third_party
from tests.service.storage.box import DAY, EPOCHS, LOG_SEED, Box, event, public_key_bytes
from tests.vectors import generate
from tests.vectors.world import (
    CASE,
    DEPLOYMENT_SEED,
    DOCTOR,
    MANAGER,
    REPORTER,
    SURVIVOR,
    an_id,
    an_identity,
    octets,
)

PASSPHRASE = "correct horse battery staple"
PHOTO = b"".join(octets(f"photo {at}") for at in range(9000))
PART = 100_000


async def send_report(box: Box) -> None:
    sealed = unb64(generate.stored("bundle")["bundles"][0]["sealed"])
    outcome = await box.send(replace(bundle.parse(sealed), mailbox=None, day=DAY))
    assert outcome.stored == {CASE}


async def upload_photo(box: Box) -> str:
    sealed = age.seal(PHOTO, [hybrid.recipient_of(an_identity("evidence"))])
    ticket = box.ticket("upload", case=CASE)
    assert (await box.upload(ticket, sealed, PART)).status == 204
    return ticket.blob


async def grant_account_to_doctor(box: Box) -> None:
    key = CompartmentKey("account", 1, an_identity("account"))
    content = age.seal(Wrap((key,), CASE, REPORTER).to_bytes(), [DOCTOR.recipient])
    statement = {
        "case": CASE,
        "compartment": "account",
        "generation": 1,
        "grant": an_id("grant"),
        "recipient": DOCTOR.key,
        "type": "grant",
        "v": 1,
        "wrap": hashlib.sha256(content).hexdigest(),
    }
    granted = event(
        "key_granted",
        case=CASE,
        compartment="account",
        actor=MANAGER.key,
        details={"statement": statement},
    )
    wrap = WrapEntry(an_id("wrap"), CASE, content, "account", 1, DOCTOR.key, an_id("grant"))
    async with box.client("coordination") as coordination:
        await coordination.append_events([granted], [wrap])


def write_vault(box: Box) -> None:
    kdf = Kdf(b64(octets("salt")[:16]), memory_kib=19_456, passes=1)
    opener = derive_identity(stretch(Secret(PASSPHRASE), kdf), "vault")
    slot = seal_slot(octets("vault secret"), an_id("operator"), kdf.to_json(), opener.recipient)
    secrets = VaultSecrets(DEPLOYMENT_SEED, LOG_SEED, dict(EPOCHS))
    EmbeddedVault(box.folder.vault_file).create(secrets, octets("vault secret"), [slot])


@pytest.fixture
async def stored(tmp_path: Path) -> tuple[Path, str]:
    """Store one case: its report, a photo that came in parts, a wrap for a doctor."""
    async with Box.at(tmp_path / "data").running() as box:
        await send_report(box)
        photo = await upload_photo(box)
        await grant_account_to_doctor(box)
        write_vault(box)
        async with box.client("agent") as agent:
            await agent.log_head()
    return tmp_path / "data", photo


async def test_the_document_alone_opens_a_stored_case(stored: tuple[Path, str]) -> None:
    data, photo = stored
    receipt = third_party.identity(generate.stored("receipt")["secret"].encode(), "receipt")
    assert receipt == SURVIVOR.identity
    opened = third_party.read_case(data, PASSPHRASE, CASE, "report", receipt)
    assert opened.pop(photo) == PHOTO
    found = sorted(json.loads(each)["type"] for each in opened.values())
    assert found == ["message", "report", "report"]


async def test_a_doctors_wrap_opens_what_she_was_granted_and_no_more(
    stored: tuple[Path, str],
) -> None:
    data, _ = stored
    opened = third_party.read_case(data, PASSPHRASE, CASE, DOCTOR.key, DOCTOR.identity)
    [account] = [json.loads(each) for each in opened.values()]
    assert account["compartment"] == "account"


async def test_the_document_alone_holds_the_log_to_its_checkpoint(
    stored: tuple[Path, str],
) -> None:
    data, _ = stored
    log_key = public_key_bytes(LOG_SEED)
    assert third_party.check_log(data, log_key) == 6  # received, three blobs, a photo, a grant
    with contextlib.closing(sqlite3.connect(data / "vault/storage.db")) as db:
        db.execute("UPDATE leaves SET entry = zeroblob(32) WHERE idx = 3")
        db.commit()
    with pytest.raises(AssertionError):
        third_party.check_log(data, log_key)


def test_the_reader_knows_nothing_of_the_appliance_and_fits_a_page() -> None:
    text = Path(third_party.__file__).read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    assert not [line for line in imports if "appliance" in line]
    assert len(lines) - len(imports) <= 80
