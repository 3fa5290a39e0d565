"""A document that waits to be taken in, cut into portions, and what is told of it before. Pure. Never: reading formats, storage."""

from __future__ import annotations

from collections import Counter

import msgspec

from hsoc.records.advisory import Advisory
from hsoc.records.indicator import Indicator
from hsoc.records.parcel import Parcel, Reject
from hsoc.records.tlp import PAP, TLP

PORTION = 2000  # items taken in by one step: about a second
FIRST = 12  # items shown


class Portion(msgspec.Struct, frozen=True):
    """What one step takes in."""

    parcel: Parcel
    ideas: tuple[bytes, ...] = ()


class Item(msgspec.Struct, frozen=True):
    """One of the first items, as text."""

    what: str
    value: str
    tlp: str
    more: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the document holds. labels: TLP → items; unlabelled: indicators and advisories that bear none, or what a reader falls to."""

    items: int
    events: int
    indicators: int
    sightings: int
    rejected: int
    unlabelled: int
    labels: dict[str, int]
    unknown: dict[str, int]
    rejects: tuple[Reject, ...]
    first: tuple[Item, ...]
    advisories: int = 0


def told(parcel: Parcel, ideas: tuple[bytes, ...]) -> Told:
    """The preview of a document."""
    labels = Counter(taken.event.tlp.value for taken in parcel.events)
    labels.update(one.tlp.value for one in parcel.indicators)
    labels.update(one.tlp.value for one in parcel.sightings)
    labels.update(one.tlp.value for one in parcel.advisories)
    return Told(
        items=parcel.items,
        events=len(parcel.events) + len(ideas),
        indicators=len(parcel.indicators),
        sightings=len(parcel.sightings),
        rejected=parcel.rejected,
        unlabelled=sum(map(unlabelled, parcel.indicators)) + sum(map(unlabelled, parcel.advisories)),
        advisories=len(parcel.advisories),
        labels=dict(labels),
        unknown=dict(list(parcel.unknown.items())[:50]),
        rejects=parcel.rejects,
        first=_first(parcel, ideas),
    )


def _first(parcel: Parcel, ideas: tuple[bytes, ...]) -> tuple[Item, ...]:
    rows = [Item(one.kind.value, one.value, one.tlp.value, one.title or one.description[:120]) for one in parcel.indicators[:FIRST]]
    for taken in parcel.events[:FIRST]:
        sources = [address for side in taken.event.sources for address in (*side.addresses, *side.hostname)]
        rows.append(Item(", ".join(taken.event.category), ", ".join(sources[:3]), taken.event.tlp.value, taken.event.description[:120]))
    rows += [Item(one.publisher[:80], one.id, one.tlp.value, one.title) for one in parcel.advisories[:FIRST]]
    rows += [Item("IDEA", one[:120].decode(errors="replace"), "") for one in ideas[:FIRST]]
    return tuple(rows[:FIRST])


def unlabelled(one: Indicator | Advisory) -> bool:
    """Whether it bears what a reader writes where a document says nothing."""
    return one.tlp is TLP.AMBER_STRICT and one.pap is PAP.RED


def portions(parcel: Parcel, ideas: tuple[bytes, ...], *, size: int = PORTION) -> list[Portion]:
    """The same in pieces of at most `size` items."""
    found = [Portion(Parcel(events=parcel.events[at : at + size])) for at in range(0, len(parcel.events), size)]
    found += [Portion(Parcel(indicators=parcel.indicators[at : at + size])) for at in range(0, len(parcel.indicators), size)]
    found += [Portion(Parcel(sightings=parcel.sightings[at : at + size])) for at in range(0, len(parcel.sightings), size)]
    found += [Portion(Parcel(advisories=parcel.advisories[at : at + size])) for at in range(0, len(parcel.advisories), size)]
    found += [Portion(Parcel(), ideas[at : at + size]) for at in range(0, len(ideas), size)]
    return found


def labelled(parcel: Parcel, label: TLP | None, pap: PAP | None, *, to_block: bool) -> Parcel:
    """With a person's labels where the document has none; what bears a label keeps it."""
    if label is None and pap is None and not to_block:
        return parcel
    changed = tuple(
        msgspec.structs.replace(one, tlp=label or one.tlp, pap=pap or one.pap, to_block=to_block or one.to_block)
        if unlabelled(one)
        else one
        for one in parcel.indicators
    )
    papers = tuple(
        msgspec.structs.replace(one, tlp=label or one.tlp, pap=pap or one.pap) if unlabelled(one) else one for one in parcel.advisories
    )
    return msgspec.structs.replace(parcel, indicators=changed, advisories=papers)
