"""The account is not locked.

## Why it matters
Too many wrong passwords lock the account: ten in the public cloud and in China, three in the clouds of the US
Government. The lock lasts a minute at first and longer each time, and holds all over the world. The same code also
stands for a sign-in from an address that is known for attacks.

## What we look at
* sign-ins of the room's device refused with AADSTS50053, and which of the two readings Microsoft's own words give;
* how many wrong passwords came from elsewhere in the day before. One stale password that a console tries again and
  again does not by itself lock a cloud account: the same wrong password is counted once. Of an account whose password
  is checked on-premises, every attempt counts. Familiar and unfamiliar places are counted apart.

## How to fix it
1. If the account is locked: look for several devices that hold different passwords, or for an attack, in Microsoft
   Entra admin centre > Monitoring & health > Sign-in logs. Then wait, or reset the password, which unlocks it.
2. If the address was blocked: find out which outgoing address the room's network uses, and who else uses it.

    Get-MgAuditLogSignIn -Filter "userPrincipalName eq 'room@contoso.com' and status/errorCode eq 50053" -Top 20

[Smart lockout](https://learn.microsoft.com/entra/identity/authentication/howto-password-smart-lockout)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.account import Account
from checks.facts.codes import CODES, Group
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import FRESH, counted, device_successes
from checks.facts.refusals import Refusal, in_groups, open_refusals, verdict_on_group
from checks.facts.sign_ins import Origin, SignIns
from checks.model import Severity, Verdict
from checks.registry import check

LOCKED, WRONG_PASSWORD = 50053, 50126
ELSEWHERE = frozenset({Origin.PERSON, Origin.OTHER_PROGRAM})
NOT_BY_ITSELF = ("A console that repeats one stale password does not by itself lock a cloud account: look for several "
                 "devices with different passwords, or for an attack.")
OWN_ADDRESS = "The room's outgoing address is the one that is blocked: find out who else uses it."
OTHER_ADDRESS = "Find out whether the address it came from is the room's own outgoing one, and who else uses it."
APART = "Familiar and unfamiliar places are counted apart, so these alone need not be what locked out the room."


@check(severity=Severity.HIGH, beside=(Account,))
def account_is_not_locked(sign_ins: SignIns | None, heartbeats: Heartbeats | None, account: Account | None,
                          now: datetime) -> Verdict:
    found = in_groups(open_refusals(sign_ins, heartbeats), Group.LOCKED)
    notes = (_about_a_lock(found, account), _about_an_address(found, sign_ins), _from_elsewhere(found, sign_ins))
    return verdict_on_group(Group.LOCKED, "locked out", sign_ins, heartbeats, now, note=" ".join(filter(None, notes)))


def _read_as(found: Sequence[Refusal], word: str) -> list[Refusal]:
    """Those that Microsoft's own words read in this way."""
    readings = ((each, CODES[LOCKED].read(each.reason)) for each in found)
    return [each for each, reading in readings if reading and reading.word == word]


def _about_a_lock(found: Sequence[Refusal], account: Account | None) -> str:
    """Where a password is checked on-premises, the same wrong one counts each time."""
    on_premises = account is not None and account.synced_from_on_premises
    return NOT_BY_ITSELF if _read_as(found, "locked") and not on_premises else ""


def _about_an_address(found: Sequence[Refusal], sign_ins: SignIns | None) -> str:
    blocked = {each.sign_in.ip for each in _read_as(found, "malicious") if each.sign_in}
    if not blocked:
        return ""
    own = {each.ip for each in device_successes(sign_ins) if each.ip}
    return OWN_ADDRESS if blocked & own else OTHER_ADDRESS


def _from_elsewhere(found: Sequence[Refusal], sign_ins: SignIns | None) -> str:
    """The wrong passwords that other devices, people or attackers typed before the newest of the refusals."""
    if not found or sign_ins is None:
        return ""
    last = found[0].at
    others = [each for each in sign_ins.items if each.code in {LOCKED, WRONG_PASSWORD}
              and each.origin in ELSEWHERE and last - FRESH <= each.at <= last]
    places = len({each.ip for each in others if each.ip})
    where = f", from {places} addresses" if places > 1 else ""
    if not others:
        return ""
    return f"In the day before, {counted(len(others), 'refused attempt')} came from elsewhere{where}. {APART}"
