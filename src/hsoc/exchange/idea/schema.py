"""Is this an IDEA0 document? Belongs here: the format's rules, as permissive as its published schema. Never: policy, style, repair.

Required are Format, ID, DetectTime and Category; unknown properties are free everywhere. On purpose more is taken than the published schema
takes, because real producers send it: a bare value where a list is meant, Confidence and counts as text. Depth, breadth and the number of
faults told are bounded, so that a hostile document costs no more than its bytes.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from hsoc.exchange.idea import terms
from hsoc.exchange.idea.fault import Fault

MOST_FAULTS: Final = 20  # told per document; a sender who reads twenty needs no twenty-first
MOST_ITEMS: Final = 10_000  # of one list
MOST_DEPTH: Final = 16  # nesting of anything, our own rules need 4
SHOWN: Final = 100  # characters of a value in a fault

Rule = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _matching(pattern: re.Pattern[str]) -> Rule:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _count(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, str):
        return value.isascii() and value.isdigit() and len(value) <= 19
    return isinstance(value, int)


def _port(value: Any) -> bool:
    return _count(value) and 0 <= int(value) <= 0xFFFF


def _share(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        return 0 <= float(value) <= 1
    except (ValueError, OverflowError):
        return False


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _address(version: int) -> Rule:
    def rule(value: Any) -> bool:
        if not isinstance(value, str) or len(value) > SHOWN:
            return False
        low, dash, high = value.partition("-")
        try:
            if dash:
                ends = (ipaddress.ip_address(low.strip()), ipaddress.ip_address(high.strip()))
                return all(end.version == version for end in ends) and int(ends[0]) <= int(ends[1])
            return ipaddress.ip_network(value.strip(), strict=False).version == version
        except ValueError:
            return False

    return rule


_ID: Final = (_matching(terms.ID), "text of letters, digits, dot, underscore and hyphen")
_TIME: Final = (_matching(terms.TIMESTAMP), "date and time as RFC 3339, such as 2026-01-31T12:00:00Z")
_DURATION: Final = (_matching(terms.DURATION), "duration, such as 1D02:03:04")
_COUNT: Final = (_count, "whole number")
_TEXT: Final = (_text, "text")
_FLAG: Final = (_flag, "true or false")
_TAG: Final = (_matching(terms.TAG), "tag of letters, digits, underscore and hyphen")
_LINK: Final = (_matching(terms.SCHEME), "scheme:rest, such as ripe:EXAMPLE")
_NAME: Final = (_matching(terms.NODE_NAME), "dot-separated labels of letters, digits, underscore and hyphen")
_HANDLE: Final = (_matching(terms.HANDLE), "identifier of letters, digits, underscore and hyphen")

Rules = Mapping[str, tuple[Rule, str]]

TOP_ONE: Final[Rules] = {
    "ID": _ID, "CreateTime": _TIME, "DetectTime": _TIME, "EventTime": _TIME, "CeaseTime": _TIME, "WinStartTime": _TIME, "WinEndTime": _TIME,
    "ConnCount": _COUNT, "FlowCount": _COUNT, "PacketCount": _COUNT, "ByteCount": _COUNT, "Description": _TEXT, "Note": _TEXT,
    "Confidence": (_share, "number from 0 to 1"),
}  # fmt: skip
TOP_MANY: Final[Rules] = {
    "AltNames": _ID, "CorrelID": _ID, "AggrID": _ID, "PredID": _ID, "RelID": _ID, "Ref": _LINK,
    "Category": (_matching(terms.CATEGORY), "category, such as Recon.Scanning"),
}  # fmt: skip
SIDE_ONE: Final[Rules] = {"Note": _TEXT, "Spoofed": _FLAG, "Imprecise": _FLAG, "Anonymised": _FLAG}
SIDE_MANY: Final[Rules] = {
    "Type": _TAG, "Hostname": _TEXT, "URL": _TEXT, "Email": _TEXT, "AttachHand": _HANDLE, "ASN": _COUNT, "Netname": _LINK, "Ref": _LINK,
    "Router": _TEXT, "IP4": (_address(4), "IPv4 address, prefix or range"), "IP6": (_address(6), "IPv6 address, prefix or range"),
    "MAC": (_matching(terms.MAC), "six pairs of hexadecimal digits"), "Port": (_port, "whole number from 0 to 65535"),
    "Proto": (_matching(terms.PROTO), "name of a protocol"),
}  # fmt: skip
ATTACH_ONE: Final[Rules] = {
    "Handle": _HANDLE, "Size": _COUNT, "Note": _TEXT, "ContentType": _TEXT, "ContentCharset": _TEXT,
    "ContentEncoding": (lambda value: value == "base64", '"base64"'),
    "Content": (lambda value: not isinstance(value, list | dict), "text"),
}  # fmt: skip
ATTACH_MANY: Final[Rules] = {"FileName": _TEXT, "Type": _TAG, "Hash": _LINK, "Ref": _LINK, "ContentID": _TEXT, "ExternalURI": _LINK}
NODE_ONE: Final[Rules] = {"Name": _NAME, "AggrWin": _DURATION, "Note": _TEXT}
NODE_MANY: Final[Rules] = {"Type": _TAG, "SW": _TEXT}
OBJECTS: Final = {
    "Source": (SIDE_ONE, SIDE_MANY),
    "Target": (SIDE_ONE, SIDE_MANY),
    "Attach": (ATTACH_ONE, ATTACH_MANY),
    "Node": (NODE_ONE, NODE_MANY),
}
REQUIRED: Final = ("ID", "DetectTime", "Category")


def faults(document: Any) -> tuple[Fault, ...]:
    """All that keeps a decoded JSON value from being an IDEA0 document, at most MOST_FAULTS; () where it is one."""
    if not isinstance(document, dict):
        return (_fault("", document, "object"),)
    if not _shallow(document):
        return (Fault(key="", value="…", expected=f"at most {MOST_DEPTH} levels of nesting"),)
    found: list[Fault] = []
    if document.get("Format") != terms.FORMAT:
        found.append(_fault("Format", document.get("Format"), f'"{terms.FORMAT}"'))
    found += [_fault(key, None, "required, and missing") for key in REQUIRED if document.get(key) is None]
    if document.get("Category") == []:
        found.append(_fault("Category", [], "at least one category"))
    _object(document, TOP_ONE, TOP_MANY, path="", found=found)
    for key, (one, many) in OBJECTS.items():
        _sides(document.get(key), one, many, path=key, found=found)
    return tuple(found[:MOST_FAULTS])


def _sides(value: Any, one: Rules, many: Rules, *, path: str, found: list[Fault]) -> None:
    if value is None:
        return
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        found.append(_fault(path, value, f"list of at most {MOST_ITEMS} objects"))
        return
    for i, item in enumerate(value):
        if len(found) >= MOST_FAULTS:
            return
        if isinstance(item, dict):
            _object(item, one, many, path=f"{path}/{i}/", found=found)
        else:
            found.append(_fault(f"{path}/{i}", item, "object"))


def _object(value: dict[str, Any], one: Rules, many: Rules, *, path: str, found: list[Fault]) -> None:
    for key, (rule, expected) in one.items():
        if (item := value.get(key)) is not None and not rule(item):
            found.append(_fault(path + key, item, expected))
    for key, (rule, expected) in many.items():
        items = value.get(key)
        if items is None:
            continue
        if not isinstance(items, list):  # a bare value is taken for the only one of its list
            items, places = [items], [path + key]
        elif len(items) > MOST_ITEMS:
            found.append(_fault(path + key, items[:3], f"at most {MOST_ITEMS} values"))
            continue
        else:
            places = None
        for i, item in enumerate(items):
            if not rule(item):
                found.append(_fault(places[0] if places else f"{path}{key}/{i}", item, expected))
                if len(found) >= MOST_FAULTS:
                    return


def _fault(key: str, value: Any, expected: str) -> Fault:
    # repr of a huge list would cost more than the document: show the kind and the size instead
    text = repr(value) if not isinstance(value, list | dict) or len(value) <= 5 else f"{type(value).__name__} of {len(value)}"
    return Fault(key=key, value=text if len(text) <= SHOWN else text[: SHOWN - 1] + "…", expected=expected)


def _shallow(value: Any) -> bool:
    """Breadth-first, so that depth is known without recursion."""
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [
            item for one in level for item in (one.values() if isinstance(one, dict) else one) if isinstance(item, dict | list) and item
        ]
        if not level:
            return True
    return False
