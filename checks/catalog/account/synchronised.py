"""The account is synchronised without errors.

## Why it matters
What an administrator changes on-premises reaches the room only through directory synchronisation. With an error on the
account, a new password, an address or its very enabling may never arrive.

## What we look at
The errors that directory synchronisation has left on the account. When it was synchronised last is told, but not
judged: an account of which nothing changes is not written anew. An account that lives in the cloud needs none of this.

## How to fix it
1. Read the error in full: Microsoft Entra admin centre > Entra ID > Entra Connect > Connect Health > Sync errors.
2. Mend the named property on-premises; most often another object holds the same address.
3. Let synchronisation run, on the server that it runs on.

    Start-ADSyncSyncCycle -PolicyType Delta

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from checks.facts.account import Account
from checks.facts.reading import moment
from checks.model import Severity, Verdict, not_applicable, ok, warn
from checks.registry import check


@check(severity=Severity.MEDIUM)
def account_is_synchronised(account: Account) -> Verdict:
    if not account.found:
        return not_applicable("There is no account to be synchronised.")
    if account.sync_errors:
        named = ", ".join(dict.fromkeys(account.sync_errors))
        return warn(f"Directory synchronisation complains of the account: {named}. Changes made on-premises may not "
                    "reach it.", cites=[account.cite])
    if not account.synced_from_on_premises:
        return ok("The account lives in the cloud, so nothing has to be synchronised.", cites=[account.cite])
    last = f" It was last written on {moment(account.last_sync)}." if account.last_sync else ""
    return ok(f"Directory synchronisation has left no error on the account.{last}", cites=[account.cite])
