"""Commands that go on once it is known which room is meant."""

from dataclasses import replace

from bot.commands.model import ShowHistory, Snooze, Unsnooze, Unwatch, Watch, Which

AboutRoom = Watch | Unwatch | Snooze | Unsnooze | ShowHistory


def about(command: AboutRoom, address: str) -> AboutRoom:
    """The same command about this one room."""
    match command:
        case Watch() | Unwatch():
            return replace(command, which=Which((address,)))
        case _:
            return replace(command, room=address)
