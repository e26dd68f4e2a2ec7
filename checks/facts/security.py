"""What the tenant demands of every account, and what the room's account brings with it."""

from dataclasses import dataclass
from typing import ClassVar

from checks.facts.base import State


@dataclass(frozen=True, slots=True)
class SecurityDefaults(State):
    title: ClassVar[str] = "the tenant's security defaults"
    how_to_get: ClassVar[str] = "Grant Policy.Read.All to Roomcheck's application."

    enabled: bool


@dataclass(frozen=True, slots=True)
class PerUserMfa(State):
    """``state`` is Graph's own word: ``disabled``, ``enabled`` or ``enforced``."""

    title: ClassVar[str] = "the account's per-user multifactor authentication"
    how_to_get: ClassVar[str] = "Grant Policy.Read.All to Roomcheck's application."

    state: str


@dataclass(frozen=True, slots=True)
class RegistrationCampaign(State):
    """The tenant's campaign for the Authenticator app.

    ``state`` is Graph's own word (``default``, ``enabled``, ``disabled``); ``included`` and ``excluded`` are the object
    ids of users and groups, or ``all_users``.
    """

    title: ClassVar[str] = "the registration campaign"
    how_to_get: ClassVar[str] = "Grant Policy.Read.AuthenticationMethod to Roomcheck's application."

    state: str
    included: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Memberships(State):
    """The object ids of every group that the account is in, directly or through another; ``complete`` is false where
    there were more than could be read.
    """

    title: ClassVar[str] = "the account's groups"
    how_to_get: ClassVar[str] = "Grant User.Read.All to Roomcheck's application."

    groups: frozenset[str]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class AuthMethods(State):
    """The kinds of sign-in method that the account has, as Graph calls them, without ``AuthenticationMethod``
    (``password``, ``microsoftAuthenticator``, ``fido2``, ``windowsHelloForBusiness``, ``platformCredential``...).
    """

    title: ClassVar[str] = "the account's sign-in methods"
    how_to_get: ClassVar[str] = "Grant UserAuthenticationMethod.Read.All to Roomcheck's application."

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdminRoles(State):
    """The names of the directory roles assigned to the account itself."""

    title: ClassVar[str] = "the account's administrator roles"
    how_to_get: ClassVar[str] = "Grant RoleManagement.Read.Directory to Roomcheck's application."

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risk(State):
    """What Entra ID Protection makes of the account. ``level`` and ``state`` are Graph's own words (``none``, ``low``,
    ``medium``, ``high``, ``hidden``; ``none``, ``atRisk``, ``confirmedCompromised``, ``remediated``, ``dismissed``,
    ``confirmedSafe``); both are ``none`` for an account that it never saw at risk.
    """

    title: ClassVar[str] = "the account's risk"
    how_to_get: ClassVar[str] = "Grant IdentityRiskyUser.Read.All to Roomcheck's application."

    level: str
    state: str

    @property
    def stands(self) -> bool:
        """Whether the account is at risk now, at whatever level."""
        return self.state.strip().casefold() in {"atrisk", "confirmedcompromised"}
