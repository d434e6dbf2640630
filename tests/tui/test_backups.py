"""Backups, jobs and restores at both faces: what is shown, and what is asked of the agent."""

import json
from pathlib import Path

import pytest

from appliance.adapters import age
from appliance.adapters.embedded_vault import slot_content
from appliance.agent.seat import passphrase_keys
from appliance.core.canonical import b64, canonical
from appliance.core.derivation import derive_identity
from appliance.secret import Secret
from tests.operator_desk import QUICK
from tests.tui.driving import Operator, operating
from tests.tui.fake_agent import FakeAgent
from tests.tui.fake_backups import FAR, USB, ago, job
from tests.tui.lines import number_of, said
from tui import backups, targets
from tui.words import LANGUAGES, Words

PASSWORDS = {"deployment": "ab" * 16, "passwords": {"usb": {"content": b64(bytes(32))}}}
SIZES = [(80, 24), (120, 40)]


def a_box(*found: object) -> FakeAgent:
    agent = FakeAgent("open").sign_in()
    agent.backups.with_targets(*found)  # type: ignore[arg-type]
    return agent


async def at_backups(operator: Operator) -> None:
    await operator.at("HomeScreen")
    await operator.press("b")
    await operator.at("BackupsScreen")


async def say_yes(operator: Operator, title: str) -> None:
    await operator.sees(title)
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "no")
    await operator.press_button("yes")


async def test_the_screen_says_how_each_target_stands_and_what_to_do() -> None:
    async with operating(a_box(USB, FAR)) as operator:
        await at_backups(operator)
        await operator.sees("usb disk 20 h ago part 7 of 30")
        await operator.sees("! far rest-server never")
        await operator.sees("Every 24 h, from 0 to 24 h UTC, no limit of speed.")
        await operator.sees("No restore drill has gone well yet.")
        await operator.press("down", "enter")
        await operator.sees("The backup target does not answer")


async def test_a_job_is_shown_live_with_a_bar_rate_and_time_left() -> None:
    agent = a_box(USB)
    async with operating(agent) as operator:
        await at_backups(operator)
        agent.backups.jobs = [job("backup")]
        await operator.sees(
            "[########............] Backup: usb: Sending content, 40 % · 2.5 MiB/s · 2 min left"
        )
        agent.backups.jobs = [job("backup", fraction=0.8, phase="backup-state", left_s=9)]
        await operator.sees("Sending databases, 80 % · 2.5 MiB/s · 9 s left")
        await operator.press("escape")
        await operator.at("HomeScreen")
        await operator.press("j")
        await operator.sees("running Backup: usb [########..]")


async def test_backups_at_both_faces_ask_the_same_of_the_agent(tmp_path: Path) -> None:
    full, plain = a_box(USB), a_box(USB)
    async with operating(full) as operator:
        await backups_on_the_full_screen(operator, tmp_path)

    def at(offer: str) -> str:
        return number_of(plain, offer)

    text = said(
        plain,
        at("backups"),
        *(at("back_up"), "1", "2"),
        *(at("hold_drill"), "1", "2"),
        *(at("verify_target"), "1", "2"),
        *(at("check_target"), "1", "2"),
        *(at("add_target"), "2", "far", "https://backup.example.org/box", "box", "pw-9"),
        *(at("schedule"), "12", "22", "6", "500"),
        *(at("export_key"), str(tmp_path / "keys")),
        *(at("remove_target"), "1", "remove"),
        *(at("stop_job"), "1", "2"),
    )
    assert "usb (disk). Last good backup:" in text
    assert "To usb." in text
    assert "Stopped in the middle of" in text
    assert [each[0] for each in plain.calls] == [
        *("backup", "drill", "verify", "check", "add", "schedule", "export_key", "remove"),
        "stop_job",
    ]
    assert plain.calls == full.calls


async def backups_on_the_full_screen(operator: Operator, folder: Path) -> None:
    await at_backups(operator)
    await operator.press("b")
    await say_yes(operator, "Back up now?")
    await operator.sees("Begun. It goes on when you leave")
    await operator.press("d")
    await say_yes(operator, "Hold a restore drill?")
    await operator.at("BackupsScreen")
    await operator.press("r")
    await say_yes(operator, "Read usb back?")
    await operator.at("BackupsScreen")
    await operator.press("c")
    await say_yes(operator, "Check usb?")
    await operator.sees("usb answers, opens, and can take a backup.")
    await operator.press("n")
    await operator.at("FormDialog")
    await operator.press("down", "space")
    await operator.press_button("save")
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "field-name")
    for each in ("far", "https://backup.example.org/box", "box", "pw-9"):
        await operator.write(each)
        await operator.press("enter")
    await operator.press_button("save")
    await operator.sees("far is ready.")
    await operator.press("t")
    await operator.at("FormDialog")
    for each in ("12", "22", "6", "500"):
        await operator.press("ctrl+u", "ctrl+k")
        await operator.write(each)
        await operator.press("enter")
    await operator.press_button("save")
    await operator.sees("From now on backups keep to this.")
    await operator.press("k")
    await operator.at("FormDialog")
    await operator.write(str(folder / "keys"))
    await operator.press_button("save")
    await operator.sees("Keep it apart from the box")
    await operator.press("home", "x")
    await operator.sees("Take usb off the list?")
    await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "no")
    await operator.write("remove")
    await operator.press("enter", "enter")
    await operator.sees("usb is off the list.")
    await operator.press("escape")
    await operator.at("HomeScreen")
    await operator.press("j")
    await operator.at("JobsScreen")
    await operator.press("x")
    await say_yes(operator, "Stop this?")
    await operator.sees("Stopped in the middle of")


