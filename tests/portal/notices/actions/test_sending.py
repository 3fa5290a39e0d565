"""A sending is taken once, survives the death of its process under the same identity, and is given up in the open."""

from datetime import timedelta

from tests.factories.members import person
from tests.portal.notices.actions.test_telling import NOW, invite

from hsoc.portal.audit.models import Entry
from hsoc.portal.notices import queries
from hsoc.portal.notices.actions.sending import claim, mark_failed, mark_gone
from hsoc.portal.notices.models import Post
from hsoc.portal.notices.rules.timing import LEASE, PAUSES


def waiting(now=NOW) -> Post:
    return queries.due(now, 10)[0]


def test_what_is_due_together_leaves_together_once(db) -> None:
    me = person()
    invite([me.pk])
    invite([me.pk])
    seen = waiting()
    posts = claim(post=seen, now=NOW)
    assert len(posts) == 2
    assert claim(post=seen, now=NOW) == []  # another process that saw it waiting too
    assert queries.due(NOW, 10) == []
    mark_gone(claim=posts[0].claim, now=NOW)
    assert queries.due(NOW + timedelta(days=30), 10) == []


def test_a_dead_process_loses_nothing_and_changes_no_identity(db) -> None:
    invite([person().pk])
    first = claim(post=waiting(), now=NOW)
    later = NOW + LEASE
    seen = waiting(later)
    again = claim(post=seen, now=later)
    assert [one.claim for one in again] == [one.claim for one in first]
    assert claim(post=seen, now=later) == []  # two that found the dead one


def test_failures_pause_keep_the_identity_and_end_in_the_log(db) -> None:
    invite([person().pk])
    now, names = NOW, set()
    for number in range(len(PAUSES) + 1):
        posts = claim(post=waiting(now), now=now)
        names.add(posts[0].claim)
        given_up = mark_failed(claim=posts[0].claim, trouble="relay down", final=False, now=now)
        assert given_up == (number == len(PAUSES))
        now = Post.objects.get().due
    assert (len(names), Post.objects.get().state) == (1, Post.State.FAILED)
    assert "relay down" in Entry.objects.get(action="notices.undeliverable").details
    assert mark_failed(claim="no such", trouble="", final=True, now=now) is False
