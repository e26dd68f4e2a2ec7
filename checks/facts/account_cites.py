"""How a verdict cites one property of the account, so that the headline can tell what it rests on."""

from dataclasses import replace

from checks.facts.account import CHANGED_PLACE, DELETED_PLACE, Account
from checks.model import Citation, Finding

USERS_PLACE = "users/"
"""How the locator of a citation begins that names an account, or the want of one, in the directory."""

SYNCED_PLACE = "/onPremisesSyncEnabled"
"""How the locator of a citation ends that names an account as one which Active Directory rules."""


def of_the_change(account: Account) -> Citation:
    """When the account's password was changed."""
    return replace(account.cite, locator=account.cite.locator + CHANGED_PLACE, at=account.last_password_change)


def of_the_account(account: Account) -> Citation:
    """The account, and whether it is synchronised from Active Directory."""
    synced = SYNCED_PLACE if account.synced_from_on_premises else ""
    return replace(account.cite, locator=account.cite.locator + synced)


def of_the_deletion(account: Account) -> Citation:
    """The deleted account, as it stood when the directory was asked."""
    return replace(account.cite, at=account.as_of)


def is_synced(finding: Finding) -> bool:
    """Whether the finding is about an account that Active Directory rules."""
    return any(cite.locator.endswith(SYNCED_PLACE) for cite in finding.citations)


def rests_on_directory(finding: Finding) -> bool:
    """Whether the directory itself was asked for the account, as against codes that speak of it."""
    return any(cite.locator.startswith((USERS_PLACE, DELETED_PLACE)) for cite in finding.citations)
