"""From the wish to be told, over a sweep, to alerts and what can be done about them; over HTTP."""

import csv
import io
from datetime import UTC, datetime

from demo.connector import Posted, Teams
from demo.mending import mended
from demo.rooms import ROOMS
from tests.walks.conftest import Walk, buttons, room, says, words

BLOCKED, UNLICENSED = room("Lugano Ceresio"), room("Zug Rigi")


async def swept(person: Teams) -> Posted:
    """The card of a sweep that was asked for and has ended."""
    before = len(person.posted)
    await person.say("sweep")

    def ended() -> Posted | None:
        new = list(person.posted.values())[before:]
        return next((each for each in new if "Sweep again" in buttons(each.card)), None)
    return await person.until(ended, within=60)


async def test_rooms_are_watched_found_broken_told_and_taken(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say("watch all in German")
        told = await person.until(says(person, "Alerts are in German"), within=60)
        assert "What is watched here" in buttons(told.card)
        first = await swept(person)
        assert "need attention" in words(first.card)
        await swept(person)
        alert = await person.until(says(person, "Ausgefallen"), within=60)
        names = buttons(alert.card)
        await person.press(alert, names["Ich übernehme"])
        await person.until(lambda: "Übernommen von Alex Wilber" in words(alert.card), within=60)
        assert "Ich übernehme" not in buttons(alert.card)


async def test_a_room_that_works_again_is_said_on_its_alert_and_below_it(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say("watch all")
        await swept(person)
        await swept(person)
        alert = await person.until(says(person, f"✖ {UNLICENSED.display_name}: Stopped working"), within=60)
        walk.tenant.set_up(mended(UNLICENSED, walk.now - datetime.now(UTC)))
        await swept(person)
        await swept(person)
        await person.until(lambda: f"✔ {UNLICENSED.display_name}: Working again" in words(alert.card), within=60)
        await person.until(says(person, f"{UNLICENSED.display_name} is working again since"), within=60)


async def test_the_past_of_the_fleet_and_of_a_room_as_cards_and_as_a_file(walk: Walk) -> None:
    async with walk.chat() as person:
        await swept(person)
        await swept(person)
        await person.say("fleet")
        shown = await person.until(says(person, "available over the last"), within=60)
        assert "Sweep now" in buttons(shown.card)
        await person.say(f"history {BLOCKED.address}")
        await person.until(says(person, BLOCKED.display_name), within=60)
        await person.say("fleet csv")
        offer = await person.until(lambda: next((each for each in person.posted.values() if each.offer), None),
                                   within=60)
        await person.answer_offer(offer)
        await person.until(lambda: person.taken, within=60)
        (content,) = person.taken.values()
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert {each["Address"] for each in rows} <= {scenario.address for scenario in ROOMS}
        assert BLOCKED.address in {each["Address"] for each in rows}
        await person.until(lambda: "Saved" in offer.text, within=60)


async def test_a_file_is_not_handed_over_in_a_channel(walk: Walk) -> None:
    async with walk.chat() as other:
        await swept(other)
    async with walk.chat({"id": "19:team@thread.tacv2", "conversationType": "channel"}) as person:
        await person.mention("fleet csv")
        await person.until(says(person, "app.py fleet --csv FILE"), within=60)


async def test_the_dialog_sets_up_what_is_watched(walk: Walk) -> None:
    async with walk.chat() as person:
        await person.say("watch")
        asked = await person.until(says(person, "Of which rooms shall I tell this chat"), within=60)
        fields = {"field.rooms": BLOCKED.address, "field.least": "high", "field.quiet": "18:00-07:00"}
        answer = await person.press(asked, buttons(asked.card)["Watch these rooms"], fields)
        assert "Only severity high and worse" in words(answer["value"])
        await person.say("watches")
        listed = await person.until(says(person, "quiet 18:00 to 07:00"), within=60)
        ended = await person.press(listed, next(button for name, button in buttons(listed.card).items()
                                                if name.startswith("Stop: ")))
        assert "about no room" in words(ended["value"])
