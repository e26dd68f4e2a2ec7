"""The last answer is given again to the very same arguments, and to no others."""

from checks.facts.remembered import remembered

asked: list[tuple[object, ...]] = []


@remembered
def told(one: object, other: object = None) -> list[object]:
    asked.append((one, other))
    return [one, other]


def test_the_same_objects_are_asked_about_once() -> None:
    asked.clear()
    one = object()
    assert told(one, None) is told(one, None)
    assert len(asked) == 1


def test_equal_objects_are_not_the_same() -> None:
    asked.clear()
    one, twin = ["a"], ["a"]
    assert told(one)[0] is one
    assert told(twin)[0] is twin
    assert len(asked) == 2


def test_only_the_last_answer_is_remembered() -> None:
    asked.clear()
    one, other = object(), object()
    for each in (one, other, one):
        told(each)
    assert len(asked) == 3


def test_a_further_argument_or_a_named_one_is_another_question() -> None:
    asked.clear()
    one = object()
    told(one)
    told(one, one)
    assert told(one, other=None) == [one, None]
    assert len(asked) == 3
