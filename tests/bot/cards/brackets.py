"""A language in which every word of the catalogues stands in brackets: what is outside them is none of theirs."""

from gettext import NullTranslations
from string import Formatter

OPENS, CLOSES = "⟦", "⟧"


def bracketed(message: str) -> str:
    """The message with its words in brackets; what is filled in stays outside of them."""
    return "".join((f"{OPENS}{words}{CLOSES}" if words else "") + ("" if name is None else f"{{{name}}}")
                   for words, name, _spec, _conversion in Formatter().parse(message))


class Brackets(NullTranslations):
    """The catalogue of that language; it keeps what was asked of it, each message with its context."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[tuple[str, str]] = set()

    def gettext(self, message: str) -> str:
        return self.pgettext("", message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.npgettext("", msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        self.asked.add((context, message))
        return bracketed(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add((context, msgid1))
        return bracketed(msgid1 if n == 1 else msgid2)
