"""First pages: what waits, and yesterday's sums for everybody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.portal.events.conftest import ANALYST, OPERATOR

from hsoc.portal.events.web import overview

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
THEN = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def test_public_has_yesterdays_sums(told):
    found = overview.public(now=LATER)
    assert (found.day, found.figures.drops.threats) == ("2026-03-10", 4)


def test_public_says_nothing_where_nothing_is_known(house, community):
    assert overview.public(now=LATER) is None


def test_a_rule_that_was_only_shown_is_not_dropped():
    from tests.factories.days import day_view  # noqa: PLC0415  (only here)

    figures = day_view().figures
    public = overview.Public("2026-11-21", figures)
    assert public.dropped == (figures.drops.preventive + figures.drops.reactive - figures.drops.dry_run) / figures.drops.threats


def test_an_analyst_sees_the_own_hospital_and_an_operator_the_network(told):
    assert overview.mine(ANALYST, now=THEN)["view"].member == 2
    assert overview.mine(OPERATOR, now=THEN)["view"].member is None
