"""The one door to the agent for the console and the command line.

    client = AgentClient.at(DataFolder.at("data"))
    client.unlock("marie", Secret(passphrase))
    for person in client.people():
        ...

Every call blocks, so the console makes them in a worker thread. Passphrases stay on this side.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx

from appliance.adapters.argon2 import Kdf
from appliance.adapters.data_folder import DataFolder, check_sockets
from appliance.agent import reading, seat
from appliance.agent.backup_client import BackupClient
from appliance.agent.contract import (
    Approval,
    BoxStatus,
    Invitation,
    LogPage,
    LogState,
    Orphan,
    Person,
    Plan,
    SetupDone,
    Unread,
    VerifyLine,
    WipeLine,
    WipePlan,
)
from appliance.agent.escrow_client import EscrowClient, EscrowStatus
from appliance.agent.operator_calls import OperatorCalls
from appliance.agent.restore_client import RestoreClient
from appliance.agent.wipe_client import Signer, WipeClient
from appliance.core.canonical import b64, canonical, unb64
from appliance.core.destruction import Level
from appliance.errors import (
    ApplianceError,
    CodeError,
    ConflictError,
    PassphraseError,
    SealedError,
    UnauthenticatedError,
    UnavailableError,
    by_code,
)
from appliance.operations.answers import Answers
from appliance.secret import Secret

TIMEOUT_S = 60.0
LOCK_WITHIN_S = 3.0
ADDRESS = "http://agent"
CODE_DIGITS = 6


class AgentClient(OperatorCalls):
    """Speaks to the agent on behalf of one operator.

    Args:
        transport: how the agent is reached; `at` gives the usual one.
        wiper: the wipe daemon, which is asked without the agent.

    Every method raises `UnavailableError` when the agent does not answer, `UnauthenticatedError`
    when one has to sign in first, `SealedError` when the box is sealed, and otherwise the error
    that the agent gave.
    """

    def __init__(self, transport: httpx.BaseTransport, wiper: WipeClient | None = None) -> None:
        self._http = httpx.Client(transport=transport, base_url=ADDRESS, timeout=TIMEOUT_S)
        self._seat: seat.Seat | None = None
        self._proven = False
        self._name = ""
        self._wiper = wiper

    @classmethod
    def at(cls, folder: DataFolder) -> Self:
        """Return a client of the agent of a data folder."""
        return cls(_AgentSocket(folder.socket("agent")), WipeClient.at(folder))

    def close(self) -> None:
        """Sign out and close the connection."""
        if self._seat is not None:
            self.logout()
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def signed_in(self) -> bool:
        """Whether an operator has signed in through this client, code and all."""
        return self._seat is not None and self._proven

    # --- the box

    def status(self) -> BoxStatus:
        """Return the state of the box; it needs no sign-in and works sealed and open."""
        return reading.box_status(self._call("GET", "/status"))

    def plan_setup(self, answers: Answers) -> Plan:
        """Return what a set-up with these answers would do.

        Raises:
            AnswerError: an answer is not valid.
            ConflictError: the box is set up already.
        """
        return reading.plan(self._call("POST", "/setup/plan", answers.check().to_json()))

    def setup(self, answers: Answers, passphrase: Secret[str], kdf: Kdf | None = None) -> SetupDone:
        """Set the box up and stay signed in as its first operator.

        Args:
            answers: what the wizard or the file says.
            passphrase: the operator's new passphrase; it opens the vault.
            kdf: how to stretch it; the usual cost where it is left out.

        Raises:
            AnswerError: an answer is not valid.
            ConflictError: the box is set up already.
        """
        plan = self.plan_setup(answers)
        request = seat.setup_request(answers, passphrase, kdf or Kdf.fresh())
        done = self._call("POST", "/setup", {**request, "plan": plan.hash})
        self.login(answers.operator, passphrase)
        return SetupDone(str(done["deployment"]), str(done["link"]), str(done["pin"]))

    # --- signing in

    def login(self, name: str, passphrase: Secret[str], code: str = "") -> None:
        """Sign in; the vault stays as it is.

        Args:
            name: the operator's sign-in name.
            passphrase: the operator's passphrase.
            code: of the code app, where there is one; it may come later with `give_code`.

        Raises:
            UnauthenticatedError: name or passphrase is wrong, or one has to wait.
            CodeError: the code is missing, wrong or used; the rest was right.
            SealedError: there is a code app, and the box has to be opened first.
        """
        wanted = self._sign_in(name, passphrase)
        if wanted == "after_opening":
            raise SealedError
        self._prove(wanted, code)

    def unlock(self, name: str, passphrase: Secret[str], code: str = "") -> None:
        """Sign in and open the vault. An open one stays open.

        Raises:
            UnauthenticatedError: name or passphrase is wrong, or one has to wait.
            CodeError: the code is missing, wrong or used; the vault is open all the same.
        """
        wanted = self._sign_in(name, passphrase)
        secret = self._signed_in_seat().vault_secret
        if secret is None:
            raise PassphraseError
        self._call("POST", "/open", {"vault_secret": b64(secret.reveal())})
        self._prove(wanted, code)

    def give_code(self, code: str) -> None:
        """Give the code of one's code app, after the passphrase.

        Raises:
            CodeError: it is wrong, or used already.
        """
        self._call("POST", "/login/code", {"code": _digits(code)})
        self._proven = True

    def set_duress(self, passphrase: Secret[str] | None) -> None:
        """Set the passphrase that destroys the deployment at sign-in, or take it back.

        Args:
            passphrase: None takes it back.

        Raises:
            InvalidInputError: it is the passphrase that opens.
        """
        auth = ""
        if passphrase is not None:
            start = self._call("POST", "/login/start", {"name": self._name})
            auth = b64(seat.passphrase_keys(passphrase, Kdf.parse(start["kdf"])).login)
        self._call("POST", "/duress", {"auth": auth})

    def lock(self) -> None:
        """Seal the box again: the keys are forgotten."""
        self._call("POST", "/lock", {})

    def lock_now(self) -> None:
        """Seal the box at once, even if the agent hangs: then it is ended, and storage with it."""
        try:
            answer = self._http.request("POST", "/lock", content=b"{}", timeout=LOCK_WITHIN_S)
        except httpx.HTTPError:
            answer = None
        if answer is None or answer.is_error:
            self.wiper.lock()

    def obey(self, order: str) -> str:
        """Seal the box as a signed order of headquarters asks; return who asks.

        Raises:
            OrderError: it does not count here and now.
            NotFoundError: the set-up named no headquarters.
        """
        return str(self._call("POST", "/lock/order", {"order": order})["by"])

    def logout(self) -> None:
        """Sign out; the vault stays as it is."""
        self._seat, self._proven = None, False
        try:
            self._call("POST", "/logout", {})
        except ApplianceError:
            return  # an agent that has gone has forgotten the session
        finally:
            self._http.headers.pop("Safehold-Session", None)

    # --- people

    def people(self) -> list[Person]:
        """Return everybody, with names opened and fingerprint words worked out here."""
        return [entry.person for entry in self._entries()]

    def orphans(self) -> Iterator[Orphan]:
        """Yield every case with something that nobody is left to read."""
        after: str | None = ""
        while after is not None:
            found = self._call("GET", f"/people/orphans?after={after}")
            yield from (
                Orphan(each["case"], tuple(each["compartments"])) for each in found["orphans"]
            )
            after = found.get("next")

    def invite(self, name: str, role: str, organisation: str) -> Invitation:
        """Invite a professional.

        Args:
            name: her name; it leaves this process only sealed to the staff group.
            role: one of `ROLES`.
            organisation: an organisation's id.
        """
        profile = seat.seal_profile(name, self._signed_in_seat().staff_recipient())
        body = {"organisation": organisation, "profile": b64(profile), "role": role}
        return reading.invitation(self._call("POST", "/invitations", body))

    def plan_approval(self, person: str) -> Approval:
        """Return what approving somebody would do, with her words to compare.

        Raises:
            NotFoundError: there is no such person.
            ConflictError: she has not made her key yet, or is approved already.
        """
        plan = reading.plan(self._call("POST", f"/people/{person}/approve/plan", {}))
        entry = self._entry(person)
        shown = {"key": entry.person.key, "profile": entry.profile}
        if any(plan.subject.get(name) != value for name, value in shown.items()):
            raise ConflictError
        return Approval(entry.person, plan, entry.recipient)

    def approve(self, approval: Approval) -> None:
        """Approve exactly what was compared.

        Raises:
            ConflictError: something has changed since the words were shown.
        """
        wrap = self._signed_in_seat().staff_wrap_for(approval.recipient)
        body = {"key": approval.person.key, "plan": approval.plan.hash, "staff_wrap": b64(wrap)}
        self._call("POST", f"/people/{approval.person.id}/approve", body)

    def plan_disable(self, person: str) -> Plan:
        """Return what disabling somebody would do."""
        return reading.plan(self._call("POST", f"/people/{person}/disable/plan", {}))

    def disable(self, person: str, plan: Plan) -> Unread:
        """Refuse somebody from now on; return what nobody is left to read.

        Raises:
            ConflictError: something has changed since the plan was made.
        """
        return reading.unread(self._call("POST", f"/people/{person}/disable", {"plan": plan.hash}))

    def plan_reinvite(self, person: str) -> Plan:
        """Return what a new link for somebody would do."""
        return reading.plan(self._call("POST", f"/people/{person}/reinvite/plan", {}))

    def reinvite(self, person: str, plan: Plan) -> Invitation:
        """Give somebody a new one-time link; the old one is void.

        Raises:
            ConflictError: something has changed since the plan was made.
        """
        body = {"plan": plan.hash}
        return reading.invitation(self._call("POST", f"/people/{person}/reinvite", body))

    # --- the log

    def log_head(self) -> LogState:
        """Return the log's newest checkpoint, made now."""
        return reading.log_state(self._call("GET", "/log"))

    def log_entries(self, before: int | None = None, limit: int = 20) -> LogPage:
        """Return readable entries of the log, newest first.

        Args:
            before: place in the log to go on from; its end where absent.
            limit: most entries returned.
        """
        query = f"limit={limit}" if before is None else f"limit={limit}&before={before}"
        return reading.log_page(self._call("GET", f"/log/entries?{query}"))

    def verify_log(self) -> Iterator[VerifyLine]:
        """Re-check the whole log; the last line is the result."""
        with self._streamed("/log/verify") as response:
            for line in response.iter_lines():
                yield reading.verify_line(json.loads(line))

    # --- the wipe, which needs no agent

    @property
    def wiper(self) -> WipeClient:
        """The wipe daemon.

        Raises:
            UnavailableError: this client does not know one.
        """
        if self._wiper is None:
            raise UnavailableError
        return self._wiper

    def plan_wipe(self, level: Level) -> WipePlan:
        """Return what a wipe would destroy and what survives it."""
        return self.wiper.plan(level)

    def rehearse_wipe(self, level: Level) -> Iterator[WipeLine]:
        """Do everything but destroy; the last line is the result."""
        return self.wiper.rehearse(level)

    def wipe(self, plan: WipePlan, signers: Sequence[Signer]) -> Iterator[WipeLine]:
        """Destroy exactly what was shown; the last line is the certificate.

        Raises:
            UnauthenticatedError: a name or passphrase is wrong.
            OneOfTwoError: not enough people agree.
        """
        return self.wiper.run(plan, signers)

    # --- key escrow

    def escrow_status(self) -> EscrowStatus:
        """Return how key escrow stands."""
        return EscrowClient(self).status()

    # --- services

    def restart_service(self, service: str) -> None:
        """End one service and start it again; it answers when this returns.

        Raises:
            NotFoundError: there is no such service, or it cannot be restarted alone.
            UnavailableError: it did not come back in time.
        """
        self._call("POST", f"/services/{service}/restart", {})

    # --- for clients of one subject

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Send a request of a subject that has a client of its own, and return the answer."""
        return self._call(method, path, body)

    def seal_name(self, name: str) -> bytes:
        """Return a name that only the staff group can open."""
        return seat.seal_profile(name, self._signed_in_seat().staff_recipient())

    def open_name(self, profile: bytes) -> str:
        """Return a sealed name, or nothing where this operator cannot open it."""
        return self._signed_in_seat().open_profile(profile)

    # --- backups

    @property
    def backups(self) -> BackupClient:
        """Everything about backups."""
        return BackupClient(self._call)

    @property
    def restores(self) -> RestoreClient:
        """Making this new box the one that a backup was made of."""
        return RestoreClient(self._call)

    # --- inside

    def _sign_in(self, name: str, passphrase: Secret[str]) -> str:
        """Sign in; return when the code of a code app is wanted."""
        self._seat, self._proven = None, False
        start = self._call("POST", "/login/start", {"name": name})
        keys = seat.passphrase_keys(passphrase, Kdf.parse(start["kdf"]))
        found = self._call("POST", "/login", {"auth": b64(keys.login), "name": name})
        self._seat = seat.open_seat(
            str(found["operator"]),
            unb64(found["sealed_identity"]),
            unb64(found["staff_wrap"]),
            unb64(found["slot"]),
            keys,
        )
        self._http.headers["Safehold-Session"] = str(found["session"])
        self._name = name
        return str(found["code"])

    def _prove(self, wanted: str, code: str) -> None:
        if wanted == "none":
            self._proven = True
        elif not code:
            raise CodeError
        else:
            self.give_code(code)

    def _signed_in_seat(self) -> seat.Seat:
        if self._seat is None:
            raise UnauthenticatedError
        return self._seat

    def _entries(self) -> list[reading.PersonEntry]:
        found = self._call("GET", "/people")
        own = self._signed_in_seat()
        return [
            reading.person(each, found["language"], own.open_profile) for each in found["people"]
        ]

    def _entry(self, person: str) -> reading.PersonEntry:
        return next(entry for entry in self._entries() if entry.person.id == person)

    @contextmanager
    def _streamed(self, path: str) -> Iterator[httpx.Response]:
        """Send a request whose answer comes line by line, however long it takes."""
        with (
            _unreachable_translated(),
            self._http.stream("POST", path, timeout=None) as response,
        ):
            if response.is_error:
                response.read()
                raise _error(response)
            yield response

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        content = canonical(body) if body is not None else None
        with _unreachable_translated():
            response = self._http.request(method, path, content=content)
        if response.is_error:
            raise _error(response)
        return response.json() if response.content else {}


class _AgentSocket(httpx.BaseTransport):
    """The agent's socket, in a folder that is looked at before anything is sent to it."""

    def __init__(self, path: Path) -> None:
        self._run = path.parent
        # No TLS on a unix socket: without this, loading certificates takes longer than the request.
        self._transport = httpx.HTTPTransport(uds=str(path), verify=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        check_sockets(self._run)
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


def _digits(code: str) -> str:
    """Return a code without the spaces that apps show in it."""
    found = "".join(code.split())
    if len(found) != CODE_DIGITS or not found.isascii() or not found.isdigit():
        raise CodeError
    return found


@contextmanager
def _unreachable_translated() -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, ValueError) as error:
        raise UnavailableError from error


def _error(response: httpx.Response) -> ApplianceError:
    try:
        found = response.json()
        return by_code(found["error"]).received(found)
    except (ValueError, KeyError, TypeError):
        return UnavailableError()
