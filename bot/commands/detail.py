"""``detail``: how much a channel or a group chat sees of rooms."""

from bot.commands.model import SetDetail
from bot.commands.replies import offered
from bot.commands.services import Services
from bot.commands.watched_place import here
from bot.turns import Answer, Detail, Message, Scope, Turn
from bot.words import _, mark

_OTHER = {Detail.CAUSE: Detail.EVIDENCE, Detail.EVIDENCE: Detail.CAUSE}
_MEANS = {
    Detail.CAUSE: (mark("This chat sees the cause of a room's trouble and what to do. The evidence is shown to those "
                        "who may see it, each in a personal chat with me."),
                   mark("This channel sees the cause of a room's trouble and what to do. The evidence is shown to "
                        "those who may see it, each in a personal chat with me.")),
    Detail.EVIDENCE: (mark("This chat sees the evidence too: which checks failed, the records behind them and the "
                           "timeline."),
                      mark("This channel sees the evidence too: which checks failed, the records behind them and the "
                           "timeline.")),
}
_OFFERS = {Detail.CAUSE: mark("Show the cause alone"), Detail.EVIDENCE: mark("Show the evidence too")}


async def set_detail(turn: Turn, command: SetDetail, services: Services) -> Answer:
    """Set what was wanted, if anything was, and say what holds. It holds for every card that is drawn from now on."""
    if turn.conversation.scope is Scope.PERSONAL:
        return Answer(_personal())
    if command.detail:
        await services.details.set(turn.conversation, command.detail, turn.actor.id, services.clock())
    holds = await services.details.of(turn.conversation)
    return Answer(_told(turn, holds))


def _personal() -> Message:
    return offered(_("Level of detail"), _("In a personal chat everything is shown."), [],
                   _("Write {cause} or {evidence} in the channel or group chat whose level it is to be.",
                     cause="detail cause", evidence="detail evidence"))


def _told(turn: Turn, holds: Detail) -> Message:
    other = _OTHER[holds]
    return offered(_("Level of detail"), _(here(turn.conversation, *_MEANS[holds])),
                   [(_(_OFFERS[other]), SetDetail(other))],
                   _("What was posted before stays as it is until it is painted anew."))
