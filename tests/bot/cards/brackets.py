"""A language in which every word of the catalogues stands in brackets: what is outside them is none of theirs."""

from functools import cache
from gettext import NullTranslations
from string import Formatter

from bot.words.renew import messages

OPENS, CLOSES = "⟦", "⟧"


@cache
def known_messages() -> frozenset[tuple[str, str]]:
    """What the catalogues are made of: each message, the first of its forms, with its context."""
    return frozenset((each.context or "", each.id if isinstance(each.id, str) else each.id[0])
                     for each in messages() if each.id)


def bracketed(message: str) -> str:
    """The message with its words in brackets; what is filled in stays outside of them."""
    return "".join((f"{OPENS}{words}{CLOSES}" if words else "") + ("" if name is None else f"{{{name}}}")
                   for words, name, _spec, _conversion in Formatter().parse(message))


class Brackets(NullTranslations):
    """The catalogue of that language. As any other, it gives back what it does not know. It keeps what was asked of it
    and known, each message with its context.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[tuple[str, str]] = set()

    def gettext(self, message: str) -> str:
        return self.pgettext("", message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.npgettext("", msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        return self._said(context, message, message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self._said(context, msgid1, msgid1 if n == 1 else msgid2)

    def _said(self, context: str, message: str, form: str) -> str:
        if (context, message) not in known_messages():
            return form
        self.asked.add((context, message))
        return bracketed(form)
