"""What a check of the log says, in words; both faces use them."""

from appliance.agent.contract import VerifyLine, VerifyProblem, VerifyProgress
from tui.words import Words

BAR = 20


def line_words(line: VerifyLine, words: Words) -> str:
    """Return one line of a check in words."""
    if isinstance(line, VerifyProgress):
        return words("log-checking", done=line.done, total=line.total)
    if isinstance(line, VerifyProblem):
        return problem_words(line, words)
    if line.problems:
        return words("log-bad", leaves=line.leaves, blobs=line.blobs, problems=line.problems)
    return words("log-good", leaves=line.leaves, blobs=line.blobs)


def problem_words(problem: VerifyProblem, words: Words) -> str:
    """Return a problem with the entry and the item it was found in."""
    kind = words(f"log-kind-{problem.kind}")
    about = f"{kind} {problem.item}" if problem.item else kind
    if problem.index is None:
        return words("log-problem-plain", about=about, what=problem.what)
    return words("log-problem", about=about, index=problem.index, what=problem.what)


def bar(progress: VerifyProgress) -> str:
    """Return how far a check is, as signs."""
    full = BAR * progress.done // progress.total if progress.total else BAR
    return f"[{'#' * full}{'-' * (BAR - full)}]"
