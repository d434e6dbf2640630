"""Which operations take two people: what each asks for by itself, and config/policy beyond it."""

from pathlib import Path
from typing import Any

import yaml

from appliance.errors import ConfigurationError
from appliance.operations.register import MAY_TAKE_TWO

KEY = "two_people"


def read_policy(path: Path) -> frozenset[str]:
    """Return the operations for which `config/policy/approvals.yml` wants two people.

    Raises:
        ConfigurationError: the file cannot be read, or names what cannot take two.
    """
    try:
        found: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path.name} cannot be read.") from error
    if not isinstance(found, dict) or set(found) != {KEY} or not isinstance(found[KEY], list):
        raise ConfigurationError(f"{path.name}: “{KEY}” must be a list of operations.")
    for each in found[KEY]:
        if each not in MAY_TAKE_TWO:
            known = ", ".join(sorted(MAY_TAKE_TWO))
            raise ConfigurationError(f"{path.name}: “{each}” is none of {known}.")
    return frozenset(found[KEY])
