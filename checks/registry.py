"""Checks are found by walking the catalogue; there is no list to edit.

A check's id is its folder and file (``sign_in.mfa``), its title the first line of the module's docstring, its needs
the types of its parameters (``X | None`` is optional), its documentation the rest of the docstring. A last parameter
``now: datetime`` is given the present of the case.
"""

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType, ModuleType

from checks.facts.base import Fact, Facts
from checks.model import Severity, Verdict


class BadCheckError(Exception):
    """A module of the catalogue does not hold to the form of a check; the message says how."""


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that a check reads, and whether it can judge without it. One ``beside`` the others adds to what they tell,
    and is nothing to judge by itself.
    """

    fact: type[Fact]
    required: bool
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A pure function from facts to a verdict, with what the catalogue knows of it."""

    id: str
    title: str
    doc: str
    severity: Severity
    needs: tuple[Need, ...]
    judge: Callable[..., Verdict]
    asks_when: bool = False

    def __call__(self, known: Facts, now: datetime) -> Verdict:
        """The verdict on what is known at ``now``, the present of the case."""
        facts = (known.get(need.fact) for need in self.needs)
        return self.judge(*facts, now=now) if self.asks_when else self.judge(*facts)

    def can_judge(self, known: Container[type[Fact]]) -> bool:
        """Whether every required fact is known, and at least one that can be judged by itself."""
        able = False
        for need in self.needs:
            if need.fact in known:
                able = able or not need.beside
            elif need.required:
                return False
        return able


Catalogue = Mapping[str, Check]


def check(*, severity: Severity, beside: Collection[type[Fact]] = ()) -> Callable[[Callable[..., Verdict]], Check]:
    """Turn the one function of a catalogue module into a check.

    ``beside`` are the facts among its parameters that only add to the others. Raises :class:`BadCheckError` when a
    parameter is not a fact, or the module has no docstring.
    """

    def wrap(judge: Callable[..., Verdict]) -> Check:
        area, name = judge.__module__.split(".")[-2:]
        doc = inspect.getdoc(inspect.getmodule(judge)) or ""
        if not doc:
            raise BadCheckError(f"{judge.__module__} has no docstring")
        title = doc.splitlines()[0].rstrip(".")
        hints = typing.get_type_hints(judge)
        hints.pop("return", None)
        asks_when = hints.get("now") is datetime
        if asks_when:
            hints.pop("now")
        return Check(f"{area}.{name}", title, doc, severity, _needs(judge, hints, beside), judge, asks_when)

    return wrap


def _needs(judge: Callable[..., Verdict], hints: Mapping[str, object],
           beside: Collection[type[Fact]]) -> tuple[Need, ...]:
    if not hints:
        raise BadCheckError(f"{judge.__module__} reads no fact")
    needs = tuple(_need(judge, hint, beside) for hint in hints.values())
    if unknown := [fact.__name__ for fact in beside if fact not in {need.fact for need in needs if need.beside}]:
        raise BadCheckError(f"{judge.__module__}: beside names facts that are no optional parameters: {unknown}")
    return needs


def _need(judge: Callable[..., Verdict], hint: object, beside: Collection[type[Fact]]) -> Need:
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    facts = [option for option in options if isinstance(option, type) and issubclass(option, Fact)]
    others = [option for option in options if option not in facts]
    if len(facts) != 1 or others not in ([], [types.NoneType]):
        raise BadCheckError(f"{judge.__module__}: a parameter must be a fact or `fact | None`, not {hint}")
    return Need(facts[0], required=not others, beside=bool(others) and facts[0] in beside)


def discover(package: ModuleType | None = None) -> Catalogue:
    """Every check of the catalogue by id, in the order of ids. Raises :class:`BadCheckError`."""
    root = package or importlib.import_module("checks.catalog")
    found = [_only_check(importlib.import_module(module.name)) for module in _modules(root)]
    return MappingProxyType({each.id: each for each in sorted(found, key=lambda each: each.id)})


def _modules(root: ModuleType) -> list[pkgutil.ModuleInfo]:
    walked = pkgutil.walk_packages(root.__path__, f"{root.__name__}.")
    return [module for module in walked if not module.ispkg]


def _only_check(module: ModuleType) -> Check:
    own = [value for value in vars(module).values() if isinstance(value, Check)]
    if len(own) != 1:
        raise BadCheckError(f"{module.__name__} must hold exactly one check, not {len(own)}")
    return own[0]
