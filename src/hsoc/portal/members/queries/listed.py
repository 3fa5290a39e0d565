"""The list of organisations: search, filters, order, figures by region. Begins at `visible_to`. Never: another gate."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from hsoc.portal.members.models import Organisation
from hsoc.portal.members.queries.gates import visible_to
from hsoc.portal.members.rules import Actor
from hsoc.portal.members.rules.vocabulary import Region, Status
from hsoc.records.letters import folded

SORTS: Final = {name: name for name in ("number", "name", "region", "kind", "regime", "beds")} | {"status": "step"}
STEPS: Final = {
    Status.LEFT: Q(left__isnull=False),
    Status.CONNECTED: Q(left__isnull=True, connected=True),
    Status.SIGNATORY: Q(left__isnull=True, connected=False, signed__isnull=False),
    Status.PARTICIPANT: Q(left__isnull=True, connected=False, signed__isnull=True, participates__isnull=False),
    Status.FOLLOWER: Q(left__isnull=True, connected=False, signed__isnull=True, participates__isnull=True),
}


def listed(actor: Actor, *, text: str = "", sort: str = "number", **given: Any) -> QuerySet[Organisation]:
    """The organisations the actor may see that fit; given: kind, region, status, regime, beds, connected (yes, no), empty = whatever.

    text: number, IČO, or part of a name, domain, prefix; without regard to case and diacritics.
    """
    found = visible_to(actor)
    for name in ("kind", "region", "regime", "beds"):
        if given.get(name):
            found = found.filter(**{name: given[name]})
    if given.get("connected"):
        found = found.filter(connected=given["connected"] == "yes")
    if given.get("status"):
        found = found.filter(STEPS[Status(given["status"])])
    if text.strip():
        found = found.filter(pk__in=_named(found, text))
    down = sort.startswith("-")
    order = SORTS.get(sort.removeprefix("-"), "number")
    if order == "step":
        fields = ("left", "connected", "signed", "participates")
        return found.order_by(*(name if down else f"-{name}" for name in fields), "number")
    return found.order_by(f"-{order}" if down else order, "number")


def _named(found: QuerySet[Organisation], text: str) -> list[int]:
    """Ids of those that a word means. Neither database folds diacritics, and there are a few hundred names: they are folded here."""
    word = folded(text.strip())
    meant = [
        pk
        for pk, number, ico, *names in found.values_list("pk", "number", "ico", "name", "short", "founder")
        if word in (str(number), ico) or any(word in folded(name) for name in names)
    ]
    held = found.filter(Q(domains__name__icontains=word) | Q(prefixes__text__startswith=word)).values_list("pk", flat=True)
    return [*meant, *held]


def by_region(found: QuerySet[Organisation]) -> dict[str, dict[str, int]]:
    """Region → how many organisations and how many of them connected; every region stands in it, '' are those without one."""
    rows = (
        found.order_by()
        .values("region")
        .annotate(total=Count("pk", distinct=True), on=Count("pk", filter=Q(connected=True), distinct=True))
    )
    told = {row["region"]: {"total": row["total"], "connected": row["on"]} for row in rows}
    return {code: told.get(code, {"total": 0, "connected": 0}) for code in (*Region, "")}
