"""How many rows several tables have together, in one query. Belongs here: that sum. Never: which rows."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


def many(*rows: QuerySet[Any]) -> int:
    """The sum of their numbers."""
    first, *rest = (one.order_by().values("pk") for one in rows)
    return first.union(*rest, all=True).count()
