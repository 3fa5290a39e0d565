"""A plain list → indicators. Belongs here: lines, comments, values. Never: where the list comes from, what may be done with it.

A line holds one value, perhaps with a comment after it, or a hosts file's `0.0.0.0 name`. The labels and the time of validity are the
caller's: a list says nothing of them, so without a word of his it is AMBER+STRICT and PAP:RED.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from hsoc.exchange.plain.terms import COMMENTS, LONGEST_LINE
from hsoc.records.indicator import Indicator, Kind, guessed, named
from hsoc.records.parcel import MOST_BYTES, MOST_ITEMS, Parcel, Rejects, Unreadable
from hsoc.records.tlp import PAP, TLP

_CUT: Final = re.compile(r"[\s,|\"']+")
_SINK: Final = frozenset({"0.0.0.0", "127.0.0.1", "::", "::1"})  # noqa: S104  (a hosts file leads a bad name there)
_HOSTS: Final = 2  # words of its lines


def decode(
    content: bytes,
    *,
    now: int,
    source: str = "plain list",
    spread: TLP = TLP.AMBER_STRICT,
    use: PAP = PAP.RED,
    until: int | None = None,
    to_block: bool = False,
    category: tuple[str, ...] = (),
) -> Parcel:
    """The parcel of a list. now: ms, its start of validity and its version; source: whose list, so that ids stay the same.

    Raises Unreadable where it is no text or holds no value at all.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("", f"larger than {MOST_BYTES // 1024 // 1024} MiB")
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise Unreadable("", f"not UTF-8 text at byte {error.start}") from error
    found: dict[tuple[Kind, str], Indicator] = {}
    rejects = Rejects()
    items = 0
    for number, line in enumerate(text.split("\n"), start=1):
        value = _value(line)
        if not value:
            continue
        items += 1
        if items > MOST_ITEMS:
            raise Unreadable(f"line {number}", f"more than {MOST_ITEMS} values; split the list")
        try:
            kind, canonical = guessed(value)
        except ValueError as error:
            rejects.add(items - 1, f"line {number}", str(error))
            continue
        found.setdefault(
            (kind, canonical),
            Indicator(
                id=named(source, f"{kind} {canonical}"), kind=kind, value=canonical, first=now, until=until, created=now, modified=now,
                tlp=spread, pap=use, category=category, producer=source, to_block=to_block,
            ),
        )  # fmt: skip
    if not found and (rejects.count or not items):
        first = rejects.told[0] if rejects.told else None
        raise Unreadable(first.place if first else "", first.reason if first else "no value in it")
    return Parcel(indicators=tuple(found.values()), items=items, rejected=rejects.count, rejects=tuple(rejects.told))


def _value(line: str) -> str:
    """The value of a line, '' for a comment or a blank one."""
    text = line.strip()[:LONGEST_LINE]
    if not text or text.startswith(COMMENTS):
        return ""
    words = [one for one in _CUT.split(text, maxsplit=3) if one]
    if not words:
        return ""
    if len(words) >= _HOSTS and words[0] in _SINK:
        return words[1]
    return words[0] if "://" in words[0] else words[0].partition(";")[0]
