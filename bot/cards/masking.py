"""Cards on which no IP address is whole, for where not everybody who sees them may see one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.turns import Card, Message
from checks.ip_addresses import masked_text

_UNSHOWN = frozenset({"type", "data", "url", "id", "verb", "targetElements", "$schema", "version", "inputs"})
"""Parts of a card that nobody reads. A button's payload must come back as it was."""


def masked(card: Card) -> Card:
    """The card with all of its texts as :func:`checks.ip_addresses.masked_text` has them."""
    made: Card = _masked(card)
    return made


def masked_message(message: Message) -> Message:
    """The message with its card, its summary and its words masked."""
    return replace(message, card=masked(message.card) if message.card else None,
                   summary=masked_text(message.summary), text=masked_text(message.text))


def _masked(element: Any) -> Any:
    if isinstance(element, str):
        return masked_text(element)
    if isinstance(element, list):
        return [_masked(each) for each in element]
    if not isinstance(element, Mapping):
        return element
    return {key: value if key in _UNSHOWN else _masked(value) for key, value in element.items()}
