"""Sittings as trustees meet them: on a terminal, against a box that runs. No word gets out."""

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters import age, slip39
from appliance.adapters.randomness import random_identity
from appliance.agent.client import AgentClient
from appliance.agent.escrow_client import EscrowClient
from appliance.core import hybrid
from appliance.core.canonical import canonical
from appliance.core.directory import open_directory
from appliance.core.trustee_share import TrusteeShare
from appliance.errors import SignatureError
from appliance.secret import Secret
from tests.escrow_room import answer
from tests.service import searching
from tests.service.running_box import ANSWERS, PASSPHRASE, RunningBox, free_ports
from tests.service.searching import spellings
from tests.trustees_at_screen import (
    CLEARED,
    Screen,
    files_below,
    hold_ceremony,
    on_screen,
    type_share,
)

pytestmark = pytest.mark.slow

TRUSTEES = "threshold: 2\ntrustees: [One, Two, Three]\n"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBox]:
    """A training deployment that runs and is open."""
    found = RunningBox(tmp_path_factory.mktemp("escrow"), free_ports())
    found.start()
    (found.root / "passphrase").write_text(PASSPHRASE + "\n")
    (found.root / "answers.yml").write_text(ANSWERS + "training: true\n")
    found.json("setup", "--from", str(found.root / "answers.yml"))
    (found.root / "trustees.yml").write_text(TRUSTEES)
    yield found
    found.stop()


@pytest.fixture(scope="module")
def papers(box: RunningBox) -> list[str]:
    """What trustees wrote down; made by a ceremony in which everything was watched."""
    return watched_ceremony(box)


def arguments(box: RunningBox, *words: str) -> list[str]:
    online = words[1] in {"ceremony", "challenge", "record-proof", "recover", "export", "status"}
    return [*words, "--data", str(box.data), *(box.operator if online else [])]


def watched_ceremony(box: RunningBox) -> list[str]:
    command = arguments(box, "escrow", "ceremony", "--from", str(box.root / "trustees.yml"))
    with on_screen(*command, "--yes") as screen:
        watch = Watch(box, screen)
        found = hold_ceremony(screen, {3: watch.look}, 3)
        screen.read_until("they opened the test file.")
        watch.look(found[0].split())
        screen.type()
        screen.read_until("in force.")
        assert screen.finish() == 0
        assert watch.looks == 2
    return found


class Watch:
    """Looks for words of shares in all that is not the sitting."""

    def __init__(self, box: RunningBox, screen: Screen) -> None:
        self.box, self.screen, self.looks = box, screen, 0

    def look(self, words: list[str]) -> None:
        self.looks += 1
        sitting = self.screen.sitting()
        wanted = list(spellings(" ".join(words[4:7])))  # the first four are alike in a set
        others = {**self.box.pids(), "command": self.screen.command.pid}
        assert len(others) == 7
        for name, process_id in others.items():
            assert not in_memory(process_id, wanted), name
            for what in ("cmdline", "environ"):
                found = Path(f"/proc/{process_id}/{what}").read_bytes()
                assert not any(each in found for each in wanted)
        for path in files_below(self.box.root):
            assert not any(each in path.read_bytes() for each in wanted), path
        self.check_locked(sitting.pid, wanted)

    def check_locked(self, process_id: int, wanted: list[bytes]) -> None:
        """The sitting's memory is locked, leaves no core and is closed to its own user."""
        limits = Path(f"/proc/{process_id}/limits").read_text()
        assert re.search(r"Max core file size +0 +0 ", limits)
        assert Path(f"/proc/{process_id}/mem").stat().st_uid == 0  # not dumpable: root alone
        if os.geteuid() == 0:
            locked = Path(f"/proc/{process_id}/status").read_text().split("VmLck:")[1].split()[0]
            assert int(locked) > 10_000
            assert in_memory(process_id, wanted)  # else this search would find nothing anywhere


def in_memory(process_id: int, wanted: list[bytes]) -> bool:
    longest = max(map(len, wanted))
    pieces = searching._memory(process_id, longest)
    return any(each in piece for piece in pieces for each in wanted)


