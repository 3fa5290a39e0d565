"""The one gate to hunts: a member sees its own meetings, a sharer the band of its own values. Never: who else met one.

Meetings are traffic: only a member's own people with the right to its flows see them, nobody by reach over all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from hsoc.portal.charts.need import Level, Need
from hsoc.portal.hunts.models import Hunt, Meeting, Order, Part, Told
from hsoc.portal.hunts.rules import STANDS
from hsoc.portal.indicators import queries as indicators
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.members.models import Membership, Organisation
from hsoc.portal.members.rules import Action, Actor, Object, Role, Seat, numbers
from hsoc.portal.network.queries.traffic import is_own

# sees what the community shares and nothing of any member's own
COMMUNITY = Actor(username="community", seats=(Seat(0, Role.ANALYST),))


def visible_to(actor: Actor) -> QuerySet[Meeting]:
    """The meetings of the members whose own traffic the actor may see; none of others."""
    mine = [number for number in actor.organisations if is_own(actor, number)]
    return Meeting.objects.select_related("hunt", "organisation").filter(organisation__number__in=mine)


def noted(found: QuerySet[Meeting], since: date | None, until: date | None) -> QuerySet[Meeting]:
    """Those that were noted on these Prague days, both inclusive; None does not restrict."""
    if since:
        found = found.filter(noted__date__gte=since)
    return found.filter(noted__date__lte=until) if until else found


def met_by(actor: Actor, low: str, high: str) -> QuerySet[Meeting]:
    """Those of them that are about an address or prefix, given by its bounds, or share addresses with it."""
    return visible_to(actor).filter(hunt__low__lte=high, hunt__high__gte=low)


def shared_by(actor: Actor) -> QuerySet[Told]:
    """What was told to the organisations for which the actor may share, newest values first."""
    mine = [number for number in numbers(actor, Action.CREATE, Object.INDICATOR) or () if number in actor.organisations]
    return Told.objects.select_related("hunt", "organisation").filter(organisation__number__in=mine).order_by("-hunt__asked", "-hunt__pk")


def choice_of(organisation: int) -> Part | None:
    """A member's word; None = never given, so it does not take part."""
    return Part.objects.select_related("by", "organisation").filter(organisation__number=organisation).first()


def taken() -> QuerySet[Part]:
    """The words of members that take part. A fact for other rooms, no gate."""
    return Part.objects.filter(takes=True)


# --- for the worker: plain facts, no gate, so never shown ---------------------------------------------------------------------------
def taking_part() -> frozenset[int]:
    """Numbers of the members whose traffic is looked into."""
    return frozenset(taken().values_list("organisation__number", flat=True))


def shared_with_community(organisation: int, values: Iterable[tuple[str, str]], now: datetime) -> list[tuple[str, str, str, str]]:
    """(kind, value, low, high) of those values that the organisation shares with the community and that hold now."""
    wanted = sorted({value for _, value in values})
    standing = indicators.valid_at(indicators.newest(COMMUNITY), now).filter(
        organisation__number=organisation, audience__in=indicators.SHARED, kind__in=("ip", "net")
    )
    found: set[tuple[str, str, str, str]] = set()
    for start in range(0, len(wanted), indicators.ASKED_AT_ONCE):
        part = standing.filter(value__in=wanted[start : start + indicators.ASKED_AT_ONCE])
        found |= set(part.values_list("kind", "value", "low", "high"))
    return sorted(found)


def ordered(organisation: int, *, now: datetime) -> int:
    """How many values the organisation had hunted for in the last 24 hours."""
    recent = Order.objects.filter(organisation__number=organisation, at__gt=now - timedelta(days=1))
    return int(recent.aggregate(sum=Sum("values"))["sum"] or 0)


