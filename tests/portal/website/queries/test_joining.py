from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories import members

from hsoc.portal.members.rules import Role
from hsoc.portal.website.actions.joining import Said, digest, say
from hsoc.portal.website.queries import joining

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_links_age_and_unconfirmed_wishes_are_nobodys_business():
    wish, secret = say(said=Said(organisation="N", kind="town", person="P", mail="p@n.example"), now=NOW)
    coordinator = members.acting(Role.COORDINATOR, members.HOUSE)
    assert joining.of_secret(digest(secret), since=NOW).pk == wish.pk
    assert joining.of_secret(digest(secret), since=NOW + timedelta(seconds=1)) is None
    assert joining.one(coordinator, wish.pk) is None
    assert (joining.said_since(NOW), joining.said_since(NOW + timedelta(1))) == (1, 0)
    assert [joining.stale(NOW + timedelta(days), 7).count() for days in (7, 8)] == [0, 1]
    assert joining.answerers() == {coordinator.user}
