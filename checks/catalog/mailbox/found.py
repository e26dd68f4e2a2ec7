"""The room mailbox can be reached.

## Why it matters
The mailbox holds the room's calendar. Without it the console signs in but shows no meetings.

## What we look at
* whether Exchange Online has a mailbox of the account. It gives the same answer for a mailbox that is missing and for
  one that is kept on-premises, so an account synchronised from on-premises is only a warning;
* heartbeats with "Exchange status: GeneralError".

## How to fix it
1. Check that the device uses the resource account, and that the account is enabled.
2. Look for the mailbox: Exchange admin centre > Recipients > Resources.
3. If it is a mailbox of another type, convert it. If it is missing, create the resource account's mailbox.
4. In a hybrid organisation, check that the on-premises mailbox is synchronised.

    Get-Mailbox -Identity 'room@contoso.com' | Format-List RecipientTypeDetails
    Set-Mailbox -Identity 'room@contoso.com' -Type Room

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from datetime import datetime

from checks.facts.account import Account
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.mailbox import Mailbox
from checks.facts.reading import age_note, beats_well, cited, is_fresh, latest_beat, moment, state, unwell_now
from checks.facts.sign_ins import SignIns
from checks.model import (
    Cause,
    Citation,
    Confidence,
    Severity,
    ShowGuide,
    Verdict,
    fail,
    not_applicable,
    not_judged,
    ok,
    warn,
)
from checks.registry import check

MISSING = Cause.MAILBOX_MISSING
GUIDE = ShowGuide(MISSING)


@check(severity=Severity.HIGH, beside=(Account,))
def mailbox_can_be_reached(mailbox: Mailbox | None, account: Account | None, heartbeats: Heartbeats | None,
                           sign_ins: SignIns | None, now: datetime) -> Verdict:
    if account and not account.found:
        return not_applicable("There is no account that could have a mailbox.")
    errors = _general_errors(heartbeats, sign_ins)
    if mailbox is None:
        return _from_device(errors, heartbeats, now)
    if mailbox.reachable:
        return _there(mailbox, errors)
    return _not_there(mailbox, account, errors, now)


def _general_errors(heartbeats: Heartbeats | None, sign_ins: SignIns | None) -> tuple[Heartbeat, ...]:
    """The newest heartbeats, as long as they say GeneralError of Exchange and nothing worse of the network."""
    row = unwell_now(heartbeats, sign_ins)
    found = (state(beat.exchange) == "generalerror" and state(beat.network) != "unhealthy" for beat in row)
    other = next((n for n, general in enumerate(found) if not general), len(row))
    return row[:other]


def _from_device(errors: tuple[Heartbeat, ...], heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    if not errors:
        return _quiet(latest_beat(heartbeats), now)
    latest = errors[0]
    if _stopped_before(latest):
        return warn("The device cannot open its mailbox (GeneralError), but neither can it sign in to Teams, which may "
                    "be the reason.", GUIDE, cites=_cites(errors), cause=MISSING, since=errors[-1].at, latest=latest.at,
                    confidence=Confidence.LOW)
    note = age_note(latest.at, now)
    return fail(f"The device signs in but cannot open its mailbox (Exchange status GeneralError). {note}".strip(),
                GUIDE, cites=_cites(errors), cause=MISSING, since=errors[-1].at, latest=latest.at,
                confidence=Confidence.MEDIUM if is_fresh(latest.at, now) else Confidence.LOW)


def _stopped_before(beat: Heartbeat) -> bool:
    """Whether the device is not even signed in to Teams, which may be why it cannot open its mailbox."""
    return state(beat.teams_sign_in) == "unhealthy"


def _quiet(latest: Heartbeat | None, now: datetime) -> Verdict:
    """A device that is stopped before it gets to its mailbox does not complain of it either."""
    if latest and is_fresh(latest.at, now) and (beats_well(latest) or state(latest.exchange) == "connected"):
        return ok("The newest heartbeat shows the device connected to its mailbox.", cites=[latest.cite])
    told = f"The newest heartbeat, of {moment(latest.at)}, does not show" if latest else "Nothing that was read shows"
    return not_judged(f"{told} the device connected to its mailbox, and Exchange Online was not asked.")


def _there(mailbox: Mailbox, errors: tuple[Heartbeat, ...]) -> Verdict:
    if not errors:
        return ok("Exchange Online has the mailbox.", cites=[mailbox.cite])
    return warn("Exchange Online has the mailbox, yet the device could not open it (GeneralError). It may use another "
                "account, or the mailbox was created since.", GUIDE, cites=cited(mailbox.cite, *_cites(errors)),
                since=errors[-1].at, latest=errors[0].at)


def _not_there(mailbox: Mailbox, account: Account | None, errors: tuple[Heartbeat, ...], now: datetime) -> Verdict:
    cites = cited(mailbox.cite, *_cites(errors))
    fresh = bool(errors) and is_fresh(errors[0].at, now)
    stopped = fresh and _stopped_before(errors[0])
    if fresh and not stopped:
        elsewhere = account is None or account.synced_from_on_premises
        return fail("Exchange Online has no mailbox of the account, and the device cannot open one (GeneralError).",
                    GUIDE, cites=cites, cause=MISSING, since=errors[-1].at, latest=errors[0].at,
                    confidence=Confidence.MEDIUM if elsewhere else Confidence.HIGH)
    if account is None:
        return warn("Exchange Online has no mailbox of the account: it is missing, or kept on-premises. Whether the "
                    "account is synchronised could not be read.", GUIDE, cites=cites, cause=MISSING)
    if account.synced_from_on_premises:
        return warn("Exchange Online has no mailbox of the account. It is synchronised from on-premises, so the "
                    "mailbox is either there or missing.", GUIDE, cites=cites)
    if stopped:
        return fail("Exchange Online has no mailbox of the account. Nor can the device sign in to Teams, which no "
                    "mailbox explains.", GUIDE, cites=cites, cause=MISSING, confidence=Confidence.MEDIUM)
    return fail("Exchange Online has no mailbox of the account.", GUIDE, cites=cites, cause=MISSING)


def _cites(errors: tuple[Heartbeat, ...]) -> tuple[Citation, ...]:
    return cited(*(beat.cite for beat in errors))
