"""The story of the first light, told in real browsers; the tests look at what came of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Request

from tests.browser import evidence
from tests.browser.office import CENTRE, CLINIC, LAWYERS, Office, office
from tests.browser.phone import Phone, phone
from tests.browser.workplace import Workplace

HER_WORDS = "EXERCICE. Je voudrais voir une médecin, sans que ma famille le sache."
ANSWER = "EXERCICE. Bonjour. Une médecin peut vous recevoir demain."
REPLY = "EXERCICE. Merci. Je viendrai le matin."
PLAYED = (
    "audio => new Promise(done => { audio.ontimeupdate = () => audio.currentTime && done(true) })"
)


@dataclass
class Sent:
    """One request of her phone."""

    method: str
    url: str
    body: bytes


@dataclass
class Story:
    """What happened.

    Attributes:
        office: the deployment, while it runs.
        files: the photo, the recording and the document.
        passphrases: of each professional, by role and organisation.
        sent: every request of the survivor's phones.
        code: hers.
        case: her case.
        other: the case from which the lawyers were left out.
        shown: what somebody saw at a moment of the story.
        verified: what `safehold log verify` found at the end.
    """

    office: Office
    files: dict[str, Path]
    passphrases: dict[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    code: str = ""
    case: str = ""
    other: str = ""
    shown: dict[str, Any] = field(default_factory=dict)
    verified: dict[str, Any] = field(default_factory=dict)

    def note(self, request: Request) -> None:
        """Keep a request of hers."""
        self.sent.append(Sent(request.method, request.url, request.post_data_buffer or b""))


@contextmanager
def told(root: Path, browser: Browser) -> Iterator[Story]:
    """Tell the whole story on a new deployment, which runs until the block ends."""
    files = {
        "photo": evidence.photo(root),
        "recording": evidence.recording(root),
        "document": evidence.document(root),
    }
    with office(root, browser) as held, ExitStack() as people:
        story = Story(held, files)
        _before_anybody_can_read(story, browser)
        manager = people.enter_context(held.colleague("Aline", "case_manager", CENTRE))
        lawyer = people.enter_context(held.colleague("Basile", "case_manager", LAWYERS))
        doctor = people.enter_context(held.colleague("Chantal", "doctor", CLINIC))
        for each in (manager, lawyer, doctor):
            story.passphrases[each.login] = each.passphrase
        _she_reports(story, browser)
        _the_case_manager_answers(story, manager)
        _she_comes_back(story, browser)
        _the_case_manager_asks(story, manager)
        _she_agrees_to_less(story, browser)
        _the_case_manager_refers(story, manager)
        _the_doctor_opens(story, doctor)
        _another_reports_and_leaves_the_lawyers_out(story, browser)
        _the_lawyer_has_no_key(story, manager, lawyer)
        story.verified = held.verify_log()
        yield story


@contextmanager
def _her_phone(story: Story, browser: Browser) -> Iterator[Phone]:
    with phone(browser) as her:
        her.page.on("request", story.note)
        yield her
        assert her.complaints == []


def _before_anybody_can_read(story: Story, browser: Browser) -> None:
    with _her_phone(story, browser) as her:
        her.page.goto(story.office.link)
        her.see("les messages ne peuvent pas encore être reçus")
        story.shown["before"] = her.page.locator("#begin").is_visible()


def _she_reports(story: Story, browser: Browser) -> None:
    with _her_phone(story, browser) as her:
        her.visit(story.office.link)
        her.page.click("#begin")
        her.page.check("input[value=survivor]")
        her.press("Suivant")
        her.page.check("input[value=medical]")
        her.press("Suivant")
        for _ in range(6):
            her.press("Passer")
        her.page.fill("textarea", HER_WORDS)
        her.press("Suivant")
        her.page.set_input_files(
            "input[type=file]", [story.files["photo"], story.files["recording"]]
        )
        her.see("voix.ogg")
        her.press("Suivant")
        her.see("Qui pourra lire")
        story.shown["readers"] = [her.reads(name) for name in (CENTRE, LAWYERS)]
        story.code = her.send()
        her.see("Tous les fichiers sont arrivés.")
        her.finish()


def _the_case_manager_answers(story: Story, manager: Workplace) -> None:
    page = manager.page
    manager.sign_in()
    (story.case,) = manager.cases_soon()
    manager.open_case(story.case)
    manager.see(HER_WORDS)
    page.click("#take")
    manager.see("Ce dossier est maintenant le vôtre.")
    manager.part("files")
    story.shown["photo"] = photo_width(manager, "photo.jpg")
    story.shown["recording"] = recording_seconds(manager, "voix.ogg")
    manager.part("thread")
    page.fill("#answer", ANSWER)
    page.click("#send")
    manager.see("Envoyé et conservé.")


def photo_width(place: Workplace, name: str) -> int:
    """Open a photo; return how wide it is as the browser decoded it."""
    image = place.open_file(name).locator("img")
    image.evaluate("image => image.decode()")
    return int(image.evaluate("image => image.naturalWidth"))


def recording_seconds(place: Workplace, name: str) -> float:
    """Open a recording and play it until it advances; return how long it is."""
    audio = place.open_file(name).locator("audio")
    audio.evaluate("audio => { audio.muted = true; return audio.play() }")
    assert audio.evaluate(PLAYED)
    return float(audio.evaluate("audio => audio.duration"))


def _she_comes_back(story: Story, browser: Browser) -> None:
    with _her_phone(story, browser) as other:
        other.visit(story.office.link)
        other.come_back(story.code)
        other.see(ANSWER)
        other.page.fill("#message", REPLY)
        other.page.get_by_role("button", name="Envoyer", exact=True).click()
        other.page.locator(".mine").get_by_text(REPLY).wait_for()
        other.page.set_input_files("input[type=file]", [story.files["document"]])
        other.see("Tous les fichiers sont arrivés.")


def _the_case_manager_asks(story: Story, manager: Workplace) -> None:
    page = manager.page
    manager.list("mine")
    while not page.locator("[data-unanswered]").count():
        manager.page.click("#again")
        page.locator("[data-case]").wait_for()
    manager.open_case(story.case)
    manager.see("Messages (pas encore de réponse)")
    manager.part("thread")
    manager.see(REPLY)
    manager.part("files")
    manager.see("certificat.pdf")
    manager.part("referral")
    page.select_option("#refer-to", label=f"Chantal, médecin, {CLINIC}")
    for name in ("contact", "account", "evidence"):
        page.check(f"#share-{name}")
    page.click("#ask")
    manager.see("La réponse apparaîtra ici.")
    story.shown["asked"] = manager.reads("demandé, en attente de réponse")


def _she_agrees_to_less(story: Story, browser: Browser) -> None:
    with _her_phone(story, browser) as her:
        her.visit(story.office.link)
        her.come_back(story.code)
        her.see(f"Chantal, médecin, {CLINIC}")
        story.shown["ticked beforehand"] = her.page.locator(".request :checked").count()
        story.shown["contact is named"] = her.reads(
            "Comment vous joindre, vos besoins et votre sécurité"
        )
        for part in ("Vos réponses", "Vos fichiers"):
            her.page.get_by_label(part).check()
        her.press("Je suis d’accord")
        her.see("Vous avez donné votre accord")


def _the_case_manager_refers(story: Story, manager: Workplace) -> None:
    manager.part_until("referral", "#refer")
    story.shown["still asked"] = manager.reads("demandé, en attente de réponse")
    manager.page.click("#refer")
    manager.see("Dossier référé.")
    assert manager.page.locator("[data-problem]").count() == 0


def _the_doctor_opens(story: Story, doctor: Workplace) -> None:
    doctor.sign_in()
    doctor.page.click("#view-referred")
    doctor.open_case(story.case)
    doctor.see("Référé par Aline")
    doctor.page.click("#accept")
    doctor.see("Accepté.")
    doctor.see(HER_WORDS)
    story.shown["closed to the doctor"] = doctor.page.get_by_text("la clé de cette partie").count()
    doctor.part("files")
    story.shown["doctor's photo"] = photo_width(doctor, "photo.jpg")
    doctor.part("thread")
    doctor.see("Vous n’avez pas la clé de cette partie.")
    story.shown["doctor reads the thread"] = doctor.reads(ANSWER)


def _another_reports_and_leaves_the_lawyers_out(story: Story, browser: Browser) -> None:
    with _her_phone(story, browser) as her:
        her.visit(story.office.link)
        her.go_to_review()
        her.page.get_by_label(LAWYERS).uncheck()
        her.send()
        her.finish()


def _the_lawyer_has_no_key(story: Story, manager: Workplace, lawyer: Workplace) -> None:
    lawyer.sign_in()
    (story.other,) = lawyer.cases_soon()
    lawyer.page.click(f"[data-case='{story.other}']")
    lawyer.see("Aucune de vos clés n’ouvre ce dossier.")
    manager.list("new")
    manager.open_case(story.other)
    manager.see(LAWYERS)
