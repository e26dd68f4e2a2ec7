"""What the engine's own tables may hold: ids and numbers as JSON, and of an error its kind alone."""

import json
from typing import Any

from dbos import Serializer

_ERROR = "error"


class StepFailedError(Exception):
    """A step ended with an error of the kind named; what it said is in the log, not in the engine's tables."""


class IdsOnly(Serializer):
    """JSON instead of pickle, so that nothing read from the database can run; errors without their text."""

    def name(self) -> str:
        return "roomcheck_json"

    def serialize(self, data: Any) -> str:
        if isinstance(data, BaseException):
            return json.dumps({_ERROR: type(data).__name__})
        return json.dumps(data)

    def deserialize(self, serialized_data: str) -> Any:
        document = json.loads(serialized_data)
        if isinstance(document, dict) and document.keys() == {_ERROR}:
            return StepFailedError(document[_ERROR])
        return document
