"""What Microsoft says of its own service: an incident is told, since it explains what no setting of the room does."""

import re
from collections.abc import Collection

from checks.facts.reading import counted, moment
from checks.facts.tenant import ServiceHealth, ServiceIssue
from checks.model import Verdict, ok, warn

_MOST = 3


def verdict_on_service(health: ServiceHealth, service: str, words: Collection[str]) -> Verdict:
    """Whether Microsoft has an open incident of the service, whose names hold one of the words.

    An incident has no cause: it is told beside what was seen of the room. An advisory tells of a limitation, not of an
    outage (Microsoft Learn, "How to check Microsoft 365 service health").
    """
    issues = [issue for issue in health.issues if set(re.findall(r"\w+", issue.service.casefold())) & set(words)]
    incidents = [issue for issue in issues if issue.kind.casefold() == "incident"]
    if incidents:
        told = "; ".join(_told(issue) for issue in incidents[:_MOST])
        more = f" And {len(incidents) - _MOST} more." if len(incidents) > _MOST else ""
        return warn(f"Microsoft has {counted(len(incidents), 'open incident')} of {service}: {told}.{more} Whether it "
                    "concerns this room, only its text says.", cites=[health.cite])
    advisories = sum(issue.kind.casefold() == "advisory" for issue in issues)
    also = f" {counted(advisories, 'advisory notice')} beside it: no outage." if advisories else ""
    return ok(f"Microsoft has no open incident of {service}.{also}", cites=[health.cite])


def _told(issue: ServiceIssue) -> str:
    title = issue.title.strip().rstrip(".") or "without a title"
    since = f"since {moment(issue.since)}" if issue.since else "since when is not said"
    return f'{issue.id} "{title}", {since}'
