"""Which check of the catalogue speaks for a code, by its group or else by its cause."""

from collections.abc import Mapping
from types import MappingProxyType

from checks.facts.codes import CODES, Group
from checks.model import Cause

OF_GROUP: Mapping[Group, str] = MappingProxyType({
    Group.LOCKED: "sign_in.locked", Group.SECURITY_DEFAULTS: "access.security_defaults",
    Group.RISK: "sign_in.risk_free", Group.SESSION: "sign_in.session_kept",
    Group.REMOTE_SIGN_IN: "sign_in.remote_sign_in", Group.REGISTRATION: "sign_in.device_registered",
    Group.SERVICE: "sign_in.services_enabled", Group.CONSENT: "sign_in.consented",
    Group.ON_PREMISES: "sign_in.on_premises", Group.TLS: "network.tls_version", Group.CLOCK: "device.clock",
    Group.TERMS: "sign_in.terms_accepted", Group.UNSUPPORTED: "access.conditional_access",
})
OF_CAUSE: Mapping[Cause, str] = MappingProxyType({
    Cause.MFA_REQUIRED: "sign_in.mfa", Cause.CONDITIONAL_ACCESS_BLOCK: "access.conditional_access",
    Cause.PASSWORD_EXPIRED: "sign_in.password_expired", Cause.WRONG_CREDENTIALS: "sign_in.credentials",
    Cause.ACCOUNT_MISSING: "account.found", Cause.ACCOUNT_DISABLED: "account.enabled",
    Cause.DEVICE_NOT_COMPLIANT: "device.compliant", Cause.SIGN_IN_BLOCKED_OTHER: "sign_in.other_codes",
})


def check_of(number: int) -> str:
    """The id of the check; that for all other codes where nobody has listed it, empty for a step of every sign-in."""
    known = CODES.get(number)
    if known is None:
        return OF_CAUSE[Cause.SIGN_IN_BLOCKED_OTHER]
    return OF_GROUP.get(known.group, "") if known.group else OF_CAUSE.get(known.cause, "") if known.cause else ""
