"""A file that names trustees, for `safehold escrow ceremony --from`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from appliance.agent.escrow_client import NewGroup, NewTrustee
from appliance.core.ceremony import GROUP_NAMES
from appliance.core.hybrid import parse_recipient
from appliance.errors import ConfigurationError, RecipientError


def read(path: Path) -> list[NewGroup]:
    """Read groups of trustees.

    One group has `threshold` and `trustees`; two stand under `country` and `abroad`. A trustee is
    a name, or `name` with `recipient_file`: a file with her own hybrid age key.

    Raises:
        ConfigurationError: the file cannot be read, or says something else.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path.name} cannot be read.") from error
    if not isinstance(found, dict):
        raise _error(path, "threshold")
    if set(found) == {"threshold", "trustees"}:
        return [_group(path, GROUP_NAMES[0], found)]
    if set(found) == set(GROUP_NAMES[1:]):
        return [_group(path, name, found[name]) for name in GROUP_NAMES[1:]]
    raise _error(path, ", ".join(sorted(map(str, found))))


def _group(path: Path, name: str, found: object) -> NewGroup:
    if not isinstance(found, dict) or set(found) != {"threshold", "trustees"}:
        raise _error(path, name)
    threshold, trustees = found["threshold"], found["trustees"]
    if type(threshold) is not int or not isinstance(trustees, list):
        raise _error(path, name)
    return NewGroup(name, threshold, tuple(_trustee(path, each) for each in trustees))


def _trustee(path: Path, found: object) -> NewTrustee:
    if isinstance(found, str) and found.strip():
        return NewTrustee(found.strip())
    if not isinstance(found, dict) or set(found) != {"name", "recipient_file"}:
        raise _error(path, "trustees")
    return NewTrustee(str(found["name"]), _recipient(path, found))


def _recipient(path: Path, found: Mapping[str, Any]) -> str:
    try:
        text = (path.parent / str(found["recipient_file"])).read_text(encoding="ascii")
        return parse_recipient(text.strip())
    except (OSError, UnicodeDecodeError, RecipientError) as error:
        raise _error(path, "recipient_file") from error


def _error(path: Path, key: str) -> ConfigurationError:
    return ConfigurationError(f"{path.name}: {key}")
