"""The one gate to advisories: what an actor may see of them. Every page, export and machine door asks here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from hsoc.portal.advisories.models import Advisory, Mention, Release
from hsoc.portal.advisories.rules import Named, State
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.rules import Action, Actor, Object, numbers
from hsoc.records.advisory import Status
from hsoc.records.tlp import TLP

SHARED: Final = (Audience.COMMUNITY.value, Audience.PUBLIC.value)
ASKED_AT_ONCE: Final = 300  # papers of one condition; SQLite takes some thousand parameters
ORDERS: Final = {"new": ("-modified", "-pk"), "score": ("-severity", "-modified", "-pk")}


def visible_to(actor: Actor) -> QuerySet[Advisory]:
    """Every version that the actor may see; NOBODY sees what is public. RED and OWN never leave their organisation."""
    allowed = numbers(actor, Action.VIEW, Object.ADVISORY)
    public = Q(audience=Audience.PUBLIC.value, tlp=TLP.CLEAR.value)
    every = Advisory.objects.select_related("organisation")
    if allowed is None:
        return every.filter(Q(audience__in=SHARED) | Q(organisation__number__in=actor.organisations) | public)
    if not allowed:
        return every.filter(public)
    return every.filter(Q(audience__in=SHARED) | Q(organisation__number__in=allowed))


def newest(actor: Actor) -> QuerySet[Advisory]:
    """The newest version of each paper that the actor may see."""
    return visible_to(actor).filter(latest=True)


def once(actor: Actor, found: QuerySet[Advisory]) -> QuerySet[Advisory]:
    """Of the same text that several organisations have, the first that the actor may see."""
    twin = newest(actor).filter(digest=OuterRef("digest"), tlp=OuterRef("tlp"), withdrawn=OuterRef("withdrawn"), pk__lt=OuterRef("pk"))
    return found.filter(~Exists(twin))


def filtered(
    found: QuerySet[Advisory],
    *,
    actor: Actor,
    now: datetime,
    text: str = "",
    severity: int = 0,
    score: float | None = None,
    vendor: str = "",
    product: str = "",
    cve: str = "",
    exploited: bool = False,
    tlp: str = "",
    nature: str = "",
    who: str = "",
    state: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Advisory]:
    """A list narrowed as a reader asks. severity, score: at least; since, until: of the last change; state: one of State, '' = any."""
    for word in text.lower().split()[:10]:
        found = found.filter(text__contains=word)
    exact: dict[str, object] = {name: value for name, value in (("tlp", tlp), ("nature", nature)) if value}
    found = found.filter(**exact)
    if severity:
        found = found.filter(severity__gte=severity)
    if score is not None:
        found = found.filter(score__gte=score)
    if exploited:
        found = found.filter(exploited=True)
    for kind, value in ((Named.VENDOR, vendor), (Named.PRODUCT, product)):
        if value:
            found = found.filter(Exists(Mention.objects.filter(advisory=OuterRef("pk"), kind=kind, value__icontains=value)))
    if cve:
        found = found.filter(Exists(Mention.objects.filter(advisory=OuterRef("pk"), kind=Named.CVE, value=cve.upper())))
    if since:
        found = found.filter(modified__gte=since)
    if until:
        found = found.filter(modified__lt=until)
    if who:
        mine = Q(organisation__number__in=actor.organisations)
        found = found.filter(mine if who == "mine" else ~mine)
    return found.filter(_stands(State(state), now)) if state else found


def _stands(wanted: State, now: datetime) -> Q:
    """The condition of rules.state."""
    exercise = Q(status=Status.EXERCISE.value)
    gone = Q(withdrawn=True) | Q(status=Status.CANCELLED.value)
    over = Q(expires__isnull=False, expires__lte=now)
    here = ~exercise & ~gone & Q(replaced=False)
    draft = Q(status=Status.DRAFT.value)
    return {
        State.EXERCISE: exercise,
        State.WITHDRAWN: gone & ~exercise,
        State.REPLACED: Q(replaced=True) & ~exercise & ~gone,
        State.EXPIRED: here & over,
        State.DRAFT: here & ~over & draft,
        State.VALID: here & ~over & ~draft,
    }[wanted]


def page(actor: Actor, found: QuerySet[Advisory], *, sort: str, after: int | None, size: int) -> tuple[list[Advisory], int | None]:
    """(rows of one page, the place after which the next one begins or None). after: key of the last row.

    Raises ValueError for a place that the actor does not see.
    """
    found = found.defer("content", "text").order_by(*ORDERS[sort])
    if after is not None:
        last = visible_to(actor).filter(pk=after).first()
        if last is None:
            raise ValueError("no such place in the list")
        later = Q(modified__lt=last.modified) | Q(modified=last.modified, pk__lt=last.pk)
        if sort == "score":
            later = Q(severity__lt=last.severity) | Q(severity=last.severity) & later
        found = found.filter(later)
    rows = list(found[: size + 1])
    return rows[:size], rows[size - 1].pk if len(rows) > size else None


def one(actor: Actor, key: int) -> Advisory | None:
    """The newest version of the paper of which a row has that key; None where the actor may not see the newest."""
    found = visible_to(actor).filter(pk=key).first()
    if found is None or found.latest:
        return found
    return newest(actor).filter(organisation=found.organisation_id, namespace=found.namespace, number=found.number).first()


def versions(actor: Actor, found: Advisory, *, most: int = 50) -> list[Advisory]:
    """All versions that are kept, newest first; of others' only those that the actor was meant to see."""
    same = (
        visible_to(actor)
        .select_related("author")
        .filter(organisation=found.organisation_id, namespace=found.namespace, number=found.number)
    )
    return list(same.defer("content", "text").order_by("-pk")[:most])


