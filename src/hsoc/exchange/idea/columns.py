"""IDEA0 bytes → the columns under which the journal keeps an event, fast. Belongs here: the typed way for the many, its detour for the odd.

A document that fits the typed shape is valid and is read by msgspec in one go. Whatever does not fit is read slowly: `schema.faults` tells
what is wrong, and what is merely unusual goes through `decode`. Both ways give the same row. Never: time zones, serial numbers, storage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

import msgspec

from hsoc.exchange.idea import terms
from hsoc.exchange.idea.decode import canonical, decode, foreign_outcome
from hsoc.exchange.idea.fault import Unreadable
from hsoc.exchange.idea.schema import faults
from hsoc.exchange.idea.shape import Document, Own, Side
from hsoc.exchange.idea.sound import sound
from hsoc.records.event import MOST_ENDPOINTS, Endpoint, Event
from hsoc.records.taxonomy import Basis, Disposition, severity_of
from hsoc.records.tlp import TLP, tlp

# the columns of a row, in order: those of journal.tables.EVENT_COLUMNS that the document itself knows
ROW: Final = (
    "id", "revision", "detected", "first", "last", "state", "category", "detector", "vector", "severity", "trust", "member", "members",
    "src_hi", "src_lo", "src_bits", "sources", "source_list", "dst_hi", "dst_lo", "dst_bits", "targets", "target_list", "proto", "port",
    "detections", "flows", "packets", "bytes", "dropped_flows", "dropped_packets", "dropped_bytes", "disposition", "basis", "action", "why",
    "dry_run", "tlp", "test", "raw",
)  # fmt: skip
Row = tuple[Any, ...]

MOST_BYTES: Final = 5 * 1024 * 1024  # of one document: Warden's own default limit
OTHER: Final = "Other"


_decoder: Final = msgspec.json.Decoder(Document)
_label: Final = lru_cache(maxsize=1024)(tlp)
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MS: Final = dt.timedelta(milliseconds=1)
_NOBODY: Final = (0, 0, -1)


def event_columns(raw: msgspec.Raw | bytes, *, ours: bool = True, checked: bool = False) -> Row:
    """The values of ROW for one document; `raw` is kept to the byte. Raises Unreadable with all faults.

    ours: as in `decode`; checked: a door has found it right before (`typed`, or this), so that its words need no second look.
    """
    content = bytes(raw)
    if len(content) > MOST_BYTES:
        raise Unreadable("", f"longer than {MOST_BYTES} bytes")
    found = _decoded(content) if checked else typed(content)
    if found is not None:
        with suppress(ValueError):
            return _quick(found, content, ours=ours)
    return _slow(content, ours=ours)


def typed(content: bytes) -> Document | None:
    """The document where it is a usual one without fault: then `event_columns` takes it. None tells nothing: it may be right and unusual.

    This is all that the door wants to know of nearly every event, at a fifth of the cost of its row.
    """
    found = _decoded(content)
    return found if found is not None and sound(found) else None


def _decoded(content: bytes) -> Document | None:
    if len(content) > MOST_BYTES:
        return None
    try:
        found = _decoder.decode(content)
    except (msgspec.DecodeError, ValueError):  # UnicodeDecodeError is a ValueError
        return None
    # of so many sides only some are kept, and the slow way knows which
    return found if len(found.source) <= MOST_ENDPOINTS and len(found.target) <= MOST_ENDPOINTS else None


def _slow(content: bytes, *, ours: bool) -> Row:
    try:
        document = msgspec.json.decode(content)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Unreadable("", f"not JSON: {error}") from error
    found = faults(document)
    if found:
        raise Unreadable(found[0].key, found[0].expected, faults=found)
    return row(decode(document, ours=ours), raw=content)


def row(event: Event, *, raw: bytes) -> Row:
    """The values of ROW for an event of ours; `raw` is its document."""
    source, target = _ends(event.sources), _ends(event.targets)
    return (
        event.id, event.revision, event.detected, event.first, event.last, event.state.value, category(event.category), event.detector,
        event.vector, int(event.severity), int(event.trust), event.member, event.members, *source[1],
        max(event.source_count, len(source[0])), source[0], *target[1], max(event.target_count, len(target[0])), target[0],
        protocol([side.proto for side in (*event.targets, *event.sources)]),
        port([side.ports for side in event.targets], [side.ports for side in event.sources]),
        max(1, event.detections), event.flows, event.packets, event.bytes, event.dropped_flows, event.dropped_packets, event.dropped_bytes,
        event.disposition.value, event.basis.value, event.action.value, event.why, event.dry_run, event.tlp.value, event.test, raw,
    )  # fmt: skip


def _ends(sides: tuple[Endpoint, ...]) -> tuple[list[str], tuple[int, int, int]]:
    return _listed([text for side in sides for text in side.addresses])


def _listed(texts: Sequence[str]) -> tuple[list[str], tuple[int, int, int]]:
    """Canonical texts without repetition, at most MOST_ENDPOINTS, and the first as (hi, lo, bits)."""
    if not texts:
        return [], _NOBODY
    first = canonical(texts[0])
    if len(texts) == 1:
        return [first[0]], first[1:]
    return list(dict.fromkeys([canonical(text)[0] for text in texts]))[:MOST_ENDPOINTS], first[1:]


@lru_cache(maxsize=1024)
def _stranger(state: str, revision: int) -> Own:
    return Own(state=state, revision=revision)


def _quick(found: Document, content: bytes, *, ours: bool) -> Row:
    own = found.own if ours else _stranger(found.own.state, found.own.revision)
    detected = _ms(found.detected)
    begin, end = found.event or found.win_start, found.cease or found.win_end
    first = detected if begin is None else _ms(begin)
    last = max(first, detected) if end is None else _ms(end)
    sources, source = _listed(_addresses(found.source))
    targets, target = _listed(_addresses(found.target))
    words = tuple(found.category)
    if not terms.RESPELT.keys().isdisjoint(words):
        words = tuple(terms.RESPELT.get(word, word) for word in words)
    disposition, basis, why = _outcome(found, own)
    return (
        found.id, own.revision, detected, first, last, own.state, category(words), own.detector, own.vector,
        own.severity or _severity(found, words), own.trust, own.member, own.members, *source, max(own.sources or 0, len(sources)), sources,
        *target, max(own.targets or 0, len(targets)), targets, _protocols(tuple([side.proto for side in (*found.target, *found.source)])),
        port([side.port for side in found.target], [side.port for side in found.source]), own.detections or 1, found.flows,
        found.packets, found.bytes, found.dropped_flows, found.dropped_packets, found.dropped_bytes, disposition, basis, own.action,
        why, own.dry_run, _label(found.tlp).value if found.tlp else TLP.AMBER_STRICT.value, terms.TEST in words, content,
    )  # fmt: skip


def _ms(moment: dt.datetime) -> int:
    return ((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) - _EPOCH) // _MS


def _addresses(sides: Sequence[Side]) -> Sequence[str]:
    if len(sides) == 1 and not sides[0].ip6:
        return sides[0].ip4  # nearly all
    return [text for side in sides for text in (*side.ip4, *side.ip6)]


def _outcome(found: Document, own: Own) -> tuple[str, str, str]:
    if own.severity is not None:  # our own telling: what it leaves out is the default
        return own.disposition or Disposition.PASSED.value, own.basis or Basis.NONE.value, own.why or ""
    dropped = -1 if found.dropped_packets is None else found.dropped_packets
    disposition, basis, why = foreign_outcome(found.packets, dropped)
    return own.disposition or disposition.value, own.basis or basis.value, why if own.why is None else own.why


def _severity(found: Document, words: tuple[str, ...]) -> int:
    for theirs in (found.mentat, found.cesnet):
        word = theirs.get("EventSeverity")
        if isinstance(word, str) and word.lower() in terms.SEVERITY_NAMES:
            return int(terms.SEVERITY_NAMES[word.lower()])
    return int(severity_of(next((word for word in words if word != terms.TEST), terms.TEST)))


@lru_cache(maxsize=4096)
def category(words: tuple[str, ...]) -> str:
    """The category under which an event is counted: the first that is not Test; unknown ones as Warden stores them, `Other`."""
    word = next((one for one in words if one != terms.TEST), terms.TEST)
    if word in terms.CATEGORIES:
        return word
    top = word.partition(".")[0]
    return top if top in terms.CATEGORIES else OTHER


def protocol(names: Sequence[Any]) -> int:
    """The IP protocol that all sides agree on, -1 where they name none or several."""
    known = {number for side in names for name in side if (number := _number(name)) >= 0}
    return known.pop() if len(known) == 1 else -1


_protocols: Final = lru_cache(maxsize=4096)(protocol)  # of tuples: a network sends few different ones


@lru_cache(maxsize=4096)
def _number(name: str) -> int:
    return terms.PROTOCOLS.get(name.lower(), -1)


def port(target: list[Any], source: list[Any]) -> int:
    """The telling port: the only one of the targets, or where they name none, the only one of the sources; else -1."""
    for sides in (target, source):
        if len(sides) == 1 and len(sides[0]) == 1:
            return int(sides[0][0])
        found = {one for side in sides for one in side}
        if found:
            return found.pop() if len(found) == 1 else -1
    return -1
