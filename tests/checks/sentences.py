"""How a finding may speak of what was not found: only of a time that a source could see."""

import re

NOT_FOUND = re.compile(r"\b[Nn]o (?:sign-in(?! method)|success|heartbeat|attempt)\b|\bNothing of the device was seen\b")
TIME = re.compile(r"\bsince [A-Z][a-z]{2} \d|\bwithin \d|\bwithin the last (?:day|week)\b")


def unbounded(summary: str) -> bool:
    """Whether it says that nothing was found, and neither since when nor within which time."""
    return bool(NOT_FOUND.search(summary)) and not TIME.search(summary)
