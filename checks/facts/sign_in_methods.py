"""What kinds of sign-in method there are, by who can answer them: the device itself, or only a person.

The kinds are those of Microsoft Graph's "authenticationMethod resource type", without its ending.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from checks.facts.reading import device_successes
from checks.facts.security import AuthMethods
from checks.facts.sign_ins import SignIns

_RESOURCE_KEY = "resourceaccountkey"

DEVICE_BOUND: Mapping[str, str] = MappingProxyType({
    "windowshelloforbusiness": "Windows Hello for Business",
    "fido2": "a passkey (FIDO2)",
    "platformcredential": "a platform credential",
    _RESOURCE_KEY: "a resource account key",
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
    protocols = {item.protocol.strip().casefold() for item in device_successes(sign_ins)}
    return bool(protocols - _SAYS_NOTHING) and _PASSWORD not in protocols


def needs_no_password(methods: AuthMethods | None, sign_ins: SignIns | None) -> bool:
    """Whether the device signs in by a method that it holds, so that the password does not matter.

    A resource account key is made for nothing else (Microsoft Learn, "resourceAccountKeyAuthenticationMethod resource
    type"), and counts unless the device last signed in with the password; of another method it has to be seen.
    """
    if methods is None:
        return False
    if _RESOURCE_KEY in {kind.strip().casefold() for kind in methods.kinds}:
        return _last_protocol(sign_ins) != _PASSWORD
    return bool(device_bound(methods.kinds)) and signs_in_without_password(sign_ins)


def _last_protocol(sign_ins: SignIns | None) -> str:
    """The newest protocol that a success of the device names; empty where none does."""
    named = ((item.at, item.protocol.strip().casefold()) for item in device_successes(sign_ins))
    return max((each for each in named if each[1] not in _SAYS_NOTHING), default=(None, ""))[1]


def _named(kinds: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    found = (names.get(kind.strip().casefold(), "") for kind in kinds)
    return tuple(dict.fromkeys(filter(None, found)))
