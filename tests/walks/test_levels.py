"""How much a channel sees, through the whole bot; and the evidence in a personal chat."""

from collections.abc import Mapping
from typing import Any

from demo.connector import Posted, Teams
from tests.walks.conftest import Walk, buttons, judged, room, says, words

BLOCKED = room("Lugano Ceresio")
CHANNEL = {"id": "19:rooms@thread.tacv2;messageid=1", "conversationType": "channel", "isGroup": True}
GROUP = {"id": "19:rooms@thread.v2", "conversationType": "groupChat", "isGroup": True}
PERSONAL = {"id": "personal-chat", "conversationType": "personal"}
EVIDENCE = ("What failed", "checks passed", "Looked at")
NOT_HERE = "This channel sees no evidence; that is shown in our personal chat."
POSTED = "I have posted it there"


def where(posted: Posted) -> str:
    return str(posted.activity["conversation"]["id"])


async def checked(person: Teams) -> Posted:
    await person.mention(f"check {BLOCKED.address}")
    return await person.until(judged(person, "Conditional Access"))


async def checked_again(person: Teams, done: Posted) -> str:
    """What the card says once it is painted to its end anew."""
    await person.quiet(1.0)
    paints = done.paints
    await person.press(done, buttons(done.card)["Check again"])
    await person.until(lambda: done.paints >= paints + 2 and "Check again" in buttons(done.card))
    return words(done.card)


async def pressed_until_posted(person: Teams, posted: Posted, action: Mapping[str, Any]) -> None:
    """Press until the bot knows the personal chat; it takes note of one beside the turn."""
    while POSTED not in words((await person.press(posted, action))["value"]):
        await person.quiet(0.1)


async def test_a_channel_is_never_painted_any_evidence(walk: Walk) -> None:
    painted: list[str] = []
    async with walk.chat(CHANNEL) as person:
        person.on_paint = lambda posted: painted.append(words(posted.card))
        done = await checked(person)
        await person.quiet(1.0)
        assert "Do this first" in words(done.card)
        pressed = [await person.press(done, buttons(done.card)[title]) for title in ("How to fix", "Guide me")]
        painted += [words(answer["value"]) for answer in pressed]
        await person.mention(f"report {BLOCKED.address}")
        assert len(painted) > 3
        assert not [each for each in painted if any(part in each for part in (*EVIDENCE, "Roomcheck saw"))]


async def test_evidence_asked_for_in_a_channel_is_shown_in_the_personal_chat(walk: Walk) -> None:
    async with walk.chat(CHANNEL) as person:
        done = await checked(person)
        for title in ("Evidence", "Ticket text"):
            answer = words((await person.press(done, buttons(done.card)[title]))["value"])
            assert NOT_HERE in answer
            assert f"Open our personal chat and write: report {BLOCKED.address}" in answer
        person.conversation = PERSONAL
        await person.say("help")
        person.conversation = CHANNEL
        for title, seen in (("Evidence", "Also found"), ("Ticket text", "correlation id")):
            await pressed_until_posted(person, done, buttons(done.card)[title])
            private = [each for each in person.posted.values() if where(each) == PERSONAL["id"]]
            assert seen in words(private[-1].card), title
        assert {where(each) for each in person.posted.values() if "correlation id" in words(each.card)} == {
            PERSONAL["id"]}


async def test_an_admin_lets_a_channel_see_the_evidence_from_the_next_painting_on(walk: Walk) -> None:
    async with walk.chat(CHANNEL) as person:
        done = await checked(person)
        await person.mention("detail evidence")
        told = await person.until(says(person, "This channel sees the evidence too"))
        assert "What failed" not in words(done.card)
        assert "What failed" in await checked_again(person, done)
        await person.press(told, buttons(told.card)["Show the cause alone"])
        assert "What failed" in words(done.card)
        assert "What failed" not in await checked_again(person, done)


async def test_in_a_personal_chat_everything_is_shown(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say(f"check {BLOCKED.address}")
        done = await person.until(judged(person, "Conditional Access"))
        assert all(part in words(done.card) for part in EVIDENCE)
        await person.say("detail cause")
        await person.until(says(person, "In a personal chat everything is shown."))
        assert "What failed" in await checked_again(person, done)


async def swept(person: Teams) -> None:
    before = len(person.posted)
    await person.mention("sweep")
    card = list(person.posted.values())[before]
    await person.until(lambda: "Sweep again" in buttons(card.card), within=60)


async def test_an_alert_says_the_cause_and_no_evidence(walk: Walk) -> None:
    async with walk.chat(GROUP) as person:
        await person.mention(f"watch {BLOCKED.address}")
        await swept(person)
        await swept(person)
        alert = await person.until(says(person, "I take it"), within=60)
        assert "Conditional Access" in words(alert.card)
        assert not any(part in words(each.card) for each in person.posted.values() for part in EVIDENCE)
        answer = await person.press(alert, buttons(alert.card)["Evidence"])
        assert "This chat sees no evidence" in words(answer["value"])
