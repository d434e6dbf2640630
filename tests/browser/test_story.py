"""First light: a sealed report reaches a professional, and only those she agrees to."""

import contextlib
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from appliance.adapters.data_folder import DataFolder
from tests.browser import raid
from tests.browser.evidence import CAMERA, TYPED
from tests.browser.office import OPERATOR, PASSPHRASE
from tests.browser.phone import chromium
from tests.browser.raid import Raid
from tests.browser.telling import ANSWER, HER_WORDS, REPLY, Story, told
from tests.deployed import Deployed, deployed

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.needs("espeak-ng", "ffmpeg")]

TEXT_REPORT_BYTES = 40_000
SURVIVORS = {"contact", "account", "thread", "evidence"}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The story, told once; the deployment has stopped when the tests look at it."""
    with chromium() as browser, told(tmp_path_factory.mktemp("story"), browser) as found:
        pass
    return found


@pytest.fixture(scope="module")
def folder(story: Story) -> DataFolder:
    return DataFolder.at(story.office.box.data)


def test_until_somebody_can_read_there_is_only_help(story: Story) -> None:
    assert story.shown["before"] is False


def test_she_sees_who_will_read(story: Story) -> None:
    assert story.shown["readers"] == [True, True]


def test_the_case_manager_sees_the_photo_and_hears_the_recording(story: Story) -> None:
    assert story.shown["photo"] == 1600
    assert story.shown["recording"] > 1


def test_she_reads_what_each_part_holds_and_ticks_it_herself(story: Story) -> None:
    assert story.shown["contact is named"] is True
    assert story.shown["ticked beforehand"] == 0


def test_the_case_manager_sees_that_a_request_waits(story: Story) -> None:
    assert [story.shown["asked"], story.shown["still asked"]] == [True, False]


def test_the_doctor_reads_what_she_agreed_to_and_nothing_else(story: Story) -> None:
    assert story.shown["doctor's photo"] == 1600
    assert story.shown["closed to the doctor"] == 1
    assert story.shown["doctor reads the thread"] is False


def test_the_server_has_received_ciphertext_only(story: Story) -> None:
    sent = b"".join(each.url.encode() + each.body for each in story.sent)
    assert len(sent) > 100_000
    for marker in _markers(story):
        assert marker not in sent


def test_nothing_that_was_said_lies_in_the_data(story: Story, folder: DataFolder) -> None:
    for piece in raid.pieces(folder):
        for marker in _markers(story):
            assert marker not in piece


def test_a_text_report_takes_less_than_40_kb(story: Story) -> None:
    reports = [each for each in story.sent if each.url.endswith("/api/reports")]
    assert len(reports) == 2
    assert 0 < len(reports[1].body) < TEXT_REPORT_BYTES


def test_the_doctors_keys_open_the_granted_compartments_in_the_whole_data(
    story: Story, folder: DataFolder
) -> None:
    found = _raid(story, folder, "chantal")
    content = [each for each in found.documents() if "case" in each and each["type"] != "wrap"]
    assert {each["case"] for each in content} == {story.case}
    assert {(each["type"], each.get("compartment")) for each in content} == {
        ("report", "account"),
        ("item", None),
    }
    originals = {path.read_bytes() for path in story.files.values()}
    assert set(found.files()) == originals
    held = {
        (each["case"], key["compartment"])
        for each in found.documents()
        if each["type"] == "wrap" and "case" in each
        for key in each["keys"]
    }
    assert held == {(story.case, "account"), (story.case, "evidence")}


def test_the_same_raid_with_the_case_managers_keys_opens_everything(
    story: Story, folder: DataFolder
) -> None:
    found = _raid(story, folder, "aline")
    content = [each for each in found.documents() if "case" in each and each["type"] != "wrap"]
    assert {each["case"] for each in content} == {story.case, story.other}
    texts = {each["text"] for each in content if each["type"] == "message"}
    assert {ANSWER, REPLY} <= texts


def test_an_organisation_left_out_has_no_key_to_the_wrap(story: Story, folder: DataFolder) -> None:
    found = _raid(story, folder, "basile")
    wraps = [each for each in found.documents() if each["type"] == "wrap"]
    assert {each["case"] for each in wraps if "case" in each} == {story.case}
    assert any(key["compartment"] == "intake" for each in wraps for key in each["keys"])


def test_the_log_is_sound_and_every_step_is_in_it(story: Story, folder: DataFolder) -> None:
    assert story.verified["problems"] == 0
    steps = [
        json.loads(row["body"])
        for table, row in raid.rows(folder.vault / "storage.db")
        if table == "events"
    ]
    names = [each["event"] for each in steps if each.get("case") in {None, story.case}]
    # The operator and three people; two of them brought a new directory with their intake key.
    assert names.count("setup") == 1
    assert names.count("person_approved") == 4
    assert names.count("directory") >= 2
    order = ["received", "case_taken", "consent_given", "referred", "referral_status"]
    assert [names.index(each) for each in order] == sorted(names.index(each) for each in order)
    kinds = [
        each["details"]["kind"]
        for each in steps
        if each["event"] == "stored" and each["case"] == story.case
    ]
    assert kinds.count("evidence") == kinds.count("item") == 3
    assert {"report", "message", "consent"} <= set(kinds)
    granted = [each["compartment"] for each in steps if each["event"] == "key_granted"]
    assert sorted(granted) == sorted([*SURVIVORS, "account", "evidence"])
    assert names.count("accessed") > 0


def test_one_changed_byte_anywhere_is_found_and_named(
    story: Story, folder: DataFolder, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder.root, copy, ignore=shutil.ignore_patterns("run", "lock"))
    with deployed(copy) as box:
        _unlock(box, story)
        assert _verify(box) == []
        blob = _alter_blob(copy)
        leaf = _alter_row(copy, "leaves", "entry")
        event = _alter_row(copy, "events", "body")
        found = _verify(box)
    assert ("blob", blob) in {(each["kind"], each["item"]) for each in found}
    assert ("leaf", leaf) in {(each["kind"], each["index"]) for each in found}
    assert ("event", event) in {(each["kind"], each["index"]) for each in found}


def _markers(story: Story) -> list[bytes]:
    code = story.code.replace(" ", "")
    said = [HER_WORDS, ANSWER, REPLY, CAMERA, TYPED, "voix.ogg", story.code, code]
    return [each.encode() for each in said] + [story.files["photo"].read_bytes()[-64:]]


def _raid(story: Story, folder: DataFolder, login: str) -> Raid:
    """Hand somebody's passphrase, and so her identity, everything there is."""
    epochs = raid.epoch_keys(folder, PASSPHRASE)
    found = [*raid.pieces(folder), *raid.keyring(folder, epochs)]
    accounts = [row for _, row in raid.rows(folder.vault / "coordination.db") if "kdf" in row]
    hers = {raid.of_passphrase(story.passphrases[login], _kdf(row)) for row in accounts}
    return Raid.on(found, hers).run()


