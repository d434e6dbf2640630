"""Professionals keep notes, each under a key of their own; two of them answer at once."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.lies import lying
from tests.browser.phone import chromium, phone
from tests.browser.practice import Practice, practice
from tests.browser.workplace import Workplace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTE = "EXERCICE. Tension normale. <img src=x onerror=alert(1)> À revoir."
SECOND = "EXERCICE. Revue, tout va bien."
TEAM_NOTE = "EXERCICE. Prévoir un transport."
FROM_MANAGER, FROM_DOCTOR = "EXERCICE. De l’accompagnatrice.", "EXERCICE. De la médecin."


@dataclass
class Ward:
    """A case that its case manager has referred to a doctor, who may keep medical notes."""

    practice: Practice
    browser: Browser
    manager: Workplace
    doctor: Workplace

    @property
    def case(self) -> str:
        return self.practice.mailbox(0).case

    def open(self, place: Workplace, part: str) -> None:
        """Open a part of the case from wherever somebody is."""
        place.list("mine" if place is self.manager else "referred")
        place.open_case(self.case)
        place.part(part)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        held = stack.enter_context(practice(tmp_path_factory.mktemp("notes"), browser))
        manager = stack.enter_context(held.place("accompagnatrice"))
        doctor = stack.enter_context(held.place("medecin"))
        found = Ward(held, browser, manager, doctor)
        _take_and_ask(found)
        _agree(found)
        manager.part_until("referral", "#refer")
        manager.page.click("#refer")
        manager.see("Dossier référé.")
        doctor.sign_in()
        yield found
        assert manager.complaints + doctor.complaints == []


def test_a_doctor_opens_medical_notes_writes_and_reads_them_after_a_new_sign_in(
    ward: Ward,
) -> None:
    doctor = ward.doctor
    ward.open(doctor, "notes")
    assert doctor.page.locator("[data-notes]").count() == 1
    doctor.page.click("#open-medical")
    doctor.see("Vous seul·e détenez la clé de ces notes.")
    _write(doctor, "medical", NOTE)
    doctor.page.click("#sign-out")
    doctor.sign_in()
    ward.open(doctor, "notes")
    # Words stay words, whatever they look like.
    assert doctor.messages() == [NOTE]
    assert doctor.page.locator("main img").count() == 0
    assert doctor.page.locator(".card small").first.inner_text().startswith("Médecin")
    assert not doctor.problems()


def test_the_case_manager_without_a_grant_can_neither_open_nor_read_them(ward: Ward) -> None:
    manager = ward.manager
    ward.open(manager, "notes")
    assert manager.messages() == []
    manager.page.click("#open-medical")
    manager.see("Une autre personne de l’équipe tient déjà ces notes")
    assert manager.page.locator("#note-medical").count() == 0
    with manager.page.expect_response(f"**/api/cases/{ward.case}") as answer:
        manager.part("notes")
    assert "medical" not in {each["compartment"] for each in answer.value.json()["blobs"]}


def test_the_case_manager_keeps_team_notes_that_the_doctor_is_not_shown(ward: Ward) -> None:
    ward.open(ward.manager, "notes")
    ward.manager.page.click("#open-team")
    ward.manager.see("Vous seul·e détenez la clé de ces notes.")
    _write(ward.manager, "team", TEAM_NOTE)
    assert ward.manager.messages() == [TEAM_NOTE]
    ward.open(ward.doctor, "notes")
    assert ward.doctor.page.locator("[data-notes=team]").count() == 0


def test_a_note_that_could_not_be_sent_stays_typed(ward: Ward) -> None:
    doctor = ward.doctor
    ward.open(doctor, "notes")
    doctor.page.click("#write-medical")
    doctor.see("Rien n’est encore écrit.")
    doctor.page.fill("#note-medical", SECOND)
    doctor.context.set_offline(True)
    doctor.page.click("#write-medical")
    doctor.see("Il n’y a pas de connexion pour l’instant.")
    doctor.context.set_offline(False)
    doctor.list("referred")
    ward.open(doctor, "notes")
    assert doctor.page.input_value("#note-medical") == SECOND
    doctor.page.click("#write-medical")
    doctor.see("Note scellée et conservée.")
    assert doctor.messages() == [NOTE, SECOND]
    assert doctor.page.input_value("#note-medical") == ""


def test_notes_withheld_or_put_in_another_order_change_nothing_in_silence(ward: Ward) -> None:
    doctor = ward.doctor
    ward.open(doctor, "notes")
    doctor.list("referred")
    with lying(doctor.context) as lies:
        lies.about(f"/cases/{ward.case}", lambda found: found["blobs"].reverse())
        ward.open(doctor, "notes")
        assert (doctor.messages(), doctor.problems()) == ([NOTE, SECOND], set())
    with lying(doctor.context) as lies:
        lies.about(f"/cases/{ward.case}", _without_the_first_note)
        ward.open(doctor, "notes")
        assert (doctor.messages(), doctor.problems()) == ([SECOND], {"gap"})


def test_two_people_who_answer_at_once_are_both_read_by_everybody(ward: Ward) -> None:
    said = [(ward.manager, FROM_MANAGER), (ward.doctor, FROM_DOCTOR)]
    for place, text in said:
        ward.open(place, "thread")
        place.page.fill("#answer", text)
    # Neither has seen the other's words when sending.
    for place, _ in said:
        place.page.click("#send")
        place.see("Envoyé et conservé.")
    texts = [text for _, text in said]
    orders = []
    for place, _ in said:
        ward.open(place, "thread")
        assert place.problems() == set()
        orders.append([each for each in place.messages() if each in texts])
    assert orders[0] == orders[1]
    assert sorted(orders[0]) == sorted(texts)


def test_notes_fit_a_small_phone(ward: Ward) -> None:
    for place in (ward.manager, ward.doctor):
        place.page.set_viewport_size({"width": 320, "height": 568})
        ward.open(place, "notes")
        wide = "document.documentElement.scrollWidth > innerWidth"
        assert not place.page.evaluate(wide)


def _take_and_ask(ward: Ward) -> None:
    manager = ward.manager
    manager.sign_in()
    manager.open_case(ward.case)
    manager.page.click("#take")
    manager.see("maintenant le vôtre")
    manager.part("referral")
    options = manager.page.locator("#refer-to option").all_inner_texts()
    place = next(place for place, text in enumerate(options) if text.startswith("Médecin"))
    manager.page.select_option("#refer-to", index=place)
    for name in ("account", "thread", "notes"):
        manager.page.check(f"#share-{name}")
    manager.page.click("#ask")
    manager.see("La réponse apparaîtra ici.")


def _agree(ward: Ward) -> None:
    with phone(ward.browser) as her:
        her.visit(ward.practice.link)
        her.come_back(ward.practice.code(0))
        her.see("Notes médicales")
        her.agree_to_all()
        her.see("Vous avez donné votre accord")


def _write(place: Workplace, compartment: str, text: str) -> None:
    place.page.fill(f"#note-{compartment}", text)
    place.page.click(f"#write-{compartment}")
    place.see("Note scellée et conservée.")


def _without_the_first_note(found: dict[str, list[dict[str, object]]]) -> None:
    notes = [each for each in found["blobs"] if each["compartment"] == "medical"]
    first = min(notes, key=lambda each: int(str(each["index"])))
    found["blobs"].remove(first)
