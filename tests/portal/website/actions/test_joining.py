from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories import members

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused, Role
from hsoc.portal.notices.models import Notice
from hsoc.portal.website.actions import joining
from hsoc.portal.website.models import Wish
from hsoc.portal.website.queries import joining as queries

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SAID = joining.Said(organisation="Nemocnice Nová", kind="town", person="Jana Nová", mail="jana@nova.example")

pytestmark = pytest.mark.django_db


def test_a_wish_is_told_only_once_it_is_confirmed_and_then_answered():
    coordinator = members.acting(Role.COORDINATOR, members.HOUSE)
    wish, secret = joining.say(said=SAID, now=NOW)
    assert (list(queries.visible_to(coordinator)), Notice.objects.count(), secret in wish.digest) == ([], 0, False)
    assert joining.confirm(secret="x" * 32, now=NOW) is None
    assert joining.confirm(secret=secret, now=NOW).state == Wish.State.CONFIRMED
    joining.confirm(secret=secret, now=NOW)
    assert [one.user_id for one in Notice.objects.filter(kind="joining.wish")] == [coordinator.user]
    with pytest.raises(Refused):
        joining.answer(actor=members.acting(Role.MANAGER, 1), number=wish.pk, taken=True, note="", now=NOW)
    joining.answer(actor=coordinator, number=wish.pk, taken=True, note="Zavoláno", now=NOW)
    assert [(one.state, one.note) for one in queries.visible_to(coordinator)] == [("answered", "Zavoláno")]
    assert list(queries.visible_to(members.acting(Role.ANALYST, 2))) == []


def test_a_flood_stops_and_what_nobody_confirmed_is_forgotten(monkeypatch):
    monkeypatch.setattr(joining, "MOST_A_DAY", 2)
    _first, secret = joining.say(said=SAID, now=NOW)
    joining.say(said=SAID, now=NOW)
    with pytest.raises(Unacceptable):
        joining.say(said=SAID, now=NOW)
    later = NOW + timedelta(days=joining.LINK_DAYS, seconds=1)
    assert joining.confirm(secret=secret, now=later) is None
    assert (joining.forget(now=later), Wish.objects.count(), joining.forget(now=later)) == (2, 0, 0)
