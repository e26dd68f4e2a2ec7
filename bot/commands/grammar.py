"""What a person wrote -> the command it means, or why it means none.

The verbs and their other words stand in ``_VERBS`` and ``_IN_GERMAN``. A sentence that only names full addresses means
*check*.
"""

import difflib
import re
from collections.abc import Callable
from typing import Literal

from bot.commands import admin_words, fleet_words
from bot.commands.hints import EXAMPLE_ROOM, which_room
from bot.commands.model import Check, Command, Doctor, Explain, ShowHelp, ShowReport, Unclear
from bot.commands.rooms_named import RoomsNamed, addresses_in, rooms_named
from bot.commands.wording import plain, shortened
from bot.words import _, n_, number_in_words
from checks.facts.asked import Topic

MOST_ROOMS = 20
"""How many rooms one message may name."""

_LONGEST_MESSAGE = 4_000
_LONGEST_CHECK_NAME = 100
_WORDS_OF_A_NAME = 3

Verb = Literal["check", "why", "report", "explain", "doctor", "help", "access", "watch", "unwatch", "watches", "snooze",
               "unsnooze", "sweep", "fleet", "history", "allow", "disallow", "forget", "audit", "detail"]

_VERBS: dict[str, Verb] = {
    "check": "check", "check on": "check", "diagnose": "check", "test": "check", "verify": "check",
    "inspect": "check", "examine": "check", "analyze": "check", "analyse": "check", "recheck": "check",
    "re-check": "check", "check again": "check", "look at": "check",
    "why": "why", "what is wrong with": "why", "what's wrong with": "why", "what\u2019s wrong with": "why",
    "report": "report", "last report": "report", "latest report": "report", "the last report": "report",
    "show report": "report", "show last report": "report", "show the last report": "report", "last": "report",
    "explain": "explain", "what is": "explain", "what does": "explain", "describe": "explain",
    "checks": "explain", "list checks": "explain", "catalogue": "explain", "catalog": "explain",
    "doctor": "doctor", "permissions": "doctor",
    "help": "help", "?": "help", "commands": "help", "menu": "help", "start": "help", "what can you do": "help",
    "how does this work": "help",
    "access": "access", "what-if": "access", "what if": "access", "whatif": "access", "conditional access": "access",
    "ask access": "access", "ask conditional access": "access",
    "ask conditional access about": "access",
    "watch": "watch", "subscribe": "watch", "subscribe to": "watch", "watch over": "watch",
    "unwatch": "unwatch", "unsubscribe": "unwatch", "unsubscribe from": "unwatch", "stop watching": "unwatch",
    "watches": "watches", "subscriptions": "watches", "list watches": "watches", "show watches": "watches",
    "what do you watch": "watches", "what is watched": "watches",
    "snooze": "snooze", "mute": "snooze", "unsnooze": "unsnooze", "unmute": "unsnooze", "wake": "unsnooze",
    "sweep": "sweep", "sweep now": "sweep", "sweep again": "sweep", "begin a sweep": "sweep",
    "fleet": "fleet", "show fleet": "fleet", "availability": "fleet", "availability of": "fleet",
    "history": "history", "history of": "history", "show history of": "history", "outages": "history",
    "outages of": "history",
    "allow": "allow", "disallow": "disallow", "forget": "forget", "audit": "audit", "audit of": "audit",
    "who asked": "audit", "who asked about": "audit", "detail": "detail", "details": "detail", "level": "detail",
    "level of detail": "detail",
}
_IN_GERMAN: dict[str, Verb] = {
    "hilfe": "help", "prüfe": "check", "prüfen": "check", "bericht": "report", "erkläre": "explain",
    "erklären": "explain", "beobachte": "watch", "beobachten": "watch", "verlauf": "history",
}
"""Understood as they are written; what is misspelled is taken for English, since a name such as Zürich is like them."""
_UNDERSTOOD = _VERBS | _IN_GERMAN
_LEAVING = frozenset({"forget it", "forget about it"})
"""What people say to be asked no more, though it begins with a verb."""
_SMALL_TALK = frozenset({
    "thanks", "thank", "thx", "cheers", "bye", "ok", "okay", "yes", "no", "how", "who", "where", "when", "which", "is",
    "are", "does", "danke", "dank", "merci", "tschüss", "ja", "nein", "gut", "super", "was", "wer", "wie", "wo", "wann",
    "warum", "wieso", "weshalb", "welche", "welcher", "welches", "ist", "sind", "gibt", "geht", "kann",
})
"""First words of what is no command: the verbs that are spelled like them are not meant."""
_OF_ONE_ROOM = ("check", "report", "access", "watch", "unwatch", "unsnooze", "history")
_ALONE = ("watches", "sweep", "help")
"""Of nothing: what stands behind a misspelling of another verb is not meant for them."""
_NEAREST: dict[Verb, str] = {"check": f"check {EXAMPLE_ROOM}", "why": f"check {EXAMPLE_ROOM}",
                             "report": f"report {EXAMPLE_ROOM}", "explain": "explain", "doctor": "doctor",
                             "help": "help", "access": f"access {EXAMPLE_ROOM}", "watch": "watch",
                             "unwatch": "unwatch", "watches": "watches", "snooze": f"snooze {EXAMPLE_ROOM} 4h",
                             "unsnooze": f"unsnooze {EXAMPLE_ROOM}", "sweep": "sweep", "fleet": "fleet",
                             "history": f"history {EXAMPLE_ROOM}", "allow": f"allow {EXAMPLE_ROOM}",
                             "disallow": f"disallow {EXAMPLE_ROOM}", "forget": f"forget {EXAMPLE_ROOM}",
                             "audit": "audit", "detail": "detail"}

