"""What an organisation was and became, read from the audit chain: one record of changes that cannot be altered. Never: a change.

A link about an organisation carries {field: [was, is]}, or names in its object what was added or taken. As of a day = what is now, with the
later links undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from hsoc.portal.audit.models import Entry
from hsoc.portal.audit.queries import visible_to as entries_visible_to
from hsoc.portal.members.models import Organisation

ADDED: Final = {"prefix.added": "prefixes", "domain.added": "domains", "asn.added": "as_numbers"}
REMOVED: Final = {"prefix.removed": "prefixes", "domain.removed": "domains", "asn.removed": "as_numbers"}
PEOPLE: Final = ("seat.given", "seat.taken", "function.given", "function.changed", "function.taken", "duty.confirmed", "person.left")
FACTS: Final = ("organisation.created", "organisation.changed")
SCALARS: Final = (
    "name", "short", "kind", "ico", "founder", "region", "beds", "employees", "regime", "regime_decided", "regime_number", "services",
    "participates", "signed", "connected", "connected_on", "left", "opted_out_of_sharing", "consent_destination_rtbh", "single_homed",
    "access_mbps",
)  # fmt: skip
MOST: Final = 2_000  # links read of one organisation; a hospital makes a few tens a year


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that changed: a field from was to is (None: nothing), or something about a person (`person`, an id)."""

    sequence: int
    moment: datetime
    who: str
    action: str
    field: str
    was: Any = None
    now: Any = None
    person: int = 0
    reason: str = ""


def history(organisation: int, *, since: datetime | None = None) -> list[Change]:
    """The changes of an organisation, newest first. Asked by pages that have let the actor to the organisation."""
    wanted = (*FACTS, *ADDED, *REMOVED, *PEOPLE)
    found = entries_visible_to(frozenset({organisation})).filter(action__in=wanted)
    if since is not None:
        found = found.filter(when__gt=round(since.timestamp() * 1000))
    return [change for row in found[:MOST] for change in _changes(row)]


def _changes(row: Entry) -> Iterator[Change]:
    told: dict[str, Any] = {"sequence": row.sequence, "moment": row.moment, "who": row.who, "action": row.action, "reason": row.reason}
    kind, _colon, key = row.object.partition(":")
    if row.action in ADDED:
        yield Change(field=ADDED[row.action], now=key, **told)
    elif row.action in REMOVED:
        yield Change(field=REMOVED[row.action], was=key, **told)
    elif row.action in PEOPLE:
        details = msgspec.json.decode(row.details)
        what = details.get("role") or details.get("function") or ""
        yield Change(field="people", now=what, person=int(key) if kind == "person" and key.isdecimal() else 0, **told)
    else:
        for field, value in msgspec.json.decode(row.details).items():
            if field not in SCALARS:
                continue
            if row.action == "organisation.created" or not (isinstance(value, list) and len(value) == 2):
                yield Change(field=field, now=value, **told)
            else:
                yield Change(field=field, was=value[0], now=value[1], **told)


def as_of(organisation: Organisation, moment: datetime) -> dict[str, Any] | None:
    """Every field and list as it was then; None where the organisation was not yet there."""
    facts: dict[str, Any] = {name: _plain(getattr(organisation, name)) for name in SCALARS}
    lists: dict[str, set[str]] = {
        "prefixes": set(organisation.prefixes.values_list("text", flat=True)),
        "domains": set(organisation.domains.values_list("name", flat=True)),
        "as_numbers": {str(one) for one in organisation.as_numbers.values_list("number", flat=True)},
    }
    for change in history(organisation.number, since=moment):  # newest first: undone in that order
        if change.action == "organisation.created":
            return None
        if change.field in lists:
            if change.now is not None:
                lists[change.field].discard(str(change.now))
            else:
                lists[change.field].add(str(change.was))
        elif change.field in facts:
            facts[change.field] = change.was
    return None if organisation.created > moment else facts | {name: sorted(held) for name, held in lists.items()}


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
