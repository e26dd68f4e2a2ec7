"""Whose clock this machine's is compared with."""

from datetime import timedelta

from bot.doctor.clock import clock_line
from bot.doctor.lines import State


def test_a_single_server_whose_clock_is_off_accuses_nobody() -> None:
    skews = {"graph.microsoft.com": timedelta(minutes=-8), "login.microsoftonline.com": timedelta(seconds=9),
             "contoso.com": timedelta(hours=3)}
    line = clock_line(skews)
    assert (line.state, "login.microsoftonline.com" in line.told) == (State.OK, True)


def test_the_nearest_of_those_that_disagree_is_told() -> None:
    line = clock_line({"graph.microsoft.com": timedelta(minutes=9), "login.microsoftonline.com": timedelta(minutes=-3)})
    assert line.state is State.ATTENTION
    assert "3 minutes behind that of login.microsoftonline.com" in line.told