@pytest.mark.parametrize("opened_by", ["escrow", "key"])
async def test_a_restore_at_both_faces_shows_what_would_come_back_first(
    tmp_path: Path, opened_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "held"
    held.write_text(json.dumps(PASSWORDS))
    if opened_by == "key":
        held.write_bytes(a_key_file("a quiet river at night"))
    full, plain = FakeAgent("new"), FakeAgent("new")
    async with operating(full) as operator:
        await operator.at("SetupScreen")
        await operator.press("f4")
        await operator.at("RestoreScreen")
        await operator.press("n")
        await operator.at("FormDialog")
        if opened_by == "escrow":
            await operator.press("down", "space")
        await operator.press_button("save")
        await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "field-folder")
        for each in ("/media/usb", str(held), "a quiet river at night")[: 2 + (opened_by == "key")]:
            await operator.write(each)
            await operator.press("enter")
        await operator.press_button("save")
        await operator.sees("This was found")
        await operator.sees("4 days ago, 1,204 log entries.")
        await operator.sees("What came after that is not in it, and will be missing.")
        await operator.until(lambda: getattr(operator.screen.focused, "id", "") == "no")
        assert [each[0] for each in full.calls] == ["plan_restore"]
        await operator.write("restore")
        await operator.press("enter", "enter")
        await operator.sees("It is brought back and checked")
        await operator.sees("running Restore [####......] Bringing content back, 40 %")
    way = "2" if opened_by == "escrow" else "1"
    secret = ["a quiet river at night"] if opened_by == "key" else []
    answers = (number_of(plain, "restore"), way, "1", "/media/usb", str(held), *secret, "restore")
    text = said(plain, *answers, number_of(plain, "restores"))
    assert "will be missing" in text
    assert "Restore: running. Bringing content back, 40 %" in text
    assert plain.calls == full.calls
    assert [each[0] for each in plain.calls] == ["plan_restore", "restore"]


def a_key_file(passphrase: str) -> bytes:
    """Return a key file that one passphrase opens, made quickly."""
    keys = passphrase_keys(Secret(passphrase), QUICK)
    secret = bytes(range(32))
    vault = derive_identity(secret, "vault")
    inner = canonical({"passwords": PASSWORDS["passwords"]})
    slot = age.seal(slot_content(secret), [keys.vault.recipient])
    return canonical(
        {
            "deployment": PASSWORDS["deployment"],
            "sealed": b64(age.seal(inner, [vault.recipient])),
            "slots": [{"kdf": QUICK.to_json(), "sealed": b64(slot)}],
            "type": "safehold-backup-key",
            "v": 1,
        }
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_key_can_be_read_in_both_sizes(language: str, size: tuple[int, int]) -> None:
    words = Words(language)
    async with operating(a_box(USB, FAR), language, size=size) as operator:
        await at_backups(operator)
        for key in ("back-up", "drill", "verify-target", "add-target", "schedule", "key-file"):
            await operator.sees(words(f"key-{key}"))


@pytest.mark.parametrize(
    ("kind", "typed", "problem"),
    [
        ("disk", {"name": "USB"}, "problem-target-name"),
        ("disk", {"folder": ""}, "problem-empty"),
        ("disk", {"folder": "media"}, "problem-target-path"),
        ("rest", {"url": "ftp://x", "user": "a", "password": "b"}, "problem-target-url"),
        ("rest", {"url": "https://a:b@x/", "user": "a", "password": "b"}, "problem-target-place"),
        ("sftp", {"host": "a@x", "folder": "/b", "file": "key"}, "problem-target-path"),
        ("sftp", {"host": "a@x", "folder": "/b", "file": "/key"}, ""),
        ("disk", {"folder": "/media/usb"}, ""),
    ],
)
def test_what_is_no_target_is_named(kind: str, typed: dict[str, str], problem: str) -> None:
    answers = targets.Typed({"kind": kind, "name": "usb", **typed})
    found = targets.named_problem(answers)
    assert (found.said if found else "") == problem


def test_a_password_that_was_typed_is_not_shown_where_the_answers_are() -> None:
    typed = targets.Typed({"kind": "rest", "url": "https://x/", "user": "a", "password": "pw-9"})
    assert "pw-9" not in repr(typed)
    assert "pw-9" not in repr(targets.account_of(typed))


def test_how_old_a_backup_is_is_told_in_words_of_every_size() -> None:
    words = Words("en")
    for past, expected in (({"minutes": 5}, "5 min ago"), ({"hours": 30}, "30 h ago")):
        assert backups.age_words(ago(**past), words) == expected
    assert backups.age_words(ago(days=12), words) == "12 days ago"
    assert backups.age_words("", words) == "never"
