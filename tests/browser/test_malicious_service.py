"""A service that injects, swaps, replays, reorders and withholds is caught each time, on screen."""

import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload

from appliance.adapters import age
from appliance.adapters.randomness import random_identity
from appliance.core import statements
from appliance.core.canonical import b64, canonical
from appliance.core.certificates import Certificate
from appliance.core.derivation import derive_identity
from appliance.core.wraps import CompartmentKey, Wrap
from tests.browser.lies import Answer, lying
from tests.browser.phone import Phone, chromium, phone
from tests.browser.practice import Mailbox, Practice, practice
from tests.browser.workplace import Workplace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST, SECOND = "EXERCICE. Nous sommes là.", "EXERCICE. Une médecin peut aider."
FORGED = "EXERCICE FAUX. Donnez votre nom."
EVIL_SEED = bytes(range(32))


@dataclass
class Scene:
    """A case with two answers, a consent and a referral; the people are signed in."""

    practice: Practice
    browser: Browser
    mailbox: Mailbox
    manager: Workplace
    doctor: Workplace

    @property
    def case(self) -> str:
        return self.mailbox.case

    @property
    def path(self) -> str:
        return f"/cases/{self.case}"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        held = stack.enter_context(practice(tmp_path_factory.mktemp("lies"), browser))
        manager = stack.enter_context(held.place("accompagnatrice"))
        doctor = stack.enter_context(held.place("medecin"))
        found = Scene(held, browser, held.mailbox(0), manager, doctor)
        _prepare(found)
        yield found


@pytest.fixture
def manager(scene: Scene) -> Workplace:
    """The case manager, in the list of her cases."""
    scene.manager.list("mine")
    return scene.manager


@pytest.fixture
def doctor(scene: Scene) -> Workplace:
    """The doctor, in the list of what is referred to her."""
    scene.doctor.list("referred")
    return scene.doctor


@pytest.fixture
def her(scene: Scene) -> Iterator[Phone]:
    with phone(scene.browser) as held:
        held.visit(scene.practice.link)
        yield held


# --- messages, in the professional's browser


def test_a_message_that_the_service_injects_is_named_and_not_shown(
    scene: Scene, manager: Workplace
) -> None:
    forged = scene.mailbox.seal(canonical(_forged_message(scene.case)), "thread")
    with lying(manager.context) as lies:
        entry = lies.plant(forged, "message", "thread")
        lies.about(scene.path, lambda found: found["blobs"].append(entry))
        _read_thread(scene, manager)
    assert manager.problems() == {"unknown_signer"}
    assert FORGED not in manager.messages()
    assert {FIRST, SECOND} <= set(manager.messages())


def test_a_message_changed_on_the_way_is_named_and_not_shown(
    scene: Scene, manager: Workplace
) -> None:
    changed = {**_message(scene, FIRST), "text": FORGED}
    with lying(manager.context) as lies:
        entry = lies.plant(scene.mailbox.seal(canonical(changed), "thread"), "message", "thread")
        lies.about(scene.path, lambda found: found["blobs"].append(entry))
        _read_thread(scene, manager)
    assert manager.problems() == {"bad_signature"}
    assert FORGED not in manager.messages()


def test_a_message_swapped_for_something_else_is_named(scene: Scene, manager: Workplace) -> None:
    other = next(iter(scene.practice.mailbox(1).sealed("report").values()))
    with lying(manager.context) as lies:
        blob = _blob_of(scene, FIRST)
        lies.instead_of(blob, other)
        lies.about(scene.path, _resize(blob, len(other)))
        _read_thread(scene, manager)
    assert manager.problems() == {"unreadable", "gap"}
    assert FIRST not in manager.messages()


def test_a_message_replayed_is_named_and_shown_once(scene: Scene, manager: Workplace) -> None:
    again = scene.mailbox.seal(canonical(_message(scene, SECOND)), "thread")
    with lying(manager.context) as lies:
        entry = lies.plant(again, "message", "thread")
        lies.about(scene.path, lambda found: found["blobs"].append(entry))
        _read_thread(scene, manager)
    assert manager.problems() == {"repeated"}
    assert manager.messages().count(SECOND) == 1


