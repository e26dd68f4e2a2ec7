"""How checks are found, and which are refused."""

import importlib
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from checks.facts.account import Account
from checks.facts.base import Facts
from checks.facts.sign_ins import SignIns
from checks.model import Status
from checks.registry import BadCheckError, discover
from tests.checks.builders import CATALOGUE, NOW, account, sign_ins

HEAD = '''"""The lamp is lit."""
from checks.facts.account import Account
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict, ok
from checks.registry import check
'''
GOOD = HEAD + """
@check(severity=Severity.LOW)
def lit(account: Account, sign_ins: SignIns | None) -> Verdict:
    return ok(str(sign_ins))
"""
BAD = {
    "no docstring": (GOOD.replace('"""The lamp is lit."""', ""), "no docstring"),
    "no fact": (HEAD + "@check(severity=Severity.LOW)\ndef lit() -> Verdict:\n    return ok('')\n", "reads no fact"),
    "a parameter that is no fact": (GOOD.replace("account: Account", "account: int"), "must be a fact"),
    "a choice of two facts": (GOOD.replace("SignIns | None", "SignIns | Account"), "must be a fact"),
    "a fact or text": (GOOD.replace("SignIns | None", "SignIns | str"), "must be a fact"),
    "two checks": (GOOD + GOOD.split("\n", 5)[5].replace("def lit", "def dark"), "exactly one check, not 2"),
    "no check": ('"""The lamp is lit."""\n', "exactly one check, not 0"),
}
_numbers = itertools.count()
MakeCatalogue = Callable[[str], ModuleType]


@pytest.fixture
def catalogue_of(tmp_path: Path) -> Iterator[MakeCatalogue]:
    """Makes a package with one check in the area ``light``."""
    made: list[str] = []

    def make(source: str) -> ModuleType:
        name = f"catalogue_{next(_numbers)}"
        area = tmp_path / name / "light"
        area.mkdir(parents=True)
        for folder in (area.parent, area):
            (folder / "__init__.py").touch()
        (area / "lamp.py").write_text(source)
        made.append(name)
        return importlib.import_module(name)

    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    yield make
    sys.path.remove(str(tmp_path))
    for name in [each for each in sys.modules if each.split(".")[0] in made]:
        del sys.modules[name]


def test_a_check_is_known_by_its_place(catalogue_of: MakeCatalogue) -> None:
    found = discover(catalogue_of(GOOD))["light.lamp"]
    assert (found.id, found.title) == ("light.lamp", "The lamp is lit")
    assert [(need.fact, need.required) for need in found.needs] == [(Account, True), (SignIns, False)]


@pytest.mark.parametrize("fault", BAD)
def test_a_module_that_is_no_check_is_refused(fault: str, catalogue_of: MakeCatalogue) -> None:
    source, words = BAD[fault]
    with pytest.raises(BadCheckError, match=words):
        discover(catalogue_of(source))


def test_the_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        CATALOGUE["x"] = CATALOGUE["sign_in.mfa"]  # type: ignore[index]  # that it is refused is the point


def test_a_check_judges_once_its_needed_facts_are_there(catalogue_of: MakeCatalogue) -> None:
    found = discover(catalogue_of(GOOD))["light.lamp"]
    assert found.can_judge(Facts([account()]))
    assert not found.can_judge(Facts([sign_ins()]))
    assert found(Facts([account()]), NOW).status is Status.PASS


def test_a_check_of_optional_facts_needs_one_of_them() -> None:
    assert not CATALOGUE["sign_in.mfa"].can_judge(Facts())
    assert CATALOGUE["sign_in.mfa"].can_judge(Facts([sign_ins()]))


def test_the_present_is_given_to_a_check_that_asks_for_it_and_is_no_fact_it_needs(catalogue_of: MakeCatalogue) -> None:
    asking = GOOD.replace("sign_ins: SignIns | None)", "now: datetime)").replace("str(sign_ins)", "now.isoformat()")
    source = asking.replace("from checks.model", "from datetime import datetime\nfrom checks.model")
    found = discover(catalogue_of(source))["light.lamp"]
    assert [need.fact for need in found.needs] == [Account]
    assert found(Facts([account()]), NOW).summary == NOW.isoformat()
