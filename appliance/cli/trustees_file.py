"""A file that names trustees, for `safehold escrow ceremony --from`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from appliance.agent.escrow_client import NewGroup, NewTrustee
from appliance.core.ceremony import GROUP_NAMES
from appliance.core.hybrid import parse_recipient
from appliance.errors import ConfigurationError, RecipientError, ShareCountError

MOST = 16  # SLIP-39: an index has four bits
WANTED = "“threshold” and “trustees”"


def read(path: Path) -> list[NewGroup]:
    """Read groups of trustees.

    One group has `threshold` and `trustees`; two stand under `country` and `abroad`. A trustee is
    a name, or `name` with `recipient_file`: a file with her own hybrid age key.

    Raises:
        ConfigurationError: the file cannot be read, or says something else.
        ShareCountError: somebody is named twice, or there are too many.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name} cannot be read.") from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{path.name}{line}: this is not valid YAML.") from error
    if not isinstance(found, dict):
        raise _error(path, "it must have “threshold” and “trustees”.")
    if set(found) == {"threshold", "trustees"}:
        return _counted([_group(path, GROUP_NAMES[0], found)])
    if set(found) == set(GROUP_NAMES[1:]):
        return _counted([_group(path, name, found[name]) for name in GROUP_NAMES[1:]])
    raise _error(path, f"it must have {WANTED}, or both under “country” and under “abroad”.")


def _group(path: Path, name: str, found: object) -> NewGroup:
    if not isinstance(found, dict) or set(found) != {"threshold", "trustees"}:
        raise _error(
            path,
            f"“{name}” must have {WANTED}."
            if name != GROUP_NAMES[0]
            else f"it must have {WANTED}.",
        )
    threshold, trustees = found["threshold"], found["trustees"]
    if type(threshold) is not int:
        raise _error(path, "“threshold” must be a number.")
    if not isinstance(trustees, list):
        raise _error(path, "“trustees” must be a list of names.")
    return NewGroup(name, threshold, tuple(_trustee(path, each) for each in trustees))


def _counted(groups: list[NewGroup]) -> list[NewGroup]:
    names = [each.name for group in groups for each in group.trustees]
    if len(names) > MOST or len(set(names)) < len(names):
        raise ShareCountError
    return groups


def _trustee(path: Path, found: object) -> NewTrustee:
    if isinstance(found, str) and found.strip():
        return NewTrustee(found.strip())
    if not isinstance(found, dict) or set(found) != {"name", "recipient_file"}:
        raise _error(path, "a trustee is a name, or “name” with “recipient_file”.")
    return NewTrustee(str(found["name"]), _recipient(path, found))


def _recipient(path: Path, found: Mapping[str, Any]) -> str:
    try:
        text = (path.parent / str(found["recipient_file"])).read_text(encoding="ascii")
        return parse_recipient(text.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise _error(path, f"the file “{found['recipient_file']}” cannot be read.") from error
    except RecipientError as error:
        why = "holds no hybrid age key, which begins with age1pq1."
        raise _error(path, f"the file “{found['recipient_file']}” {why}") from error


def _error(path: Path, why: str) -> ConfigurationError:
    return ConfigurationError(f"{path.name}: {why}")
