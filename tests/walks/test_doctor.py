"""From ``doctor`` to the card that says what is missing, and to the one that says it no longer is."""

from demo.rooms import ROOMS
from tests.walks.conftest import Walk, buttons, says, words


async def test_what_is_missing_is_said_on_one_card_and_is_gone_once_granted(walk: Walk) -> None:
    walk.faults.denied.add("LicenseAssignment.Read.All")
    async with walk.chat() as person:
        await person.say(f"doctor {ROOMS[0].address}")
        done = await person.until(says(person, "Permissions are missing"))
        assert list(person.posted.values()) == [done]
        assert "Graph cannot answer: The account has a Teams Rooms licence" in words(done.card)
        walk.faults.denied.clear()
        answer = await person.press(done, buttons(done.card)["Ask again"])
        assert answer["statusCode"] == 200
        again = await person.until(lambda: done if "Permissions are missing" not in words(done.card)
                                   and "Seen through" in words(done.card) else None)
        assert "LicenseAssignment.Read.All" in words(again.card)
        assert len(person.posted) == 1


async def test_without_a_list_of_rooms_a_room_is_asked_for(walk: Walk) -> None:
    walk.faults.denied.add("Place.Read.All")
    async with walk.chat() as person:
        await person.say("doctor")
        await person.until(says(person, "Name a room: doctor room-42@contoso.com"))
