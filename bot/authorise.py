"""Who may do what: (asker, command, policy) -> allowed or denied. Whatever is not allowed is denied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Any

from bot.commands import model
from bot.commands.model import Command
from bot.words import _, mark


class Role(IntEnum):
    """Each may do what those below may.

    A viewer reads what was found about rooms, an operator has rooms looked at and takes care of alerts, an admin
    decides what is watched, whom the bot looks at, and sees who asked what.
    """

    ANYBODY = 0
    VIEWER = 1
    OPERATOR = 2
    ADMIN = 3
    NOBODY = 4


@dataclass(frozen=True, slots=True)
class Grants:
    """Who has a role: people and groups by their Entra object ids, and whoever asks in some places: teams by the ids
    of their Microsoft 365 groups, channels and chats by Teams' own. All in lower case.
    """

    people: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """``everyone`` makes an admin of anybody; it is meant for the simulated tenant alone."""

    viewers: Grants = field(default_factory=Grants)
    operators: Grants = field(default_factory=Grants)
    admins: Grants = field(default_factory=Grants)
    everyone: bool = False

    @property
    def by_role(self) -> Mapping[Role, Grants]:
        """The highest first."""
        return {Role.ADMIN: self.admins, Role.OPERATOR: self.operators, Role.VIEWER: self.viewers}

    @property
    def groups(self) -> frozenset[str]:
        return frozenset().union(*(grants.groups for grants in self.by_role.values()))


@dataclass(frozen=True, slots=True)
class Asker:
    """A person, by object id, empty when Teams did not say who it is; the ids of where they ask; and those of the
    policy's groups that they are in. ``groups_known`` is False when those could not be read.
    """

    id: str
    places: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    groups_known: bool = True


@dataclass(frozen=True, slots=True)
class Allowed:
    pass


@dataclass(frozen=True, slots=True)
class Denied:
    """``why`` says what is not allowed, in English, as the audit notes it; ``ask`` who can change that and what they
    need for it, in the language that is being spoken.
    """

    why: str
    ask: str


_PERSON, _KINDS = "", ("group", "team", "channel", "chat")


RULES: Mapping[type[Any], Role] = MappingProxyType({
    model.ShowHelp: Role.ANYBODY,
    **dict.fromkeys((model.ShowReport, model.OpenReport, model.ShowEvidence, model.ShowFix, model.ShowTicket,
                     model.ShowHistory, model.ShowFleet, model.AnswerOffer), Role.VIEWER),
    **dict.fromkeys((model.Check, model.CheckAgain, model.AskAccess, model.Analyze, model.Explain, model.Snooze,
                     model.Unsnooze, model.Acknowledge, model.ShowWatches, model.BeginDialog, model.ContinueDialog),
                    Role.OPERATOR),
    **dict.fromkeys((model.Watch, model.Unwatch, model.StopWatching, model.BeginSweep, model.Doctor, model.AllowRoom,
                     model.DisallowRoom, model.ShowAudit, model.Forget, model.SetDetail), Role.ADMIN),
})
"""The least role that each command takes. A command without a rule is nobody's."""
_DIALOGS: Mapping[str, Role] = MappingProxyType({
    "watch_rooms": Role.ADMIN,
    "pick_room": Role.VIEWER,  # what is done with the room that was picked has a rule of its own
})

_WHY: Mapping[Role, str] = MappingProxyType({
    Role.VIEWER: mark("You are not on the list of people who may see what was found about rooms."),
    Role.OPERATOR: mark("You are not on the list of people who may have rooms checked."),
    Role.ADMIN: mark("You are not on the list of people who may change what Roomcheck does, or see what it is "
                     "allowed."),
    Role.NOBODY: mark("Nobody may do this."),
})
_SETTING: Mapping[Role, str] = MappingProxyType({
    Role.VIEWER: "ROOMCHECK_VIEWERS", Role.OPERATOR: "ROOMCHECK_OPERATORS", Role.ADMIN: "ROOMCHECK_ADMINS"})


def authorise(asker: Asker, command: Command, policy: Policy) -> Allowed | Denied:
    """Only help is open to anybody of an allowed tenant."""
    wanted = least_role(command)
    if role_of(asker, policy) >= wanted:
        return Allowed()
    return Denied(_WHY[wanted], _ask(asker, wanted))


def least_role(command: Command) -> Role:
    """The role that a command takes; a dialog's own where it has one."""
    if isinstance(command, model.BeginDialog):
        return _DIALOGS.get(command.dialog, RULES[model.BeginDialog])
    if isinstance(command, model.ContinueDialog):
        return min(_DIALOGS.values())  # the dialog that it belongs to is asked about once it is known
    return RULES.get(type(command), Role.NOBODY)


def role_of(asker: Asker, policy: Policy) -> Role:
    """The highest role that the person has where they ask."""
    if policy.everyone:
        return Role.ADMIN
    held = (role for role, grants in policy.by_role.items() if _has(asker, grants))
    return next(held, Role.ANYBODY)


def grants_of(entries: Iterable[str]) -> Grants:
    """Entries such as an object id, ``group:ID``, ``team:ID``, ``channel:ID`` and ``chat:ID``, as grants.

    Raises ValueError for another kind.
    """
    found: dict[str, set[str]] = {_PERSON: set(), **{kind: set() for kind in _KINDS}}
    for entry in entries:
        kind, named = kind_of(entry)
        found[kind].add(named.lower())
    places = found["channel"] | found["chat"] | {team_place(each) for each in found["team"]}
    return Grants(frozenset(found[_PERSON]), frozenset(found["group"]), frozenset(places))


def team_place(team: str) -> str:
    """A team among places: Teams gives it the id of its first channel, which is not all of it."""
    return f"team:{team}"


def kind_of(entry: str) -> tuple[str, str]:
    """What kind of entry it is, empty for a person's, and the id. Raises ValueError, with a sentence's end that does
    not quote it.
    """
    kind, colon, named = entry.partition(":")
    if not colon:
        return _PERSON, entry
    if kind.lower() not in _KINDS or not named:
        raise ValueError(f"is neither an object id nor {', '.join(f'{each}:ID' for each in _KINDS)}")
    return kind.lower(), named


def _has(asker: Asker, grants: Grants) -> bool:
    person = asker.id.lower()
    # A place says nothing of whom Teams did not name.
    return bool(person) and (person in grants.people or not grants.groups.isdisjoint(asker.groups)
                             or not grants.places.isdisjoint(asker.places))


def _ask(asker: Asker, wanted: Role) -> str:
    if wanted is Role.NOBODY:
        return _("Tell the administrator who set up Roomcheck.")
    if not asker.id:
        return _("Teams did not tell me who you are, so nobody can add you here. Write to me in a personal chat from "
                 "your work account.")
    if not asker.groups_known:
        return _("I could not read just now which groups you are in. Try again in a minute; if it stays so, tell the "
                 "administrator who set up Roomcheck. Your object id is {id}.", id=asker.id)
    return _("Ask the administrator who set up Roomcheck to add you, or a group that you are in, to {setting}. Your "
             "object id is {id}.", setting=_SETTING[wanted], id=asker.id)
