"""Whether Exchange Online has the room's mailbox.

A 404 with a word of its own means that it has none; any other 404 means that Exchange does not know the account.
Exchange can narrow the permission to some mailboxes (RBAC for Applications), so a refusal is never a missing mailbox.
"""

from collections.abc import Callable
from datetime import datetime

from checks.collector import CannotCollect
from checks.facts.base import Facts
from checks.facts.mailbox import Mailbox
from checks.model import Citation, GapReason, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import text
from checks.sources.graph.known_account import reference
from checks.sources.graph.pacing import EXCHANGE
from checks.sources.graph.refusals import Call, GraphError, unreadable

SOURCE = "graph.mailbox"
PERMISSION = "MailboxSettings.Read"
_CALL = Call(Mailbox.title, PERMISSION, EXCHANGE)
_NO_MAILBOX = frozenset({"MailboxNotEnabledForRESTAPI", "MailboxNotSupportedForRESTAPI"})
_MISSING, _FORBIDDEN = 404, 403


async def mailbox(client: GraphClient, clock: Callable[[], datetime], room: Room, known: Facts) -> Mailbox:
    """Raises :class:`~checks.collector.CannotCollect`."""
    who = reference(room, known)
    cite = Citation(SOURCE, f"users/{who}/mailboxSettings")
    request = client.v1.users.by_user_id(who).mailbox_settings.to_get_request_information()
    try:
        settings = await client.get_jointly(request, _CALL)
    except GraphError as refusal:
        if refusal.status == _MISSING and refusal.code in _NO_MAILBOX:
            return Mailbox(clock(), cite, reachable=False)
        raise _explained(refusal) from refusal
    if "timeZone" not in settings and "userPurpose" not in settings:
        raise unreadable(_CALL)
    return Mailbox(clock(), cite, reachable=True, purpose=text(settings, "userPurpose"),
                   time_zone=text(settings, "timeZone"))


def _explained(refusal: GraphError) -> CannotCollect:
    if refusal.status == _FORBIDDEN and refusal.code == "ErrorAccessDenied":
        return CannotCollect(GapReason.NO_PERMISSION, "Exchange Online does not let Roomcheck see this mailbox.",
                             f"{_CALL.grant} If it is granted, add the room to the scope that Exchange sets for it.")
    if refusal.status == _MISSING:
        return GraphError(GapReason.FAILED, "Exchange Online does not know the account.", refusal.remedy,
                          status=refusal.status, code=refusal.code)
    return refusal
