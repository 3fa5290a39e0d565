"""The one gate to reports: which of them an actor may see. Every page, file and mail asks here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hsoc.portal.folding import matching
from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries import digest
from hsoc.portal.members.rules import Action, Actor, Object, numbers
from hsoc.portal.reports.models import Credibility, Exclusion, Feedback, Preference, Report


def visible_to(actor: Actor) -> QuerySet[Report]:
    """The reports that the actor may see: of his organisations; those on trial only for the community's own people."""
    allowed = numbers(actor, Action.VIEW, Object.REPORT)
    # not a join: whoever only looks for some of them would sort all that reports hold to count what he does not ask for
    answers = Feedback.objects.filter(report=OuterRef("pk")).order_by().values("report").annotate(number=Count("pk")).values("number")
    every = Report.objects.select_related("organisation").annotate(answered=Coalesce(Subquery(answers), 0)).order_by("-created", "-pk")
    return every if allowed is None else every.filter(organisation__number__in=allowed, shadow=False)


def worded(actor: Actor, words: Sequence[str]) -> QuerySet[Report]:
    """Reports with all the (folded) words in the label or the organisation's name. A label is ASCII: nothing to fold."""
    found = visible_to(actor)
    for word in words:
        owners = matching(Organisation.objects.all(), (word,), "name").values("pk")
        found = found.filter(Q(label__icontains=word) | Q(organisation__in=owners))
    return found


def by_link(label: str, secret: str, *, now: datetime) -> Report | None:
    """The report that a link opens; None where the secret is wrong, too old or taken back."""
    valid = Q(revoked__isnull=True, expires__gt=now, shadow=False) & ~Q(digest="")
    return Report.objects.select_related("organisation").filter(valid, label=label, digest=digest(secret)).first()


def answers_visible_to(actor: Actor) -> QuerySet[Feedback]:
    """What organisations said of their reports."""
    allowed = numbers(actor, Action.VIEW, Object.REPORT)
    every = Feedback.objects.select_related("report", "report__organisation", "author")
    return every if allowed is None else every.filter(report__organisation__number__in=allowed, report__shadow=False)


def personal(person: int) -> list[dict[str, object]]:
    """Answers of a person to reports, for the copy that he takes. No gate: his own."""
    return [dict(one) for one in Feedback.objects.filter(author_id=person).values("report__label", "verdict", "text", "given")[:1000]]


def organisations(actor: Actor) -> QuerySet[Organisation]:
    """The organisations whose reports the actor may see."""
    allowed = numbers(actor, Action.VIEW, Object.REPORT)
    every = Organisation.objects.all()
    return every if allowed is None else every.filter(number__in=allowed)


def preference(organisation: Organisation, *, now: datetime) -> Preference:
    """How the organisation wants its reports; the usual way where it has not said (then not stored)."""
    return Preference.objects.filter(organisation=organisation).first() or Preference(organisation=organisation, changed=now)


def exclusions(organisation: Organisation, *, now: datetime) -> QuerySet[Exclusion]:
    """What it does not want to be told now."""
    return Exclusion.objects.filter(Q(until__isnull=True) | Q(until__gt=now), organisation=organisation)


def found(actor: Actor, asked: dict[str, Any]) -> QuerySet[Report]:
    """The reports that the actor may see and asks for: member, severity, kind, shadow (`1`, `0`), q (a part of the label), since, until."""
    rows = visible_to(actor)
    named = {"member": "organisation__number", "severity": "severity", "kind": "kind", "q": "label__icontains"}
    named |= {"since": "created__date__gte", "until": "created__date__lte"}
    for name, column in named.items():
        if name in asked:
            rows = rows.filter(**{column: asked[name]})
    return rows.filter(shadow=asked["shadow"] == "1") if "shadow" in asked else rows


def believed() -> QuerySet[Credibility]:
    """The detectors whose word counts less, for the community's own people."""
    return Credibility.objects.all()


def unanswered(actor: Actor) -> Report | None:
    """The newest report that the actor may see and nobody has answered."""
    return visible_to(actor).filter(answers__isnull=True).first()
