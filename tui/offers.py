"""What an operator can do, and when. Both faces of the console offer exactly this."""

from enum import StrEnum

from appliance.agent.contract import Person

INVITED_ROLES = ("case_manager", "doctor", "psychologist", "lawyer", "investigator", "analyst")


class Offer(StrEnum):
    """Something an operator can do; the value is also the name of the action."""

    SET_UP = "set_up"
    UNLOCK = "unlock"
    JOIN = "join"
    PEOPLE = "people"
    INVITE = "invite"
    APPROVE = "approve"
    DISABLE = "disable"
    REINVITE = "reinvite"
    OPERATORS = "operators"
    INVITE_OPERATOR = "invite_operator"
    ADMIT = "admit"
    DISMISS = "dismiss_operator"
    AGREE = "agree"
    REFUSE = "refuse"
    OWN_CODE = "own_code"
    ESCROW = "escrow"
    LOG = "log"
    VERIFY = "verify"
    LINKS = "links"
    LOCK = "lock"
    WIPE = "wipe"
    SIGN_OUT = "sign_out"
    HELP = "help"
    LANGUAGE = "language"
    QUIT = "quit"


class Place(StrEnum):
    """Where the operator stands."""

    NEW = "new"
    LOCKED = "locked"
    HOME = "home"


ALWAYS = (Offer.HELP, Offer.LANGUAGE, Offer.QUIT)
ABOUT_PEOPLE = (Offer.INVITE, Offer.APPROVE, Offer.REINVITE, Offer.DISABLE)
ABOUT_OPERATORS = (
    Offer.INVITE_OPERATOR,
    Offer.ADMIT,
    Offer.DISMISS,
    Offer.AGREE,
    Offer.REFUSE,
    Offer.OWN_CODE,
)
OFFERED: dict[Place, tuple[Offer, ...]] = {
    Place.NEW: (Offer.SET_UP, *ALWAYS),
    Place.LOCKED: (Offer.UNLOCK, Offer.JOIN, Offer.WIPE, *ALWAYS),
    Place.HOME: (
        Offer.PEOPLE,
        *ABOUT_PEOPLE,
        Offer.OPERATORS,
        *ABOUT_OPERATORS,
        Offer.LINKS,
        Offer.ESCROW,
        Offer.LOG,
        Offer.VERIFY,
        Offer.LOCK,
        Offer.SIGN_OUT,
        Offer.WIPE,
        *ALWAYS,
    ),
}


# What takes a role other than having signed in; the agent refuses it to everybody else.
ROLE_NEEDED: dict[Offer, str] = {
    **dict.fromkeys(ABOUT_PEOPLE, "operator"),
    Offer.INVITE_OPERATOR: "operator",
    Offer.ADMIT: "operator",
    Offer.DISMISS: "operator",
    Offer.AGREE: "approver",
    Offer.LOCK: "operator",
}


def offers_for(person: Person) -> tuple[Offer, ...]:
    """Return what can be done about one person as she stands."""
    if person.role == "operator":
        return ()
    return {
        "pending": (Offer.APPROVE, Offer.REINVITE, Offer.DISABLE),
        "invited": (Offer.REINVITE, Offer.DISABLE),
        "active": (Offer.REINVITE, Offer.DISABLE),
        "disabled": (Offer.REINVITE,),
    }[person.status]
