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
    return _readable(known).object_id


def user_name(known: Facts) -> str:
    """The account's user principal name, in lower case. Raises :class:`~checks.collector.CannotCollect` without one."""
    return _readable(known).address


def mail_address(known: Facts) -> str:
    """The address by which Exchange knows the account. Raises :class:`~checks.collector.CannotCollect` without one."""
    account = _readable(known)
    return account.mail or account.address


def exists(known: Facts) -> None:
    """Raise :class:`~checks.collector.CannotCollect` when there is no account: nothing of its tenant matters then."""
    _account(known)


def _readable(known: Facts) -> Account:
    account = _account(known)
    if account is None:
        # What would help stands in the account's own gap. Its names may be others than the room's address, and what
        # is not found under a wrong name would pass for something that is not there.
        raise CannotCollect(GapReason.FAILED, "The account was not readable, so its names and id are not known.")
    return account


def _account(known: Facts) -> Account | None:
    if Account not in known:
        return None
    account = known[Account]
    if not account.found:
        raise CannotCollect(GapReason.NOT_REQUESTED, "The account does not exist.")
    return account
