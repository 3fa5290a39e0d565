"""Every room says what waits, to whom it concerns and to nobody else."""

import os
from datetime import timedelta

import pytest
from tests.factories.members import NOW, acting, organisation, person

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.charts.need import Level
from hsoc.portal.members.actions.agreement import request_approval
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.models import ApiToken
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import NOBODY, Object, Role
from hsoc.portal.project import needs as gathered
from hsoc.portal.project.needs import ROOMS, approvals, needs, tokens, worker


def test_a_change_waits_for_whoever_may_decide(db) -> None:
    organisation(1)
    manager = acting(Role.MANAGER, 1)
    operator, stranger = acting(Role.OPERATOR, 100), acting(Role.MANAGER, 2)
    asked = request_approval(
        actor=manager, code="prefix.add", thing=Object.PREFIX, organisation=1, payload={"prefix": "198.18.9.0/24"},
        reason="a new building", now=NOW,
    )  # fmt: skip
    (one,) = approvals(operator, NOW)
    assert (one.due, "a new building" in one.detail) == (asked.expires, True)
    assert [approvals(who, NOW) for who in (manager, stranger, NOBODY)] == [(), (), ()]
    assert approvals(operator, asked.expires) == ()


def test_a_token_that_ends_soon_is_its_owners_matter(db) -> None:
    me, other = acting(Role.ANALYST, 1), acting(Role.ANALYST, 2)
    create_token(actor=me, organisation=1, name="siem", scopes=["event:view"], days=30, now=NOW)
    token = ApiToken.objects.get()
    assert tokens(me, NOW) == ()
    (one,) = tokens(me, token.expires - timedelta(days=3))
    assert ("siem" in one.what, one.due) == (True, token.expires)
    assert tokens(other, token.expires - timedelta(days=3)) == ()


def test_a_silent_worker_is_the_operators_matter(db, settings, tmp_path) -> None:
    operator, manager = acting(Role.OPERATOR, 100), acting(Role.MANAGER, 1)
    settings.HEARTBEATS = tmp_path
    assert worker(operator, NOW) == ()  # it has never run: the house is being opened
    beat = tmp_path / "worker"
    beat.touch()
    os.utime(beat, (NOW.timestamp() - 179, NOW.timestamp() - 179))
    assert worker(operator, NOW) == ()
    (one,) = worker(operator, NOW + timedelta(seconds=2))
    assert one.level is Level.NOW
    assert worker(manager, NOW + timedelta(days=1)) == ()


def test_rooms_are_asked_few_questions_and_a_slow_one_is_left_out(db, monkeypatch, django_assert_max_num_queries) -> None:
    actor = actor_of(person(Role.OPERATOR, 100))
    with django_assert_max_num_queries(16):
        assert needs(actor, NOW) == ()

    def slow(*_: object) -> tuple:
        raise TooSlow("too slow")

    monkeypatch.setattr(gathered, "ROOMS", (*ROOMS, ("slow", slow)))
    assert needs(actor, NOW) == ()


@pytest.mark.parametrize("name", [name for name, _ask in ROOMS])
def test_a_visitor_needs_nothing(db, name) -> None:
    assert dict(ROOMS)[name](NOBODY, NOW) == ()
