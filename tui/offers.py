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
    BACKUPS = "backups"
    BACK_UP = "back_up"
    HOLD_DRILL = "hold_drill"
    VERIFY_TARGET = "verify_target"
    CHECK_TARGET = "check_target"
    ADD_TARGET = "add_target"
    REMOVE_TARGET = "remove_target"
    SCHEDULE = "schedule"
    EXPORT_KEY = "export_key"
    JOBS = "jobs"
    STOP_JOB = "stop_job"
    RESTORES = "restores"
    RESTORE = "restore"
    ESCROW = "escrow"
    LOG = "log"
    VERIFY = "verify"
    SERVICES = "services"
    RESTART = "restart"
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
ABOUT_BACKUPS = (
    Offer.BACK_UP,
    Offer.HOLD_DRILL,
    Offer.VERIFY_TARGET,
    Offer.CHECK_TARGET,
    Offer.ADD_TARGET,
    Offer.REMOVE_TARGET,
    Offer.SCHEDULE,
    Offer.EXPORT_KEY,
)
OFFERED: dict[Place, tuple[Offer, ...]] = {
    Place.NEW: (Offer.SET_UP, Offer.RESTORES, Offer.RESTORE, Offer.STOP_JOB, *ALWAYS),
    Place.LOCKED: (Offer.UNLOCK, Offer.JOIN, Offer.WIPE, *ALWAYS),
    Place.HOME: (
        Offer.PEOPLE,
        *ABOUT_PEOPLE,
        Offer.OPERATORS,
        *ABOUT_OPERATORS,
        Offer.SERVICES,
        Offer.RESTART,
        Offer.LINKS,
        Offer.BACKUPS,
        *ABOUT_BACKUPS,
        Offer.JOBS,
        Offer.STOP_JOB,
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
