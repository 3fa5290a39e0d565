from __future__ import annotations

from tests.factories.members import NOW

from hsoc.portal.audit.models import Entry


def test_an_entry_tells_its_moment_and_itself() -> None:
    entry = Entry(sequence=3, action="token.created", object="token:1", when=int(NOW.timestamp() * 1000))
    assert entry.moment == NOW
    assert str(entry) == "3 token.created token:1"
