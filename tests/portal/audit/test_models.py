from __future__ import annotations

from django.utils import translation
from tests.factories.members import NOW

from hsoc.portal.audit.models import Entry


def test_an_entry_tells_its_moment_and_itself() -> None:
    entry = Entry(sequence=3, action="token.created", object="token:1", when=int(NOW.timestamp() * 1000))
    assert entry.moment == NOW
    entry.details = '{"days":30,"payload":{"organisation":2},"scopes":["event:view","event:export"]}'
    assert entry.said == "days: 30 · payload: organisation 2 · scopes: event:view, event:export"
    assert str(entry) == "3 token.created token:1"


def test_what_is_true_or_not_is_said_in_the_readers_language() -> None:
    entry = Entry(details='{"by_link":false,"shadow":true}')
    with translation.override("cs"):
        assert entry.said == "by_link: ne · shadow: ano"
    with translation.override("en"):
        assert entry.said == "by_link: no · shadow: yes"