def test_words_of_shares_reach_no_other_process_and_no_file(
    box: RunningBox, papers: list[str]
) -> None:
    """The ceremony of the fixture looked at every moment at which words were on the screen."""
    assert len({*papers}) == 3
    with signed_in(box) as client:
        status = EscrowClient(client).status()
    assert status.active is not None
    assert [share.name for share in status.active.shares] == ["One", "Two", "Three"]
    assert status.bundle == ("deployment-key-seed", "epoch-keys-up-to-1")
    alarms = [each.code for each in box.status().alarms]
    assert "escrow-none" not in alarms
    directory = json.loads((box.data / "state/directory.json").read_bytes())
    assert directory["directory"]["recovery"].startswith("age1pq1")


def test_a_slip_costs_one_word_and_another_paper_is_named(
    box: RunningBox, papers: list[str], tmp_path: Path
) -> None:
    challenge = make_challenge(box, tmp_path)
    proof = tmp_path / "proof"
    command = ["escrow", "prove", "--challenge", str(challenge), "--out", str(proof)]
    words = papers[0].split()
    with on_screen(*arguments(box, *command)) as screen:
        screen.read_until("Word 1:")
        screen.type(" ".join([*words[:4], "acadmeic", *words[5:8]]))
        screen.read_until("Word 5 is not in the list.")
        wrong = "academic" if words[20] != "academic" else "acid"
        rest = [*words[4:20], wrong, *words[21:]]
        screen.read_until("Word 5:")
        screen.type(" ".join(rest))
        screen.read_until("Word 21 is not right.")
        screen.read_until("Word 21 again:")
        screen.type(words[20][:4])
        screen.read_until("Your closing word")
        screen.type("calm river")
        screen.read_until("Signed.")
        assert screen.finish() == 0
        assert "calm river" not in screen.everything  # it is not shown
    done = box.run("escrow", "record-proof", "--proof", str(proof), *box.operator)
    assert done.returncode == 0, done.stderr
    tampered = json.loads(proof.read_bytes())
    tampered["proof"]["index"] = 1
    with signed_in(box) as client, pytest.raises(SignatureError):
        EscrowClient(client).record_proof(tampered["challenge"], tampered["proof"])


def test_trustees_open_the_bundle_in_any_order_and_a_wrong_share_is_named(
    box: RunningBox, papers: list[str], tmp_path: Path
) -> None:
    mine = random_identity()
    to, out, reason = tmp_path / "to", tmp_path / "out", tmp_path / "reason"
    to.write_text(hybrid.recipient_of(mine))
    reason.write_text("practising a recovery")
    session, sent = tmp_path / "session", tmp_path / "sent.age"
    command = ["escrow", "recover", "--purpose", "bundle", "--reason-file", str(reason)]
    command += ["--to", str(to), "--out", str(out), "--session", str(session), "--yes"]
    with on_screen(*arguments(box, *command)) as screen:
        screen.read_until("Press Enter.")
        screen.type()
        screen.read_until("0 shares are in.")
        screen.read_until("Next:")
        send_from_afar(box, papers[2], session, sent)
        screen.type(str(sent))
        screen.read_until("1 shares are in.")
        screen.read_until("Next:")
        screen.type(str(reason))  # no share at all
        screen.read_until("holds no share")
        screen.type()
        screen.read_until("Next:")
        screen.type()
        type_share(screen, papers[2])
        screen.read_until("in already.")
        screen.type()
        screen.read_until("1 shares are in.")
        screen.read_until("Next:")
        screen.type()
        type_share(screen, papers[0])
        screen.read_until("2 opened and sealed on, 0 stayed shut.")
        assert screen.finish() == 0
    opened = json.loads(age.open_((out / "deployment-key-seed.age").read_bytes(), [mine]))
    assert opened["kind"] == "deployment-key"
    assert box.log_problems() == 0


def send_from_afar(box: RunningBox, paper: str, session: Path, sent: Path) -> None:
    command = ["escrow", "send-share", "--session", str(session), "--out", str(sent)]
    with on_screen(*arguments(box, *command)) as far:
        type_share(far, paper)
        far.read_until("sealed to this recovery")
        assert far.finish() == 0


