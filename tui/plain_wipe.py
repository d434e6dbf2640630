"""The wipe in lines: what goes, what stays, then a rehearsal or the destruction."""

from collections.abc import Iterable

from appliance.agent.contract import (
    WipeCertificate,
    WipeLine,
    WipePhase,
    WipePlan,
    WipeRehearsal,
    WipeStep,
)
from appliance.agent.wipe_client import Signer
from appliance.agent.wipe_words import (
    certificate_lines,
    is_phrase,
    plan_lines,
    rehearsal_line,
)
from appliance.core.destruction import Level
from appliance.secret import Secret
from tui.model import attempt
from tui.plain_task import PlainTask

TENTHS = 10


class PlainWipe(PlainTask):
    """Runs the wipe in lines."""

    def run(self) -> None:
        """Show the plan, then do what is chosen; the first choice is to do nothing."""
        level: Level = "deployment"
        while True:
            found = self._plan(level)
            if found is None:
                return
            chosen = self.form.choose([(each, self.words(each)) for each in self._choices(level)])
            if chosen == "wipe-with-backups":
                level = "backups"
            elif chosen == "wipe-rehearse":
                self._rehearse(level)
                return
            else:
                if chosen == "wipe-yes":
                    self._destroy(found)
                return

    def _choices(self, level: Level) -> list[str]:
        further = ["wipe-with-backups"] if level == "deployment" else []
        return ["button-no", "wipe-rehearse", *further, "wipe-yes"]

    def _plan(self, level: Level) -> WipePlan | None:
        plan = attempt(lambda: self.console.plan_wipe(level))
        if self.failed(plan):
            return None
        self.say_all(plan_lines(plan, self.words))
        return plan

    def _rehearse(self, level: Level) -> None:
        self.failed(attempt(lambda: self._say(self.console.rehearse_wipe(level))))

    def _destroy(self, plan: WipePlan) -> None:
        wanted = self.words(f"wipe-phrase-{plan.level}")
        typed = self.terminal.ask(self.words("wipe-type", phrase=wanted))
        if not is_phrase(typed, plan.level, self.words):
            self.terminal.say(self.words("plain-cancelled"))
            return
        signers = [self._signer(number) for number in range(1, plan.needed - plan.agreed + 1)]
        self.failed(attempt(lambda: self._say(self.console.wipe(plan, signers))))

    def _signer(self, number: int) -> Signer:
        name = self.terminal.ask(self.words("wipe-signer", number=number))
        return Signer(name, Secret(self.terminal.ask_secret(self.words("plain-secret"))))

    def _say(self, lines: Iterable[WipeLine]) -> None:
        tenth = 0
        for line in lines:
            if isinstance(line, WipePhase):
                tenth = 0
                self.terminal.say(self.words(f"phase-{line.name}"))
            elif isinstance(line, WipeStep):
                now = TENTHS * line.done // max(line.total, 1)
                if now != tenth:
                    tenth = now
                    step = self.words("wipe-step", done=line.done, total=line.total)
                    self.terminal.say(step)
            elif isinstance(line, WipeRehearsal):
                self.terminal.say(rehearsal_line(line, self.words))
            else:
                self._say_certificate(line)

    def _say_certificate(self, found: WipeCertificate) -> None:
        self.say_all(certificate_lines(found, self.words))
        self.terminal.say(found.code)
        self.terminal.ask(self.words("plain-go-on"))
