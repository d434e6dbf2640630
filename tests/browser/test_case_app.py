"""The professionals' app in a real browser, against a whole deployment."""

import contextlib
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession

from tests.browser.phone import NOTHING, chromium
from tests.browser.practice import Practice, practice
from tests.browser.workplace import DESK, KEYS_WITHIN_MS, Workplace, workplace
from tests.deployed import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSPHRASE = "cinq mots tout à fait inventés"
DRAFT = "EXERCICE. Une phrase pas encore envoyée."
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Practice]:
    with practice(tmp_path_factory.mktemp("case"), browser) as started:
        yield started


@pytest.fixture(scope="module")
def manager(held: Practice) -> Iterator[Workplace]:
    """A case manager who has signed in and taken a case; she never leaves a trace."""
    with held.place("accompagnatrice") as place:
        place.sign_in()
        place.open_case(held.mailbox(0).case)
        place.page.click("#take")
        place.see("Ce dossier est maintenant le vôtre.")
        yield place
        assert place.complaints == []
        ours = {held.box.addresses[name].removeprefix("http://") for name in ("case", "storage")}
        assert place.hosts == ours


def invite(held: Practice, role: str) -> tuple[str, str]:
    """Invite somebody to the first organisation; return her person id and the link."""
    with held.operator() as operator:
        deployment = operator.status().deployment
        assert deployment is not None
        names = {name: found for found, name in deployment.organisations.items()}
        organisation = names["Centre d’écoute (exercice)"]
        found = operator.invite("Invitée (exercice)", role, organisation)
    return found.person, found.link


def approve(held: Practice, person: str, words: str) -> None:
    """Approve a key whose words the operator has compared."""
    with held.operator() as operator:
        approval = operator.plan_approval(person)
        assert " ".join(approval.person.words) == words
        operator.approve(approval)


@contextlib.contextmanager
def newcomer(held: Practice, login: str) -> Iterator[Workplace]:
    """A browser of somebody who has just been invited."""
    address = f"{held.box.addresses['case']}/"
    with workplace(held.browser, address, login, PASSPHRASE) as place:
        yield place
        assert place.complaints == []


def test_a_link_leads_to_six_words_to_an_approval_and_to_the_list(held: Practice) -> None:
    person, link = invite(held, "psychologist")
    with newcomer(held, "nouvelle") as place:
        words = place.accept(link)
        assert place.page.url == place.address
        place.press("Aller à la connexion")
        place.name_herself()
        place.page.fill("#totp", place.code())
        place.page.locator("button.primary").click()
        # Not approved yet: the words stay, and no case is shown.
        assert place.fingerprint() == words
        assert not place.cases()
        approve(held, person, words)
        place.press("Actualiser")
        place.see("Aucun dossier ne vous a été référé.")
        left = place.left_behind()
        assert {name: left[name] for name in NOTHING} == NOTHING
        # The link is used up; following it in the open app begins again and hides it too.
        place.page.goto(link)
        place.see("Ce lien a déjà servi, ou il est trop ancien.")
        assert place.page.url == place.address


def test_a_passkey_serves_instead_of_a_code(held: Practice) -> None:
    person, link = invite(held, "lawyer")
    with newcomer(held, "cle-d-acces") as place:
        device = _authenticator(place)
        place.open_invitation(link)
        place.page.click("#use-passkey")
        approve(held, person, place.fingerprint())
        place.name_herself()
        place.press("Utiliser la clé d’accès")
        place.page.locator(".tabs").wait_for(timeout=KEYS_WITHIN_MS)
        device.detach()


def test_a_passkey_that_is_refused_is_told(held: Practice) -> None:
    _, link = invite(held, "lawyer")
    with newcomer(held, "sans-cle") as place:
        device = _authenticator(place, isUserVerified=False, automaticPresenceSimulation=True)
        place.open_invitation(link)
        place.page.click("#use-passkey")
        place.see("La clé d’accès n’a pas servi.")
        assert place.page.locator("#totp").is_visible()
        device.detach()


