"""The command line: its commands and what each of them takes."""

import logging
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.address import OddAddressError, address, looks_like_address
from bot.words import COMPLETE
from bot.words.catalogues import SOURCE
from checks.collector import BundleReading
from checks.model import Room

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction[ArgumentParser]

_JUDGED = "0 healthy or recovered, 1 something failed, 2 it could not be judged, or the command was wrong"
_KEPT = "0 all rooms are well or the table was written, 1 a room is broken, 2 it could not be told or written"
_DONE = "0 done, 2 it could not be done"
_LASTED = "0 it was told to stop, 2 it could not begin or go on"
_JSON = "print the answer as JSON"


class UsageError(Exception):
    """What was asked for cannot be done; the message says why."""


def must_be_readable(zip_: Path, timeline: Path | None) -> None:
    """Raises :class:`UsageError` for what is no file, and where the timeline would be written over it."""
    if zip_.is_dir():
        raise UsageError(f"{zip_} is a folder. Name the zip itself.")
    if not zip_.is_file():
        raise UsageError(f"There is no file {zip_}. Name the zip as it lies on this computer.")
    if timeline and timeline.exists() and timeline.samefile(zip_):
        raise UsageError("The timeline would be written over the zip. Name another file for it.")
    try:
        zip_.open("rb").close()
    except OSError as refused:
        raise UsageError(f"{zip_} cannot be read: {refused.strerror}. Ask for the right to read it.") from refused


def room_named(name: str, display_name: str = "") -> Room:
    """The room of a whole address. Raises :class:`UsageError`."""
    try:
        return Room(address(name), display_name)
    except OddAddressError as odd:
        raise UsageError(f"{odd} Write the whole address, for example room-42@contoso.com.") from odd


def room_of(reading: BundleReading, given: str) -> Room:
    """The room that the logs name, else the one that the caller names. Raises :class:`UsageError`."""
    named = reading.alias if looks_like_address(reading.alias) else ""
    if not (named or given):
        raise UsageError("The logs do not name their room. Say whose zip it is: --room room-42@contoso.com")
    if named and given and named.casefold() != given.casefold():
        print(f"These are the logs of {named}, not of {given}.", file=sys.stderr)
    return room_named(named or given, reading.display_name)


def _first(said: str) -> datetime:
    """The beginning of a day in UTC."""
    try:
        return datetime.combine(date.fromisoformat(said), time.min, UTC)
    except ValueError:
        raise ArgumentTypeError(f"“{said}” is no day such as 2026-11-20") from None


def _last(said: str) -> datetime:
    """The end of a day in UTC."""
    try:
        return _first(said) + timedelta(days=1)
    except OverflowError:
        raise ArgumentTypeError(f"“{said}” is the last of all days") from None


def parser() -> ArgumentParser:
    """Reads a command into ``command``, its name, with its options; ``log_level`` is what it logs unless told."""
    made = ArgumentParser(prog="app.py", description="Says why a Teams Room cannot sign in.",
                          epilog="Exit status: 0 healthy or recovered, 1 a failure, 2 not judged or bad usage. The "
                                 "--help of each command says what its own means.", allow_abbrev=False)
    made.set_defaults(log_level=logging.ERROR)
    commands = made.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for add in (_add_lasting, _add_database, _add_judging, _add_fleet, _add_catalogue, _add_demo):
        add(commands)
    return made


def _command(commands: "Commands", name: str, purpose: str, exit_status: str) -> ArgumentParser:
    """A command whose help says what its exit status means."""
    return commands.add_parser(name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.",
                               epilog=f"Exit status: {exit_status}.", allow_abbrev=False)


def _add_lasting(commands: "Commands") -> None:
    serve = _command(commands, "serve", "run the bot for Teams", _LASTED)
    serve.add_argument("--no-work", action="store_true",
                       help="only answer and queue; workers on the same PostgreSQL database look at the rooms")
    worker = _command(commands, "worker", "look at the rooms that bots on the same PostgreSQL database queue", _LASTED)
    for lasting in (serve, worker):
        lasting.set_defaults(log_level=logging.INFO)


