"""The account is enabled.

## Why it matters
A disabled account cannot sign in. Exchange creates room mailboxes with a disabled account, and some security baselines
and clean-up tools disable room accounts as a rule, so a room can go dark overnight.

## What we look at
* whether sign-in is enabled for the account in Microsoft Entra;
* sign-ins refused with AADSTS50057.

## How to fix it
1. Enable the account: Microsoft Entra admin centre > Entra ID > Users > the room's account > Edit properties > Account
   enabled.
2. Set a password that you know, and type it on the device.
3. If it is disabled again, look for the tool or the on-premises directory that does it. An account synchronised from
   on-premises is enabled there.

    Update-MgUser -UserId 'room@contoso.com' -AccountEnabled:$true

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.facts.account import Account
from checks.facts.account_cites import of_the_account
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import cited, moment
from checks.facts.refusals import Refusal, evidence, of_causes, open_refusals, refused
from checks.facts.sign_ins import SignIns
from checks.model import Cause, RecheckLater, Severity, ShowGuide, Verdict, fail, not_applicable, not_judged, ok, warn
from checks.registry import check

LONG, JUST_NOW = timedelta(days=1), timedelta(hours=1)


@check(severity=Severity.CRITICAL)
def account_is_enabled(account: Account | None, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
                       now: datetime) -> Verdict:
    stopped = of_causes(open_refusals(sign_ins, heartbeats), Cause.ACCOUNT_DISABLED)
    if account and not account.found:
        return not_applicable("There is no account to be enabled.")
    if account and account.enabled is False:
        return _disabled(account, stopped)
    if stopped and account and account.enabled:
        still = stopped[0].at - stopped[-1].at > LONG and now - stopped[0].at <= JUST_NOW
        return _refused_all_the_same(account, stopped) if still else _enabled_again(account, stopped)
    if stopped:
        return refused(stopped, Cause.ACCOUNT_DISABLED, now)
    if account and account.enabled:
        return ok("Sign-in is enabled for the account.", cites=[account.cite])
    return not_judged("The directory does not say whether the account is enabled." if account else
                      "The directory was not asked.")


def _disabled(account: Account, stopped: Sequence[Refusal]) -> Verdict:
    return fail("The directory says that the account is disabled.", ShowGuide(Cause.ACCOUNT_DISABLED),
                cites=cited(of_the_account(account), *evidence(stopped)), cause=Cause.ACCOUNT_DISABLED,
                since=stopped[-1].at if stopped else None, latest=stopped[0].at if stopped else None)


def _enabled_again(account: Account, stopped: Sequence[Refusal]) -> Verdict:
    """Failures from before the account was enabled say nothing of how it stands now."""
    return warn("The directory says that the account is enabled. The newest sign-in that was refused because it was "
                f"disabled is of {moment(stopped[0].at)}: it was probably enabled since.",
                RecheckLater(timedelta(minutes=15), "The device has to try again first."),
                cites=cited(account.cite, *evidence(stopped)), since=stopped[-1].at, latest=stopped[0].at)


def _refused_all_the_same(account: Account, stopped: Sequence[Refusal]) -> Verdict:
    """Refusals of days up to now do not end with a change that the directory would long have shown."""
    return warn("The directory says that the account is enabled, yet Microsoft Entra refuses it as disabled since "
                f"{moment(stopped[-1].at)}, and still did on {moment(stopped[0].at)}: its on-premises account may be "
                "disabled, or the device signs in to an account of another tenant.",
                cites=cited(account.cite, *evidence(stopped)), since=stopped[-1].at, latest=stopped[0].at)
