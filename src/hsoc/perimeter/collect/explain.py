"""One export message, field by field, with registry names: for an operator who wonders what a router really sends. Slow on purpose.

Never used by the engine. It shares the template readers with the fast paths and nothing else, so tests can hold one against the other.
"""

from __future__ import annotations

import ipaddress
from typing import Any, Final

import msgspec

from hsoc.perimeter.collect.names import name
from hsoc.perimeter.collect.netflow5 import TEMPLATE as V5_TEMPLATE
from hsoc.perimeter.collect.templates import VARIABLE, Malformed, Template, ipfix_templates, v9_templates

Memory = dict[tuple[int, int, int], Template]  # (version, domain, number)

MOST_RECORDS: Final = 65_536  # of one message; a record has at least a byte
_ADDRESSES: Final = ("IPv4Address", "IPv6Address", "IPv4Prefix", "IPv6Prefix")
_TEXTS: Final = ("Name", "name", "Description", "Host", "Target", "Method", "Version")


class Record(msgspec.Struct, frozen=True):
    """One record: `flow`, `options`, `template`, `withdrawal`, `unknown` (data without template) or `error`; fields in their order."""

    kind: str
    set: int
    fields: tuple[tuple[str, Any], ...] = ()

    def __getitem__(self, field: str) -> Any:
        """First value of that name."""
        return dict(reversed(self.fields))[field]


def value(field: str, content: bytes) -> Any:
    """A field's content for people: address, text, number up to 8 bytes, else hex."""
    if field.endswith(_ADDRESSES) and len(content) in (4, 16):
        return str(ipaddress.ip_address(content))
    if field.endswith(_TEXTS) and not (content and len(content) <= 4 and content[0] < 32):
        return content.rstrip(b"\0").decode("utf-8", "replace")
    if 0 < len(content) <= 8:
        return int.from_bytes(content)
    return "0x" + content.hex()


def _records(content: bytes, template: Template, *, number: int) -> list[Record]:
    out: list[Record] = []
    at = 0
    while len(content) - at >= template.least and len(out) < MOST_RECORDS:
        fields: list[tuple[str, Any]] = []
        for field in template.fields:
            length = field.length
            if length == VARIABLE:
                head = content[at : at + 3]
                length, at = (head[0], at + 1) if head and head[0] < 255 else (int.from_bytes(head[1:3]), at + 3)
            if at + length > len(content):
                return out
            label = name(field.pen, field.number)
            fields.append((label, value(label, content[at : at + length])))
            at += length
        out.append(Record("options" if template.options else "flow", number, tuple(fields)))
    return out


def _templates(content: bytes, *, version: int, number: int, domain: int, memory: Memory) -> list[Record]:
    reader = v9_templates if version == 9 else ipfix_templates
    found, error = reader(content, start=0, end=len(content), options=number in (1, 3))
    out: list[Record] = []
    for template in found:
        if isinstance(template, int):
            memory.pop((version, domain, template), None)
            out.append(Record("withdrawal", template))
            continue
        memory[version, domain, template.id] = template
        out.append(Record("template", template.id, tuple((name(f.pen, f.number), f.length) for f in template.fields)))
    if error is not None:
        out.append(Record("error", number, (("offset", error.offset), ("reason", error.reason))))
    return out


def explain(message: bytes, *, memory: Memory) -> list[Record]:
    """Records of a NetFlow v5, v9 or IPFIX message. memory: templates seen so far, changed in place.

    Raises Malformed where not even the header can be read.
    """
    version = int.from_bytes(message[:2])
    if version == 5 and len(message) >= 24:
        return _records(message[24:], V5_TEMPLATE, number=5)
    header = {9: 20, 10: 16}.get(version)
    if header is None or len(message) < header:
        raise Malformed(0, f"version {version} with {len(message)} bytes is not NetFlow v5, v9 or IPFIX")
    domain = int.from_bytes(message[header - 4 : header])
    out: list[Record] = []
    at = header
    while at + 4 <= len(message):
        number, length = int.from_bytes(message[at : at + 2]), int.from_bytes(message[at + 2 : at + 4])
        if length < 4 or at + length > len(message):
            out.append(Record("error", number, (("offset", at), ("reason", f"set of {length} bytes"))))
            break
        content = message[at + 4 : at + length]
        if number < 4:
            out += _templates(content, version=version, number=number, domain=domain, memory=memory)
        elif template := memory.get((version, domain, number)):
            out += _records(content, template, number=number)
        else:
            out.append(Record("unknown", number, (("octets", length - 4),)))
        at += length
    return out