# ASCII only: a Kelvin sign must not become a k by ignoring case.
_LONGEST_FIRST = "|".join(re.escape(verb) for verb in sorted(_UNDERSTOOD, key=len, reverse=True))
_VERB = re.compile(rf"/?({_LONGEST_FIRST})(?=$|[\s:,;.!?<\"“„«'`\[(])[\s:]*", re.ASCII | re.IGNORECASE)
_PASTED_CODE = re.compile(r"AADSTS\d{5,8}", re.ASCII | re.IGNORECASE)
_GREETING = re.compile(r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|please|pls|can you|could you|hallo|"
                       r"grüezi|moin|servus|guten (?:morgen|tag|abend)|bitte|kannst du|können sie)"
                       r"(?:$|[\s,.!]+))+", re.ASCII | re.IGNORECASE)


def parse(text: str) -> Command | Unclear:
    """The command that a message means. Never raises, whatever the message holds."""
    said = plain(text)
    if not said:
        return Unclear("", ("help", "explain"), _("Your message is empty. Write, for example: {command}",
                                                  command=_NEAREST["check"]))
    greeted = _GREETING.match(said)
    rest = said[greeted.end():] if greeted else said
    return _too_long(said) or (_sentence(rest) if rest else ShowHelp())


def opens_with_verb(text: str) -> bool:
    """Whether a message is a command by its own words, not only an address or an answer to a question."""
    said = plain(text)
    if said.lower().strip(" .!") in _LEAVING:
        return False
    greeted = _GREETING.match(said)
    return _VERB.match(said, greeted.end() if greeted else 0) is not None


def room_beside(text: str) -> str | Unclear:
    """The one address in the text beside an upload; empty when it names none."""
    said = plain(text)[:_LONGEST_MESSAGE]
    named = addresses_in(said)
    if named.faults:
        return Unclear(shortened(said), (), " ".join(named.faults[:3]))
    if len(named.rooms) > 1:
        return Unclear(shortened(said), (), _("A zip is of one room, and your message names {number}: {rooms}.",
                                              number=len(named.rooms), rooms=_listed(named.rooms)))
    return named.rooms[0] if named.rooms else ""


def _too_long(said: str) -> Unclear | None:
    if len(said) <= _LONGEST_MESSAGE:
        return None
    if said.count("@") > MOST_ROOMS:
        return _too_many(said, said.count("@"))
    return Unclear(shortened(said), ("help",),
                   _("Your message has {length} characters; I read up to {most}. Name the room and leave out the rest.",
                     length=number_in_words(len(said)), most=number_in_words(_LONGEST_MESSAGE)))


def _sentence(said: str) -> Command | Unclear:
    verb = _VERB.match(said)
    if verb:
        return _PERFORMED[_UNDERSTOOD[verb.group(1).lower()]](said, said[verb.end():])
    if not said.strip(" ?!.\n"):
        return ShowHelp()
    return _without_verb(said)


def _without_verb(said: str) -> Command | Unclear:
    if _PASTED_CODE.fullmatch(said.strip()):
        return Explain(said.strip())
    named = rooms_named(said)
    if named.addresses == named.rooms and (named.rooms or named.faults):
        return _check_named(said, named)
    return _no_command(said)


def _check(said: str, rest: str) -> Command | Unclear:
    return _check_named(said, rooms_named(rest))


def _access(said: str, rest: str) -> Command | Unclear:
    found = _check_named(said, rooms_named(rest), "access")
    return Check(found.rooms, frozenset({Topic.ACCESS})) if isinstance(found, Check) else found


def _check_named(said: str, named: RoomsNamed, verb: str = "check") -> Check | Unclear:
    if len(named.rooms) > MOST_ROOMS:
        return _too_many(said, len(named.rooms))
    if named.faults:
        usable = (f"{verb} {' '.join(named.addresses)}",) if named.addresses else ()
        return Unclear(shortened(said), usable, " ".join(named.faults[:3]))
    if not named.rooms:
        return _which_room(said, verb)
    return Check(named.rooms)


def _why(said: str, rest: str) -> Command | Unclear:
    """A question holds other words than names, so only addresses count."""
    named = addresses_in(rest)
    if named.rooms or named.faults:
        return _check_named(said, named)
    return _which_room(said, "check")


