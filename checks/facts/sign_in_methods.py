"""What kinds of sign-in method there are, by who can answer them: the device itself, or only a person.

The kinds are those of Microsoft Graph's "authenticationMethod resource type", without its ending.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from checks.facts.sign_ins import Origin, SignIns

DEVICE_BOUND: Mapping[str, str] = MappingProxyType({
    "windowshelloforbusiness": "Windows Hello for Business",
    "fido2": "a passkey (FIDO2)",
    "platformcredential": "a platform credential",
})
"""Methods that a device holds. With one of them it signs in without the password."""

ANSWERED_BY_A_PERSON: Mapping[str, str] = MappingProxyType({
    "microsoftauthenticator": "Microsoft Authenticator",
    "passwordlessmicrosoftauthenticator": "Microsoft Authenticator without a password",
    "phone": "a phone",
    "softwareoath": "an authenticator app's code",
    "hardwareoath": "a hardware token",
    "email": "an e-mail address",
    "external": "an external provider",
    "qrcodepin": "a QR code",
})
"""Methods that somebody has to answer, and nobody in a room does."""

_KNOWN = frozenset({*DEVICE_BOUND, *ANSWERED_BY_A_PERSON, "password", "temporaryaccesspass"})
_PASSWORD = "ropc"  # noqa: S105 - the name of a protocol
# A code for remote sign-in is answered elsewhere, perhaps with the password; the others do not name a protocol at all.
_SAYS_NOTHING = frozenset({"", "none", "unknownfuturevalue", "devicecode"})


def device_bound(kinds: Iterable[str]) -> tuple[str, ...]:
    """The methods among these that the device holds, in words."""
    return _named(kinds, DEVICE_BOUND)


def answered_by_a_person(kinds: Iterable[str]) -> tuple[str, ...]:
    """The methods among these that a person has to answer, in words."""
    return _named(kinds, ANSWERED_BY_A_PERSON)


def not_known(kinds: Iterable[str]) -> tuple[str, ...]:
    """The kinds among these that nothing here says anything of, as Graph calls them."""
    return tuple(dict.fromkeys(kind for kind in kinds if kind.strip().casefold() not in _KNOWN))


def signs_in_without_password(sign_ins: SignIns | None) -> bool:
    """Whether the device was seen to sign in by another protocol than that of a user name and password, and never by
    that.
    """
    items = sign_ins.items if sign_ins else ()
    protocols = {item.protocol.strip().casefold() for item in items if item.succeeded and item.origin is Origin.DEVICE}
    return bool(protocols - _SAYS_NOTHING) and _PASSWORD not in protocols


def _named(kinds: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    found = (names.get(kind.strip().casefold(), "") for kind in kinds)
    return tuple(dict.fromkeys(filter(None, found)))
