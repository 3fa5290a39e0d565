from __future__ import annotations

from datetime import UTC, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from tests.factories.members import acting

from hsoc.portal.accounts import queries
from hsoc.portal.accounts.actions.sessions import end_sessions, note_seen
from hsoc.portal.members.rules import Role

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)  # noqa: TID251 - Django's own sessions live by the real clock


def opened(who):
    store = SessionStore()
    store.create()
    return UserSession.objects.create(user_id=who.user, ip="192.0.2.9", session_key=store.session_key, user_agent="Firefox")


def test_one_or_all_others_are_ended_and_never_somebody_elses():
    mine, other = acting(Role.COLLEAGUE, 1), acting(Role.COLLEAGUE, 2)
    kept, second, third, foreign = opened(mine), opened(mine), opened(mine), opened(other)
    assert end_sessions(actor=mine, only=foreign.pk, now=NOW) == 0
    assert end_sessions(actor=mine, only=second.pk, now=NOW) == 1
    assert end_sessions(actor=mine, keep=kept.session_key, now=NOW) == 1
    assert queries.sessions(mine, now=NOW) == [kept]
    assert not SessionStore().exists(third.session_key)
    assert queries.sessions(other, now=NOW) == [foreign]


def test_when_it_was_last_used_is_noted():
    mine = acting(Role.COLLEAGUE, 1)
    one = opened(mine)
    note_seen(actor=mine, session=one.session_key, now=NOW)
    assert queries.sessions(mine, now=NOW)[0].last_seen_at == NOW
