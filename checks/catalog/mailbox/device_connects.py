"""The device does not complain of Exchange.

## Why it matters
A console that cannot reach its mailbox shows no meetings. What it says of Exchange tells a mailbox that is missing
from a way in that is closed.

## What we look at
"Exchange status" in the newest of the device's unhealthy heartbeats. AutodiscoveryError means that the device did not
find where the mailbox is: it is kept on-premises, or the device signs in the old way, which is blocked. Newer versions
of the app no longer sign in to Exchange themselves and get their calendar through Teams, so that Connected, or silence,
is no proof that the calendar works. Whether the mailbox exists is a finding of its own.

## How to fix it
1. AutodiscoveryError: turn modern authentication on in the device's settings (More > Settings > Account), and update
   the app. In a hybrid organisation, check OAuth between Exchange on-premises and Microsoft 365, and its Autodiscover.
2. GeneralError: look at the mailbox itself.
3. ServerVersionNotSupported: the mailbox lies on an Exchange server that is too old for Teams Rooms.
4. Disconnected: look at the network, and whether the addresses of Exchange Online are open.

    Get-Mailbox -Identity 'room@contoso.com' | Format-List RecipientTypeDetails

[The log of Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/azure-monitor-manage)
[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from checks.facts.codes import explained
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.reading import beats_well, cited, is_fresh, latest_beat, moment, no_beat, state, unwell_now
from checks.facts.refusals import Refusal, open_refusals
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

LEGACY_CLIENT = "autodiscover"
QUIET = frozenset({"", "healthy", "connected", "notapplicable"})
MEANINGS: Mapping[str, str] = MappingProxyType({
    "autodiscoveryerror": "It does not find its mailbox: the mailbox is kept on-premises, or the device signs in the "
                          "old way, which is blocked.",
    "generalerror": "It cannot open its mailbox. Whether there is one is a finding of its own.",
    "serverversionnotsupported": "The Exchange server that holds the mailbox is too old.",
    "disconnected": "It has lost its connection to Exchange.",
    "connecting": "It is still trying to connect.",
})


@check(severity=Severity.MEDIUM)
def device_does_not_complain_of_exchange(heartbeats: Heartbeats, sign_ins: SignIns | None, now: datetime) -> Verdict:
    latest = latest_beat(heartbeats)
    if latest is None:
        return not_judged(no_beat(heartbeats))
    if not is_fresh(latest.at, now):
        return not_judged(f"The newest heartbeat is of {moment(latest.at)}.")
    if not beats_well(latest) and not unwell_now(heartbeats, sign_ins):
        return not_judged(f"The device has signed in since its log ended, on {moment(latest.at)}.")
    return _said(latest, _blocked_legacy_sign_in(sign_ins, heartbeats))


def _said(latest: Heartbeat, blocked: Refusal | None) -> Verdict:
    if state(latest.network) == "unhealthy":
        return not_applicable("The device's network is unhealthy; that comes first.")
    if latest.codes:
        return not_applicable(f"Microsoft Entra refuses the device: {explained(latest.codes[0])}. That comes first.")
    word = state(latest.exchange)
    if word in QUIET:
        return ok("The newest heartbeat does not complain of Exchange. That does not show that the calendar works: "
                  "newer versions of the app get it through Teams.", cites=[latest.cite])
    told = blocked if word == "autodiscoveryerror" else None
    also = f" A sign-in of the old kind was refused: {explained(told.code, told.reason)}." if told else ""
    meaning = MEANINGS.get(word, "Microsoft does not document what that means.")
    return warn(f'The device says "{latest.exchange}" of Exchange. {meaning}{also}',
                cites=cited(latest.cite, *([told.cite] if told else [])))


def _blocked_legacy_sign_in(sign_ins: SignIns | None, heartbeats: Heartbeats) -> Refusal | None:
    """The newest refusal of the room that still stands and came by the old way to Exchange."""
    return next((each for each in open_refusals(sign_ins, heartbeats)
                 if each.sign_in and each.sign_in.client.casefold() == LEGACY_CLIENT), None)
