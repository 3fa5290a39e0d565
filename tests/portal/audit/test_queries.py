from __future__ import annotations

import pytest
from tests.factories.members import NOW

from hsoc.portal.audit import queries
from hsoc.portal.audit.actions import record
from hsoc.portal.audit.rules import GENESIS, Link, hashed
from hsoc.portal.members.rules import SYSTEM

pytestmark = pytest.mark.django_db


def test_the_head_of_an_empty_chain_is_the_genesis() -> None:
    assert queries.head() == (0, GENESIS)


def test_an_organisation_sees_what_concerns_it_newest_first() -> None:
    for concerns in (1, 2, 1):
        record(actor=SYSTEM, action="organisation.changed", object="x", concerns=concerns, now=NOW)
    assert [row.sequence for row in queries.visible_to(frozenset({1}))] == [3, 1]
    assert [row.sequence for row in queries.visible_to(None)] == [3, 2, 1]
    assert list(queries.visible_to(frozenset())) == []


def test_the_export_bears_all_that_is_needed_to_check_it() -> None:
    record(actor=SYSTEM, action="organisation.changed", object="x", now=NOW)
    row = queries.told(queries.visible_to(None)[0])
    digest = row.pop("hash")
    assert hashed(Link(**row)) == digest
