"""The account is not locked.

## Why it matters
Too many wrong passwords lock the account: ten in the public cloud and in China, three in the clouds of the US
Government. The lock lasts a minute at first and longer each time, and holds all over the world. The same code also
stands for a sign-in from an address that is known for attacks.

## What we look at
* sign-ins of the room's device refused with AADSTS50053, and which of the two readings Microsoft's own words give;
* how many wrong passwords came from elsewhere in the day before. One stale password that a console tries again and
  again does not by itself lock a cloud account: the same wrong password is counted once.

## How to fix it
1. If the account is locked: look for several devices that hold different passwords, or for an attack, in Microsoft
   Entra admin centre > Monitoring & health > Sign-in logs. Then wait, or reset the password, which unlocks it.
2. If the address was blocked: find out which outgoing address the room's network uses, and who else uses it.

    Get-MgAuditLogSignIn -Filter "userPrincipalName eq 'room@contoso.com' and status/errorCode eq 50053" -Top 20

[Smart lockout](https://learn.microsoft.com/entra/identity/authentication/howto-password-smart-lockout)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.codes import CODES, Group
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import FRESH, counted
from checks.facts.refusals import Refusal, in_groups, open_refusals, verdict_on_group
from checks.facts.sign_ins import Origin, SignIns
from checks.model import Severity, Verdict
from checks.registry import check

LOCKED, WRONG_PASSWORD = 50053, 50126
ELSEWHERE = frozenset({Origin.PERSON, Origin.OTHER_PROGRAM})
NOTES = {
    "locked": "A console that repeats one stale password does not by itself lock a cloud account: look for several "
              "devices with different passwords, or for an attack.",
    "malicious": "The room's outgoing address is the one that is blocked: find out who else uses it.",
}


@check(severity=Severity.HIGH)
def account_is_not_locked(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    found = in_groups(open_refusals(sign_ins, heartbeats), Group.LOCKED)
    note = " ".join(filter(None, (*_readings(found), _from_elsewhere(found, sign_ins))))
    return verdict_on_group(Group.LOCKED, "locked out", sign_ins, heartbeats, now, note=note)


def _readings(found: Sequence[Refusal]) -> list[str]:
    """What follows from each reading that Microsoft's own words decide on."""
    known = CODES[LOCKED]
    told = {known.read(each.reason) for each in found}
    return [NOTES[reading.word] for reading in known.readings if reading in told]


def _from_elsewhere(found: Sequence[Refusal], sign_ins: SignIns | None) -> str:
    """The wrong passwords that other devices, people or attackers typed before the newest of the refusals."""
    if not found or sign_ins is None:
        return ""
    last = found[0].at
    others = [each for each in sign_ins.items if each.code in {LOCKED, WRONG_PASSWORD}
              and each.origin in ELSEWHERE and last - FRESH <= each.at <= last]
    places = len({each.ip for each in others if each.ip})
    where = f", from {places} addresses" if places > 1 else ""
    return f"In the day before, {counted(len(others), 'refused attempt')} came from elsewhere{where}." if others else ""
