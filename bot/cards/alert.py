"""Alerts: a room that broke, got worse, broke of another cause, changes too often, or works again."""

from collections.abc import Sequence

from bot.cards.links import GLOBAL, Links
from bot.fleet import Alert
from bot.ports import KeptReport
from bot.turns import Card


def alert_card(alert: Alert, report: KeptReport | None, *, language: str = "en", time_zone: str = "",
               links: Links = GLOBAL, recovered: Alert | None = None) -> Card:
    """One room's alert; as it stands once the room has ``recovered``, if it has."""
    raise NotImplementedError


def alerts_card(alerts: Sequence[Alert], *, language: str = "en", time_zone: str = "",
                recovered: Sequence[Alert] = ()) -> Card:
    """Alerts of many rooms that are of one change and cause; ``recovered`` are the recoveries of some of them."""
    raise NotImplementedError


def alert_summary(alerts: Sequence[Alert], language: str = "en") -> str:
    """What a notification shows of the card."""
    raise NotImplementedError


def recovery_line(recovered: Sequence[Alert], language: str = "en", time_zone: str = "") -> str:
    """What is answered in the thread of an alert when its rooms work again."""
    raise NotImplementedError
