"""What people and operators have in common: both are approved over six words, and disabled."""

from collections.abc import Callable, Sequence

from appliance.agent.contract import Plan
from tui.listing import Done, Question
from tui.model import Console


def approving(
    console: Console, name: str, six_words: Sequence[str], plan: Plan, approve: Callable[[], str]
) -> Question:
    """Return what is shown before a key is trusted.

    Args:
        console: the view-model.
        name: whose key it is.
        six_words: of the key, to compare by voice.
        plan: what approving would do.
        approve: does it and says what is the case then.
    """
    words = console.words
    return Question(
        lambda: words("approve-title", name=name),
        lambda: console.titled_plan_lines(plan),
        "approve-yes",
        lambda: Done(approve()),
        word="approve-word",
        compare=lambda: words("approve-compare", name=name),
        six_words=six_words,
        refused="approve-not",
        help_text="help-approve",
    )


def disabling(
    console: Console, name: str, limits: str, plan: Plan, disable: Callable[[], str]
) -> Question:
    """Return what is shown before somebody is refused from then on.

    Args:
        console: the view-model.
        name: who is.
        limits: message of what cannot be undone.
        plan: what disabling would do.
        disable: does it and says what is the case then.
    """
    words = console.words
    return Question(
        lambda: words("disable-title", name=name),
        lambda: [*console.titled_plan_lines(plan), words(limits, name=name)],
        "disable-yes",
        lambda: Done(disable()),
        word="disable-word",
        help_text="help-disable",
    )
