"""What the command line prints of names and sentences from outside."""

import re
from dataclasses import replace

import pytest

from bot.cards import GLOBAL
from bot.printing import print_reports
from tests.bot.cards.samples import hostile
from tests.bot.cards.test_hostile_text import PLANTED


@pytest.mark.parametrize("planted", PLANTED)
@pytest.mark.parametrize("several", [False, True])
def test_nothing_from_outside_speaks_to_the_terminal(capsys: pytest.CaptureFixture[str], planted: str, *,
                                                     several: bool) -> None:
    report = hostile(f"Room {planted} 42").report
    other = replace(report, room=replace(report.room, address="b@contoso.com"))
    print_reports([report, other] if several else [report], GLOBAL, as_json=False)
    printed = capsys.readouterr().out
    assert "Room" in printed
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028]", printed)
