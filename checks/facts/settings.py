"""How a setting is judged that can keep a room out: by whether the room gets in all the same."""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import MOST_CITATIONS, cited
from checks.facts.refusals import let_in
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Citation, Confidence, NextStep, ShowGuide, Verdict, fail, warn

_ALL_THE_SAME = "The device gets in all the same, as of now."


def in_the_way(summary: str, cause: Cause, sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime,
               *steps: NextStep, cites: Sequence[Citation]) -> Verdict:
    """A setting that can stop the room: a warning while the device is seen to get in, else a failure.

    A setting is never seen to stop anybody, so its cause is only suggested; what a sign-in met goes before it.
    """
    proof = let_in(sign_ins, heartbeats, now)
    if proof:
        return warn(f"{summary} {_ALL_THE_SAME}", *steps, cites=cited(*cites[:MOST_CITATIONS - 1], proof))
    return fail(summary, ShowGuide(cause), *steps, cites=cited(*cites), cause=cause, confidence=Confidence.LOW)
