"""A text to paste into another team's queue: which room, what, since when, the evidence and what is asked for."""

from collections.abc import Sequence

from checks.facts.reading import moment
from checks.model import Citation, Finding, Room
from checks.source_names import source_name

MOST_LINES = 3


def hand_over(room: Room, sentence: str, request: str, seen: Sequence[Finding], commands: Sequence[str] = ()) -> str:
    """The text, empty when nobody is asked for anything.

    ``sentence`` names the cause and ``request`` says what is asked for. The first finding seen is the one that speaks
    for the headline.
    """
    if not request:
        return ""
    lines = [f"Room: {_named(room)}", f"Cause: {sentence}"]
    if seen:
        lines += [*_times(seen[0]), f"Seen: {seen[0].summary}", *(
            f"Also: {each.summary}" for each in seen[1:2] if each.summary not in seen[0].summary)]
        lines += [_evidence(cite) for cite in seen[0].citations[:MOST_LINES]]
    lines += [f"Asked for: {request}", *(f"Command: {command}" for command in commands)]
    return "\n".join(lines)


def _named(room: Room) -> str:
    name = f"{room.display_name} <{room.address}>" if room.display_name else room.address
    return f"{name}, object id {room.object_id}" if room.object_id else name


def _times(finding: Finding) -> list[str]:
    since = [f"Since: {moment(finding.since)}"] if finding.since else []
    return since + ([f"Last seen: {moment(finding.latest)}"] if finding.latest else [])


def _evidence(cite: Citation) -> str:
    at = moment(cite.at) if cite.at else ""
    ids = ((("correlation id " + cite.correlation_id) if cite.correlation_id else ""),
           (("request id " + cite.request_id) if cite.request_id else ""))
    return "Evidence: " + ", ".join(filter(None, (f"{source_name(cite.source)} {cite.locator}", at, cite.code, *ids)))