def test_a_message_withheld_leaves_a_gap_that_is_named(scene: Scene, manager: Workplace) -> None:
    with lying(manager.context) as lies:
        lies.about(scene.path, _without("blobs", "blob", _blob_of(scene, FIRST)))
        _read_thread(scene, manager)
    assert manager.problems() == {"gap"}
    assert FIRST not in manager.messages()


def test_the_order_of_the_services_list_changes_nothing(scene: Scene, manager: Workplace) -> None:
    _read_thread(scene, manager)
    honest = manager.messages()
    manager.list("mine")
    with lying(manager.context) as lies:
        lies.about(scene.path, lambda found: found["blobs"].reverse())
        _read_thread(scene, manager)
    assert manager.messages() == honest
    assert manager.problems() == set()


# --- what was reported, and files


def test_a_report_withheld_is_named(scene: Scene, manager: Workplace) -> None:
    def withhold(found: Answer) -> None:
        found["blobs"] = [
            each
            for each in found["blobs"]
            if (each["kind"], each["compartment"]) != ("report", "account")
        ]

    with lying(manager.context) as lies:
        lies.about(scene.path, withhold)
        manager.open_case(scene.case)
    assert manager.problems() == {"withheld-report"}


def test_a_report_of_another_part_is_named_and_not_shown(scene: Scene, manager: Workplace) -> None:
    contact = {"case": scene.case, "compartment": "contact", "type": "report", "v": 1}
    swapped = scene.mailbox.seal(canonical(contact | {"answers": {"x": FORGED}}), "account")
    with lying(manager.context) as lies:
        entry = lies.plant(swapped, "report", "account")
        lies.about(scene.path, lambda found: found["blobs"].insert(0, entry))
        manager.open_case(scene.case)
    assert manager.problems() == {"report"}
    assert not manager.reads(FORGED)


def test_another_file_in_place_of_hers_is_named_and_not_shown(
    scene: Scene, manager: Workplace
) -> None:
    (blob,) = scene.mailbox.sealed("evidence")
    other = scene.mailbox.seal(FORGED.encode(), "evidence")
    with lying(manager.context) as lies:
        lies.instead_of(blob, other)
        lies.about(scene.path, _resize(blob, len(other)))
        manager.open_case(scene.case)
        manager.part("files")
        manager.page.locator("[data-file] button").click()
        manager.see("Ce fichier n’est pas celui que l’appareil de la personne a scellé")
    assert manager.page.locator("a[download]").count() == 0


def test_a_file_that_is_not_there_whole_is_announced_and_not_listed(
    scene: Scene, manager: Workplace
) -> None:
    (blob,) = scene.mailbox.sealed("evidence")
    with lying(manager.context) as lies:
        lies.about(scene.path, _without("blobs", "blob", blob))
        manager.open_case(scene.case)
        manager.part("files")
        manager.see("Un fichier annoncé n’est pas arrivé en entier.")
    assert manager.page.locator("[data-file]").count() == 0


# --- keys, grants, consents, referrals


def test_a_wrap_with_the_services_own_keys_is_not_used(scene: Scene, doctor: Workplace) -> None:
    key = CompartmentKey("account", 1, random_identity())
    wrap = Wrap((key,), scene.case, scene.mailbox.wrap.reporter).to_bytes()

    def swap(found: Answer) -> None:
        (row,) = (each for each in found["wraps"] if each["compartment"] == "account")
        recipient = _certificate_of(scene, "doctor")["recipient"]
        row["wrap"] = b64(age.seal(wrap, [recipient]))

    with lying(doctor.context) as lies:
        lies.about(scene.path, swap)
        doctor.page.click(f"[data-case='{scene.case}']")
        doctor.see("La clé de ce dossier n’a pas passé les vérifications")
    assert doctor.page.locator("#part-story").count() == 0