def _add_database(commands: "Commands") -> None:
    migrate = _command(commands, "migrate", "bring the database to this version of Roomcheck",
                       "0 it is of this version, 1 it is not (only with --check), 2 it could not be told or changed")
    migrate.add_argument("--check", action="store_true", help="change nothing, only say whether it is")
    backup = _command(commands, "backup", "copy the embedded database, while the bot runs", _DONE)
    backup.add_argument("file", type=Path, metavar="FILE", help="where to; no file is written over")
    audit = _command(commands, "audit", "write who asked what, as lines of JSON, the oldest first", _DONE)
    audit.add_argument("--room", default="", metavar="ADDRESS", help="only about this room")
    audit.add_argument("--since", type=_first, metavar="DATE", help="from this day on, such as 2026-11-20, in UTC")
    audit.add_argument("--until", type=_last, metavar="DATE", help="to the end of this day")
    forget = _command(commands, "forget", "remove what is kept about a room, but for the audit", _DONE)
    forget.add_argument("room", metavar="ADDRESS", help="the room's address")
    which = _command(commands, "which", "name the rooms that an id in the log stands for", _DONE)
    which.add_argument("id", metavar="ID", help="what the log calls a run or a room")


def _add_judging(commands: "Commands") -> None:
    check = _command(commands, "check", "check rooms through Microsoft Graph", _JUDGED)
    check.add_argument("rooms", nargs="*", metavar="UPN", help="the address of a room's account")
    check.add_argument("--demo", action="store_true", help="in the simulated tenant; without UPN, all its rooms")
    check.add_argument("--what-if", action="store_true", help="ask too what Conditional Access would decide now")
    doctor = _command(commands, "doctor", "say what is wrong with Roomcheck's set-up, and what to do about it",
                      "0 everything is well, 1 something is wrong, 2 something could not be told")
    doctor.add_argument("room", nargs="?", default="", metavar="ROOM",
                        help="the address to ask Graph through; without it, the first of the organisation's rooms")
    doctor.add_argument("--demo", action="store_true", help="in the simulated tenant")
    analyze = _command(commands, "analyze", "read a room's diagnostic zip", _JUDGED)
    analyze.add_argument("zip", type=Path, metavar="ZIP")
    analyze.add_argument("--room", metavar="UPN", default="", help="whose zip it is, if its logs do not say")
    analyze.add_argument("--timeline", type=Path, metavar="SVG", help="draw when the room was well into this file")
    for judging in (check, doctor, analyze):
        judging.add_argument("--json", action="store_true", help=_JSON)


def _add_fleet(commands: "Commands") -> None:
    sweep = _command(commands, "sweep", "look at every room of the organisation once, and tell who is to be told",
                     "0 all rooms are well, 1 a room is broken, 2 it could not be told")
    sweep.add_argument("--json", action="store_true", help=_JSON)
    fleet = _command(commands, "fleet", "say how available the rooms were, as the sweeps have kept it", _KEPT)
    fleet.add_argument("--building", default="", metavar="NAME", help="only the rooms of this building")
    history = _command(commands, "history", "say when a room was broken, as the sweeps have kept it", _KEPT)
    history.add_argument("room", metavar="ROOM", help="its address, or part of its display name")
    for kept in (fleet, history):
        form = kept.add_mutually_exclusive_group()
        form.add_argument("--csv", metavar="FILE",
                          help="write a table for spreadsheets into this file, or to standard output where it is -")
        form.add_argument("--json", action="store_true", help=_JSON)


def _add_catalogue(commands: "Commands") -> None:
    explain = _command(commands, "explain", "say what a check, an area or a code means; without CHECK, list all",
                       _DONE)
    explain.add_argument("check", nargs="*", metavar="CHECK")
    new = _command(commands, "new-check", "begin a check: its file and its test", _DONE)
    new.add_argument("name", metavar="AREA/NAME", help="its folder and file in checks/catalog, such as device/clock")
    new.add_argument("--title", default="", help="the healthy condition, in at most 60 characters")
    new.add_argument("--new-area", action="store_true", help="make the folder too")


def _add_demo(commands: "Commands") -> None:
    chat = _command(commands, "chat", "speak to a demo bot in this terminal", _LASTED)
    chat.add_argument("--language", choices=COMPLETE, default=SOURCE, help="what Teams is set to; English if not given")
    demo = _command(commands, "demo", "run the bot in a simulated tenant", _LASTED)
    demo.add_argument("--playground-port", type=int, default=56150, metavar="PORT")
    demo.set_defaults(log_level=logging.WARNING)
