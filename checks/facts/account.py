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
class Account(State):
    """The resource account. ``found`` is false when the directory has no such account; the rest is then empty.

    ``deleted_at`` is set when the account was found among the deleted users. ``password_never_expires`` is the
    directory's own setting; None when it could not be read or the account is synchronised, since the on-premises expiry
    is not in Entra. ``of_this_tenant`` says of an account that was not found whether its domain is one of the tenant's
    own, None when that could not be read. ``cloud`` is the name of the cloud that holds the directory (see
    :data:`checks.facts.clouds.CLOUDS`).
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
