"""An agent that refuses for a moment costs no trustee her work."""

import argparse
import os
from typing import Any, cast

import pytest

from appliance.adapters.words import Words
from appliance.agent.client import AgentClient
from appliance.cli.long_sitting import Beside
from appliance.cli.output import Output
from appliance.cli.recovery_sitting import within_a_day
from appliance.errors import (
    ApplianceError,
    ConflictError,
    SealedError,
    SittingError,
    UnauthenticatedError,
)


class Answering(Output):
    """An operator at a terminal who says the same every time."""

    def __init__(self, answer: str) -> None:
        super().__init__(Words("en", ("commands", "escrow", "errors")), as_json=False)
        self.answer, self.asked = answer, 0

    def ask(self, message: str, otherwise: str, **values: str | int) -> str:
        self.asked += 1
        assert self.words(message, **values)
        assert self.words(otherwise)
        return self.answer


class Agent:
    """Refuses with what it is given, one after the other, then takes everything."""

    def __init__(self, *refusals: ApplianceError) -> None:
        self.refusals = list(refusals)
        self.taken: list[dict[str, Any]] = []
        self.sessions = 1

    def send(self, _method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        if self.refusals:
            raise self.refusals.pop(0)
        self.taken.append(body)
        return {"sealed": path}

    def close(self) -> None:
        self.sessions -= 1

    def __enter__(self) -> AgentClient:
        self.sessions += 1
        return cast(AgentClient, self)

    def __exit__(self, *_: object) -> None:
        self.close()


def beside(agent: Agent, output: Output) -> Beside:
    signed_in = lambda _found, _output: cast(Any, agent)  # noqa: E731
    return Beside(argparse.Namespace(), output, signed_in, cast(AgentClient, agent))


def test_a_session_that_ended_and_a_sealed_box_are_mended_and_the_sitting_goes_on() -> None:
    agent, output = Agent(UnauthenticatedError(), SealedError()), Answering("yes")
    found = beside(agent, output).ask(lambda each: each.trial({}, cast(Any, _Plan), "age1pq1"))
    assert found == "/escrow/ceremony/trial/plan"
    assert output.asked == 2
    assert agent.sessions == 1  # the old session is closed


def test_who_does_not_want_to_try_again_ends_it() -> None:
    agent = Agent(UnauthenticatedError())
    with pytest.raises(ConflictError):
        beside(agent, Answering("no")).ask(lambda each: each.challenge())


def test_what_trying_again_cannot_mend_is_not_asked_about() -> None:
    output = Answering("yes")
    with pytest.raises(ConflictError):
        beside(Agent(ConflictError()), output).ask(lambda each: each.challenge())
    assert output.asked == 0


def test_steps_that_did_not_get_through_are_in_the_log_before_anything_is_opened() -> None:
    agent = Agent(SealedError(), SealedError())
    found = beside(agent, Answering("yes"))
    found.note({"step": "first"})
    found.note({"step": "second"})
    assert agent.taken == []
    found.flush()
    assert [each["step"] for each in agent.taken] == ["first", "second"]
    found.flush()
    assert len(agent.taken) == 2


def test_a_recovery_ends_when_its_day_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.cli.recovery_sitting.WITHIN_S", 0.01)
    read, write = os.pipe()
    with pytest.raises(SittingError), within_a_day():
        os.read(read, 1)  # nobody ever writes
    os.close(read)
    os.close(write)


class _Plan:
    hash = "0" * 64
