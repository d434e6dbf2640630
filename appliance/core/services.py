"""What organisations offer, in the words of GBVIMS (record-format §6)."""

from typing import Final

SERVICE_TYPES: Final = (
    "safe_house_shelter",
    "health_medical",
    "psychosocial",
    "legal_assistance",
    "police_other_security",
    "livelihoods",
    "child_protection_education",
)
ROLES: Final = (
    "case_manager",
    "doctor",
    "psychologist",
    "lawyer",
    "investigator",
    "analyst",
    "operator",
)
