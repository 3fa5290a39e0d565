"""How many organisations of which kind take part: counts only. Never: a name, never who is connected."""

from __future__ import annotations

from django.db.models import Count

from hsoc.portal.members.models import Kind, Organisation
from hsoc.portal.website.rules.public import FEW_OF_A_KIND


def kinds() -> list[tuple[str, int]]:
    """(kind, how many), the most numerous first; kinds with so few that they could be guessed are left out."""
    rows = Organisation.objects.exclude(kind=Kind.OPERATOR.value).values_list("kind").annotate(count=Count("pk")).order_by("-count", "kind")
    return [(str(kind), int(count)) for kind, count in rows if count >= FEW_OF_A_KIND]
