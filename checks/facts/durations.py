"""Lengths of time, as a sentence tells them."""

from datetime import timedelta

from checks.facts.reading import counted

_MINUTE = timedelta(minutes=1)


def lasting(span: timedelta) -> str:
    """A length of time in its two largest units, whichever way it points: "2 hours 5 minutes"."""
    minutes = round(abs(span) / _MINUTE)
    if not minutes:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    units = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    first = next(place for place, (number, _unit) in enumerate(units) if number)
    return " ".join(counted(number, unit) for number, unit in units[first:first + 2] if number)
