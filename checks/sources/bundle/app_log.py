"""Failing steps in the Teams app's own log, such as ``errorStep: get_skype_license, errorState: licenseError``."""

import re
from collections.abc import Iterable, Iterator

from checks.facts.app_log import AppError, AppLog
from checks.facts.base import newest_first
from checks.model import Citation, Window
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.redact import Redactor
from checks.sources.bundle.text_log import TextLine

_STEP = re.compile(r"errorStep\W{1,5}(\w{1,80})", re.ASCII)
_STATE = re.compile(r"errorState\W{1,5}(\w{1,80})", re.ASCII)
_LICENCE = ("get_skype_license", "licenseError")
_ERROR = re.compile(r"errorCode.*", re.DOTALL)


def read_app_log(lines: Iterable[tuple[str, TextLine]], redactor: Redactor, window: Window) -> AppLog:
    """The failing steps among the lines, each given with its entry's path."""
    return AppLog(newest_first(_errors(lines, redactor)), (window,))


def _errors(lines: Iterable[tuple[str, TextLine]], redactor: Redactor) -> Iterator[AppError]:
    for path, line in lines:
        step, state = _failure(line.text)
        if not step or line.at is None:
            continue
        said = _ERROR.search(line.text)
        quote = redactor.quote(said[0] if said else f"{step} {state}")
        cite = Citation(Log.APP.value, f"{redactor.quote(path)}#L{line.number}", quote, line.at, state)
        yield AppError(line.at, step, state, cite)


def _failure(text: str) -> tuple[str, str]:
    """The failing step and its state; empty when the line has none."""
    step, state = _STEP.search(text), _STATE.search(text)
    if step and state:
        return step[1], state[1]
    return _LICENCE if all(word in text for word in _LICENCE) else ("", "")
