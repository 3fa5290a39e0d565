"""Parcel → events of MISP's. Belongs here: attributes, sorted into events. Never: the pieces of a feed (feed), who may see them.

A label of an event binds all its attributes, and clients that look no further must not see more than they may: so values of one producer,
one TLP, one PAP and one day make one event, which has both labels, and each attribute has them again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import msgspec

from hsoc.exchange.misp import labels, times
from hsoc.exchange.misp.terms import CONTACTED, CONTACTED_FOR, DISTRIBUTION, EXPIRED, FALSE_POSITIVE, HOUSE, MEDIA, SEEN, UUID, WRITTEN
from hsoc.records.indicator import Indicator, Sighting, Verdict, named
from hsoc.records.parcel import Parcel, Rejects, Written
from hsoc.records.tlp import PAP, TLP

Document = dict[str, Any]
_JSON: Final = msgspec.json.Encoder()
_VERDICTS: Final = {Verdict.SEEN: SEEN, Verdict.FALSE_POSITIVE: FALSE_POSITIVE, Verdict.EXPIRED: EXPIRED}
_Key = tuple[str, TLP, PAP, str]


def encode(parcel: Parcel, *, now: int) -> Written:
    """One event as `{"Event": …}`, several as `{"response": […]}`, as MISP answers.

    now: ms, the date of an event of which nothing has a time.
    """
    withheld = Rejects()
    found = [{"Event": one} for one in events(parcel, now, withheld)]
    return Written(
        content=_JSON.encode(found[0] if len(found) == 1 else {"response": found}),
        media=MEDIA,
        items=len(parcel.indicators) + len(parcel.sightings) + len(parcel.events) + len(parcel.advisories) - withheld.count,
        withheld=tuple(withheld.told),
    )


def events(parcel: Parcel, now: int, withheld: Rejects | None = None) -> Iterator[Document]:
    """The inner part of each event, by producer, TLP, PAP and day, oldest first. withheld: takes in what MISP cannot say."""
    rejects = withheld if withheld is not None else Rejects()
    groups: defaultdict[_Key, list[Indicator]] = defaultdict(list)
    for one in parcel.indicators:
        groups[one.producer or HOUSE, one.tlp, one.pap, times.day(one.first or now)].append(one)
    sightings = _sightings(parcel, rejects)
    for key in sorted(groups, key=lambda key: (key[3], key)):
        yield _event(key, groups[key], sightings)
    at = len(parcel.indicators) + len(parcel.sightings)
    for index in range(at, at + len(parcel.events)):
        rejects.add(index, "events", "events go out as IDEA, MISP has no word for them")
    for index in range(at + len(parcel.events), at + len(parcel.events) + len(parcel.advisories)):
        rejects.add(index, "advisories", "advisories go out as CSAF and CAP")


def organisation(name: str) -> Document:
    """An organisation by its name, always under the same UUID."""
    return {"name": name, "uuid": _organisation(name)}


@lru_cache(maxsize=4096)  # a partner has few producers
def _organisation(name: str) -> str:
    return named("identity", name)


def attribute(one: Indicator, sightings: list[Sighting]) -> Document:
    """The attribute of an indicator, with who met it."""
    type_, category = WRITTEN[one.kind]
    if type_ == "ip-src" and any(said.startswith(CONTACTED_FOR) for said in one.category):
        type_, category = CONTACTED
    told = [_sighting(said.id, _VERDICTS[said.verdict], said.last, said.producer or HOUSE) for said in sightings]
    if one.until is not None:  # up to the next second, so that what lives for less than one still lives
        told.append(_sighting(named("misp until", one.id), EXPIRED, one.until + 999, one.producer or HOUSE))
    found: Document = {
        "uuid": _uuid("indicator", one.id),
        "type": type_,
        "category": category,
        "value": one.value,
        "to_ids": one.to_block,
        "comment": one.description or one.title,
        "timestamp": times.seconds(one.modified or one.created or one.first),
        "first_seen": times.written(one.first),
        "deleted": one.revoked,
        "disable_correlation": False,
        "distribution": "5",  # as its event
        "Tag": labels.tags(one),
    }
    if told:
        found["Sighting"] = told
    return found


def _event(key: _Key, held: list[Indicator], sightings: dict[str, list[Sighting]]) -> Document:
    who, spread, use, day = key
    changed = times.seconds(max(one.modified or one.created or one.first for one in held))
    return {
        "uuid": named("misp event", "\0".join(key)),
        "info": f"{who} {day} {spread.value} {use.value}",
        "date": day,
        "analysis": "2",  # finished: a value is not being worked on any more
        "threat_level_id": "4",  # undefined: each value has its own weight
        "published": True,
        "timestamp": changed,
        "publish_timestamp": changed,
        "distribution": DISTRIBUTION[spread],
        "attribute_count": str(len(held)),
        "Org": organisation(HOUSE),
        "Orgc": organisation(who),
        "Tag": labels.label_tags(spread, use),
        "Attribute": [attribute(one, sightings.get(one.id, [])) for one in held],
    }


def _sightings(parcel: Parcel, rejects: Rejects) -> dict[str, list[Sighting]]:
    found: defaultdict[str, list[Sighting]] = defaultdict(list)
    if not parcel.sightings:
        return found
    about = {one.id: one for one in parcel.indicators}
    for index, said in enumerate(parcel.sightings, start=len(parcel.indicators)):
        one = about.get(said.indicator)
        if one is None or (one.kind, one.value) != (said.kind, said.value):
            rejects.add(index, "indicator", "MISP has sightings of attributes only, and its indicator is not among them")
        elif said.tlp.narrowness > one.tlp.narrowness:
            rejects.add(index, "tlp", f"{said.tlp.value} is narrower than its indicator's {one.tlp.value}, and MISP labels both as one")
        else:
            found[said.indicator].append(said)
    return found


def _sighting(own: str, type_: str, at: int, who: str) -> Document:
    return {
        "uuid": _uuid("sighting", own),
        "type": type_,
        "date_sighting": times.seconds(at),
        "source": "",
        "Organisation": organisation(who),
    }


def _uuid(kind: str, own: str) -> str:
    return own if UUID.fullmatch(own) else named(kind, own)
