"""Who may do what: (actor, command, policy) -> allowed or denied. Whatever is not allowed is denied."""

from dataclasses import dataclass

from bot.commands.model import Command, Explain, ShowHelp
from bot.turns import Actor


@dataclass(frozen=True, slots=True)
class Policy:
    """``operators`` are the Entra object ids, in lower case, of the people who may see what is found about rooms.

    ``everyone`` makes an operator of anybody; it is meant for the simulated tenant alone.
    """

    operators: frozenset[str]
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    pass


@dataclass(frozen=True, slots=True)
class Denied:
    """``why`` says what is not allowed, ``ask`` who can change that and what they need for it."""

    why: str
    ask: str


_OPEN_TO_ALL = (ShowHelp, Explain)


def authorise(actor: Actor, command: Command, policy: Policy) -> Allowed | Denied:
    """Help and explanations are open to anybody of an allowed tenant, everything else to operators."""
    if isinstance(command, _OPEN_TO_ALL) or _operates(actor, policy):
        return Allowed()
    why = "You are not on the list of people who may check rooms and see what was found."
    if not actor.id:
        return Denied(why, "Teams did not tell me who you are, so nobody can add you here. "
                           "Write to me in a personal chat from your work account.")
    return Denied(why, "Ask the administrator who set up Roomcheck to add your object id to ROOMCHECK_OPERATORS: "
                       f"{actor.id}")


def _operates(actor: Actor, policy: Policy) -> bool:
    return policy.everyone or (bool(actor.id) and actor.id.lower() in policy.operators)
