"""Who may do what: (actor, command, policy) -> allowed or denied. Whatever is not allowed is denied."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Any

from bot.commands import model
from bot.commands.model import Command
from bot.turns import Actor


@dataclass(frozen=True, slots=True)
class Policy:
    """``operators`` are the Entra object ids, in lower case, of the people who may see what is found about rooms;
    ``admins`` of those who may besides see what Roomcheck itself is allowed.

    ``everyone`` makes an admin of anybody; it is meant for the simulated tenant alone.
    """

    operators: frozenset[str]
    everyone: bool = False
    admins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Allowed:
    pass


@dataclass(frozen=True, slots=True)
class Denied:
    """``why`` says what is not allowed, ``ask`` who can change that and what they need for it."""

    why: str
    ask: str


class Role(IntEnum):
    """Each may do what those below may."""

    ANYBODY = 0
    OPERATOR = 1
    ADMIN = 2
    NOBODY = 3


RULES: Mapping[type[Any], Role] = MappingProxyType({
    model.ShowHelp: Role.ANYBODY,
    model.Explain: Role.ANYBODY,
    model.Check: Role.OPERATOR,
    model.Analyze: Role.OPERATOR,
    model.ShowReport: Role.OPERATOR,
    model.CheckAgain: Role.OPERATOR,
    model.AskAccess: Role.OPERATOR,
    model.OpenReport: Role.OPERATOR,
    model.ShowEvidence: Role.OPERATOR,
    model.ShowFix: Role.OPERATOR,
    model.ShowTicket: Role.OPERATOR,
    model.BeginDialog: Role.OPERATOR,
    model.ContinueDialog: Role.OPERATOR,
    **dict.fromkeys((model.Watch, model.Unwatch, model.StopWatching, model.ShowWatches, model.Snooze, model.Unsnooze,
                     model.BeginSweep, model.ShowFleet, model.ShowHistory, model.Acknowledge, model.AnswerOffer),
                    Role.OPERATOR),
    model.Doctor: Role.ADMIN,
})
"""The least role that each command takes. A command without a rule is nobody's."""

_WHY: Mapping[Role, str] = MappingProxyType({
    Role.OPERATOR: "You are not on the list of people who may check rooms and see what was found.",
    Role.ADMIN: "You are not on the list of people who may see what Roomcheck itself is allowed.",
    Role.NOBODY: "Nobody may do this.",
})
_SETTING: Mapping[Role, str] = MappingProxyType({
    Role.OPERATOR: "ROOMCHECK_OPERATORS", Role.ADMIN: "ROOMCHECK_ADMINS"})


def authorise(actor: Actor, command: Command, policy: Policy) -> Allowed | Denied:
    """Help and explanations are open to anybody of an allowed tenant, the doctor to admins, the rest to operators."""
    wanted = RULES.get(type(command), Role.NOBODY)
    if _role(actor, policy) >= wanted:
        return Allowed()
    return Denied(_WHY[wanted], _ask(actor, wanted))


def _role(actor: Actor, policy: Policy) -> Role:
    person = actor.id.lower()
    if policy.everyone or (person and person in policy.admins):
        return Role.ADMIN
    return Role.OPERATOR if person and person in policy.operators else Role.ANYBODY


def _ask(actor: Actor, wanted: Role) -> str:
    if wanted is Role.NOBODY:
        return "Tell the administrator who set up Roomcheck."
    if not actor.id:
        return ("Teams did not tell me who you are, so nobody can add you here. "
                "Write to me in a personal chat from your work account.")
    return f"Ask the administrator who set up Roomcheck to add your object id to {_SETTING[wanted]}: {actor.id}"
