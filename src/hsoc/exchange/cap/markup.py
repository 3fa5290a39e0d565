"""Bytes of XML → nodes, safely. Belongs here: a tree with bounds. Never: a DTD, an entity, anything outside the document, CAP's words.

A document type is refused at its first byte, before anything in it is read: so there are no entities of its own to unfold (billion laughs)
and none from outside (XXE). What remains are the five of XML itself and numbered characters.
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

import msgspec

from hsoc.records.parcel import Unreadable

_ENCODINGS = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-2", "windows-1250", "utf-16"})


class Node(msgspec.Struct):
    """One element. space: its namespace; line: where it begins, from 1."""

    space: str
    name: str
    line: int
    text: str = ""
    nodes: list[Node] = []


def parse(content: bytes, *, most_bytes: int, most_elements: int, deepest: int) -> Node:
    """The root. Raises Unreadable for what is no XML, has a document type, or is beyond the bounds."""
    if len(content) > most_bytes:
        raise Unreadable("", f"has {len(content)} bytes, at most {most_bytes} are read")
    reading = _Reading(most_elements, deepest)
    try:
        reading.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unreadable(f"line {error.lineno}", f"is no XML: {expat.ErrorString(error.code)}") from None
    except (LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("", "has an encoding that is not read") from None
    if reading.root is None:
        raise Unreadable("", "is empty")
    return reading.root


class _Reading:
    def __init__(self, most_elements: int, deepest: int) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.texts: list[list[str]] = []
        self.most, self.deepest, self.count = most_elements, deepest, 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.XmlDeclHandler = self.declaration
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.doctype
        self.parser.ExternalEntityRefHandler = self.outside
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def here(self) -> str:
        return f"line {self.parser.CurrentLineNumber}"

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "").lower() not in _ENCODINGS:
            raise Unreadable(self.here(), f"the encoding {(encoding or '')[:20]!r} is not read")

    def doctype(self, *_: Any) -> None:
        raise Unreadable(self.here(), "has a document type, which is not read: entities could be hidden in it")

    def outside(self, *_: Any) -> int:
        self.doctype()
        return 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > self.most or len(self.open) >= self.deepest:
            what = f"{self.most} elements" if self.count > self.most else f"{self.deepest} levels"
            raise Unreadable(self.here(), f"has more than {what}; such a document is not read")
        space, _, bare = name.rpartition(" ")
        node = Node(space, bare, self.parser.CurrentLineNumber, nodes=[])
        if self.open:
            self.open[-1].nodes.append(node)
        else:
            self.root = node
        self.open.append(node)
        self.texts.append([])

    def end(self, _name: str) -> None:
        node = self.open.pop()
        node.text = "".join(self.texts.pop())

    def characters(self, text: str) -> None:
        self.texts[-1].append(text)