def test_a_weak_choice_is_told_before_anything_is_made(held: Practice) -> None:
    _, link = invite(held, "doctor")
    with newcomer(held, "pressee") as place:
        place.page.goto(link)
        place.press("Suivant")
        place.see("Choisissez un nom de connexion.")
        place.page.fill("#login", "pressee")
        place.page.fill("#passphrase", "trop court")
        place.press("Suivant")
        place.see("Cette phrase de passe est trop courte.")
        place.page.fill("#passphrase", "passwordpassword")
        place.press("Suivant")
        place.see("Cette phrase de passe est trop facile à deviner.")
        place.page.fill("#passphrase", PASSPHRASE)
        place.press("Suivant")
        place.see("Les deux phrases de passe ne sont pas identiques.")
        assert place.page.input_value("#login") == "pressee"


def test_a_wrong_code_and_a_taken_name_are_told_and_can_be_mended(held: Practice) -> None:
    _, link = invite(held, "doctor")
    with newcomer(held, "medecin") as place:
        place.open_invitation(link)
        place.page.fill("#totp", "000 000")
        place.page.click("#use-totp")
        place.page.get_by_text("Ces chiffres ne sont pas les bons.").wait_for(
            timeout=KEYS_WITHIN_MS
        )
        place.totp_secret = place.page.locator("#totp-secret").inner_text().replace(" ", "")
        place.page.fill("#totp", place.code())
        place.page.click("#use-totp")
        place.see("Ce nom de connexion est déjà pris.")
        place.press("Retour")
        assert place.page.input_value("#login") == "medecin"


def test_a_wrong_passphrase_is_told_and_the_name_stays(held: Practice) -> None:
    with held.place("psychologue") as place:
        place.passphrase = "une tout autre phrase"
        place.name_herself()
        place.page.fill("#totp", place.code())
        place.page.locator("button.primary").click()
        place.page.get_by_text("Cela ne correspond pas.").wait_for(timeout=KEYS_WITHIN_MS)
        place.press("Retour")
        assert place.page.input_value("#login") == "psychologue"


def test_a_wrong_code_is_told_and_the_next_one_serves(held: Practice) -> None:
    with held.place("juriste") as place:
        place.name_herself()
        place.page.fill("#totp", "000 000")
        place.page.locator("button.primary").click()
        place.page.get_by_text("Un code ne sert qu’une fois").wait_for(timeout=KEYS_WITHIN_MS)
        place.page.fill("#totp", place.code())
        place.page.locator("button.primary").click()
        place.page.locator(".tabs").wait_for()


def test_what_is_typed_outlives_a_session_that_ends(held: Practice, manager: Workplace) -> None:
    _open_thread(held, manager)
    manager.page.fill("#answer", DRAFT)
    with contextlib.closing(sqlite3.connect(held.folder.vault / "coordination.db")) as database:
        database.execute("DELETE FROM sessions")
        database.commit()
    manager.page.click("#send")
    manager.see("Votre session est terminée.")
    assert not manager.reads(DRAFT)
    manager.page.fill("#login", manager.login)
    manager.page.fill("#passphrase", manager.passphrase)
    manager.page.locator("button.primary").click()
    manager.page.fill("#totp", manager.code())
    manager.page.locator("button.primary").click()
    manager.page.locator("#part-thread").click(timeout=KEYS_WITHIN_MS)
    manager.page.locator("#answer").wait_for()
    assert manager.page.input_value("#answer") == DRAFT
    manager.page.click("#send")
    manager.see("Envoyé et conservé.")


def test_two_windows_that_answer_at_once_lose_nothing(held: Practice, manager: Workplace) -> None:
    with held.place("accompagnatrice") as other:
        other.sign_in()
        other.list("mine")
        _open_thread(held, other)
        _open_thread(held, manager)
        manager.page.fill("#answer", "EXERCICE. D’ici.")
        manager.page.click("#send")
        manager.see("Envoyé et conservé.")
        other.page.fill("#answer", "EXERCICE. De là.")
        other.page.click("#send")
        other.see("Autre chose a été fait dans ce dossier au même moment.")
        assert "EXERCICE. D’ici." in other.messages()
        assert other.page.input_value("#answer") == "EXERCICE. De là."
        other.page.click("#send")
        other.see("Envoyé et conservé.")
        assert other.messages()[-2:] == ["EXERCICE. D’ici.", "EXERCICE. De là."]
        assert not other.problems()


