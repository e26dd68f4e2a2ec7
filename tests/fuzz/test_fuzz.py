"""Ten seconds of each target, from the same seeds in every run. For longer: ``make soak-fuzz``."""

import pytest

from tests.fuzz.fuzzing import fuzz
from tests.fuzz.targets import TARGETS

SECONDS = 10


@pytest.mark.parametrize("name", TARGETS)
def test_ten_seconds_bring_no_finding(name: str) -> None:
    tried = fuzz(name, TARGETS[name], SECONDS)
    assert tried.examples
