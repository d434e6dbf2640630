"""The answers of the set-up while they are being given, and the steps that ask for them."""

from dataclasses import dataclass, field

from appliance.adapters.words import countries, survivor_languages
from appliance.core.services import SERVICE_TYPES
from appliance.core.shown import is_shown
from appliance.operations.answers import MAX_TEXT, Answers, HelpLine, Organisation
from tui.form import Field, Kind, Option, Problem, Value, plain_letters
from tui.words import LANGUAGES, Words, other_names


@dataclass
class OrganisationDraft:
    """An organisation as far as it is known."""

    name: str = ""
    services: tuple[str, ...] = ()
    intake: bool = False

    def get(self, key: str) -> Value:
        """Return an answer."""
        return _value(getattr(self, key))

    def put(self, key: str, value: Value) -> None:
        """Keep an answer."""
        setattr(self, key, value)

    def copy(self) -> "OrganisationDraft":
        """Return one to change without touching this."""
        return OrganisationDraft(self.name, self.services, self.intake)


@dataclass
class HelpDraft:
    """A help contact as far as it is known: its number or address, and what it is by language."""

    texts: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> Value:
        """Return an answer."""
        return self.texts.get(key, "")

    def put(self, key: str, value: Value) -> None:
        """Keep an answer."""
        self.texts[key] = str(value)

    def copy(self) -> "HelpDraft":
        """Return one to change without touching this."""
        return HelpDraft(dict(self.texts))


Entry = OrganisationDraft | HelpDraft


