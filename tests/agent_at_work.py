"""The agent on a socket of its own, over a desk, and operators with their real clients."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import pyotp

from appliance import server
from appliance.adapters.data_folder import DataFolder
from appliance.agent.app import OwnerOnly, build
from appliance.agent.client import AgentClient
from appliance.agent.operator_calls import new_code_secret
from appliance.agent.reception import Reception
from appliance.agent.seat import CodeApp
from appliance.core.totp import STEP_S
from appliance.operations.records import ROLES
from appliance.secret import Secret
from tests.operator_desk import OPERATOR, PASSPHRASE, QUICK, Desk

T = TypeVar("T")


@dataclass
class Colleague:
    """An operator, with passphrase and phone.

    Args:
        name: name with which she signs in.
        passphrase: her passphrase.
        app: secret of her code app; None before she has one.
    """

    name: str
    passphrase: Secret[str]
    app: Secret[str] | None = None

    def code(self, desk: Desk) -> str:
        """Return the code that her app shows now."""
        if self.app is None:
            return ""
        return pyotp.TOTP(self.app.reveal()).at(desk.clock.now())


@dataclass
class AgentAtWork:
    """An agent that answers, and its box."""

    desk: Desk
    folder: DataFolder
    reception: Reception
    first: Colleague = field(default_factory=lambda: Colleague(OPERATOR, PASSPHRASE))

    def client(self) -> AgentClient:
        """Return a client with nobody signed in."""
        return AgentClient.at(self.folder)

    async def signed_in(self, who: Colleague, *, unlock: bool = False) -> AgentClient:
        """Return a client with somebody signed in, with a code that has not been used."""
        client = self.client()
        self.desk.clock.advance(timedelta(seconds=STEP_S))
        verb = client.unlock if unlock else client.login
        try:
            await asked(lambda: verb(who.name, who.passphrase, who.code(self.desk)))
        except BaseException:
            await asked(client.close)
            raise
        return client

    @contextlib.asynccontextmanager
    async def console(self) -> AsyncIterator[AgentClient]:
        """Open a client with nobody signed in, for a block."""
        client = self.client()
        try:
            yield client
        finally:
            await asked(client.close)

    async def set_up_code(self, who: Colleague, client: AgentClient) -> None:
        """Give somebody a code app."""
        app = self.new_app()
        await asked(lambda: client.set_code(app))
        who.app = app.secret

    def new_app(self) -> CodeApp:
        """Return a new code app, as a phone that has scanned it."""
        secret = new_code_secret()
        return CodeApp(secret, pyotp.TOTP(secret.reveal()).at(self.desk.clock.now()))

    async def invite(
        self, client: AgentClient, name: str, roles: tuple[str, ...] = ROLES
    ) -> Colleague:
        """Let a colleague be invited and accept; she waits for approval."""
        status = await asked(client.status)
        assert status.deployment is not None
        organisation = next(iter(status.deployment.organisations))
        made = await asked(lambda: client.invite_operator(name, organisation, roles))
        app = self.new_app()
        found = Colleague(name, Secret(f"the passphrase of {name}"), app.secret)
        async with self.console() as own:
            secret = Secret(made.secret)
            await asked(lambda: own.accept_operator(secret, name, found.passphrase, app, QUICK))
        return found

    async def add(
        self, client: AgentClient, name: str, roles: tuple[str, ...] = ROLES
    ) -> Colleague:
        """Let a colleague become an operator."""
        found = await self.invite(client, name, roles)
        operator = await self.id_of(client, name)
        approval = await asked(lambda: client.plan_operator_approval(operator))
        await asked(lambda: client.approve_operator(approval))
        return found

    async def id_of(self, client: AgentClient, name: str) -> str:
        """Return an operator's id by name."""
        return next(each.id for each in await asked(client.operators) if each.name == name)


async def asked(call: Callable[[], T]) -> T:
    """Make a call of a client, which blocks, while the agent answers."""
    return await asyncio.to_thread(call)


@contextlib.asynccontextmanager
async def agent_at_work(desk: Desk) -> AsyncIterator[AgentAtWork]:
    """Serve the agent of a desk until the end of the block."""
    stop = asyncio.Event()
    folder = desk.box.folder
    reception = Reception.of(desk.box)
    app = OwnerOnly(build(reception), os.geteuid(), reception.refusals)
    address = folder.socket("agent")
    listener = server.Listener(app, server.bind_unix(address))
    serving = asyncio.ensure_future(server.serve([listener], stop))
    try:
        yield AgentAtWork(desk, folder, reception)
    finally:
        stop.set()
        await serving
