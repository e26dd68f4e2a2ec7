"""Why an account may be taken for a room's, or that it may not: who may check an account depends on it."""

from enum import StrEnum


class Likeness(StrEnum):
    """``SWEPT`` is an account that a sweep has found among the rooms, ``ALLOWED`` one that an admin allowed.

    ``ABSENT`` is no account at all, ``OTHER`` one that looks like a person's.
    """

    LICENCE = "licence"
    MAILBOX = "mailbox"
    PLACE = "place"
    GROUP = "group"
    PATTERN = "pattern"
    SWEPT = "swept"
    ALLOWED = "allowed"
    ABSENT = "absent"
    OTHER = "other"
