"""The directory as intake hands it out."""

import json

from tests.service.intake_at_work import IntakeAtWork
from tests.survivor import make_directory, signed


async def test_it_is_handed_out_as_it_was_signed(intake: IntakeAtWork) -> None:
    async with intake.running() as client:
        found = (await client.get("/directory")).json()
        assert (found["state"], found["vault"]) == ("ready", "open")
        assert found["directory"] == json.loads(signed(intake.directory))


async def test_a_new_version_is_seen_at_once(intake: IntakeAtWork) -> None:
    async with intake.running(with_storage=False) as client:
        first = await client.get("/directory")
        intake.publish(make_directory(intake_keys=2, version=2))
        known = {"If-None-Match": first.headers["etag"]}
        second = await client.get("/directory", headers=known)
        assert (second.status_code, second.json()["directory"]["directory"]["version"]) == (200, 2)


async def test_an_unchanged_one_is_not_sent_again(intake: IntakeAtWork) -> None:
    async with intake.running(with_storage=False) as client:
        first = await client.get("/directory")
        known = {"If-None-Match": first.headers["etag"]}
        again = await client.get("/directory", headers=known)
        assert (again.status_code, again.content) == (304, b"")


async def test_before_set_up_there_is_help_only(intake: IntakeAtWork) -> None:
    intake.folder.directory_file.unlink()
    async with intake.running(with_storage=False) as client:
        found = (await client.get("/directory")).json()
        assert found == {"state": "help_only", "vault": "sealed"}


async def test_a_damaged_file_means_help_only_and_no_trace(intake: IntakeAtWork) -> None:
    intake.folder.directory_file.write_bytes(b'{"directory":{"half')
    async with intake.running(with_storage=False) as client:
        answer = await client.get("/directory")
        assert answer.json() == {"state": "help_only", "vault": "sealed"}
