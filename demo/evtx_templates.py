"""The templates of the event records that the writer makes."""

from collections.abc import Iterator, Sequence
from uuid import NAMESPACE_OID, uuid5

from demo.evtx_binxml import NULL, Content, Element, Kind, Nested, Slot, Template, Value

SLOTS = 19
_NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"


def template(root: Element) -> Template:
    """A template whose GUID follows from its content, so that equal ones are one."""
    return Template(uuid5(NAMESPACE_OID, repr(root)), root)


_SYSTEM = Element("System", (
    Element("Provider", (), (("Name", Slot(14, Kind.STRING)), ("Guid", Slot(15, Kind.GUID)))),
    Element("EventID", (Slot(3, Kind.UINT16),), (("Qualifiers", Slot(4, Kind.UINT16)),)),
    Element("Version", (Slot(11, Kind.UINT8),)),
    Element("Level", (Slot(0, Kind.UINT8),)),
    Element("Task", (Slot(2, Kind.UINT16),)),
    Element("Opcode", (Slot(1, Kind.UINT8),)),
    Element("Keywords", (Slot(5, Kind.HEXINT64),)),
    Element("TimeCreated", (), (("SystemTime", Slot(6, Kind.FILETIME)),)),
    Element("EventRecordID", (Slot(10, Kind.UINT64),)),
    Element("Correlation", (), (("ActivityID", Slot(7, Kind.GUID)), ("RelatedActivityID", Slot(13, Kind.GUID)))),
    Element("Execution", (), (("ProcessID", Slot(8, Kind.UINT32)), ("ThreadID", Slot(9, Kind.UINT32)))),
    Element("Channel", (Slot(16, Kind.STRING),)),
    Element("Computer", (Slot(18, Kind.STRING),)),
    Element("Security", (), (("UserID", Slot(12, Kind.SID)),)),
))
EVENT = template(Element("Event", (_SYSTEM, Slot(17, Kind.BINARY_XML)), (("xmlns", _NAMESPACE),)))
"""An event; slots 0 to 17 are numbered as in Windows' own templates, 18 is the computer."""


def without_slots(element: Element, values: Sequence[Value | Nested]) -> Element:
    """The element with the values' texts in the place of its slots."""
    content = [part for piece in element.content for part in _filled(piece, values)]
    attributes = [(name, text) for name, given in element.attributes if (text := _plain(given, values))]
    return Element(element.name, content, attributes)


def _filled(piece: Element | Content, values: Sequence[Value | Nested]) -> Iterator[Element | Content]:
    if isinstance(piece, Slot):
        value = values[piece.index]
        yield without_slots(value.template.root, value.values) if isinstance(value, Nested) else value.text
        return
    if isinstance(piece, str):
        yield piece
        return
    strings = _string_array(piece, values)
    if strings is None:
        yield without_slots(piece, values)
    else:
        yield from (Element(piece.name, (string,)) for string in strings)


def _string_array(element: Element, values: Sequence[Value | Nested]) -> list[str] | None:
    """The strings of an element that stands once for each of them."""
    only = element.content[0] if len(element.content) == 1 else None
    value = values[only.index] if isinstance(only, Slot) else NULL
    return value.text.split("\0") if isinstance(value, Value) and value.kind == Kind.STRINGS else None


def _plain(content: Content, values: Sequence[Value | Nested]) -> str:
    if isinstance(content, str):
        return content
    value = values[content.index]
    return value.text if isinstance(value, Value) else ""
