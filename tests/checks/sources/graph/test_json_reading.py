"""Reading JSON that anybody could have written."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from checks.sources.graph import json_reading as reading

ANYTHING = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(ANYTHING)
def test_no_value_can_break_a_reader(value: object) -> None:
    record = {"x": value}
    assert isinstance(reading.text(record, "x"), str)
    assert isinstance(reading.texts(record, "x"), tuple)
    assert reading.flag(record, "x") in {None, True, False}
    assert type(reading.number(record, "x")) in {int, type(None)}
    assert isinstance(reading.moment(record, "x"), datetime | None)
    assert isinstance(reading.child(record, "x"), dict)
    assert all(isinstance(each, dict) for each in reading.children(record, "x"))


@given(st.text())
def test_text_is_one_bounded_printable_line(value: str) -> None:
    read = reading.text({"x": value}, "x")
    assert read.isprintable()
    assert len(read) <= reading.LONGEST


def test_times_of_every_precision_are_utc() -> None:
    assert reading.moment({"x": "2026-08-20T09:00:00.1234567Z"}, "x") == datetime(
        2026, 8, 20, 9, 0, 0, 123456, tzinfo=UTC)
    assert reading.moment({"x": "2026-08-20T11:00:00+02:00"}, "x") == datetime(2026, 8, 20, 9, tzinfo=UTC)
    assert reading.moment({"x": "2026-08-20T09:00:00"}, "x") == datetime(2026, 8, 20, 9, tzinfo=UTC)
    assert reading.moment({"x": "0001-01-01T00:00:00+14:00"}, "x") is None
