"""What the tenant has bought, and how Microsoft's services are."""

from datetime import datetime, timedelta

from demo.graph_objects import Json, stamp
from demo.identifiers import TENANT_ID, invented
from demo.tenant_state import ServiceIssue, Subscription


def subscribed_sku(bought: Subscription) -> Json:
    """A licence that the tenant has bought."""
    sku = bought.sku
    units = {"enabled": bought.enabled, "suspended": 0, "warning": 0, "lockedOut": 0}
    if bought.status in {"Suspended", "Warning", "LockedOut"}:
        units |= {"enabled": 0, bought.status[0].lower() + bought.status[1:]: bought.enabled}
    return {
        "id": f"{TENANT_ID}_{sku.id}", "accountId": TENANT_ID, "accountName": "contoso", "appliesTo": "User",
        "capabilityStatus": bought.status, "consumedUnits": bought.consumed, "prepaidUnits": units,
        "skuId": sku.id, "skuPartNumber": sku.name, "subscriptionIds": [invented("subscription", sku.id)],
        "servicePlans": [{"servicePlanId": plan.id, "servicePlanName": plan.name, "appliesTo": plan.applies_to,
                          "provisioningStatus": "Success"} for plan in sku.plans],
    }


def service_issue(issue: ServiceIssue, now: datetime) -> Json:
    """An issue of a service as administrators see it."""
    over = stamp(now - timedelta(hours=1)) if issue.resolved else None
    return {
        "id": issue.id, "title": issue.title, "service": issue.service, "classification": issue.kind,
        "startDateTime": stamp(now - issue.started_ago), "endDateTime": over, "isResolved": issue.resolved,
        "lastModifiedDateTime": stamp(now - timedelta(hours=1)), "origin": "microsoft",
        "status": "serviceRestored" if issue.resolved else "serviceDegradation", "feature": "Sign-in",
        "featureGroup": "Teams Components", "impactDescription": issue.title, "details": [], "posts": [],
    }
