"""All addresses that may be blocked upon, at once and as arrays: for whoever weighs a million of them. Never: one value, what follows.

The database joins the bounds of a sharer's indicators to one long text, out of an index that holds all that is asked (`indicator_masses`):
a million rows brought to Python one by one cost five times as much. SQLite's texts end at 10^9 bytes, 15 million indicators of one label.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
from django.db.models import Aggregate, Exists, Q, QuerySet, TextField
from django.db.models.functions import Concat
from numpy.typing import NDArray

from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.portal.indicators.queries import disputes, heard_by, undisputed_or_not
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.rules import Actor
from hsoc.records.indicator import Kind, Verdict

Keys = NDArray[np.bytes_]  # 16 bytes, most significant first


class Mass(msgspec.Struct, frozen=True):
    """What one organisation holds under one label. bounds: (n, 2), first and last address of each indicator, in no order, maybe twice."""

    organisation: int
    tlp: str
    bounds: Keys


class _Joined(Aggregate):
    """The texts of a group, one after the other."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, '')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """SQLite 3.40 knows it by its older name."""
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **more)


def masses(actor: Actor, *, now: datetime, audiences: Iterable[str], paps: Iterable[str], tlps: Iterable[str]) -> list[Mass]:
    """The addresses and prefixes among `queries.blockable`, narrowed to these audiences and labels."""
    found = undisputed_or_not(actor, now=now).filter(~Q(low=""), audience__in=list(audiences), pap__in=list(paps), tlp__in=list(tlps))
    kept = found.exclude(pk__in=_disputed(actor)).order_by().values("organisation_id", "tlp")
    rows = list(kept.annotate(joined=_Joined(Concat("low", "high"))).values_list("organisation_id", "tlp", "joined"))
    numbers = dict(Organisation.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "number"))
    return [Mass(numbers[key], tlp, np.frombuffer(bytes.fromhex(joined), "S16").reshape(-1, 2)) for key, tlp, joined in rows]


def _disputed(actor: Actor) -> QuerySet[Any, Any]:
    """Keys of those that a false positive told later speaks against, found from the side of the sightings, which are few."""
    told = Sighting.objects.filter(heard_by(actor), verdict=Verdict.FALSE_POSITIVE.value)
    meant = Indicator.objects.filter(latest=True, kind__in=(Kind.IP.value, Kind.NET.value), value__in=told.order_by().values("value"))
    return meant.filter(Exists(disputes().filter(heard_by(actor)))).order_by().values("pk")
