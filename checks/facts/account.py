"""The room's account as the directory holds it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from checks.facts.base import State

DELETED_PLACE = "directory/deletedItems/"
"""How the locator of a citation begins that names an account among the deleted ones."""

CHANGED_PLACE = "/lastPasswordChangeDateTime"
"""How the locator of a citation ends that names when the account's password was changed."""

DOMAINS_PLACE = "domains/"
"""How the locator of a citation begins that names a domain which the tenant does not have."""


@dataclass(frozen=True, slots=True)
class LicenceAssignment:
    """One way in which a licence reaches the account. ``state`` and ``error`` are Graph's own words (``Active``,
    ``Error``; ``CountViolation``, ``None``...); ``sku_id`` is in lower case; ``by_group`` is the id of the group that
    assigns it, empty where it is assigned directly; ``disabled_plans`` are plan ids in lower case.
    """

    sku_id: str
    state: str
    error: str
    by_group: str = ""
    disabled_plans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account(State):
    """The resource account. ``found`` is false when the directory has no such account; the rest is then empty.

    ``deleted_at`` is set when the account was found among the deleted users. ``password_never_expires`` is the
    account's own setting: true where its expiry is off, false where the rules of its domain hold (see
    :class:`checks.facts.domain.SignInDomain`), None when it could not be read or the account is synchronised, since the
    on-premises expiry is not in Entra. ``of_this_tenant`` says of an account that was not found whether its domain is
    one of the tenant's own, None when that could not be read. ``cloud`` is the name of the cloud that holds the
    directory (see :data:`checks.facts.clouds.CLOUDS`).

    ``primary_address`` is the primary SMTP address in lower case, ``user_type`` Graph's own word (``Member``,
    ``Guest``), ``also_held_by`` the object ids of other accounts that hold the room's address, ``sync_errors`` what
    directory synchronisation complains of, ``sessions_valid_from`` the time before which every session was revoked.
    ``also_held_by`` and ``assignments`` are None when they could not be read. ``guest_id`` is the object id of a guest
    that has the address where no account of the tenant's own has it; empty otherwise.
    """

    title: ClassVar[str] = "the room's account"
    how_to_get: ClassVar[str] = "Grant User.Read.All to Roomcheck's application."

    address: str
    found: bool
    object_id: str = ""
    display_name: str = ""
    enabled: bool | None = None
    mail: str = ""
    deleted_at: datetime | None = None
    synced_from_on_premises: bool = False
    last_password_change: datetime | None = None
    password_never_expires: bool | None = None
    must_change_password: bool | None = None
    usage_location: str = ""
    of_this_tenant: bool | None = None
    cloud: str = "global"
    primary_address: str = ""
    user_type: str = ""
    also_held_by: tuple[str, ...] | None = ()
    sync_errors: tuple[str, ...] = ()
    last_sync: datetime | None = None
    sessions_valid_from: datetime | None = None
    assignments: tuple[LicenceAssignment, ...] | None = None
    guest_id: str = ""
