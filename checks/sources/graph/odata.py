"""Writing OData: literals that cannot break out, and query parameters for the SDK's builders."""

from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import quote

from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.headers_collection import HeadersCollection
from kiota_abstractions.request_information import RequestInformation

Q = TypeVar("Q")


def quoted(text: str) -> str:
    """A string literal of a ``$filter``; a quote inside is doubled."""
    return "'" + text.replace("'", "''") + "'"


def segment(text: str) -> str:
    """A name as one segment of a path, whatever is in it."""
    return quote(text, safe="")


def instant(at: datetime) -> str:
    """A time literal of a ``$filter``, in UTC to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def configured(query: Q, **headers: str) -> RequestConfiguration[Q]:
    """A request's query with its headers; an underscore in a header's name stands for a hyphen."""
    collection = HeadersCollection()
    for name, value in headers.items():
        collection.add(name.replace("_", "-"), value)
    return RequestConfiguration(headers=collection, query_parameters=query)


def for_a_person(query: Q) -> RequestConfiguration[Q]:
    """A query of the directory that somebody waits for: Graph throttles it last."""
    return configured(query, x_ms_throttle_priority="high")


def urgent(request: RequestInformation) -> RequestInformation:
    """The request, as :func:`for_a_person` marks one that has a query."""
    request.headers.add("x-ms-throttle-priority", "high")
    return request
