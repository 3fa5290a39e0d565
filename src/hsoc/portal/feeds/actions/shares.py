"""Indicators that machines hand in, where the same again must change nothing and a narrower label must always count. Never: the rights.

A machine often says no time of the last change, or leaves it as it was though it changed a label. What differs from the version that is
held is a new version of now; what does not is no version at all. An audience that a person narrowed stays as narrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from django.db import transaction

from hsoc.portal.indicators import actions, queries
from hsoc.portal.indicators.rules import Audience, usual
from hsoc.portal.indicators.share import indicators as records_of
from hsoc.portal.members.rules import Action, Actor, Object, require
from hsoc.records.indicator import Indicator

# what makes a version another one
TOLD: Final = (
    "kind", "value", "first", "until", "tlp", "pap", "confidence", "category", "labels", "title", "description", "producer", "reference",
    "to_block", "revoked",
)  # fmt: skip
_ORDER: Final = list(Audience)


@transaction.atomic
def hand_in(
    *, actor: Actor, organisation: int, items: Sequence[Indicator], via: str, now: datetime, audience: Audience | None = None
) -> actions.Shared:
    """Share them in an organisation's name; ids are UUIDs. Raises Refused.

    audience None: what is usual for a label, or narrower where it already is.
    """
    require(actor, Action.CREATE, Object.INDICATOR, organisation)
    held = queries.held(organisation, [one.id for one in items])
    known = {str(row.uuid): record for row, record in zip(held.values(), records_of(held.values()), strict=True)}
    at = round(now.timestamp() * 1000)
    same, refused = 0, []
    groups: defaultdict[Audience | None, list[tuple[int, Indicator]]] = defaultdict(list)
    for place, given in enumerate(items):
        before, one = known.get(given.id), given
        whom = audience
        if before is not None:
            if not _differs(before, given):
                same += 1
                continue
            one = msgspec.structs.replace(given, modified=max(given.modified, at, before.modified + 1))
            if audience is None:
                whom = min(usual(given.tlp), Audience(held[given.id].audience), key=_ORDER.index)
        groups[whom].append((place, one))
    added = changed = 0
    for whom, part in groups.items():
        made = actions.share(actor=actor, organisation=organisation, items=[one for _, one in part], via=via, now=now, audience=whom)
        added, changed, same = added + made.added, changed + made.changed, same + made.same
        refused += [(part[place][0], reason) for place, reason in made.refused]
    return actions.Shared(added=added, changed=changed, same=same, refused=tuple(sorted(refused)))


def _differs(before: Indicator, given: Indicator) -> bool:
    return any(getattr(before, name) != getattr(given, name) for name in TOLD)
