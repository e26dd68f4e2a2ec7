"""Binary XML, the form in which Windows event logs hold their records (public description: libyal, "EVTX file format").

A template is an element tree with numbered slots; a record names a template and gives the slots' values. Names and
templates are written where they are first used in a chunk and referred to by their offset in it afterwards.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

NAME_BUCKETS, TEMPLATE_BUCKETS = 64, 32
LONGEST_VALUE = 0xFFFF
FRAGMENT = bytes((0x0F, 1, 1, 0))
END_OF_STREAM = b"\x00"
_NO_DEPENDENCY = struct.pack("<H", 0xFFFF)


class Kind:
    """Value types, by their number in the file."""

    NULL, STRING, UINT8, UINT16, INT32, UINT32, UINT64 = 0x00, 0x01, 0x04, 0x06, 0x07, 0x08, 0x0A
    GUID, FILETIME, SID, HEXINT32, HEXINT64, BINARY_XML, STRINGS = 0x0F, 0x11, 0x13, 0x14, 0x15, 0x21, 0x81


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of value number ``index``. An attribute whose optional slot is NULL is left out."""

    index: int
    kind: int
    optional: bool = True


Content = str | Slot


@dataclass(frozen=True, slots=True)
class Element:
    """``content`` is a text, a slot or child elements; child slots are given as ``Slot`` among them."""

    name: str
    content: "Sequence[Element | Content]" = ()
    attributes: Sequence[tuple[str, Content]] = ()


@dataclass(frozen=True, slots=True)
class Template:
    guid: UUID
    root: Element


@dataclass(frozen=True, slots=True)
class Value:
    """``raw`` is how the file holds it, ``text`` how it reads."""

    kind: int
    raw: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Nested:
    """A value that is itself binary XML."""

    template: Template
    values: Sequence[Value]


NULL = Value(Kind.NULL, b"", "")


@dataclass(slots=True)
class Tables:
    """Where a chunk has its names and templates: by name, and as the heads of the lists in its header."""

    names: dict[str, int] = field(default_factory=dict)
    templates: dict[UUID, int] = field(default_factory=dict)
    name_heads: list[int] = field(default_factory=lambda: [0] * NAME_BUCKETS)
    template_heads: list[int] = field(default_factory=lambda: [0] * TEMPLATE_BUCKETS)

    def copy(self) -> "Tables":
        return Tables(dict(self.names), dict(self.templates), list(self.name_heads), list(self.template_heads))


def name_hash(name: str) -> int:
    """The low 16 bits of the name's SDBM hash over its UTF-16 units."""
    units = struct.unpack(f"<{len(name.encode('utf-16-le')) // 2}H", name.encode("utf-16-le"))
    found = 0
    for unit in units:
        found = (found * 65599 + unit) & 0xFFFFFFFF
    return found & 0xFFFF


class Encoder:
    """Writes binary XML that will stand at ``base`` of a chunk, adding to the chunk's ``tables``.

    Raises ``ValueError`` for a value that is too long for its size field.
    """

    def __init__(self, base: int, tables: Tables) -> None:
        self.base, self.tables, self.out = base, tables, bytearray()

    @property
    def position(self) -> int:
        return self.base + len(self.out)

    def record(self, template: Template, values: Sequence[Value | Nested]) -> None:
        """A whole record body: one template instance."""
        self.out += FRAGMENT
        self._instance(template, values)
        self.out += END_OF_STREAM

    def plain(self, root: Element) -> None:
        """A whole record body without a template, as forwarded records have it."""
        self.out += FRAGMENT
        self._element(root, in_template=False)
        self.out += END_OF_STREAM

    def _instance(self, template: Template, values: Sequence[Value | Nested]) -> None:
        self.out += bytes((0x0C, 1)) + template.guid.bytes_le[:4]
        known = self.tables.templates.get(template.guid)
        self.out += struct.pack("<I", known or self.position + 4)
        if not known:
            self._define(template)
        self._values(values)

    def _values(self, values: Sequence[Value | Nested]) -> None:
        self.out += struct.pack("<I", len(values))
        sizes = len(self.out)
        self.out += bytes(4 * len(values))
        for index, value in enumerate(values):
            begun = len(self.out)
            kind, size = self._value(value), len(self.out) - begun
            if size > LONGEST_VALUE:
                raise ValueError("a value of a record does not fit into 64 KiB")
            struct.pack_into("<HBx", self.out, sizes + 4 * index, size, kind)

    def _value(self, value: Value | Nested) -> int:
        if isinstance(value, Nested):
            self.record(value.template, value.values)
            return Kind.BINARY_XML
        self.out += value.raw
        return value.kind

    def _define(self, template: Template) -> None:
        bucket = int.from_bytes(template.guid.bytes_le[:4], "little") % TEMPLATE_BUCKETS
        heads = self.tables.template_heads
        self.tables.templates[template.guid] = self.position
        before, heads[bucket] = heads[bucket], self.position
        self.out += struct.pack("<I", before) + template.guid.bytes_le
        size = self._hole()
        self.out += FRAGMENT
        self._element(template.root, in_template=True)
        self.out += END_OF_STREAM
        self._fill(size)

    def _element(self, element: Element, *, in_template: bool) -> None:
        self.out.append(0x41 if element.attributes else 0x01)
        self.out += _NO_DEPENDENCY if in_template else b""
        size = self._hole()
        self._name(element.name)
        self._attributes(element.attributes)
        if element.content:
            self.out.append(0x02)
            for part in element.content:
                self._part(part, in_template=in_template)
            self.out.append(0x04)
        else:
            self.out.append(0x03)
        self._fill(size)

    def _part(self, part: "Element | Content", *, in_template: bool) -> None:
        if isinstance(part, Element):
            self._element(part, in_template=in_template)
        else:
            self._content(part)

    def _attributes(self, attributes: Sequence[tuple[str, Content]]) -> None:
        if not attributes:
            return
        size = self._hole()
        for number, (name, content) in enumerate(attributes, 1):
            self.out.append(0x46 if number < len(attributes) else 0x06)
            self._name(name)
            self._content(content)
        self._fill(size)

    def _content(self, content: Content) -> None:
        if isinstance(content, Slot):
            self.out += struct.pack("<BHB", 0x0E if content.optional else 0x0D, content.index, content.kind)
            return
        units = content.encode("utf-16-le")
        self.out += struct.pack("<BBH", 0x05, Kind.STRING, len(units) // 2) + units

    def _name(self, name: str) -> None:
        known = self.tables.names.get(name)
        self.out += struct.pack("<I", known or self.position + 4)
        if known:
            return
        found, units = name_hash(name), name.encode("utf-16-le")
        heads = self.tables.name_heads
        self.tables.names[name] = self.position
        before, heads[found % NAME_BUCKETS] = heads[found % NAME_BUCKETS], self.position
        self.out += struct.pack("<IHH", before, found, len(units) // 2) + units + b"\x00\x00"

    def _hole(self) -> int:
        self.out += bytes(4)
        return len(self.out)

    def _fill(self, after: int) -> None:
        """The size field that ends at ``after`` gets the number of bytes written since."""
        struct.pack_into("<I", self.out, after - 4, len(self.out) - after)
