"""The list of people, and what can be done about them."""

from collections.abc import Callable

from appliance.agent.contract import Invitation, Person
from tui.accounts import approving, disabling
from tui.invitation import (
    InvitationDraft,
    invitation_fields,
    invitation_problem,
    new_invitation,
)
from tui.listing import Column, Deed, Done, Listing, Question, Request, Secret
from tui.model import Console
from tui.moments import moment
from tui.offers import Offer, offers_for
from tui.people import cells, matching, name_of, status_of, you


def _name(console: Console, person: Person) -> str:
    return name_of(person, console.words)


def _cells(console: Console, person: Person) -> tuple[str, ...]:
    return cells(person, console.organisations, console.words)


def _line(console: Console, person: Person) -> str:
    return console.words(
        "plain-person",
        name=_name(console, person),
        role=console.words(f"role-{person.role}"),
        organisation=console.organisations.get(person.organisation, "–"),
        status=status_of(person, console.words),
    )


def _about(console: Console, person: Person) -> list[str]:
    words = console.words
    found = [
        words(
            "person-about",
            role=words(f"role-{person.role}"),
            organisation=console.organisations.get(person.organisation, "–"),
            status=words(f"status-{person.status}"),
        )
    ]
    if person.last_seen_week:
        found.append(words("person-seen", week=person.last_seen_week))
    able = offers_for(person)
    return [*found, words(f"person-next-{person.status}" if able else "person-own")]


def _everybody(console: Console) -> list[Person]:
    return console.people


def _may(offer: Offer) -> Callable[[Person], bool]:
    return lambda person: offer in offers_for(person)


def _approval(console: Console, person: Person) -> Question:
    approval = console.plan_approval(person)
    name, six_words = name_of(approval.person, console.words), approval.person.words

    def approve() -> str:
        console.approve(approval)
        return console.approved(approval)

    return approving(console, name, six_words, approval.plan, approve)


def _disabling(console: Console, person: Person) -> Question:
    plan, name = console.plan_disable(person), name_of(person, console.words)

    def disable() -> str:
        return console.disabled(person, console.disable(person, plan))

    return disabling(console, name, "disable-limits", plan, disable)


def _reinviting(console: Console, person: Person) -> Question:
    words, plan = console.words, console.plan_reinvite(person)
    name = name_of(person, words)
    return Question(
        lambda: words("reinvite-title", name=name),
        lambda: [words("reinvite-text", name=name), *console.titled_plan_lines(plan)],
        "reinvite-yes",
        lambda: _link(console, name, console.reinvite(person, plan)),
        help_text="help-invite",
    )


def _invite(console: Console, draft: InvitationDraft) -> Done:
    made = console.invite(draft.name, draft.role, draft.organisation)
    return _link(console, draft.name.strip(), made)


def _link(console: Console, name: str, made: Invitation) -> Done:
    words = console.words

    def lines() -> list[str]:
        expires = moment(made.expires, words)
        return [
            words("invited-text", name=name, expires=expires),
            words("invited-next", name=name),
        ]

    return Done(secret=Secret("invited-title", lines, made.link))


PEOPLE: Listing[Person] = Listing(
    Offer.PEOPLE,
    "people-title",
    "people-keys",
    "people-empty",
    (
        Column("people-columns-status", 14),
        Column("people-columns-name", 24),
        Column("people-columns-role", 20),
        Column("people-columns-organisation", 14),
    ),
    read=Console.read_people,
    rows=_everybody,
    key=lambda person: person.id,
    name=_name,
    cells=_cells,
    line=_line,
    about=_about,
    above=lambda console: [you(console.operator, console.words)],
    deeds=(
        Deed(
            Offer.APPROVE,
            "a",
            "key-approve",
            "person-approve",
            _everybody,
            _may(Offer.APPROVE),
            _line,
            _approval,
            none="person-none-approve",
            finds=True,
        ),
        Deed(
            Offer.REINVITE,
            "r",
            "key-reinvite",
            "person-reinvite",
            _everybody,
            _may(Offer.REINVITE),
            _line,
            _reinviting,
            none="person-none-reinvite",
        ),
        Deed(
            Offer.DISABLE,
            "d",
            "key-disable",
            "person-disable",
            _everybody,
            _may(Offer.DISABLE),
            _line,
            _disabling,
            none="person-none-disable",
        ),
    ),
    requests=(
        Request(
            Offer.INVITE,
            "n",
            "key-invite",
            "invite-title",
            invitation_fields,
            new_invitation,
            invitation_problem,
            _invite,
            save="invite-button",
            help_text="help-invite",
        ),
    ),
    matching=matching,
    help_text="help-people",
)