def test_a_grant_that_nobody_known_signed_is_not_used(scene: Scene, doctor: Workplace) -> None:
    evil = derive_identity(EVIL_SEED, "person")

    def forge(found: Answer) -> None:
        for row in found["grants"]:
            draft = {name: row["statement"][name] for name in row["statement"]}
            del draft["signature"]
            row["statement"] = statements.sign({**draft, "signer": evil.key}, evil.signing_seed)

    with lying(doctor.context) as lies:
        lies.about(scene.path, forge)
        doctor.page.click(f"[data-case='{scene.case}']")
        doctor.see("La clé de ce dossier n’a pas passé les vérifications")


def test_a_consent_that_she_did_not_give_gives_no_key(scene: Scene, doctor: Workplace) -> None:
    def widen(found: Answer) -> None:
        found["consents"][0]["statement"]["compartments"].append("thread")

    with lying(doctor.context) as lies:
        lies.about(scene.path, widen)
        doctor.open_case(scene.case)
    assert "consent" in doctor.problems()
    assert doctor.page.get_by_text("Vous n’avez pas la clé de cette partie.").count() == 2


def test_a_referral_changed_on_the_way_is_named_and_not_shown(
    scene: Scene, doctor: Workplace
) -> None:
    def change(found: Answer) -> None:
        found["referrals"][0]["statement"]["service_type"] = "legal_assistance"

    with lying(doctor.context) as lies:
        lies.about(scene.path, change)
        doctor.open_case(scene.case)
    assert doctor.problems() == {"referral"}
    assert not doctor.reads("Référé par")


def test_a_consent_withheld_is_named(scene: Scene, manager: Workplace) -> None:
    with lying(manager.context) as lies:
        lies.about(scene.path, lambda found: found["consents"].clear())
        manager.open_case(scene.case)
        manager.part("referral")
    assert "withheld-consent" in manager.problems()


def test_a_withdrawal_withheld_still_counts(scene: Scene, manager: Workplace) -> None:
    consent = _consent(scene)
    hers = scene.mailbox.hers
    withdrawal = {
        "case": scene.case,
        "consent": consent["consent"],
        "seq": 2,
        "signer": hers.key,
        "type": "withdrawal",
        "v": 1,
    }
    copy = canonical(statements.sign(withdrawal, hers.signing_seed))
    with lying(manager.context) as lies:
        entry = lies.plant(scene.mailbox.seal(copy, "thread"), "consent", "thread")
        lies.about(scene.path, lambda found: found["blobs"].append(entry))
        manager.open_case(scene.case)
        manager.part("referral")
        manager.see("retiré")
    assert "withheld-withdrawal" in manager.problems()
    assert manager.page.locator(".tag.live").count() == 0


# --- certificates and the directory


def test_a_staff_directory_under_another_key_lets_nobody_in(scene: Scene) -> None:
    def sign_anew(found: Answer) -> None:
        staff = found["staff"]["staff"]
        found["staff"] = {"staff": staff, "signature": b64(secrets.token_bytes(64))}

    with scene.practice.place("psychologue") as place, lying(place.context) as lies:
        lies.about("/staff", sign_anew)
        _try_to_sign_in(place)
        place.see("Ceci n’est pas signé comme il le faudrait")
        assert place.page.locator(".tabs").count() == 0


def test_a_certificate_of_a_stranger_lets_nobody_in(scene: Scene) -> None:
    def swap(found: Answer) -> None:
        found["certificate"] = _evil_certificate(found["certificate"]["deployment"])

    with scene.practice.place("juriste") as place, lying(place.context) as lies:
        lies.about("/me", swap)
        _try_to_sign_in(place)
        place.see("Ceci n’est pas signé comme il le faudrait")
        assert place.page.locator(".tabs").count() == 0


# --- the survivor's phone


def test_on_her_phone_an_injected_message_is_named_and_not_shown(scene: Scene, her: Phone) -> None:
    forged = scene.mailbox.seal(canonical(_forged_message(scene.case)), "thread")
    with lying(her.context) as lies:
        entry = lies.plant(forged, "message", "thread")
        lies.about("/mailbox", lambda found: found["entries"].append(entry))
        her.come_back(scene.practice.code(0))
        her.see("Un message n’était signé par personne qui travaille ici.")
    assert her.reads(FIRST)
    assert not her.reads(FORGED)


