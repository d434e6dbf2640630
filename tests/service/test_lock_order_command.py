"""`safehold wipe order` on a real box: locked by headquarters, opened by an operator."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.core.checkpoint import verifier_key
from appliance.core.lock_order import LockOrder
from tests.service import running_box
from tests.service.running_box import RunningBox, free_ports

pytestmark = pytest.mark.slow

NAME = "hq.example.org"
KEY = Ed25519PrivateKey.generate()


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningBox]:
    vkey = verifier_key(NAME, KEY.public_key())
    monkeypatch.setattr(running_box, "ANSWERS", f"{running_box.ANSWERS}hq: {vkey}\n")
    found = RunningBox(tmp_path, free_ports())
    found.start()
    found.set_up()
    yield found
    found.stop()


def test_headquarters_locks_the_box_and_an_operator_opens_it_again(
    box: RunningBox, tmp_path: Path
) -> None:
    file = tmp_path / "order"
    status = box.until(lambda found: found.state == "open")
    assert status.deployment is not None

    def order(level: str) -> None:
        now = datetime.now(UTC).replace(microsecond=0)
        made = LockOrder(status.deployment.id, "1" * 32, now, now + timedelta(days=1), level)  # type: ignore[union-attr]
        file.write_text(made.sign(NAME, KEY))

    order("deployment")
    refused = box.run("wipe", "order", str(file))
    assert refused.returncode == 77
    assert "Headquarters can lock, never destroy." in refused.stderr
    assert box.status().state == "open"

    order("lock")
    assert box.json("wipe", "order", str(file)) == {"by": NAME, "state": "sealed"}
    assert box.status().state == "sealed"
    assert f"Headquarters ({NAME}) has asked for this box to be locked." in box.run("status").stdout

    box.unlock()
    assert box.until(lambda found: found.state == "open").keys_held
    assert "hq-locked" not in {each.code for each in box.status().alarms}
    again = box.run("wipe", "order", str(file))
    assert again.returncode == 77
    assert "carried out before" in again.stderr
    assert box.log_problems() == 0
