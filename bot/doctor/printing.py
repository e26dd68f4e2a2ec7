"""The doctor's findings on the command line: as text, or as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.cards import Links, doctor_card, plain
from bot.cards.text import count
from bot.doctor.lines import Line, State, Topic, state_of, status_of
from bot.doctor.visit import Findings
from bot.printing import print_json, show
from bot.setup import Setup
from bot.version import VERSION
from checks.doctor import examination_json

_MARKS: Mapping[State, tuple[str, str]] = {
    State.OK: ("✔", "green"), State.ATTENTION: ("▲", "yellow"), State.WRONG: ("✖", "red"),
    State.UNKNOWN: ("○", "yellow"), State.LOOK_YOURSELF: ("□", "cyan"), State.NOT_NEEDED: ("○", "dim"),
}
_TITLES: Mapping[Topic, str] = {Topic.PERMISSIONS: "Microsoft Graph", Topic.APP_PACKAGE: "App package for Teams"}


def print_findings(found: Findings, setup: Setup, links: Links, now: datetime, *, as_json: bool) -> int:
    """Print every line, and the permissions one by one; the exit status is as the lines stand together."""
    if as_json:
        print_json(findings_json(found, setup, now))
    else:
        Console().print(_drawn(found))
        if found.examination:
            show(doctor_card(found.examination, setup, links=links))
    return status_of(found.lines)


def findings_json(found: Findings, setup: Setup, now: datetime) -> Mapping[str, object]:
    """As docs/doctor.md has it. Without an examination its fields are empty."""
    examined = examination_json(found.examination) if found.examination else {
        "room": "", "at": now.isoformat(), "permissions": []}
    lines = [_line_json(line) for line in found.lines]
    return {"version": VERSION, "state": state_of(found.lines).value, "lines": lines,
            **asdict(setup), **examined}


def _line_json(line: Line) -> Mapping[str, str]:
    return {"topic": line.topic.value, "name": line.name, "state": line.state.value, "told": line.told,
            "remedy": line.remedy}


def _drawn(found: Findings) -> RenderableType:
    parts: list[RenderableType] = [Text(f"Roomcheck {VERSION}: {_together(found)}", style="bold")]
    for topic, lines in groupby(found.lines, key=lambda line: line.topic):
        parts += [Text(), Text(_TITLES.get(topic, topic.value.capitalize()), style="bold"), _rows(lines)]
    return Group(*parts, Text())


def _together(found: Findings) -> str:
    numbers = {state: sum(line.state is state for line in found.lines) for state in State}
    told = [f"{count(numbers[State.WRONG], 'thing')} wrong"] if numbers[State.WRONG] else []
    told += [f"{count(numbers[State.UNKNOWN], 'thing')} could not be told"] if numbers[State.UNKNOWN] else []
    told += [f"{count(numbers[State.ATTENTION], 'thing')} to look at"] if numbers[State.ATTENTION] else []
    if yours := numbers[State.LOOK_YOURSELF]:
        told = [*(told or ["what can be read from here is well"]), f"{count(yours, 'thing')} to look at yourself"]
    return f"{', '.join(told)}." if told else "everything is well."


def _rows(lines: Iterator[Line]) -> Table:
    table = Table.grid(padding=(0, 1))
    for line in lines:
        mark, colour = _MARKS[line.state]
        told = Text(f"{plain(line.name)}: ", style="bold").append(plain(line.told), style="not bold")
        table.add_row(Text(mark, style=colour), told)
        if line.remedy:
            table.add_row("", Text(f"→ {plain(line.remedy)}"))
    return table