def test_on_her_phone_a_changed_message_is_named_and_not_shown(scene: Scene, her: Phone) -> None:
    changed = {**_message(scene, FIRST), "text": FORGED}
    with lying(her.context) as lies:
        entry = lies.plant(scene.mailbox.seal(canonical(changed), "thread"), "message", "thread")
        lies.about("/mailbox", lambda found: found["entries"].append(entry))
        her.come_back(scene.practice.code(0))
        her.see("Un message n’était signé par personne qui travaille ici.")
    assert not her.reads(FORGED)


def test_on_her_phone_a_replay_is_named_and_shown_once(scene: Scene, her: Phone) -> None:
    again = scene.mailbox.seal(canonical(_message(scene, FIRST)), "thread")
    with lying(her.context) as lies:
        entry = lies.plant(again, "message", "thread")
        lies.about("/mailbox", lambda found: found["entries"].append(entry))
        her.come_back(scene.practice.code(0))
        her.see("Un message a été montré deux fois, ou déplacé d’ailleurs.")
    assert her.page.get_by_text(FIRST).count() == 1


def test_on_her_phone_a_swapped_message_is_named(scene: Scene, her: Phone) -> None:
    other = next(iter(scene.practice.mailbox(1).sealed("report").values()))
    with lying(her.context) as lies:
        blob = _blob_of(scene, FIRST)
        lies.instead_of(blob, other)
        lies.about("/mailbox", _resize(blob, len(other)))
        her.come_back(scene.practice.code(0))
        her.see("Un message n’a pas pu être ouvert.")
    assert not her.reads(FIRST)


def test_on_her_phone_a_withheld_message_is_named(scene: Scene, her: Phone) -> None:
    with lying(her.context) as lies:
        lies.about("/mailbox", _without("entries", "blob", _blob_of(scene, FIRST)))
        her.come_back(scene.practice.code(0))
        her.see("Il manque un message.")
    assert not her.reads(FIRST)


def test_on_her_phone_the_services_order_changes_nothing(scene: Scene, her: Phone) -> None:
    with lying(her.context) as lies:
        lies.about("/mailbox", lambda found: found["entries"].reverse())
        her.come_back(scene.practice.code(0))
        her.see(SECOND)
    shown = her.page.locator(".thread .words").all_inner_texts()
    assert shown.index(FIRST) < shown.index(SECOND)
    assert not her.reads("Quelque chose n’est pas affiché")


def test_on_her_phone_a_request_for_a_stranger_is_named_and_cannot_be_agreed_to(
    scene: Scene, her: Phone
) -> None:
    asked = _message_with_request(scene)
    evil = _evil_certificate(asked["certificate"]["deployment"])
    forged = {
        **asked,
        "request": {**asked["request"], "certificate": evil, "recipient": evil["key"]},
    }
    with lying(her.context) as lies:
        entry = lies.plant(scene.mailbox.seal(canonical(forged), "thread"), "message", "thread")
        lies.about("/mailbox", lambda found: found["entries"].append(entry))
        her.come_back(scene.practice.code(0))
        her.see("Un message n’était signé par personne qui travaille ici.")
    assert her.page.get_by_role("button", name="Je suis d’accord").count() == 0


def test_on_her_phone_keys_that_the_service_made_are_refused(scene: Scene, her: Phone) -> None:
    names = ("contact", "account", "thread", "evidence")
    keys = tuple(CompartmentKey(name, 1, random_identity()) for name in names)
    wrap = Wrap(keys, scene.case, scene.mailbox.wrap.reporter)
    forged = b64(age.seal(wrap.to_bytes(), [scene.mailbox.hers.recipient]))
    with lying(her.context) as lies:
        lies.about("/mailbox", lambda found: found.update(wrap=forged))
        her.come_back(scene.practice.code(0))
        her.page.locator(".note").first.wait_for()
    assert her.page.locator("#message").count() == 0


# --- preparing, and the liar's tools


def _prepare(scene: Scene) -> None:
    _the_manager_takes_and_answers(scene)
    _she_agrees_and_sends_a_file(scene)
    manager = scene.manager
    manager.part_until("referral", "#refer")
    manager.page.click("#refer")
    manager.see("Dossier référé.")
    scene.doctor.sign_in()


