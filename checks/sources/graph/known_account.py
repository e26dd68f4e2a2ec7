"""What the other collectors need of the account that was found, or why they cannot ask."""

from checks.collector import CannotCollect
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import GapReason, Room


def reference(room: Room, known: Facts) -> str:
    """What names the account in an address: its object id, or the room's address where the account was not readable.

    Raises :class:`~checks.collector.CannotCollect` when there is no account.
    """
    account = _account(known)
    return account.object_id if account else room.address


def object_id(known: Facts) -> str:
    """The account's object id. Raises :class:`~checks.collector.CannotCollect` without one."""
    account = _account(known)
    if account is None:
        # what would help stands in the account's own gap
        raise CannotCollect(GapReason.FAILED, "The account was not readable, so its object id is not known.")
    return account.object_id


def _account(known: Facts) -> Account | None:
    if Account not in known:
        return None
    account = known[Account]
    if not account.found:
        raise CannotCollect(GapReason.NOT_REQUESTED, "The account does not exist.")
    return account


def user_name(room: Room, known: Facts) -> str:
    """The account's user principal name, in lower case; the room's address where the account was not readable.

    Raises :class:`~checks.collector.CannotCollect` when there is no account.
    """
    account = _account(known)
    return account.address if account else room.address


def mail_address(room: Room, known: Facts) -> str:
    """The address under which Exchange knows the account.

    Raises :class:`~checks.collector.CannotCollect` when there is no account.
    """
    account = _account(known)
    return (account.mail or account.address) if account else room.address


def exists(known: Facts) -> None:
    """Raise :class:`~checks.collector.CannotCollect` when there is no account: nothing of its tenant matters then."""
    _account(known)