def test_an_exported_bundle_opens_without_a_box(
    box: RunningBox, papers: list[str], tmp_path: Path
) -> None:
    usb, mine, out = tmp_path / "usb", random_identity(), tmp_path / "out"
    exported = box.json("escrow", "export", "--to-folder", str(usb), *box.operator)
    assert exported["n"] == 2
    (tmp_path / "to").write_text(hybrid.recipient_of(mine))
    pin = json.loads((box.data / "state/deployment.json").read_bytes())["pin"]
    assert open_directory((usb / "directory.json").read_bytes(), pin).training
    command = ["escrow", "open-bundle", "--bundle", str(usb), "--pin", pin]
    command += ["--to", str(tmp_path / "to"), "--out", str(out), "--data", str(tmp_path / "none")]
    with on_screen(*command) as screen:
        screen.read_until("Press Enter.")
        screen.type()
        for paper in papers[:2]:
            screen.read_until("Next:")
            screen.type()
            type_share(screen, paper)
        screen.read_until("2 opened")
        assert screen.finish() == 0
    epochs = json.loads(age.open_((out / "epoch-keys-up-to-1.age").read_bytes(), [mine]))
    assert epochs["kind"] == "epoch-keys"
    with pytest.raises(SignatureError):
        open_directory((usb / "directory.json").read_bytes(), "A" * 43)


def test_a_ceremony_that_is_killed_leaves_no_share_on_the_screen_and_changes_nothing(
    box: RunningBox, papers: list[str]
) -> None:
    before = (box.data / "state/escrow.json").read_bytes()
    command = arguments(box, "escrow", "ceremony", "--from", str(box.root / "trustees.yml"))
    with on_screen(*command, "--yes") as screen:
        screen.read_until("Press Enter.")
        screen.type()
        screen.read_until("Then press Enter.")
        screen.type()
        screen.read_until("the screen is cleared.")
        sitting = screen.sitting()
        screen.command.send_signal(signal.SIGKILL)
        sitting.wait(20)
        screen.finish()
        assert CLEARED in screen.shown
    assert (box.data / "state/escrow.json").read_bytes() == before


def test_ctrl_c_ends_a_ceremony_and_clears_the_screen(box: RunningBox, papers: list[str]) -> None:
    command = arguments(box, "escrow", "ceremony", "--from", str(box.root / "trustees.yml"))
    with on_screen(*command, "--yes") as screen:
        screen.read_until("Press Enter.")
        screen.type()
        screen.read_until("Then press Enter.")
        screen.type()
        screen.read_until("the screen is cleared.")
        os.write(screen.terminal, b"\x03")
        assert screen.finish() == 130
        assert CLEARED in screen.shown


def test_shares_that_are_all_sealed_need_no_screen(box: RunningBox, papers: list[str]) -> None:
    keys = [random_identity() for _ in range(2)]
    lines = ["threshold: 2", "trustees:"]
    for number, each in enumerate(keys):
        (box.root / f"key{number}").write_text(each)
        (box.root / f"recipient{number}").write_text(hybrid.recipient_of(each))
        lines.append(f"  - {{name: Far {number}, recipient_file: recipient{number}}}")
    (box.root / "far.yml").write_text("\n".join(lines))
    out = box.root / "sealed"
    found = box.json(
        *("escrow", "ceremony", "--from", str(box.root / "far.yml"), "--yes"),
        *("--out", str(out), *box.operator),
    )
    assert found["state"] == "waiting"
    challenge, proof = make_challenge(box, box.root), box.root / "proof"
    command = ["escrow", "prove", "--challenge", str(challenge), "--out", str(proof)]
    command += ["--share", str(out / "share-1-1.age"), "--identity", str(box.root / "key0")]
    with on_screen(*arguments(box, *command)) as screen:
        screen.read_until("Signed.")
        assert screen.finish() == 0
    second = age.open_((out / "share-1-2.age").read_bytes(), [keys[1]])
    share = slip39.parse(TrusteeShare.parse(second).words)
    with signed_in(box) as client:
        escrow = EscrowClient(client)
        signed = json.loads(proof.read_bytes())
        escrow.record_proof(signed["challenge"], signed["proof"])
        asked = escrow.challenge()
        escrow.record_proof(asked, answer(share, asked, "").to_json())
    shares: Any = box.json("escrow", "status", *box.operator)
    assert shares["waiting"] is None
    assert [each["name"] for each in shares["active"]["shares"]] == ["Far 0", "Far 1"]
    assert shares["retired"] == 1


def make_challenge(box: RunningBox, folder: Path) -> Path:
    """Write a challenge as `safehold escrow challenge` does."""
    file = folder / "challenge"
    with signed_in(box) as client:
        made = EscrowClient(client).challenge()
        pin = str(client.status().link).partition("#k=")[2]
    file.write_bytes(canonical({"challenge": made, "pin": pin}))
    return file


def signed_in(box: RunningBox) -> AgentClient:
    client = box.client()
    client.login("operator", Secret(PASSPHRASE))
    return client
