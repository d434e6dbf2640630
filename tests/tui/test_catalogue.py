"""Every word the console uses is in both languages, and none is there for nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from appliance.adapters.words import survivor_languages
from appliance.agent.contract import PROBLEM_KINDS, ROLES
from appliance.agent.supervisor import START_ORDER
from appliance.core.custody import GOVERNANCE
from appliance.core.destruction import LEVELS as WIPE_LEVELS
from appliance.core.health import CHECKS
from appliance.core.passphrase_strength import LEVELS
from appliance.core.services import SERVICE_TYPES
from appliance.errors import ApplianceError
from appliance.operations.wipe import PHASES
from tui.backups_list import SCHEDULED
from tui.offers import OFFERED, Offer, Place
from tui.people import ORDER
from tui.restoring import OPENED_BY
from tui.screens.home import WAYS
from tui.setup_draft import STEPS, SetupDraft, entry_fields
from tui.targets import KINDS, PLACES
from tui.words import FOLDER, LANGUAGES, Words

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "tui").rglob("*.py"))
MESSAGE = re.compile(r"[a-z][a-z_]*(-[a-z0-9_]+)*")
ASKED = [*(each for step in STEPS for each in step.fields)]
ASKED += [
    each
    for key in ("organisations", "help")
    for each in entry_fields(SetupDraft(languages=("en",)), key)
]
ENTRIES = [each.entries for each in STEPS if each.entries]
ABOUT_PERSON = [Offer.APPROVE, Offer.REINVITE, Offer.DISABLE]
PLANNED = (
    "certificate",
    "staff-version",
    "succeeds",
    "intake-key",
    "directory-version",
    "refused",
    "certificate-disabled",
    "intake-key-dropped",
    "intake-key-kept",
    "help-only",
    "unread-reports",
    "unread-compartments",
    "operator-slot",
    "operator-slot-gone",
    "two-people",
    "alone",
    "other",
)
TARGET_FIELDS = {
    *(each.said for fields in PLACES.values() for each in fields),
    *("target-kind", "target-name", "target-same-disk", "key-file"),
    *(f"schedule-{each}" for each in SCHEDULED),
    *("restore-with", "restore-key", "restore-passwords", "restore-passphrase"),
}
FAMILIES = {
    "agree": ("title", "yes", "done"),
    "answer": ("agreed", "refused"),
    "duty": ("operator", "custodian", "approver"),
    "entry-add": ENTRIES,
    "entry-title": ENTRIES,
    "failure": [
        "code",
        "conflict",
        "decryption",
        "internal",
        "invalid_input",
        "sealed",
        "storage_full",
        "too_many_tries",
        "unauthenticated",
        "unavailable",
    ],
    "field": [f"{each.said}{tail}" for each in ASKED for tail in ("", "-hint")]
    + [
        f"{each}{tail}"
        for each in ("person", "role", "at", "duties", "code", "secret", *TARGET_FIELDS)
        for tail in ("", "-hint")
    ],
    "language": LANGUAGES,
    "log-kind": PROBLEM_KINDS,
    "menu": [f"{each.offer}{tail}" for each in WAYS for tail in ("", "-about")]
    + [f"{each.offer}-waiting" for each in WAYS if each.waiting],
    "operation": ("approve", "disable", "operator_disable", "operator_approve", "other"),
    "operators-columns": ("status", "name", "duties", "code"),
    "people-columns": ("status", "name", "role", "organisation"),
    "person": ABOUT_PERSON,
    "person-next": ORDER,
    "person-none": ABOUT_PERSON,
    "plain-hint": ("language", "country", "languages", "services"),
    "plain-lead": ("country", "languages"),
    "plain-menu": list(Offer),
    "plan": PLANNED,
    "refuse": ("title", "yes", "done"),
    "role": ROLES,
    "service": SERVICE_TYPES,
    "state": ("new", "sealed", "open"),
    "status": ORDER,
    "step": [f"{each.id}{tail}" for each in STEPS for tail in ("", "-lead")],
    "strength": [str(level) for level in range(len(LEVELS) + 1)],
    "restore-with": OPENED_BY,
    "target-kind": KINDS,
    "top": ("new", "sealed", "open"),
}
CLOSING = [f"{each}-{part}" for each in (Offer.LOCK, Offer.SIGN_OUT) for part in ("title", "text")]
CLOSING += [f"{each}-yes" for each in (Offer.LOCK, Offer.SIGN_OUT)]
TYPED = [f"{each}-type" for each in (Offer.APPROVE, Offer.DISABLE, "remove", "restore")]


def messages(language: str, name: str = "console") -> dict[str, ftl.Message]:
    text = (FOLDER / language / f"{name}.ftl").read_text("utf-8")
    resource = FluentParser().parse(text)
    assert not [each for each in resource.body if isinstance(each, ftl.Junk)]
    return {each.id.name: each for each in resource.body if isinstance(each, ftl.Message)}


def variables(message: ftl.Message) -> set[str]:
    found: set[str] = set()

    class Collector(Visitor):
        def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
            found.add(node.id.name)

    Collector().visit(message)
    return found


def literals() -> Iterator[str]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def used() -> set[str]:
    """Return the messages named in the source, and the members of each family."""
    known = set(messages("en"))
    named = {each for each in literals() if each in known}
    members = {f"{family}-{each}" for family, each_of in FAMILIES.items() for each in each_of}
    return named | members | set(CLOSING) | set(TYPED)


@pytest.mark.parametrize("name", ["console", "countries", "health", "jobs", "log", "wipe"])
def test_both_languages_have_the_same_messages_with_the_same_variables(name: str) -> None:
    english, french = messages("en", name), messages("fr", name)
    assert english.keys() == french.keys()
    for key, message in english.items():
        assert variables(message) == variables(french[key]), key


def test_every_message_that_is_used_exists() -> None:
    assert used() - set(messages("en")) == set()


def test_no_message_is_there_for_nothing() -> None:
    assert set(messages("en")) - used() == set()


def test_every_literal_given_to_the_catalogue_exists() -> None:
    called = re.compile(r"words\(\s*\"([a-z0-9_-]+)\"")
    asked = {each for path in SOURCES for each in called.findall(path.read_text("utf-8"))}
    names = ("console", "countries", "errors", "health", "jobs", "log", "wipe")
    known = {each for name in names for each in messages("en", name)}
    assert asked
    assert asked - known == set()


def test_every_family_in_the_source_is_listed_here() -> None:
    called = re.compile(r"f\"([a-z_-]+)-\{")
    found = {each for path in SOURCES for each in called.findall(path.read_text("utf-8"))}
    not_messages = {"choice", "name", "passphrase", "schedule", "search"}  # ids of widgets
    # of catalogues of their own
    shared = {"country", "error", "part", "phase", "runs", "severity", "wipe-phrase"}
    shared |= {"job-again", "refused"}
    assert found - not_messages - shared - set(FAMILIES) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_of_the_tree_has_words(language: str) -> None:
    words = Words(language)
    kinds = [ApplianceError]
    for kind in kinds:
        kinds += kind.__subclasses__()
        assert words.knows(f"error-{kind.code}"), kind.code


def test_every_language_offered_to_survivors_has_a_name() -> None:
    for each in survivor_languages():
        assert Words("en").knows(f"language-{each}")


def test_every_place_offers_help_language_and_a_way_out() -> None:
    for place in Place:
        assert {Offer.HELP, Offer.LANGUAGE, Offer.QUIT} <= set(OFFERED[place])


def test_identifiers_are_in_the_form_of_the_catalogues() -> None:
    for language in LANGUAGES:
        assert all(MESSAGE.fullmatch(each) for each in messages(language))


def test_the_wipe_has_words_for_every_phase_step_and_remainder() -> None:
    known = set(messages("en", "wipe"))
    assert {f"phase-{each.name}" for each in PHASES} <= known
    assert {f"wipe-phrase-{each}" for each in WIPE_LEVELS} <= known
    in_code = re.findall(
        r'"code": "([a-z-]+)"', (ROOT / "appliance/operations/wipe.py").read_text()
    )
    on_disks = ["disk-encrypted", "disk-copies", "disk-plain", "disk-flash", "swap"]
    for code in [*in_code, *on_disks]:
        assert {f"plan-{code}", f"survives-{code}"} & known, code
    said = {each for each in known if each.startswith(("plan-", "survives-"))}
    assert {each.split("-", 1)[1] for each in said} == {*in_code, *on_disks}


def test_every_check_of_health_has_a_sentence_and_what_to_do() -> None:
    known = set(messages("en", "health"))
    wanted = [each.id for each in CHECKS] + ["other"]
    said = {f"alarm-{each}" for each in wanted} | {f"alarm-{each}-next" for each in wanted}
    assert said == {each for each in known if each.startswith("alarm-")}


def test_every_service_has_a_name() -> None:
    known = set(messages("en", "health"))
    assert {f"part-{each}" for each in START_ORDER} == {k for k in known if k.startswith("part-")}


def test_every_readable_entry_of_the_log_has_words() -> None:
    assert {f"event-{each}" for each in GOVERNANCE} <= set(messages("en", "log"))
