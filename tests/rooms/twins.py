"""Variants of the simulated rooms that look like a cause and are none: what is changed, and nothing else."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from demo.identifiers import App, invented
from demo.rooms import DAY, HOUR, LOG_BEGINS, MINUTE, ROOMS
from demo.scenario import (
    BROWSER_AGENT,
    Account,
    Applied,
    Attempt,
    Beat,
    MailboxState,
    Phase,
    Scenario,
    TeamsState,
    attempts,
    each,
)

SIGNAGE = App(invented("application", "signage"), "Contoso Digital Signage")
SIGNAGE_SERVICE = App(invented("application", "signage service"), "Contoso Digital Signage Service")
WELL = (Phase(LOG_BEGINS, Beat()),)


def room(name: str) -> Scenario:
    """The simulated room that the part of its address names."""
    return next(each for each in ROOMS if each.address.startswith(f"room-{name}@"))


WELL_ROOM = room("zurich-aare")


def fresh_successes(since: timedelta = 105 * MINUTE) -> tuple[Attempt, ...]:
    """The device signs in to Teams and to Exchange, for the first time so long ago and for the last just now."""
    times = each((since - 10 * MINUTE) / 3, 4, 10 * MINUTE)
    return attempts(times) + attempts(times, exchange=True)


def later(found: Iterable[Attempt], by: timedelta) -> tuple[Attempt, ...]:
    """The same attempts, so much longer ago."""
    return tuple(replace(attempt, ago=attempt.ago + by) for attempt in found)


def refusals(scenario: Scenario) -> tuple[Attempt, ...]:
    """What the device was refused."""
    return tuple(attempt for attempt in scenario.attempts if attempt.code and attempt.on_device)


def mended(scenario: Scenario, since: timedelta = 105 * MINUTE) -> Scenario:
    """Everything happened three hours earlier, and was put right; since then the device has signed in."""
    by = 3 * HOUR
    phases = tuple(replace(phase, since_ago=min(phase.since_ago + by, LOG_BEGINS)) for phase in scenario.phases)
    return replace(
        scenario, account=Account(), licences=WELL_ROOM.licences, teams=TeamsState(), mailbox=MailboxState(),
        devices=WELL_ROOM.devices, intune=WELL_ROOM.intune, groups=WELL_ROOM.groups, per_user_mfa="disabled",
        attempts=later(scenario.attempts, by) + fresh_successes(since), phases=(*phases, Phase(since, Beat())),
        network_faults=tuple(ago + by for ago in scenario.network_faults),
        app_errors=tuple(ago + by for ago in scenario.app_errors))


def mended_just_now(scenario: Scenario) -> Scenario:
    """As mended, but for minutes only: two heartbeats, and successes of a quarter of an hour."""
    return mended(scenario, 14 * MINUTE)


def of_another_program(scenario: Scenario) -> Scenario:
    """The same refusals, of a program that shares the console's Windows, while the room's own app is well."""
    return replace(scenario, account=Account(), attempts=fresh_successes() + tuple(
        replace(attempt, app=SIGNAGE, resource=SIGNAGE_SERVICE, agent="Signage/2.1", in_graph=False)
        for attempt in refusals(scenario)), phases=WELL)


def too_old(scenario: Scenario) -> Scenario:
    """The same refusals, from before the period that is looked at."""
    return replace(scenario, account=Account(), attempts=later(scenario.attempts, 8 * DAY) + fresh_successes(),
                   phases=WELL)


def only_reported(scenario: Scenario) -> Scenario:
    """The policies that refused the room are on trial: they report a failure, and the device is let in."""
    let_in = tuple(replace(attempt, code=0, policies=tuple(Applied(each.policy, "reportOnlyFailure")
                                                           for each in attempt.policies))
                   for attempt in refusals(scenario))
    return replace(scenario, attempts=let_in, phases=WELL)


def by_a_person(scenario: Scenario) -> Scenario:
    """The same refusals of a person who opens Teams in a browser with the room's account."""
    typed = tuple(replace(attempt, agent=BROWSER_AGENT, on_device=False) for attempt in refusals(scenario))
    return replace(scenario, account=Account(), attempts=typed + fresh_successes(), phases=WELL)


def with_code(scenario: Scenario, code: int) -> Scenario:
    """The device meets this code instead, and nothing else is wrong with it."""
    met = tuple(replace(attempt, code=code) if attempt.code else attempt for attempt in scenario.attempts)
    return replace(scenario, attempts=met, phases=WELL)


def while_exchange_lets_in(scenario: Scenario) -> Scenario:
    """The device goes on being refused in Teams, and is let in to Exchange."""
    return replace(scenario, attempts=scenario.attempts + attempts((5 * MINUTE, 50 * MINUTE), exchange=True))


def while_a_person_is_let_in(scenario: Scenario) -> Scenario:
    """The device goes on being refused, and a person signs in with its account in a browser."""
    typed = tuple(replace(attempt, agent=BROWSER_AGENT, on_device=False) for attempt in fresh_successes())
    return replace(scenario, attempts=scenario.attempts + typed)