def known(values: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Hunt]:
    """(kind, value) → its hunt."""
    wanted = sorted({value for _, value in values})
    found: dict[tuple[str, str], Hunt] = {}
    for start in range(0, len(wanted), indicators.ASKED_AT_ONCE):
        for one in Hunt.objects.filter(value__in=wanted[start : start + indicators.ASKED_AT_ONCE]):
            found[one.kind, one.value] = one
    return found


def waiting(most: int) -> list[tuple[int, str, str, str]]:
    """(id, value, low, high) of the hunts to look up next, the oldest first."""
    found = Hunt.objects.filter(state=Hunt.State.WAITING).order_by("asked", "pk")
    return list(found.values_list("pk", "value", "low", "high")[:most])


def watched(*, now: datetime, most: int) -> list[tuple[int, str, str]]:
    """(id, low, high) of the hunts that are watched for."""
    found = Hunt.objects.exclude(state=Hunt.State.ENDED).filter(until__gt=now).order_by("pk")
    return list(found.values_list("pk", "low", "high")[:most])


def watch_version() -> tuple[int, int]:
    """Changes with everything that changes `watched`, but for time."""
    running = Hunt.objects.exclude(state=Hunt.State.ENDED)
    newest = Hunt.objects.order_by("-pk").values_list("pk", flat=True).first()
    return running.count(), newest or 0


def without_hosts(most: int) -> list[Meeting]:
    """Meetings whose hosts were not looked up yet, or that went on since."""
    stale = Q(hosts_to__isnull=True) | Q(hosts_at__isnull=True)
    found = Meeting.objects.select_related("hunt", "organisation").filter(stale)
    return list(found.filter(Exists(Part.objects.filter(organisation=OuterRef("organisation"), takes=True))).order_by("noted")[:most])


def bands_due(*, now: datetime, most: int) -> list[int]:
    """Ids of hunts whose band has stood its time and that somebody met since."""
    due = Told.objects.filter(since__lte=now - STANDS, hunt__meetings__noted__gt=F("since"))
    return list(due.values_list("hunt", flat=True).distinct()[:most])


def readers(organisation: int) -> list[int]:
    """Ids of the people who look after a member's traffic."""
    seats = Membership.objects.filter(organisation__number=organisation, role=Role.ANALYST.value, user__is_active=True)
    return list(seats.values_list("user_id", flat=True).distinct())


def sharers(hunts: Iterable[Hunt]) -> list[tuple[Hunt, Organisation]]:
    """(hunt, organisation) of those who share its value with the community."""
    by_value = {(one.kind, one.value): one for one in hunts}
    found: dict[tuple[int, int], tuple[Hunt, Organisation]] = {}
    wanted = sorted({value for _, value in by_value})
    for start in range(0, len(wanted), indicators.ASKED_AT_ONCE):
        part = Indicator.objects.select_related("organisation").filter(
            latest=True, revoked=False, audience__in=indicators.SHARED, kind__in=("ip", "net"),
            value__in=wanted[start : start + indicators.ASKED_AT_ONCE],
        )  # fmt: skip
        for one in part:
            hunt = by_value.get((one.kind, one.value))
            if hunt is not None:
                found[hunt.pk, one.organisation.pk] = hunt, one.organisation
    return [found[key] for key in sorted(found)]


def still_shared(kind: str, value: str) -> bool:
    """Whether anybody still shares a value with the community."""
    return Indicator.objects.filter(kind=kind, value=value, latest=True, revoked=False, audience__in=indicators.SHARED).exists()


def needs(actor: Actor, now: datetime) -> tuple[Need, ...]:
    """What of others' indicators was newly met in the actor's own network in the last day."""
    mine = visible_to(actor).filter(organisation__number=actor.organisation, noted__gt=now - timedelta(days=1))
    count = mine.count()
    if not count:
        return ()
    what = ngettext("%(n)d shared value was met in your network", "%(n)d shared values were met in your network", count) % {"n": count}
    return (Need(level=Level.TODAY, label=gettext("Hunt"), what=what, href=reverse("hunts"), step=gettext("Look at the hosts")),)