def _report(said: str, rest: str) -> Command | Unclear:
    named = rooms_named(rest)
    if named.faults:
        return Unclear(shortened(said), (), " ".join(named.faults[:3]))
    if not named.rooms:
        return _which_room(said, "report")
    if len(named.rooms) > 1:
        offered = tuple(f"report {room}" for room in named.addresses[:3])
        return Unclear(shortened(said), offered, _("I show the last report of one room at a time."))
    return ShowReport(named.rooms[0])


def _explain(said: str, rest: str) -> Command | Unclear:
    name = " ".join(rest.split()).strip(" \"“”„«»'`?.!")
    if len(name) > _LONGEST_CHECK_NAME:
        return Unclear(shortened(said), ("explain",), _("No check has so long a name."))
    return Explain(name)


def _doctor(said: str, rest: str) -> Command | Unclear:
    named = rooms_named(rest)
    if named.faults:
        return Unclear(shortened(said), ("doctor",), " ".join(named.faults[:3]))
    if len(named.rooms) > 1:
        offered = tuple(f"doctor {room}" for room in named.addresses[:3])
        return Unclear(shortened(said), offered or ("doctor",), _("I ask through one room at a time."))
    return Doctor(*named.rooms)


def _help(_said: str, _rest: str) -> Command | Unclear:
    return ShowHelp()


_PERFORMED: dict[Verb, Callable[[str, str], Command | Unclear]] = {
    "check": _check, "why": _why, "report": _report, "explain": _explain, "doctor": _doctor,
    "help": _help, "access": _access, "watch": fleet_words.watch, "unwatch": fleet_words.unwatch,
    "watches": fleet_words.watches, "snooze": fleet_words.snooze, "unsnooze": fleet_words.unsnooze,
    "sweep": fleet_words.sweep, "fleet": fleet_words.fleet, "history": fleet_words.history,
    "allow": admin_words.allow, "disallow": admin_words.disallow, "forget": admin_words.forget,
    "audit": admin_words.audit, "detail": admin_words.detail,
}


def _which_room(said: str, verb: str) -> Unclear:
    return Unclear(shortened(said), (f"{verb} {EXAMPLE_ROOM}", "help"), which_room(verb))


def _too_many(said: str, count: int) -> Unclear:
    return Unclear(shortened(said), ("help",),
                   n_("Your message names {n} room; I check at most {most} in one go. Send them in several messages of "
                      "up to {most}.",
                      "Your message names {n} rooms; I check at most {most} in one go. Send them in several messages "
                      "of up to {most}.", count, most=MOST_ROOMS))


def _no_command(said: str) -> Unclear:
    """The nearest commands: those about the addresses in the sentence, else those spelled like its first word."""
    named = addresses_in(said)
    nearest = [] if _is_small_talk(said) else _spelled_like(said.split(maxsplit=1)[0])
    if named.faults:
        return Unclear(shortened(said), ("help",), " ".join(named.faults[:3]))
    if len(named.rooms) > 1:
        return Unclear(shortened(said), _parsed(f"check {' '.join(named.rooms)}", "help"))
    if named.rooms:
        verbs = dict.fromkeys([verb for verb in nearest if verb in _OF_ONE_ROOM] + ["check", "report"])
        return Unclear(shortened(said), tuple(f"{verb} {named.rooms[0]}" for verb in verbs))
    return Unclear(shortened(said), _meant(said, nearest))


def _meant(said: str, nearest: list[Verb]) -> tuple[str, ...]:
    """What a sentence without address may have meant: a verb misspelled, or the name of a room without a verb."""
    if _is_small_talk(said):
        return _parsed("help")
    rest = said.partition(" ")[2]
    guesses = [f"{verb} {rest}".strip() for verb in nearest if verb != "why" and not (rest and verb in _ALONE)]
    if not nearest and len(said.split()) <= _WORDS_OF_A_NAME:
        guesses = [f"check {said}"]
    short = guesses if len(said) <= _LONGEST_CHECK_NAME else []
    return _parsed(*short, *(_NEAREST[verb] for verb in nearest), "help")


def _is_small_talk(said: str) -> bool:
    return said.split(maxsplit=1)[0].strip(" ,.!?:").lower() in _SMALL_TALK


def _parsed(*sentences: str) -> tuple[str, ...]:
    """Those that are commands themselves, at most three."""
    commands = [each for each in dict.fromkeys(sentences) if not isinstance(_sentence(plain(each)), Unclear)]
    return tuple(commands[:3])


def _spelled_like(word: str) -> list[Verb]:
    written = word[:20].lower()
    ends = written.startswith("u")  # nobody who misspells watch means unwatch
    verbs = [each for each in _VERBS if ends or not each.startswith("un")]
    alike = difflib.get_close_matches(written, verbs, n=3, cutoff=0.6)
    return list(dict.fromkeys(_VERBS[verb] for verb in alike))


def _listed(rooms: tuple[str, ...]) -> str:
    shown, left = ", ".join(rooms[:3]), len(rooms) - 3
    return n_("{named} and {n} more", "{named} and {n} more", left, named=shown) if left > 0 else shown
