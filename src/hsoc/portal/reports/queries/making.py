"""What is needed to make and send reports: who is due, what was told, whom to write to. For the system; never shown as such."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from django.db.models import QuerySet

from hsoc.portal.members.models import Kind, Membership, Organisation
from hsoc.portal.members.rules import Role
from hsoc.portal.reports import queries
from hsoc.portal.reports.models import ClassState, Credibility, Mode, Preference, Reach, Report
from hsoc.portal.reports.models import Told as ToldRow
from hsoc.portal.reports.rules.classes import SHIPPED, State
from hsoc.portal.reports.rules.filters import Filter, filtering
from hsoc.portal.reports.rules.items import Item
from hsoc.portal.reports.rules.reckon import Filtered, Key, Told
from hsoc.portal.reports.rules.timing import due
from hsoc.records.taxonomy import Severity

READERS = (Role.MANAGER, Role.ANALYST)  # who is written to where an organisation names nobody
MOST_READERS = 20  # addresses of one mail
MOST_TRIES = 200  # attempts to send a mail, about a day of a relay that is down
OUTSIDE = (Kind.OPERATOR,)  # nobody reports to the house itself


class Due(msgspec.Struct, frozen=True):
    """One organisation and severity whose period is over, and from where on its events are to be looked at (serial, ms)."""

    organisation: int
    severity: Severity
    after: int
    at: int


def due_now(*, now: int, everything: bool = False) -> list[Due]:
    """Who is due at `now` (ms); everything: as if all periods ended now. Who is new begins at the present, by `begin`."""
    office = set(Preference.objects.filter(office_only=True).values_list("organisation__number", flat=True))
    rows = Reach.objects.exclude(organisation__kind__in=OUTSIDE).values_list("organisation__number", "severity", "serial", "at")
    return [
        Due(number, Severity(severity), serial, at)
        for number, severity, serial, at in rows.order_by("organisation__number", "severity")
        if everything or due(Severity(severity), reached=at, now=now, office_only=number in office)
    ]


def unknown() -> list[int]:
    """Organisations with addresses that nobody has begun to report to."""
    known = Reach.objects.values_list("organisation__number", flat=True).distinct()
    found = Organisation.objects.filter(prefixes__isnull=False).exclude(kind__in=OUTSIDE).exclude(number__in=known)
    return sorted(set(found.values_list("number", flat=True)))


def house() -> frozenset[int]:
    """Organisations whose engine watches for all: what it says to a member is the member's own."""
    return frozenset(Organisation.objects.filter(kind=Kind.OPERATOR).values_list("number", flat=True))


def told(organisation: int, severity: Severity, *, shadow: bool) -> dict[Key, Told]:
    """What is remembered."""
    rows = ToldRow.objects.filter(organisation__number=organisation, severity=severity, shadow=shadow)
    return {
        (one.event_class, one.own): Told(one.since, one.until, one.held, msgspec.convert(one.tail, Item) if one.tail else None)
        for one in rows
    }


def ends(organisation: Organisation, severity: Severity, *, now: int) -> bool:
    """Whether the time for which something is held back is over at `now` (ms)."""
    return ToldRow.objects.filter(organisation=organisation, severity=severity, until__lte=now).exists()


def filters(organisation: Organisation, *, now: int) -> Filtered:
    """What the organisation does not want to be told."""
    rows = queries.exclusions(organisation, now=datetime.fromtimestamp(now / 1000, UTC))
    return filtering([Filter(number=one.pk, event_class=one.event_class, network=one.network, detector=one.detector) for one in rows])


def credibility() -> dict[str, float]:
    """Detector → how much it is believed."""
    return dict(Credibility.objects.values_list("detector", "value"))


def states() -> dict[str, State]:
    """Class → state, as shipped or as the operator has set it."""
    return SHIPPED | {name: State(state) for name, state in ClassState.objects.values_list("name", "state") if name in SHIPPED}


def mode(organisation: Organisation) -> Mode:
    """How it gets its reports."""
    found = Preference.objects.filter(organisation=organisation).values_list("mode", flat=True).first()
    return Mode(found) if found else Mode.SUMMARY


def by_number(numbers: Iterable[int]) -> dict[int, Organisation]:
    """The organisations of these numbers."""
    return {one.number: one for one in Organisation.objects.filter(number__in=set(numbers))}


def addresses(organisation: Organisation, severity: int) -> list[str]:
    """Whom to write to: those named for the severity, else for all, else the people who work with threats there."""
    found = Preference.objects.filter(organisation=organisation).first()
    named = (found.addresses.get(str(severity)) or found.addresses.get("")) if found else None
    if named:
        return list(named)[:MOST_READERS]
    seats = Membership.objects.filter(organisation=organisation, role__in=READERS, user__is_active=True)
    return sorted(set(seats.values_list("user__email", flat=True)))[:MOST_READERS]


def half_posted() -> QuerySet[Report]:
    """Reports whose mail was being handed over when the process ended: nobody knows whether it left."""
    return Report.objects.filter(posting__isnull=False)


def to_post(*, most: int) -> QuerySet[Report]:
    """Reports whose mail has not left yet, the gravest first."""
    found = Report.objects.select_related("organisation").filter(post=True, posting__isnull=True)
    return found.order_by("tries", "-severity", "created")[:most]
