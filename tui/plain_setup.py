"""The set-up in lines: the same steps as on the full screen."""

from appliance.agent.contract import SetupDone
from appliance.secret import Secret
from tui.model import Console, Failure, attempt
from tui.overview import trials_only
from tui.plain_passphrase import ask_passphrase
from tui.plain_task import PlainTask
from tui.setup_draft import (
    STEPS,
    Entry,
    Step,
    entry_fields,
    entry_line,
    entry_problem,
    review_lines,
    step_problem,
)
from tui.terminal import Terminal


class PlainSetup(PlainTask):
    """Asks what a deployment needs, then makes it.

    Args:
        console: the view-model.
        terminal: where lines go and come from.
    """

    def __init__(self, console: Console, terminal: Terminal) -> None:
        super().__init__(console, terminal)
        self.passphrase = ""

    def run(self) -> SetupDone | Failure | None:
        """Ask step by step; nothing where the operator goes back from the first."""
        index = 0
        self.terminal.say(self.words("plain-back-hint"))
        while index < len(STEPS):
            step = STEPS[index]
            self._announce(step, index)
            if not self._ask(step):
                if index == 0:
                    return None
                index -= 1
            elif problem := step_problem(self.console.draft, step):
                self.terminal.say(f"! {self.words(problem.said)}")
            else:
                index += 1
        self.terminal.say(self.words("creating"))
        return attempt(lambda: self.console.set_up(Secret(self.passphrase)))

    def _announce(self, step: Step, index: int) -> None:
        count = self.words("step-count", number=index + 1, steps=len(STEPS))
        self.terminal.say(f"{count}. {self.words(f'step-{step.id}')}")
        own = f"plain-lead-{step.id}"
        lead = own if self.words.knows(own) else f"step-{step.id}-lead"
        self.terminal.say(self.words(lead))

    def _ask(self, step: Step) -> bool:
        if step.passphrase:
            return self._ask_passphrase()
        if step.entries:
            return self._ask_entries(step.entries)
        if step.id == "review":
            return self._review()
        done = self.form.ask_all(step.fields, self.console.draft)
        if done and step.id == "language":
            self.words.use(self.console.draft.language)
            self.console.draft.speak(self.words.language)
        return done

    def _ask_entries(self, key: str) -> bool:
        draft = self.console.draft
        while True:
            lines = [entry_line(draft, each, self.words) for each in draft.entries(key)]
            for line in lines or [self.words("entry-none")]:
                self.terminal.say(line)
            options = [("add", self.words(f"entry-add-{key}"))]
            if lines:
                options.append(("edit", self.words("plain-edit")))
                options.append(("remove", self.words("plain-remove")))
            chosen = self.form.choose([*options, ("done", self.words("plain-done"))])
            if chosen in {None, "done"}:
                return chosen == "done"
            self._change(key, str(chosen))

    def _change(self, key: str, what: str) -> None:
        entries = self.console.draft.entries(key)
        if what == "add":
            self._edit(key, None)
            return
        lines = [
            (index, entry_line(self.console.draft, each, self.words))
            for index, each in enumerate(entries)
        ]
        found = self.form.choose(lines)
        if found is None:
            return
        if what == "edit":
            self._edit(key, found)
        elif self._sure_to_remove(lines[found][1]):
            del entries[found]

    def _edit(self, key: str, index: int | None) -> None:
        draft = self.console.draft
        entries = draft.entries(key)
        others = [each for at, each in enumerate(entries) if at != index]
        entry: Entry = draft.new_entry(key) if index is None else entries[index].copy()
        while self.form.ask_all(entry_fields(draft, key), entry):
            problem = entry_problem(draft, entry, others)
            if not problem:
                place = len(entries) if index is None else index
                entries[place : place + 1] = [entry]
                return
            self.terminal.say(f"! {self.words(problem.said)}")

    def _sure_to_remove(self, line: str) -> bool:
        self.terminal.say(self.words("remove-text", entry=line))
        return self.form.sure("remove-yes")

    def _ask_passphrase(self) -> bool:
        self.passphrase = ask_passphrase(self.console, self.terminal)
        return bool(self.passphrase)

    def _review(self) -> bool:
        for label, text in review_lines(self.console.draft, self.words):
            self.terminal.say(self.words("plain-line", label=label, text=text) if label else text)
        if self.console.draft.training:
            self.terminal.say(self.words("review-training"))
        elif trials_only(self.console.status):
            self.terminal.say(self.words("trials-only"))
        return self.form.sure("review-create")
