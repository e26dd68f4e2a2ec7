"""The command line: its commands and what each of them takes."""

import logging
from argparse import ArgumentParser
from pathlib import Path


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


def parser() -> ArgumentParser:
    """Reads a command into ``command``, its name, with its options; ``log_level`` is what it logs unless told."""
    made = ArgumentParser(prog="app.py", description="Says why a Teams Room cannot sign in.",
                          epilog="Exit status: 0 healthy or recovered, 1 a failure, 2 not judged or bad usage.",
                          allow_abbrev=False)
    made.set_defaults(log_level=logging.ERROR)
    commands = made.add_subparsers(required=True, metavar="COMMAND", dest="command")
    serve = commands.add_parser("serve", help="run the bot for Teams")
    serve.add_argument("--no-work", action="store_true",
                       help="only answer and queue; workers on the same PostgreSQL database look at the rooms")
    worker = commands.add_parser("worker", help="look at the rooms that bots on the same PostgreSQL database queue")
    for lasting in (serve, worker):
        lasting.set_defaults(log_level=logging.INFO)
    migrate = commands.add_parser("migrate", help="bring the database to this version of Roomcheck")
    migrate.add_argument("--check", action="store_true",
                         help="change nothing, only say whether it is: exit status 0 if so, 1 if not")
    backup = commands.add_parser("backup", help="copy the embedded database, while the bot runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="where to; no file is written over")
    check = commands.add_parser("check", help="check rooms through Microsoft Graph")
    check.add_argument("rooms", nargs="*", metavar="UPN", help="the address of a room's account")
    check.add_argument("--demo", action="store_true", help="in the simulated tenant; without UPN, all its rooms")
    check.add_argument("--what-if", action="store_true", help="ask too what Conditional Access would decide now")
    doctor = commands.add_parser("doctor", help="which of Roomcheck's permissions in Graph are granted",
                                 epilog="Exit status: 0 everything is granted, 1 something is missing, 2 not known.")
    doctor.add_argument("room", nargs="?", default="", metavar="ROOM",
                        help="the address to ask through; without it, the first of the organisation's rooms")
    doctor.add_argument("--demo", action="store_true", help="in the simulated tenant")
    analyze = commands.add_parser("analyze", help="read a room's diagnostic zip")
    analyze.add_argument("zip", type=Path, metavar="ZIP")
    analyze.add_argument("--room", metavar="UPN", default="", help="whose zip it is, if its logs do not say")
    analyze.add_argument("--timeline", type=Path, metavar="SVG", help="draw when the room was well into this file")
    sweep = commands.add_parser("sweep", help="look at every room of the organisation once, and tell who is to be told")
    fleet = commands.add_parser("fleet", help="how available the rooms were, as the sweeps have kept it")
    fleet.add_argument("--building", default="", metavar="NAME", help="only the rooms of this building")
    history = commands.add_parser("history", help="when a room was broken, as the sweeps have kept it")
    history.add_argument("room", metavar="ROOM", help="its address, or part of its display name")
    for kept in (fleet, history):
        kept.add_argument("--csv", type=Path, metavar="FILE", help="write a table for spreadsheets into this file")
    for judging in (check, analyze, doctor, sweep, fleet, history):
        judging.add_argument("--json", action="store_true", help="print the answer as JSON")
    explain = commands.add_parser("explain", help="what a check, an area or a code means; without CHECK, a list")
    explain.add_argument("check", nargs="*", metavar="CHECK")
    new = commands.add_parser("new-check", help="begin a check: its file and its test")
    new.add_argument("name", metavar="AREA/NAME", help="its folder and file in checks/catalog, such as device/clock")
    new.add_argument("--title", default="", help="the healthy condition, in at most 60 characters")
    new.add_argument("--new-area", action="store_true", help="make the folder too")
    commands.add_parser("chat", help="speak to a demo bot in this terminal")
    demo = commands.add_parser("demo", help="run the bot in a simulated tenant")
    demo.add_argument("--playground-port", type=int, default=56150, metavar="PORT")
    demo.set_defaults(log_level=logging.WARNING)
    return made
