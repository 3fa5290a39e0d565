"""STIX objects that refer to each other → indicators and sightings. Belongs here: following references. Never: JSON.

A sighting is worth a value: it is found through the indicator that it is about. An observation of exactly one value is a sighting as well;
one of several (a connection with both its ends) is not, because it does not say which of them is the attacker's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from hsoc.exchange.stix import pattern, times
from hsoc.exchange.stix.labels import Markings, sorted_out
from hsoc.exchange.stix.terms import (
    BENIGN,
    DISAGREES,
    MALICIOUS,
    MOST_COUNT,
    OBSERVED,
    UUID,
    Common,
    File,
    IdentityObject,
    IndicatorObject,
    MarkingObject,
    Observable,
    ObservedObject,
    OpinionObject,
    RelationshipObject,
    SightingObject,
    System,
)
from hsoc.records.indicator import Indicator, Kind, Sighting, Verdict, named, plain
from hsoc.records.parcel import MOST_ITEMS, Rejects, Tally
from hsoc.records.tlp import narrowest

LONGEST_NAME: Final = 200  # characters of a producer's name or a title
# of one document, against objects that make much work for few bytes
MOST_SIGNS: Final = 2_000_000  # characters of patterns beyond the first EASY of each; 2 M take some seconds
EASY: Final = 160  # characters; the pattern of one value
MOST_STEPS: Final = 2 * MOST_ITEMS  # references followed from indicators to what they are based on


class Joined:
    """The indicators and sightings of one document."""

    def __init__(
        self,
        things: dict[str, tuple[int, Common]],
        *,
        now: int,
        known: Mapping[str, tuple[Kind, str]],
        rejects: Rejects,
        unknown: Tally,
    ) -> None:
        self.things, self.now, self.known, self.rejects, self.unknown = things, now, known, rejects, unknown
        self.indicators: list[Indicator] = []
        self.sightings: list[Sighting] = []
        self.markings = Markings()
        self.about: dict[str, list[Indicator]] = {}  # indicator object → what was read of it
        self.based: defaultdict[str, list[str]] = defaultdict(list)
        self.used: set[str] = set()
        self.signs = self.steps = 0
        rest: list[tuple[int, Common]] = []
        for index, thing in things.values():
            if isinstance(thing, MarkingObject):
                self.markings.learn(thing)
            elif isinstance(thing, RelationshipObject) and thing.relationship_type == "based-on":
                self.based[thing.source_ref].append(thing.target_ref)
            elif not isinstance(thing, IdentityObject):
                rest.append((index, thing))
        # indicators first: sightings and opinions are about them
        for index, thing in rest:
            if isinstance(thing, IndicatorObject):
                self._guarded(index, thing)
        for index, thing in rest:
            if isinstance(thing, SightingObject | OpinionObject | ObservedObject):
                self._guarded(index, thing)
        for _, thing in rest:
            if isinstance(thing, RelationshipObject) or (isinstance(thing, Observable) and thing.id not in self.used):
                self.unknown.add(str(thing.__struct_config__.tag))

    def _guarded(self, index: int, thing: Common) -> None:
        try:
            if isinstance(thing, IndicatorObject):
                self._indicator(thing)
            elif isinstance(thing, SightingObject):
                self._sighting(thing)
            elif isinstance(thing, OpinionObject):
                self._opinion(thing)
            elif isinstance(thing, ObservedObject):
                self._observation(thing)
        except _Wrong as wrong:
            self.rejects.add(index, wrong.place, str(wrong))

    def _indicator(self, thing: IndicatorObject) -> None:
        if len(self.indicators) >= MOST_ITEMS:
            raise _Wrong("pattern", f"more than {MOST_ITEMS} values in one document; split it")
        values = self._values(thing)
        created = _time("created", thing.created, default=0)
        first = _time("valid_from", thing.valid_from, default=created or self.now)
        until = _time("valid_until", thing.valid_until, default=-1)
        if 0 <= until <= first:
            raise _Wrong("valid_until", "not after valid_from")
        # STIX 2.0 said in labels what 2.1 says in indicator_types
        types = set(thing.indicator_types or [one for one in thing.labels or () if one in (MALICIOUS, BENIGN)])
        if types == {BENIGN}:
            raise _Wrong("indicator_types", "the pattern is said to be benign")
        if len(self.indicators) + len(values) > MOST_ITEMS:
            raise _Wrong("pattern", f"more than {MOST_ITEMS} values in one document; split it")
        spread, use = self.markings.of(thing)
        category, labels = sorted_out(thing.labels or ())
        own = _uuid(thing.id)
        description = plain(thing.description or "")
        reference = next((one.url for one in thing.external_references or () if one.url), "")
        found = [
            Indicator(
                id=own if len(values) == 1 else named("stix", f"{own} {one.kind} {one.value}"),
                kind=one.kind,
                value=one.value,
                first=first,
                until=until if until >= 0 else None,
                created=created,
                modified=_time("modified", thing.modified, default=created),
                tlp=spread,
                pap=use,
                confidence=_confidence(thing.confidence),
                category=category,
                labels=labels,
                title=plain(thing.name or "", most=LONGEST_NAME),
                description=description,
                producer=self._producer(thing.created_by_ref),
                reference=plain(reference, most=2000),
                to_block=one.alone and (MALICIOUS in types or not types),
                revoked=thing.revoked,
            )
            for one in values
        ]
        self.about[thing.id] = found
        self.indicators += found

    def _values(self, thing: IndicatorObject) -> tuple[pattern.Value, ...]:
        """Of the pattern; where it gives none, of the observables that the indicator is based on, which are then for context only."""
        left: tuple[pattern.Left, ...] = ()
        if thing.pattern_type.lower() == "stix":
            self.signs += max(0, len(thing.pattern) - EASY)
            if self.signs > MOST_SIGNS:
                raise _Wrong("pattern", f"more than {MOST_SIGNS} characters of long patterns in one document; split it")
            try:
                read = pattern.read(thing.pattern)
            except (ValueError, RecursionError) as error:
                left = (pattern.Left("pattern", str(error)),)
            else:
                if read.values:
                    for one in read.left:
                        self.unknown.add(f"pattern {one.path}")
                    return read.values
                left = read.left
        else:
            left = (pattern.Left(f"of {plain(thing.pattern_type, most=20)}", "only patterns of STIX are read"),)
        for one in left:
            self.unknown.add(f"pattern {one.path}")
        seen = (one for ref in self.based.get(thing.id, ()) for one in self._observed(ref))
        observed = [pattern.Value(kind, value, alone=False) for kind, value in islice(seen, pattern.MOST_VALUES)]
        if not observed:
            raise _Wrong("pattern", f"{left[0].path}: {left[0].reason}" if left else "no value")
        return tuple(dict.fromkeys(observed))

    def _observed(self, ref: str) -> Iterator[tuple[Kind, str]]:
        """The values of an observable, or of the observation that holds it."""
        _, thing = self.things.get(ref, (0, None))
        refs = thing.object_refs or [] if isinstance(thing, ObservedObject) else [ref]
        for one in refs:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise _Wrong("based-on", f"more than {MOST_STEPS} references to observables in one document; split it")
            _, seen = self.things.get(one, (0, None))
            if isinstance(seen, Observable):
                self.used.add(one)
                yield from _of_observable(seen)

    def _sighting(self, thing: SightingObject) -> None:
        count = 1 if thing.count is None else thing.count
        if not 0 < count <= MOST_COUNT:
            raise _Wrong("count", f"{count} times is no sighting")
        created = _time("created", thing.created, default=self.now)
        first = _time("first_seen", thing.first_seen, default=-1)
        last = _time("last_seen", thing.last_seen, default=-1)
        first, last = (first if first >= 0 else last), (last if last >= 0 else first)
        by = thing.created_by_ref or next(iter(thing.where_sighted_refs or ()), None)
        self._told(
            thing, thing.sighting_of_ref, "sighting_of_ref",
            first=first if first >= 0 else created, last=max(first, last) if last >= 0 else created, count=count, by=by,
        )  # fmt: skip

    def _opinion(self, thing: OpinionObject) -> None:
        about = [one for one in thing.object_refs if one.startswith("indicator--")]
        if thing.opinion.lower() != DISAGREES or not about:
            self.unknown.add("opinion")
            return
        at = _time("modified", thing.modified or thing.created, default=self.now)
        for ref in about[: pattern.MOST_VALUES]:
            self._told(
                thing, ref, "object_refs", first=at, last=at, count=1, by=thing.created_by_ref,
                verdict=Verdict.FALSE_POSITIVE, several=len(about) > 1,
            )  # fmt: skip

    def _told(
        self,
        thing: Common,
        ref: str,
        place: str,
        *,
        first: int,
        last: int,
        count: int,
        by: str | None,
        verdict: Verdict = Verdict.SEEN,
        several: bool = False,
    ) -> None:
        """Sightings of an indicator: one per value of its pattern, at least as narrow as the indicator, because they carry the value."""
        spread, _ = self.markings.of(thing)
        if ref in self.about:
            targets = [(one.id, one.kind, one.value, one.tlp) for one in self.about[ref]]
        elif elsewhere := self.known.get(_uuid(ref)):
            targets = [(_uuid(ref), *elsewhere, spread)]
        else:
            raise _Wrong(place, "about an indicator that is neither in the document nor known here")
        if len(self.sightings) + len(targets) > MOST_ITEMS:
            raise _Wrong(place, f"more than {MOST_ITEMS} sightings in one document; split it")
        own, producer = _uuid(thing.id), self._producer(by)
        for indicator, kind, value, label in targets:
            self.sightings.append(
                Sighting(
                    id=own if len(targets) == 1 and not several else named("stix", f"{own} {indicator}"),
                    kind=kind,
                    value=value,
                    first=first,
                    last=last,
                    count=count,
                    verdict=verdict,
                    indicator=indicator,
                    producer=producer,
                    tlp=narrowest(spread, label),
                )
            )

    def _observation(self, thing: ObservedObject) -> None:
        refs = thing.object_refs or []
        _, seen = self.things.get(refs[0], (0, None)) if len(refs) == 1 else (0, None)
        if not isinstance(seen, Observable):
            self.unknown.add("observed-data")
            return
        values = list(_of_observable(seen))
        self.used.add(refs[0])
        if not values:
            raise _Wrong("object_refs", "an observable without a value that is carried")
        kind, value = values[0]
        count = 1 if thing.number_observed is None else thing.number_observed
        if not 0 < count <= MOST_COUNT:
            raise _Wrong("number_observed", f"{count} times is no observation")
        first = _time("first_observed", thing.first_observed, default=self.now)
        self.sightings.append(
            Sighting(
                id=_uuid(thing.id),
                kind=kind,
                value=value,
                first=first,
                last=max(first, _time("last_observed", thing.last_observed, default=first)),
                count=count,
                producer=self._producer(thing.created_by_ref),
                tlp=self.markings.of(thing)[0],
            )
        )

    def _producer(self, ref: str | None) -> str:
        """The name of an identity; its id where the document does not hold it."""
        if not ref:
            return ""
        _, thing = self.things.get(ref, (0, None))
        name = plain(thing.name, most=LONGEST_NAME) if isinstance(thing, IdentityObject) else ""
        return name or plain(ref, most=LONGEST_NAME)


class _Wrong(Exception):
    def __init__(self, place: str, reason: str) -> None:
        super().__init__(reason)
        self.place = place


def _of_observable(thing: Observable) -> Iterator[tuple[Kind, str]]:
    if isinstance(thing, File):
        held = [(f"file:hashes.{name}", value) for name, value in list((thing.hashes or {}).items())[:16]]
    elif isinstance(thing, System):
        held = [("autonomous-system:number", str(thing.number)[:20])]
    else:
        held = [(OBSERVED[str(thing.__struct_config__.tag)], thing.value)]
    for path, value in held:
        try:
            found = pattern.of_path(path, value)
        except ValueError:
            continue
        if found:
            yield found


def _time(place: str, text: str | None, *, default: int) -> int:
    if text is None:
        return default
    try:
        return times.read(text)
    except ValueError as error:
        raise _Wrong(place, str(error)) from error


def _uuid(ref: str) -> str:
    own = ref.partition("--")[2].lower()
    return own if UUID.fullmatch(own) else named("stix", ref)


def _confidence(value: float | None) -> int | None:
    return None if value is None else round(min(max(value, 0), 100))
