"""What only the case can say in a headline's sentence."""

from collections.abc import Sequence

from checks.facts.access_policies import POLICY_PLACE
from checks.facts.account import DELETED_PLACE
from checks.facts.codes import CODES, Reading, explained
from checks.model import Cause, Finding


def was_deleted(headline: Finding) -> bool:
    """Whether the finding is about an account among the deleted users."""
    return any(cite.locator.startswith(DELETED_PLACE) for cite in headline.citations)


def detail(headline: Finding) -> str:
    """What only the case can say: when it was deleted, the policies that block, or the code's meaning."""
    if was_deleted(headline):
        return headline.since.strftime("%a %d %b %Y") if headline.since else ""
    if headline.cause is Cause.CONDITIONAL_ACCESS_BLOCK:
        policies = [cite.quote for cite in headline.citations if cite.locator.startswith(POLICY_PLACE)]
        return policies_named(policies) if policies else ""
    number = code_of(headline) if headline.cause is Cause.SIGN_IN_BLOCKED_OTHER else None
    return explained(number, reason_of(headline, number)) if number else ""


def policies_named(names: Sequence[str]) -> str:
    """The policies in a sentence."""
    return ("policy " if len(names) == 1 else "policies ") + ", ".join(f'"{name[:100]}"' for name in names)


def reason_of(headline: Finding, number: int) -> str:
    """The source's own words about the code; all of them where they decide what a known code means."""
    quotes = dict.fromkeys(cite.quote for cite in headline.citations if cite.quote)
    return " ".join(quotes) if number in CODES else next(iter(quotes), "")


def reading_of(headline: Finding) -> Reading | None:
    """Which of several meanings of its code the source's own words decide on; None when there is none to choose."""
    number = code_of(headline)
    known = CODES.get(number) if number else None
    return known.read(reason_of(headline, known.number)) if known else None


def codes_of(headline: Finding) -> frozenset[str]:
    """Every code that the finding cites, of Microsoft Entra and of the device, in capitals."""
    return frozenset(cite.code.upper() for cite in headline.citations if cite.code)


def code_of(headline: Finding) -> int | None:
    """The AADSTS number that the finding cites first; None when it cites none."""
    codes = (cite.code.upper().removeprefix("AADSTS") for cite in headline.citations if cite.code)
    return next((int(code) for code in codes if code.isdecimal() and code.isascii()), None)
