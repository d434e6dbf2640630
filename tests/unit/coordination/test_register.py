"""The tables, the cursor on the bus, and the numbers of messages."""

import secrets

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from appliance.coordination import bus, cases, consents
from appliance.coordination.numbers import Hold, settle
from appliance.coordination.tables import metadata
from appliance.errors import SequenceError
from tests.professional import DEPLOYMENT, Professional
from tests.survivor import Survivor
from tests.unit.coordination.world import World

SIGNER = "e" * 32


def test_the_migrations_make_the_tables_that_the_code_uses(world: World) -> None:
    differences = world.read(
        lambda each: compare_metadata(MigrationContext.configure(each), metadata)
    )
    assert differences == []


def test_a_page_that_was_applied_is_not_applied_again(world: World, survivor: Survivor) -> None:
    row = {
        "actor": "receipt",
        "case": survivor.case,
        "compartment": "account",
        "day": world.deployment.day,
        "details": {"kind": "report", "sha256": "0" * 64, "size": 500},
        "event": "stored",
        "id": "f" * 32,
        "index": world.log_index + 1,
        "item": "c" * 32,
        "v": 1,
    }
    page = bus.Page([row], world.log_index, world.log_index + 1)
    today = world.deployment.clock.today()
    outcomes = [
        world.write(lambda each: bus.apply_page(each, DEPLOYMENT, page, today)) for _ in range(2)
    ]
    assert outcomes == [True, False]
    assert world.read(lambda each: cases.find(each, survivor.case)).bytes == 500


def test_a_bad_event_is_passed_over_and_the_rest_is_applied(world: World) -> None:
    world.event("received", secrets.token_hex(16), actor="receipt", details={"language": 5})
    world.event("key_granted", secrets.token_hex(16), actor=SIGNER, details={"statement": {}})
    case = world.report(secrets.token_hex(16))
    assert world.read(lambda each: cases.find(each, case)).state == "new"
    assert world.read(lambda each: bus.last_index(each, DEPLOYMENT)) == world.log_index


def test_a_bad_event_spoils_none_that_share_its_page(world: World, survivor: Survivor) -> None:
    rows: list[dict[str, object]] = [
        {
            "actor": "receipt",
            "case": survivor.case,
            "compartment": "account",
            "day": world.deployment.day,
            "details": {"kind": "report", "sha256": "0" * 64, "size": size},
            "event": "stored",
            "id": f"{place:032x}",
            "index": world.log_index + place,
            "item": f"{place:032x}",
            "v": 1,
        }
        for place, size in enumerate((500, "bad", 70), 1)
    ]
    page = bus.Page(rows, world.log_index, world.log_index + len(rows))
    today = world.deployment.clock.today()
    assert world.write(lambda each: bus.apply_page(each, DEPLOYMENT, page, today))
    assert world.read(lambda each: cases.find(each, survivor.case)).bytes == 570


def test_an_event_of_a_case_that_nobody_knows_does_not_stop_the_rest(
    world: World, survivor: Survivor
) -> None:
    unknown = survivor.another()
    world.consent(unknown, SIGNER, "account")
    given = world.consent(survivor, SIGNER, "account")
    found = world.read(lambda each: consents.of_case(each, survivor.case))
    assert [each.consent for each in found] == [given["consent"]]
    assert world.read(lambda each: consents.of_case(each, unknown.case)) == []
    assert world.read(lambda each: bus.last_index(each, DEPLOYMENT)) == world.log_index


def test_what_only_the_tables_refuse_does_not_stop_the_rest(
    world: World, survivor: Survivor, doctor: Professional
) -> None:
    said = {"type": "referral_status", "referral": "3" * 32, "status": "done"}
    change = {"statement": doctor.sign(survivor.case, 1, **said)}
    world.event("referral_status", survivor.case, actor=doctor.key, details=change)
    given = world.consent(survivor, SIGNER, "account")
    found = world.read(lambda each: consents.of_case(each, survivor.case))
    assert [each.consent for each in found] == [given["consent"]]


def test_a_deployment_that_is_set_up_anew_is_followed_from_the_start(world: World) -> None:
    world.report(secrets.token_hex(16))
    assert world.read(lambda each: bus.last_index(each, "0" * 32)) == -1


def hold(case: str, seq: int, blob: str) -> Hold:
    return Hold(case, SIGNER, "thread", seq, blob)


def test_a_number_on_its_way_is_held_until_its_ticket_runs_out(
    world: World, survivor: Survivor
) -> None:
    world.write(lambda each: hold(survivor.case, 1, "1" * 32).take(each, 100, 200))
    second = hold(survivor.case, 1, "2" * 32)
    with pytest.raises(SequenceError) as refused:
        world.write(lambda each: second.take(each, 150, 250))
    assert refused.value.expected == 2
    world.write(lambda each: hold(survivor.case, 1, "1" * 32).take(each, 150, 250))
    world.write(lambda each: second.take(each, 250, 350))


def test_a_number_that_is_stored_is_taken_for_good(world: World, survivor: Survivor) -> None:
    world.write(lambda each: hold(survivor.case, 1, "1" * 32).take(each, 100, 200))
    world.write(lambda each: settle(each, "1" * 32))
    with pytest.raises(SequenceError):
        world.write(lambda each: hold(survivor.case, 1, "2" * 32).take(each, 900, 1000))
