"""The survivor's app in a real browser, against the real services."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Dialog

from appliance.core.derivation import derive_identity
from appliance.errors import DecryptionError
from tests.browser.colleague import Colleague, logged_events
from tests.browser.phone import NOTHING, Phone, chromium, phone
from tests.browser.stand import ROOT, Stand, directory, later, running, without_intake

pytestmark = pytest.mark.browser

CLINIC, LAWYERS = "Clinique des Collines", "Juristes du Fleuve"
PHOTO = b"\xff\xd8\xff\xe1 invented Exif " + bytes(range(256)) * 800
DOCTOR = derive_identity(b"a doctor who does not exist", "person")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("intake") / "data"
    with running(folder, directory(CLINIC, LAWYERS)) as started:
        yield started


@pytest.fixture
def stand(services: Stand) -> Iterator[Stand]:
    """The same services for every test, put back as they were after it."""
    yield services
    services.publish(directory(CLINIC, LAWYERS))
    services.unlock()


@pytest.fixture
def her(browser: Browser, stand: Stand) -> Iterator[Phone]:
    """Her phone; whatever happens on it stays between it and the deployment, without complaint."""
    with phone(browser) as held:
        yield held
        assert held.complaints == []
        ours = {f"localhost:{stand.port}", f"localhost:{stand.port + 2}"}
        assert held.hosts - {"fr.wikipedia.org"} <= ours


def test_the_pages_and_scripts_keep_to_their_budgets() -> None:
    manifest = json.loads((ROOT / "build/web/intake/manifest.json").read_text())
    assert manifest["measured"]["first_screen"]["gzip"] <= 14_000
    assert manifest["measured"]["app"]["gzip"] <= 90_000


def test_the_bare_link_leads_to_her_language_and_hides_the_pin(her: Phone, stand: Stand) -> None:
    her.visit(stand.link)
    assert her.page.url == stand.address
    assert her.page.locator("html").get_attribute("lang") == "fr"
    assert her.page.title() == "Informations"
    # The blank page that a test browser starts with, and ours.
    assert her.left_behind() == NOTHING | {"history": 2}


def test_without_script_the_first_page_is_a_complete_help_page(
    browser: Browser, stand: Stand
) -> None:
    with phone(browser, script=False) as plain:
        plain.page.goto(stand.page("fr"))
        assert plain.reads("72 heures")
        assert plain.reads("120 heures")
        assert plain.reads("Les soins ne dépendent jamais d’une plainte.")
        assert not plain.page.locator("#begin").is_visible()
        plain.page.click("#exit")
        plain.see("Une page ordinaire")


def test_the_clocks_answer_on_the_phone_alone(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.context.set_offline(True)
    her.page.select_option("#elapsed", "48_72h")
    assert her.reads("les dernières heures comptent")
    assert her.reads("encore possible pendant au moins 2 jours")
    her.page.select_option("#elapsed", "over_120h")
    assert her.reads("(3 jours) est passé")
    assert her.reads("(5 jours) est passé")


def test_contacts_come_from_the_signed_directory(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.see("Ligne d’écoute gratuite")
    assert not her.reads("Nous n’avons pas pu vérifier ces contacts")


def test_until_somebody_can_read_it_says_so_and_keeps_helping(her: Phone, stand: Stand) -> None:
    stand.publish(without_intake(directory(CLINIC)))
    her.page.goto(stand.page("fr"))
    her.see("les messages ne peuvent pas encore être reçus")
    assert not her.page.locator("#begin").is_visible()
    assert her.reads("72 heures")


def test_a_directory_under_another_key_is_refused(her: Phone, stand: Stand) -> None:
    stand.publish(directory(CLINIC), seed=bytes(32))
    her.page.goto(stand.page("fr"))
    her.see("Pour vous protéger, rien ne peut être envoyé d’ici")
    assert not her.page.locator("#begin").is_visible()


def test_what_she_answers_lands_in_its_compartment_and_what_she_skips_nowhere(
    her: Phone, stand: Stand
) -> None:
    her.visit(stand.page("fr"))
    her.page.select_option("#elapsed", "24_48h")
    her.page.click("#begin")
    her.page.check("input[value=family]")
    her.page.check("input[value=agreed]")
    her.page.check("input[value=survivor]")
    her.press("Suivant")
    her.page.check("input[value=medical]")
    her.press("Suivant")
    her.page.check("input[name=needs_care_soon][value=true]")
    her.page.check("input[name=urgent_care][value=true]")
    her.press("Aller directement à l’envoi")
    her.see("et la mention « soins nécessaires rapidement »")
    code = her.send()

    colleague = Colleague.of(stand, code)
    (contact,) = colleague.read("report", "contact")
    (account,) = colleague.read("report", "account")
    assert contact["answers"] == {
        "wants": ["medical"],
        "needs_care_soon": True,
        "urgent_care": True,
    }
    # The consent question went away with the answer that had brought it.
    assert account["answers"] == {"reporter_type": "survivor", "elapsed": "24_48h"}
    assert contact["left_out"] == []
    assert "unchecked" not in contact["directory"]


def test_an_organisation_left_out_gets_no_key(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.go_to_review()
    her.page.get_by_label(CLINIC).uncheck()
    her.page.get_by_label(LAWYERS).click()
    her.see("Il faut qu’il reste au moins une organisation")
    assert her.page.get_by_label(LAWYERS).is_checked()
    code = her.send()

    with pytest.raises(DecryptionError):
        Colleague.of(stand, code, organisation=0)
    (contact,) = Colleague.of(stand, code, organisation=1).read("report", "contact")
    assert contact["left_out"] == [f"{1:032x}"]


def test_an_address_typed_by_hand_can_still_send_and_the_seal_says_so(
    her: Phone, stand: Stand
) -> None:
    her.visit(f"{stand.address}fr.html")
    her.go_to_review()
    her.see("Nous n’avons pas pu vérifier que cette page")
    code = her.send()
    her.finish()

    colleague = Colleague.of(stand, code)
    (contact,) = colleague.read("report", "contact")
    assert contact["directory"]["unchecked"] is True
    # Her code now vouches for the deployment key: the answer can be checked and shown.
    colleague.answer("Nous sommes là.")
    her.come_back(code)
    her.see("Nous sommes là.")


def test_a_directory_past_its_day_can_still_be_used_and_the_seal_says_so(
    her: Phone, stand: Stand
) -> None:
    stand.publish(directory(CLINIC, expires_days=-1))
    her.visit(stand.page("fr"))
    her.go_to_review()
    her.see("plus ancienne qu’elle ne devrait l’être")
    code = her.send()
    (contact,) = Colleague.of(stand, code).read("report", "contact")
    assert contact["directory"]["expired"] is True


def test_when_a_reader_has_left_her_report_is_sealed_again_to_those_who_remain(
    her: Phone, stand: Stand
) -> None:
    her.visit(stand.page("fr"))
    her.go_to_review()
    clinic, lawyers = directory(CLINIC, LAWYERS).organisations
    left = (clinic, replace(lawyers, intake=None))
    stand.publish(later(replace(directory(), organisations=left), 2))
    code = her.send()
    (contact,) = Colleague.of(stand, code).read("report", "contact")
    assert contact["directory"]["version"] == 2


def test_when_nobody_can_read_any_more_her_report_waits_until_somebody_can(
    her: Phone, stand: Stand
) -> None:
    her.visit(stand.page("fr"))
    her.go_to_review()
    stand.publish(later(without_intake(directory(CLINIC, LAWYERS)), 2))
    her.press("Envoyer")
    her.see("Personne ici ne peut lire de nouveaux messages")
    stand.publish(later(directory(CLINIC, LAWYERS), 3))
    her.press("Réessayer")
    (contact,) = Colleague.of(stand, her.code()).read("report", "contact")
    assert contact["directory"]["version"] == 3


def test_nobody_reads_her_report_whom_she_was_not_shown(her: Phone, stand: Stand) -> None:
    stand.publish(directory(CLINIC))
    her.visit(stand.page("fr"))
    her.go_to_review()
    clinic, lawyers = directory(CLINIC, LAWYERS).organisations
    others = (replace(clinic, intake=None), lawyers)
    stand.publish(later(replace(directory(), organisations=others), 2))
    her.press("Envoyer")
    her.see("Les personnes qui lisent ici ont changé")
    her.press("Retour")
    her.see(LAWYERS)
    (contact,) = Colleague.of(stand, her.send(), organisation=1).read("report", "contact")
    assert contact["directory"]["version"] == 2


def test_a_lost_server_is_told_and_outlasted(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.go_to_review()
    her.page.wait_for_selector("text=Qui pourra lire")
    stand.stop("intake")
    her.press("Envoyer")
    her.see("La connexion est faible")
    assert not her.page.locator(".code").is_visible()
    stand.start("intake")
    code = her.code()
    assert len(Colleague.of(stand, code).read("report", "contact")) == 1


def test_files_arrive_as_they_were_beside_their_description(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.page.click("#begin")
    for _ in range(9):
        her.press("Passer")
    her.add_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": PHOTO},
        {"name": "note.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"},
    )
    her.press("Retirer note.pdf")
    her.press("Suivant")
    her.see("1 fichier, ")
    code = her.send()
    her.see("Tous les fichiers sont arrivés.")

    colleague = Colleague.of(stand, code)
    (item,) = colleague.read("item", "evidence")
    assert (item["name"], item["media_type"], item["size"]) == (
        "photo.jpg",
        "image/jpeg",
        len(PHOTO),
    )
    assert colleague.file(item) == PHOTO


def test_a_voice_can_be_recorded(her: Phone, stand: Stand) -> None:
    her.context.grant_permissions(["microphone"])
    her.visit(stand.page("fr"))
    her.page.click("#begin")
    for _ in range(9):
        her.press("Passer")
    her.press("Enregistrer ma voix")
    her.see("Enregistrement : 1 s")
    her.press("Arrêter")
    her.see("enregistrement.webm")


def test_she_comes_back_on_another_phone_reads_answers_and_adds_a_file(
    her: Phone, browser: Browser, stand: Stand
) -> None:
    her.visit(stand.page("fr"))
    her.page.click("#begin")
    her.page.check("input[value=survivor]")
    her.press("Aller directement à l’envoi")
    code = her.send()
    her.finish()
    colleague = Colleague.of(stand, code)
    colleague.answer("Nous avons bien lu. Que souhaitez-vous ?")

    with phone(browser) as other:
        other.visit(stand.page("fr"))
        other.come_back(code)
        other.see("Nous avons bien lu. Que souhaitez-vous ?")
        other.see(CLINIC)
        other.page.fill("#message", "Merci. Je souhaite un rendez-vous.")
        other.page.get_by_role("button", name="Envoyer", exact=True).click()
        other.page.locator(".mine").wait_for()
        other.add_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": PHOTO})
        other.see("Tous les fichiers sont arrivés.")
        other.press("Afficher ce que j’ai envoyé")
        other.see("pour moi")
        assert other.left_behind() == NOTHING | {"history": 2}
        assert other.complaints == []

    hers = [each for each in colleague.read("message", "thread") if "certificate" not in each]
    assert [each["text"] for each in hers] == ["Merci. Je souhaite un rendez-vous."]
    assert hers[0]["after"] == {colleague.person.key: 1}
    (item,) = colleague.read("item", "evidence")
    assert colleague.file(item) == PHOTO


def test_she_agrees_to_a_part_and_takes_it_back(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.go_to_review()
    code = her.send()
    her.finish()
    colleague = Colleague.of(stand, code)
    colleague.ask_consent(DOCTOR)
    her.come_back(code)
    her.see("Docteur Exemple, médecin")
    her.page.get_by_label("Vos réponses").check()
    her.press("Je suis d’accord")
    her.see("Vous avez donné votre accord")

    consents = [each for each in colleague.read("consent", "thread") if each["type"] == "consent"]
    assert [each["compartments"] for each in consents] == [["account"]]
    assert consents[0]["recipient"] == DOCTOR.key
    her.press("Retirer mon accord")
    her.see("Vous avez retiré cet accord.")
    her.see("Ce qui a déjà été lu ne peut pas être effacé des mémoires.")
    events = [each["event"] for each in logged_events(stand, colleague.case)]
    assert events.index("consent_given") < events.index("consent_withdrawn")


def test_forged_and_missing_messages_are_named_and_not_shown(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.go_to_review()
    code = her.send()
    her.finish()
    colleague = Colleague.of(stand, code)
    colleague.answer("Un vrai message.")
    colleague.answer("Un message changé en route.", instead="Donnez-moi votre nom.")
    colleague.seq += 1
    colleague.answer("Encore un vrai message.")
    her.come_back(code)
    her.see("Un vrai message.")
    her.see("Quelque chose n’est pas affiché")
    assert her.reads("Un message n’était signé par personne qui travaille ici.")
    assert her.reads("Il manque un message.")
    assert not her.reads("Donnez-moi votre nom.")


def test_a_slip_in_the_code_is_named_kindly(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.come_back("1234 5678 9")
    her.see("Il manque 23 chiffres.")
    her.page.fill("#code", " ".join(["1234"] * 8))
    her.press("Ouvrir")
    her.see("Il y a une petite erreur dans le code.")


def test_on_a_small_screen_the_ways_in_are_in_sight(her: Phone, stand: Stand) -> None:
    her.page.set_viewport_size({"width": 360, "height": 640})
    her.visit(stand.page("fr"))
    address = her.page.url
    ways = [her.page.get_by_role("link", name=each) for each in ("Commencer", "J’ai un code")]
    for way in ways:
        box = way.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 640
    ways[1].click()
    her.page.locator("#code").wait_for()
    her.page.goto("about:blank")  # the same address again would be no new visit
    her.visit(stand.page("fr"))
    ways[0].click()
    her.page.locator("input[value=survivor]").wait_for()
    assert her.page.url == address


def test_the_spare_code_opens_an_empty_mailbox(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.go_to_review()
    her.send()
    her.page.get_by_text("Un deuxième code, vide").click()
    her.press("Afficher un code vide")
    spare = her.page.locator(".code").nth(1).inner_text()
    her.finish()
    her.come_back(spare)
    her.see("Il n’y a pas encore de message.")
    assert not her.reads("autre code")


def test_a_sealed_box_is_told_calmly_and_still_takes_her_report(her: Phone, stand: Stand) -> None:
    stand.lock()
    her.visit(stand.page("fr"))
    her.go_to_review()
    code = her.send()
    her.finish()
    her.come_back(code)
    her.see("Les réponses pourront être lues plus tard.")


def test_escape_twice_leaves_nothing_to_come_back_to(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.page.click("#begin")
    her.page.check("input[value=survivor]")
    her.page.keyboard.press("Escape")
    her.page.keyboard.press("Escape")
    her.see("Une page ordinaire")
    assert her.page.url == "https://fr.wikipedia.org/"
    her.page.go_back()
    assert her.page.url == "about:blank"


def test_leaving_with_something_written_asks_first(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.page.click("#begin")
    her.page.check("input[value=survivor]")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    her.page.on("dialog", stay)
    her.page.close(run_before_unload=True)
    her.page.wait_for_selector("input[value=survivor]:checked")
    assert asked == ["beforeunload"]


def test_the_language_can_change_without_losing_an_answer(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.page.click("#begin")
    her.page.check("input[value=survivor]")
    her.press("English")
    her.see("Who is writing?")
    assert her.page.locator("html").get_attribute("lang") == "en"
    assert her.page.is_checked("input[value=survivor]")
    assert her.reads("Leave quickly")


def test_a_training_site_says_so_on_every_screen(her: Phone, stand: Stand) -> None:
    stand.publish(directory(CLINIC, training=True))
    her.visit(stand.page("fr"))
    banner = her.page.get_by_text("Site d’exercice. N’écrivez rien de réel.")
    assert banner.is_visible()
    her.go_to_review()
    assert banner.is_visible()
    her.send()
    assert banner.is_visible()


def test_everything_can_be_done_from_the_keyboard(her: Phone, stand: Stand) -> None:
    her.visit(stand.page("fr"))
    her.page.focus("#begin")
    her.page.keyboard.press("Enter")
    her.see("Qui écrit ?")
    assert her.page.evaluate("document.activeElement.tagName") == "H2"
    her.page.keyboard.press("Tab")
    her.page.keyboard.press("Space")
    assert her.page.locator("input[name=reporter_type]:checked").count() == 1


def test_nothing_runs_off_the_side_at_twice_the_size(browser: Browser, stand: Stand) -> None:
    with phone(browser) as small:
        small.page.set_viewport_size({"width": 180, "height": 370})
        small.visit(stand.page("fr"))
        wide = "document.documentElement.scrollWidth > innerWidth"
        assert not small.page.evaluate(wide)
        small.go_to_review()
        small.send()
        assert not small.page.evaluate(wide)