def _kdf(row: dict[str, object]) -> dict[str, object]:
    kdf = json.loads(str(row["kdf"]))
    assert isinstance(kdf, dict)
    return kdf


def _unlock(box: Deployed, story: Story) -> None:
    passphrase = str(story.office.write_passphrase())
    box.command("unlock", "--operator", OPERATOR, "--passphrase-file", passphrase)


def _verify(box: Deployed) -> list[dict[str, object]]:
    found = json.loads(box.command("log", "verify", "--json", check=False).stdout)["found"]
    assert isinstance(found, list)
    return found


def _alter_blob(data: Path) -> str:
    """Change one byte of one stored object; return its blob."""
    with contextlib.closing(sqlite3.connect(data / "vault/storage.db")) as database:
        blob, key = database.execute(
            "SELECT o.blob, o.key FROM objects o JOIN blobs b ON b.blob = o.blob"
            " WHERE b.kind = 'evidence' LIMIT 1"
        ).fetchone()
    path = data / "vault/blobs" / key
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return str(blob)


def _alter_row(data: Path, table: str, column: str) -> int:
    """Change one byte of one row that a leaf commits to, or of the leaf; return its index."""
    with contextlib.closing(sqlite3.connect(data / "vault/storage.db")) as database:
        skip = {"leaves": 3, "events": 7}[table]
        index, cell = database.execute(
            f"SELECT idx, {column} FROM {table} ORDER BY idx LIMIT 1 OFFSET {skip}"
        ).fetchone()
        changed = bytearray(cell)
        changed[-3] ^= 1
        database.execute(f"UPDATE {table} SET {column} = ? WHERE idx = ?", (bytes(changed), index))
        database.commit()
    return int(index)
