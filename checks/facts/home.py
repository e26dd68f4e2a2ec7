"""In which of Microsoft's clouds the tenant lives, as Roomcheck's settings say."""

from dataclasses import dataclass
from typing import ClassVar

from checks.facts.base import Fact


@dataclass(frozen=True, slots=True)
class Home(Fact):
    """``cloud`` is the cloud's name (see :data:`checks.facts.clouds.CLOUDS`). A setting, no evidence; never kept."""

    title: ClassVar[str] = "the tenant's cloud"
    is_evidence: ClassVar[bool] = False

    cloud: str