def test_two_colleagues_who_take_one_case_are_told(held: Practice, manager: Workplace) -> None:
    person, link = invite(held, "case_manager")
    with newcomer(held, "seconde") as second:
        approve(held, person, second.accept(link))
        # The duty key comes from a colleague's browser, the next time it looks.
        manager.list("new")
        with manager.page.expect_response("**/api/me/wraps"):
            manager.page.click("#again")
        second.sign_in()
        case = held.mailbox(1).case
        second.open_case(case)
        manager.list("new")
        manager.open_case(case)
        manager.page.click("#take")
        manager.see("Ce dossier est maintenant le vôtre.")
        second.page.click("#take")
        second.see("vient de prendre ce dossier")
        assert case not in second.cases()
        _disable(held, person)
        second.page.click("#again")
        second.see("Votre session est terminée.")
        assert not second.cases()


def test_a_lost_line_is_told_and_the_text_stays(held: Practice, manager: Workplace) -> None:
    _open_thread(held, manager)
    manager.page.fill("#answer", DRAFT)
    manager.context.set_offline(True)
    manager.page.click("#send")
    manager.see("Il n’y a pas de connexion pour l’instant.")
    assert manager.page.input_value("#answer") == DRAFT
    manager.context.set_offline(False)
    manager.page.click("#send")
    manager.see("Envoyé et conservé.")


def test_a_consent_with_nothing_chosen_and_an_empty_answer_are_told(
    held: Practice, manager: Workplace
) -> None:
    _open_thread(held, manager)
    manager.page.fill("#answer", "  ")
    manager.page.click("#send")
    manager.see("Rien n’est encore écrit.")
    manager.part("referral")
    manager.page.click("#ask")
    manager.see("Choisissez au moins une partie.")


def test_the_language_changes_where_she_is_and_keeps_what_is_typed(
    held: Practice, manager: Workplace
) -> None:
    _open_thread(held, manager)
    manager.page.fill("#answer", DRAFT)
    manager.page.select_option("#languages select", "en")
    manager.see("Your answer")
    assert manager.page.input_value("#answer") == DRAFT
    assert manager.page.locator("html").get_attribute("lang") == "en"
    manager.part("referral")
    # What she will read is in the language of her report, whatever that of this screen.
    reason = manager.page.input_value("#reason")
    manager.page.select_option("#languages select", "fr")
    manager.see("Ce que vous lui dites")
    assert manager.page.input_value("#reason") == reason
    manager.part("thread")
    manager.see("Votre réponse")
    manager.page.fill("#answer", "")


def test_the_phones_way_back_leads_to_the_list(held: Practice, manager: Workplace) -> None:
    _open_thread(held, manager)
    manager.page.go_back()
    manager.page.locator("#view-mine[aria-current=true]").wait_for()
    assert manager.page.url == manager.address


def test_nothing_runs_off_the_side_of_a_small_phone(held: Practice, manager: Workplace) -> None:
    manager.page.set_viewport_size({"width": 320, "height": 568})
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not manager.page.evaluate(wide)
    for part in ("story", "thread", "files", "notes", "referral"):
        manager.list("mine")
        manager.open_case(held.mailbox(0).case)
        manager.part(part)
        assert not manager.page.evaluate(wide), part
    manager.page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


def test_a_sealed_box_is_told(held: Practice, manager: Workplace) -> None:
    manager.list("mine")
    held.box.command("lock")
    manager.page.click("#again")
    manager.see("Le serveur est fermé par sécurité en ce moment.")
    held.box.unlock()
    wait_until(lambda: held.box.status()["state"] == "open")


def test_signing_out_leaves_nothing(held: Practice, manager: Workplace) -> None:
    if manager.page.locator("#login").count() == 0:
        manager.page.click("#sign-out")
    manager.page.locator("#login").wait_for()
    assert not manager.cases()
    manager.page.go_back()
    manager.page.locator("#login").wait_for()
    left = manager.left_behind()
    assert {name: left[name] for name in NOTHING} == NOTHING


def _authenticator(place: Workplace, **changes: bool) -> CDPSession:
    device = place.context.new_cdp_session(place.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR | changes})
    return device


def _open_thread(held: Practice, place: Workplace) -> None:
    place.list("mine")
    place.open_case(held.mailbox(0).case)
    place.part("thread")


def _disable(held: Practice, person: str) -> None:
    with held.operator() as operator:
        operator.disable(person, operator.plan_disable(person))