def about(actor: Actor, cves: Iterable[str], *, apart_from: int = 0, most: int = 20) -> list[Advisory]:
    """The newest papers that name one of these CVE numbers, newest first."""
    wanted = list(cves)[:ASKED_AT_ONCE]
    named = Exists(Mention.objects.filter(advisory=OuterRef("pk"), kind=Named.CVE, value__in=wanted))
    found = once(actor, newest(actor).filter(named, withdrawn=False).exclude(pk=apart_from))
    return list(found.defer("content", "text")[:most]) if wanted else []


def held(organisation: int, papers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Advisory]:
    """(namespace, number) → the newest version that an organisation already has; for actions."""
    wanted = list(papers)
    found: dict[tuple[str, str], Advisory] = {}
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        part = {number for _, number in wanted[start : start + ASKED_AT_ONCE]}
        rows = Advisory.objects.filter(organisation__number=organisation, latest=True, number__in=part).defer("content", "text")
        found |= {(row.namespace, row.number): row for row in rows}
    return found


def brought(organisation: int, via: str) -> QuerySet[Advisory]:
    """The newest versions, not taken back, that came that way into an organisation's name; for actions."""
    return Advisory.objects.filter(organisation__number=organisation, via=via, latest=True, withdrawn=False)


def releases_visible_to(actor: Actor, label: TLP) -> QuerySet[Release]:
    """What the provider serves the actor under a label: published, and through the gate."""
    return Release.objects.filter(label=label.value, advisory__in=newest(actor)).order_by("-modified", "year", "name")


def published(found: Advisory) -> bool:
    """Whether the provider serves some version of it."""
    return found.own and Release.objects.filter(number=found.number).exists()


def vendors(releases: Iterable[Release], *, most: int = 1000) -> list[str]:
    """Vendors that published papers name, in order; the releases come from `releases_visible_to`."""
    keys = [one.advisory_id for one in releases]
    found: set[str] = set()
    for start in range(0, len(keys), ASKED_AT_ONCE):
        part = Mention.objects.filter(advisory__in=keys[start : start + ASKED_AT_ONCE], kind=Named.VENDOR)
        found |= set(part.values_list("value", flat=True).distinct()[:most])
    return sorted(found)[:most]


def last_release() -> datetime | None:
    """When the newest published paper was changed; the provider's metadata tells it to anybody."""
    return Release.objects.order_by("-modified").values_list("modified", flat=True).first()
