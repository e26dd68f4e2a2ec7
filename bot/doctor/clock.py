"""This machine's clock, against the times that Microsoft's servers wrote on their answers."""

from collections.abc import Mapping
from datetime import timedelta

from bot.cards.text import count
from bot.doctor.lines import Line, State, Topic

_ATTENTION, _WRONG = timedelta(minutes=2), timedelta(minutes=5)
"""Bots take tokens whose times are up to five minutes off (Microsoft Learn, "Authentication with the Bot Connector
API"), as Entra does.
"""
_SET = "Let this machine take its time from a time server (timedatectl set-ntp true, or the host of the container)."


def clock_line(skews: Mapping[str, timedelta]) -> Line:
    """``skews`` says by how much this machine is ahead of each server. The one that is nearest counts."""
    if not skews:
        return Line(Topic.CLOCK, "Clock", State.UNKNOWN, "No server has answered, so that there is no time to compare "
                    "this machine's with.", "See to the lines above first.")
    server, ahead = min(skews.items(), key=lambda each: abs(each[1]))
    if abs(ahead) < _ATTENTION:
        return Line(Topic.CLOCK, "Clock", State.OK, f"This machine's clock agrees with that of {server}.")
    side = "ahead of" if ahead > timedelta() else "behind"
    told = f"This machine's clock is {_lasting(abs(ahead))} {side} that of {server}."
    if abs(ahead) < _WRONG:
        return Line(Topic.CLOCK, "Clock", State.ATTENTION, f"{told} From five minutes on, tokens are refused.", _SET)
    return Line(Topic.CLOCK, "Clock", State.WRONG, f"{told} Tokens are refused: the bot answers nobody, and a "
                "certificate proves nothing.", _SET)


def _lasting(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return count(minutes, "minute") if minutes < 120 else count(round(minutes / 60), "hour")  # noqa: PLR2004 - two hours
