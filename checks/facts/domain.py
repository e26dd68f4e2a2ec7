"""The domain of the account's user name, and how its passwords and sign-ins are ruled."""

from dataclasses import dataclass
from typing import ClassVar

from checks.facts.base import State

NEVER_EXPIRES = 2_147_483_647
"""The number of days by which a domain says that its passwords never expire."""


@dataclass(frozen=True, slots=True)
class SignInDomain(State):
    """``validity_days`` is how long a password lasts, :data:`NEVER_EXPIRES` for ever, None when the domain does not
    say; ``federated`` is true when another identity provider signs its accounts in, None when that is not said.
    """

    title: ClassVar[str] = "the account's domain"
    how_to_get: ClassVar[str] = "Grant Domain.Read.All to Roomcheck's application."

    name: str
    validity_days: int | None = None
    federated: bool | None = None
