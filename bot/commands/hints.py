"""How commands are written, for whoever wrote one that is none."""

from bot.words import _

EXAMPLE_ROOM = "room-42@contoso.com"
QUIET_HOURS = "quiet 18:00-07:00"


def conditions() -> str:
    """Which conditions there are, for whoever wrote another."""
    some = f"only high, {QUIET_HOURS}, in German"
    return _("Behind what is to be watched there may stand, in any order: {conditions}.", conditions=some)


def how_to_snooze() -> str:
    example = f"snooze {EXAMPLE_ROOM} 4h"
    # For translators: {command} and what follows it are what people type, in every language.
    return _("Write, for example: {command}, or {minutes}, {days}, {clock}, or {tomorrow}.", command=example,
             minutes="30m", days="2 days", clock="until 18:00", tomorrow="until tomorrow")


def how_to_be_quiet() -> str:
    return _("Write quiet hours as two times of day that differ, for example: {hours}", hours=QUIET_HOURS)


def which_room(verb: str) -> str:
    """Asks for the room that a command is to be about."""
    return _("Which room? Write {command} and the room's address, or part of its display name.", command=verb)


def one_at_a_time(verb: str) -> str:
    return _("One room at a time. Write {command} and the room's address, or part of its display name.", command=verb)


def which_building(verb: str) -> str:
    example = f"{verb} building Zurich"
    return _("Which building? Write, for example: {command}", command=example)
