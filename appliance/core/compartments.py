"""The compartments of a case and the keys beside them (record-format §4)."""

from typing import Final

SURVIVOR_COMPARTMENTS: Final = ("contact", "account", "thread", "evidence")
PROFESSIONAL_COMPARTMENTS: Final = ("medical", "psychosocial", "legal", "team")
COMPARTMENTS: Final = SURVIVOR_COMPARTMENTS + PROFESSIONAL_COMPARTMENTS
# Keys that belong to no case; a wrap of one carries neither case nor reporter.
DUTY_KEYS: Final = ("intake", "staff")