def _the_manager_takes_and_answers(scene: Scene) -> None:
    manager = scene.manager
    manager.sign_in()
    manager.open_case(scene.case)
    manager.page.click("#take")
    manager.see("maintenant le vôtre")
    manager.part("thread")
    for text in (FIRST, SECOND):
        manager.page.fill("#answer", text)
        manager.page.click("#send")
        manager.page.locator(".message").get_by_text(text).wait_for()
    manager.part("referral")
    manager.page.select_option("#refer-to", index=_place_of_doctor(manager))
    manager.page.check("#share-account")
    manager.page.click("#ask")
    manager.see("La réponse apparaîtra ici.")


def _place_of_doctor(manager: Workplace) -> int:
    options = manager.page.locator("#refer-to option").all_inner_texts()
    return next(place for place, text in enumerate(options) if text.startswith("Médecin"))


def _she_agrees_and_sends_a_file(scene: Scene) -> None:
    with phone(scene.browser) as her:
        her.visit(scene.practice.link)
        her.come_back(scene.practice.code(0))
        her.agree_to_all()
        her.see("Vous avez donné votre accord")
        note = FilePayload(name="note.txt", mimeType="text/plain", buffer=b"EXERCICE")
        her.page.set_input_files("input[type=file]", [note])
        her.see("Tous les fichiers sont arrivés.")


def _read_thread(scene: Scene, place: Workplace) -> None:
    place.open_case(scene.case)
    place.part("thread")


def _try_to_sign_in(place: Workplace) -> None:
    place.name_herself()
    place.page.fill("#totp", place.code())
    place.page.locator("button.primary").click()


def _message(scene: Scene, text: str) -> dict[str, Any]:
    return next(each for each in scene.mailbox.messages() if each["text"] == text)


def _message_with_request(scene: Scene) -> dict[str, Any]:
    return next(each for each in scene.mailbox.messages() if "request" in each)


def _certificate_of(scene: Scene, role: str) -> dict[str, Any]:
    file = json.loads(scene.practice.folder.staff_file.read_text())
    found = [each for each in file["staff"]["certificates"] if each["role"] == role]
    certificate: dict[str, Any] = found[0]
    return certificate


def _consent(scene: Scene) -> dict[str, Any]:
    key = scene.mailbox.key("thread")
    opened = [
        json.loads(age.open_(each, [key])) for each in scene.mailbox.sealed("consent").values()
    ]
    found: dict[str, Any] = next(each for each in opened if each["type"] == "consent")
    return found


def _blob_of(scene: Scene, text: str) -> str:
    key = scene.mailbox.key("thread")
    return next(
        blob
        for blob, sealed in scene.mailbox.sealed("message").items()
        if json.loads(age.open_(sealed, [key]))["text"] == text
    )


def _evil_certificate(deployment: str) -> dict[str, Any]:
    """Return a certificate that looks right and was signed by somebody else."""
    evil = derive_identity(EVIL_SEED, "person")
    draft = Certificate(
        deployment=deployment,
        expires="2099-01-01",
        issued="2026-01-01",
        key=evil.key,
        organisation="a" * 32,
        recipient=evil.recipient,
        role="case_manager",
        status="active",
        verify=evil.verify,
        signature="",
    )
    return draft.signed(EVIL_SEED).to_json()


def _forged_message(case: str) -> dict[str, Any]:
    evil = derive_identity(EVIL_SEED, "person")
    message = {
        "after": {},
        "at": "2026-03-02T10:00Z",
        "case": case,
        "certificate": _evil_certificate("d" * 32),
        "compartment": "thread",
        "seq": 1,
        "signer": evil.key,
        "text": FORGED,
        "type": "message",
        "v": 1,
    }
    return statements.sign(message, evil.signing_seed)


def _without(part: str, name: str, value: str) -> Any:
    def change(found: Answer) -> None:
        found[part] = [each for each in found[part] if each[name] != value]

    return change


def _resize(blob: str, size: int) -> Any:
    def change(found: Answer) -> None:
        for each in found["blobs" if "blobs" in found else "entries"]:
            if each["blob"] == blob:
                each["size"] = size

    return change
