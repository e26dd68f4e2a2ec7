"""Why Entra gives an application no token, in words: by the AADSTS number that its answer names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_NUMBER = re.compile(r"AADSTS(\d{4,8})")
_MADE_ANEW = ("Make a new client secret (Microsoft Entra admin centre > App registrations > the application > "
              "Certificates & secrets) and put its Value into the settings, not its Secret ID.")
_TENANT = ("Compare the tenant id in the settings with the overview of the Entra admin centre, and ROOMCHECK_CLOUD "
           "with the cloud that the tenant is in.")
_APPLICATION = ("Compare the client id in the settings with the application's overview in the Entra admin centre, and "
                "the tenant id with the tenant it is registered in.")
_CERTIFICATE = ("Upload the certificate of ROOMCHECK_CLIENT_CERTIFICATE to the application (Certificates & secrets), "
                "or name the file of the one that is registered.")
_CLOCK = "Set this machine's clock: Entra takes a proof only within the time for which it was made."
_GENERAL = "Check the tenant, the client id and the secret or certificate in Roomcheck's settings."
_HOST = ("Give the identity to what Roomcheck runs on (Azure portal > that resource > Identity), and see that the "
         "client id in the settings is the identity's.")


@dataclass(frozen=True, slots=True)
class EntraRefusal:
    """``number`` is empty where the answer names none; ``why`` goes on after a colon, ``remedy`` is a sentence."""

    number: str
    why: str
    remedy: str

    @property
    def told(self) -> str:
        """Why, with the number."""
        return f"{self.why} (AADSTS{self.number})" if self.number else self.why


_KNOWN: Mapping[str, tuple[str, str]] = MappingProxyType({
    "7000215": ("its client secret is wrong", _MADE_ANEW),
    "7000222": ("its client secret has expired", _MADE_ANEW),
    "700027": ("its certificate is not the one registered", _CERTIFICATE),
    "700024": ("its certificate's proof was not within its time", _CLOCK),
    "700016": ("its application is not known in this tenant", _APPLICATION),
    "7000229": ("its application has no service principal in this tenant",
                "Give the application admin consent in this tenant, which makes one."),
    "7000112": ("its application is disabled",
                "Enable it: Microsoft Entra admin centre > Enterprise applications > the application > Properties."),
    "90002": ("the tenant does not exist in this cloud", _TENANT),
    "900023": ("the tenant id is none", _TENANT),
    "53003": ("a Conditional Access policy for workload identities blocks it",
              "Exclude the application from that policy, or let it sign in from a place that the policy allows."),
})


def refusal_in(answer: str) -> EntraRefusal:
    """The refusal that an answer of Entra tells of. Nothing of the answer but the number is taken over."""
    found = _NUMBER.search(answer)
    number = found[1] if found else ""
    return EntraRefusal(number, *_KNOWN.get(number, ("Entra refused it", _GENERAL)))


def identity_refused(answer: str) -> EntraRefusal:
    """The refusal that the answer of a managed identity's endpoint tells of; nothing but a number is taken over."""
    found = refusal_in(answer)
    if found.number in _KNOWN:
        return found
    return EntraRefusal(found.number, "the managed identity's endpoint on this machine gave none", _HOST)


def identity_away(fault: Exception) -> EntraRefusal:
    """That the endpoint, which only machines in Azure have, did not answer; only the kind of the fault is told."""
    return EntraRefusal("", f"the managed identity's endpoint on this machine did not answer ({type(fault).__name__})",
                        "Run Roomcheck on what has the identity in Azure, and keep a proxy from taking what is asked "
                        "of that endpoint (NO_PROXY=169.254.169.254). Elsewhere, sign in with a secret or a "
                        "certificate.")


def refusal_behind(fault: BaseException | None) -> EntraRefusal | None:
    """The refusal that an exception, or what led to it, quotes: MSAL raises where a tenant does not exist."""
    while fault is not None:
        if _NUMBER.search(str(fault)):
            return refusal_in(str(fault))
        fault = fault.__cause__ or fault.__context__
    return None
