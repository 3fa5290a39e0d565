"""Warning lists as they stand, and which values they hold. Belongs here: reading them, one matcher a process. Never: a change, words."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

import msgspec
import numpy as np
from django.db.models import Count, Max, Q, QuerySet
from numpy.typing import NDArray

from hsoc.portal.indicators.models import Indicator, WarningEntry, WarningList
from hsoc.portal.indicators.queries import ASKED_AT_ONCE, LISTED, SHARED, approved, blockable, bounds, undisputed_or_not
from hsoc.portal.indicators.rules.warned import NONE, Matcher
from hsoc.portal.members import queries as members
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records.indicator import Kind

CHUNK: Final = 20_000  # values matched at once
MOST_LOOKED_AT: Final = 200_000  # blockable values that a page of approvals looks through
_RANGES: Final = frozenset({Kind.IP.value, Kind.NET.value})
_NAMED: Final = frozenset({Kind.DOMAIN.value, Kind.URL.value, Kind.MAIL.value})
_HELD: Final = tuple(kind for kind in LISTED if kind in _RANGES | _NAMED)  # kinds for which there are block lists and warning lists


class Hit(msgspec.Struct, frozen=True):
    """Why a value tells little. list: the key of the list, 0 = the members' own networks; name and reason are the list's words."""

    list: int
    name: str = ""
    reason: str = ""


class _Ready(msgspec.Struct, frozen=True):
    """Matchers of one version: with the members' own networks for people, without them for block lists, which cut those out anyway."""

    version: tuple[Any, ...]
    every: Matcher
    listed: Matcher
    hits: tuple[Hit, ...]


_made: _Ready | None = None
_making = threading.Lock()


def lists(actor: Actor) -> QuerySet[WarningList]:
    """All lists, for those who may see indicators. Raises Refused."""
    require(actor, Action.VIEW, Object.INDICATOR)
    return WarningList.objects.select_related("by").order_by("name")


def version() -> tuple[Any, ...]:
    """Changes with everything that may change an answer."""
    about = {"newest": Max("changed"), "all": Count("pk"), "on": Count("pk", filter=Q(enabled=True))}
    found = members.once("indicators.warned", lambda: WarningList.objects.aggregate(**about))
    return found["newest"], found["all"], found["on"], hash(members.all_prefixes())


def _ready() -> _Ready:
    global _made  # noqa: PLW0603  (one matcher a process, made again when a list changes)
    known = version()
    with _making:
        if _made is None or _made.version != known:
            found = list(WarningList.objects.filter(enabled=True).order_by("name"))
            hits = (Hit(0), *(Hit(one.pk, one.name, one.reason) for one in found))
            place = {one.list: number for number, one in enumerate(hits)}
            rows = WarningEntry.objects.filter(list__in=found).values_list("value", "low", "high", "list_id")
            own = [(*bounds(Kind.NET, prefix), 0) for _, prefix in members.all_prefixes()]
            nets: list[tuple[str, str, int]] = []
            names = []
            for value, low, high, number in rows.iterator(chunk_size=CHUNK):
                if low:
                    nets.append((low, high, place[number]))
                else:
                    names.append((value, place[number]))
            _made = _Ready(version=known, every=Matcher([*own, *nets], names), listed=Matcher(nets, names), hits=hits)
        return _made


def hits(rows: Sequence[tuple[str, str]]) -> list[Hit | None]:
    """For each (kind, canonical value) the list that holds it, by the longest prefix or suffix; None where none does."""
    return _hits([(kind, value, *bounds(Kind(kind), value)) for kind, value in rows])


def _hits(rows: Sequence[tuple[str, str, str, str]]) -> list[Hit | None]:
    """The same for (kind, value, low, high) as they are kept."""
    ready = _ready()
    matcher, known = ready.every, ready.hits
    answers: list[Hit | None] = [None] * len(rows)
    if matcher.empty:
        return answers
    nets = [place for place, row in enumerate(rows) if row[0] in _RANGES]
    names = [place for place, row in enumerate(rows) if row[0] in _NAMED]
    for place, number in zip(nets, matcher.nets([rows[n][2] for n in nets], [rows[n][3] for n in nets]).tolist(), strict=True):
        answers[place] = known[number] if number != NONE else None
    for place, number in zip(names, matcher.named([rows[place][1] for place in names]).tolist(), strict=True):
        answers[place] = known[number] if number != NONE else None
    return answers


def unwarned(rows: Iterable[tuple[str, str, str, str]]) -> list[bool]:
    """For each (kind, value, low, high) whether no list holds it, the members' networks aside; for many rows at once."""
    matcher = _ready().listed
    taken = list(rows)
    if matcher.empty:
        return [True] * len(taken)
    answers = [True] * len(taken)
    nets = [place for place, row in enumerate(taken) if row[2]]
    names = [place for place, row in enumerate(taken) if row[0] in _NAMED]
    for place, number in zip(nets, matcher.nets([taken[n][2] for n in nets], [taken[n][3] for n in nets]).tolist(), strict=True):
        answers[place] = number == NONE
    for place, number in zip(names, matcher.named([taken[n][1] for n in names]).tolist(), strict=True):
        answers[place] = number == NONE
    return answers


def unwarned_ranges(lows: NDArray[np.bytes_], highs: NDArray[np.bytes_]) -> NDArray[np.bool_]:
    """The same for ranges of addresses, first and last of each as 32 hex digits."""
    free: NDArray[np.bool_] = _ready().listed.nets(lows, highs) == NONE
    return free


def listed(kind: str, value: str) -> bool:
    """Whether a list holds one value, the members' networks aside."""
    return not unwarned([(kind, value, *bounds(Kind(kind), value))])[0]


def waiting(actor: Actor, *, now: datetime, most: int = 50) -> list[tuple[Indicator, Hit]]:
    """Shared indicators meant for blocking that a list holds and no coordinator approved, newest first. Raises Refused."""
    require(actor, Action.APPROVE, Object.INDICATOR)
    stood = approved(now)
    every = undisputed_or_not(actor, now=now).filter(audience__in=SHARED, kind__in=_HELD).order_by("-added")
    source = iter(every.values_list("pk", "kind", "value", "low", "high")[:MOST_LOOKED_AT].iterator(chunk_size=CHUNK))
    found: list[tuple[Indicator, Hit]] = []
    seen: set[tuple[str, str]] = set()
    while len(found) < most and (part := list(islice(source, CHUNK))):
        told = zip(part, _hits([row[1:] for row in part]), strict=True)
        met = {row[0]: hit for row, hit in told if hit is not None and hit.list and row[1:3] not in stood}
        # whether a value is disputed is asked of those that a list holds: there are few of them, and it is the dearer question
        waits = iter(met)
        while len(found) < most and (keys := list(islice(waits, ASKED_AT_ONCE))):
            for row in blockable(actor, now=now).filter(pk__in=keys).order_by("-added"):
                if (row.kind, row.value) not in seen and len(found) < most:
                    seen.add((row.kind, row.value))
                    found.append((row, met[row.pk]))
    return found
