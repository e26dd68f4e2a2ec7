"""Alerts, sweeps and rooms of a fleet that cards are drawn of in the tests."""

from dataclasses import replace
from datetime import timedelta

from bot.cards.alert import alert_card, alerts_card
from bot.cards.links import GLOBAL
from bot.fleet import Alert, Change, Sight, Standing
from bot.turns import Card
from checks.model import Cause, Room, Severity
from tests.bot.cards.samples import NOW, ROOM, ZONE, failing

WELL = Sight(Standing.WELL, Cause.HEALTHY)
MFA = Sight(Standing.BROKEN, Cause.MFA_REQUIRED, Severity.CRITICAL, ("sign_in.mfa",))
LICENCE = Sight(Standing.BROKEN, Cause.LICENCE_MISSING, Severity.MEDIUM, ("licence.teams_rooms",))
CITIES = ("Zurich", "Geneva", "Lugano", "Bern")


def alert(change: Change = Change.BROKE, before: Sight = WELL, after: Sight = MFA, *, room: Room = ROOM,
          id_: str = "alert-1", episode: str = "outage-1", building: str = "Zurich, Europaallee") -> Alert:
    return Alert(id_, "sweep-1", room, building, change, before, after, NOW, NOW - timedelta(hours=2), episode, "r-1")


def recovery(of: Alert) -> Alert:
    return replace(of, id=f"{of.id}-over", change=Change.RECOVERED, before=of.after, after=WELL,
                   at=of.at + timedelta(hours=1, minutes=20), report="r-2")


def taken(made: Alert) -> Alert:
    return replace(made, acknowledged_by="Anna Meier", acknowledged_at=NOW + timedelta(minutes=9))


def room(number: int) -> Room:
    return Room(f"room-{number}@contoso.com", f"{CITIES[number % 4]} {number}", f"00000000-0000-4000-8000-{number:012}")


def many(number: int, after: Sight = MFA) -> tuple[Alert, ...]:
    return tuple(alert(after=after, room=room(each), id_=f"alert-{each}", episode=f"outage-{each}",
                       building=CITIES[each % 4]) for each in range(1, number + 1))


WORSE = alert(Change.WORSE, LICENCE, replace(LICENCE, severity=Severity.HIGH))
OTHER_CAUSE = alert(Change.CAUSE_CHANGED, LICENCE)
FLAPPING = alert(Change.FLAPPING)


def fleet_cards() -> dict[str, Card]:
    """One card of each kind, by the name of its golden file."""
    return {
        "alert": alert_card(alert(), failing(), time_zone=ZONE),
        "alert_taken": alert_card(taken(alert()), failing(), time_zone=ZONE),
        "alert_worse": alert_card(WORSE, None, time_zone=ZONE),
        "alert_other_cause": alert_card(OTHER_CAUSE, failing(), time_zone=ZONE),
        "alert_flapping": alert_card(FLAPPING, failing(), time_zone=ZONE),
        "alert_recovered": alert_card(taken(alert()), failing(), time_zone=ZONE, recovered=recovery(alert())),
        "alert_german": alert_card(taken(alert()), failing(), language="de", time_zone=ZONE),
        "alert_french": alert_card(alert(), failing(), language="fr", time_zone=ZONE),
        "alert_italian": alert_card(OTHER_CAUSE, failing(), language="it", time_zone=ZONE),
        "alert_recovered_german": alert_card(alert(), None, language="de", time_zone=ZONE, recovered=recovery(alert())),
        "alerts": alerts_card(many(5), time_zone=ZONE),
        "alerts_many": alerts_card(many(212), time_zone=ZONE),
        "alerts_some_recovered": alerts_card(many(6), time_zone=ZONE, recovered=[*map(recovery, many(2))]),
        "alerts_recovered_french": alerts_card(many(3), language="fr", time_zone=ZONE,
                                               recovered=[*map(recovery, many(3))]),
    }


def hostile_fleet_cards(text: str) -> dict[str, Card]:
    """Every card of the fleet that shows text from outside, made of this text."""
    broken = replace(alert(room=Room(text, text, text), building=text), acknowledged_by=text, acknowledged_at=NOW,
                     report=text, id=text)
    return {
        "alert": alert_card(broken, None, links=GLOBAL),
        "alerts": alerts_card([broken, replace(broken, episode="outage-2")], recovered=[recovery(broken)]),
    }
