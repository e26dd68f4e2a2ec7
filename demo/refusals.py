"""What Microsoft Entra answers to a sign-in it refuses, in the words of the sign-in log and of the device.

The texts are Microsoft's ("Microsoft Entra authentication and authorization error codes" on Microsoft Learn). Which
error name and HRESULT the device writes beside a code is known from published records for 50076, 53003 and 500011
only; for the others it is composed in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

INTERACTION_REQUIRED, INVALID_GRANT, INVALID_RESOURCE = "interaction_required", "invalid_grant", "invalid_resource"
HRESULTS: Mapping[str, tuple[int, str]] = MappingProxyType({
    INTERACTION_REQUIRED: (0xCAA2000C, "The request requires user interaction."),
    INVALID_GRANT: (0xCAA20003, "Authorization grant failed for this assertion."),
    INVALID_RESOURCE: (0xCAA2000B, "The resource is invalid due to configuration state or not existing."),
})
"""The error's OAuth name to the number and sentence with which Windows records it."""

_UNEXPECTED = ("If this is unexpected, see the conditional access policy that applied to this request in the Azure "
               "Portal.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """``reason`` may hold ``{resource}``, ``{tenant}`` and ``{app}``; ``details`` is the log's second sentence."""

    code: int
    reason: str
    oauth: str = INVALID_GRANT
    details: str | None = None


_KNOWN = (
    Refusal(50034, "The user account {{EmailHidden}} does not exist in the {tenant} directory. To sign into this "
                   "application, the account must be added to the directory."),
    Refusal(50053, "The account is locked, you've tried to sign in too many times with an incorrect user ID or "
                   "password."),
    Refusal(50055, "The password is expired."),
    Refusal(50057, "The user account is disabled."),
    Refusal(50058, "A silent sign-in request was sent but no user is signed in.", INTERACTION_REQUIRED),
    Refusal(50076, "Due to a configuration change made by your administrator, or because you moved to a new location, "
                   "you must use multi-factor authentication to access '{resource}'.", INTERACTION_REQUIRED,
            "The user did not complete the MFA prompt."),
    Refusal(50079, "Due to a configuration change made by your administrator, or because you moved to a new location, "
                   "you must enroll in multi-factor authentication to access '{resource}'.", INTERACTION_REQUIRED),
    Refusal(50126, "Error validating credentials due to invalid username or password."),
    Refusal(50140, "This error occurred due to 'Keep me signed in' interrupt when the user was signing-in.",
            INTERACTION_REQUIRED),
    Refusal(53000, "Device is not in required device state: compliant. Conditional Access policy requires a compliant "
                   "device, and the device is not compliant.", INTERACTION_REQUIRED, _UNEXPECTED),
    Refusal(53003, "Access has been blocked by Conditional Access policies. The access policy does not allow token "
                   "issuance.", INTERACTION_REQUIRED, _UNEXPECTED),
    Refusal(70043, "The refresh token has expired or is invalid due to sign-in frequency checks by Conditional "
                   "Access."),
    Refusal(500011, "The resource principal named {resource} was not found in the tenant named {tenant}. This can "
                    "happen if the application has not been installed by the administrator of the tenant or consented "
                    "to by any user in the tenant.", INVALID_RESOURCE),
)
REFUSALS: Mapping[int, Refusal] = MappingProxyType({refusal.code: refusal for refusal in _KNOWN})


def refusal(code: int) -> Refusal:
    """The refusal of this code; one of an unknown code has Graph's own word for that."""
    return REFUSALS.get(code) or Refusal(code, "Other.")


def wording(code: int, *, resource: str, tenant: str) -> str:
    """The code's sentence, filled in."""
    return refusal(code).reason.format(resource=resource, tenant=tenant)