@dataclass
class SetupDraft:
    """All answers given so far; nothing is sent before the review.

    Args:
        training: whether the box was started for practice.
    """

    training: bool = False
    language: str = ""
    country: str = ""
    name: str = ""
    languages: tuple[str, ...] = ()
    organisations: list[OrganisationDraft] = field(default_factory=list)
    help: list[HelpDraft] = field(default_factory=list)
    operator: str = ""
    guessed: tuple[str, ...] = ()

    def get(self, key: str) -> Value:
        """Return an answer."""
        return _value(getattr(self, key))

    def put(self, key: str, value: Value) -> None:
        """Keep an answer."""
        setattr(self, key, value)

    def speak(self, language: str) -> None:
        """Note the console's language; it is also the first guess for the survivors' app."""
        if self.languages in {(), self.guessed} and language in survivor_languages():
            self.languages = self.guessed = (language,)
        self.language = language

    def entries(self, key: str) -> list[Entry]:
        """Return the list of entries that a step collects."""
        found: list[Entry] = getattr(self, key)
        return found

    def new_entry(self, key: str) -> Entry:
        """Return an empty entry for a list."""
        return OrganisationDraft() if key == "organisations" else HelpDraft()

    def to_answers(self) -> Answers:
        """Return the answers, checked.

        Raises:
            AnswerError: one of them is not valid.
        """
        return Answers(
            country=self.country,
            name=self.name.strip(),
            languages=self.languages,
            organisations=tuple(
                Organisation(each.name.strip(), each.services, each.intake)
                for each in self.organisations
            ),
            operator=self.operator.strip(),
            help=tuple(self._help_line(each) for each in self.help),
            training=self.training,
        ).check()

    def _help_line(self, entry: HelpDraft) -> HelpLine:
        texts = {each: entry.texts.get(f"label.{each}", "").strip() for each in self.languages}
        label = {language: text for language, text in texts.items() if text}
        return HelpLine(label, entry.texts.get("value", "").strip())


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the set-up: `step-<id>` and `step-<id>-lead` in the catalogue.

    Args:
        id: its name.
        fields: what it asks.
        entries: the list it collects, if it collects one.
        passphrase: whether it asks for the new passphrase.
    """

    id: str
    fields: tuple[Field, ...] = ()
    entries: str = ""
    passphrase: bool = False


def console_languages(words: Words) -> list[Option]:
    """Return the languages the console speaks."""
    return [Option(each, words(f"language-{each}")) for each in LANGUAGES]


def country_options(words: Words) -> list[Option]:
    """Return all countries by name."""
    found = [Option(each, words(f"country-{each}"), other_names(each)) for each in countries()]
    return sorted(found, key=lambda each: plain_letters(each.label))


def app_languages(words: Words) -> list[Option]:
    """Return the languages that can be offered to survivors."""
    return [Option(each, words(f"language-{each}")) for each in survivor_languages()]


def service_options(words: Words) -> list[Option]:
    """Return the services an organisation may offer."""
    return [Option(each, words(f"service-{each}")) for each in SERVICE_TYPES]


STEPS = (
    Step("language", (Field(Kind.ONE, "language", "language", console_languages),)),
    Step("country", (Field(Kind.SEARCH, "country", "country", country_options),)),
    Step("name", (Field(Kind.TEXT, "name", "name"),)),
    Step("languages", (Field(Kind.MANY, "languages", "languages", app_languages),)),
    Step("organisations", entries="organisations"),
    Step("help", entries="help"),
    Step("operator", (Field(Kind.TEXT, "operator", "operator"),)),
    Step("passphrase", passphrase=True),
    Step("review"),
)
ORGANISATION_FIELDS = (
    Field(Kind.TEXT, "name", "organisation"),
    Field(Kind.MANY, "services", "services", service_options),
    Field(Kind.FLAG, "intake", "intake"),
)


def entry_fields(draft: SetupDraft, key: str) -> tuple[Field, ...]:
    """Return what is asked about one entry of a list."""
    if key == "organisations":
        return ORGANISATION_FIELDS
    labels = [
        Field(Kind.TEXT, f"label.{each}", "help-label", language=each) for each in draft.languages
    ]
    return (*labels, Field(Kind.TEXT, "value", "help-value"))


def entry_line(draft: SetupDraft, entry: Entry, words: Words) -> str:
    """Return one entry in one line."""
    if isinstance(entry, HelpDraft):
        label = next(
            (found for each in draft.languages if (found := entry.texts.get(f"label.{each}"))), ""
        )
        return words("plain-line", label=label, text=entry.texts.get("value", ""))
    if entry.intake:
        return words("entry-intake", name=entry.name, services=len(entry.services))
    return words("entry-other", name=entry.name, services=len(entry.services))


def step_problem(draft: SetupDraft, step: Step) -> Problem | None:
    """Return why a step is not complete, or nothing."""
    if step.id == "country" and not draft.country:
        return Problem("problem-country", "country")
    if step.id in {"name", "operator"}:
        return text_problem(str(draft.get(step.id)), step.id)
    if step.id == "languages" and not draft.languages:
        return Problem("problem-languages", "languages")
    if step.id == "organisations" and not any(each.intake for each in draft.organisations):
        return Problem("problem-intake" if draft.organisations else "problem-organisations")
    if step.id == "help":
        return _help_problem(draft)
    return None


def entry_problem(draft: SetupDraft, entry: Entry, others: list[Entry]) -> Problem | None:
    """Return why an entry is not complete, or nothing."""
    if isinstance(entry, HelpDraft):
        first = f"label.{draft.languages[0]}"
        return text_problem(entry.texts.get(first, ""), first) or text_problem(
            entry.texts.get("value", ""), "value"
        )
    names = [each.name.strip() for each in others if isinstance(each, OrganisationDraft)]
    if found := text_problem(entry.name, "name"):
        return found
    return Problem("problem-twice", "name") if entry.name.strip() in names else None


def text_problem(text: str, key: str) -> Problem | None:
    """Return why a text cannot be kept as the answer to a question, or nothing."""
    if not text.strip():
        return Problem("problem-empty", key)
    if len(text) > MAX_TEXT:
        return Problem("problem-long", key)
    if not is_shown(text):
        return Problem("problem-unprintable", key)
    return None


def review_lines(draft: SetupDraft, words: Words) -> list[tuple[str, str]]:
    """Return what will be made, as pairs of a label and an answer."""
    languages = ", ".join(words(f"language-{each}") for each in draft.languages)
    pairs = [
        (words("review-country"), words(f"country-{draft.country}")),
        (words("review-name"), draft.name.strip()),
        (words("review-languages"), languages),
    ]
    for key in ("organisations", "help"):
        lines = [entry_line(draft, each, words) for each in draft.entries(key)]
        lines = lines or [words("review-none")]
        label = words("review-organisations") if key == "organisations" else words("review-help")
        pairs += [(label if not index else "", line) for index, line in enumerate(lines)]
    return [*pairs, (words("review-operator"), draft.operator.strip())]


def _help_problem(draft: SetupDraft) -> Problem | None:
    """Find contacts that lost their text because the languages were changed afterwards."""
    complete = all(not entry_problem(draft, each, []) for each in draft.help)
    return None if complete else Problem("problem-help-language")


def _value(found: object) -> Value:
    if isinstance(found, bool | tuple):
        return found
    return str(found)
