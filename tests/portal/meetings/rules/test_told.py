from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hsoc.portal.meetings.rules.told import Date


def test_what_travels_cannot_be_changed():
    now = datetime(2026, 10, 5, tzinfo=UTC)
    one = Date(uid="x", sequence=0, start=now, end=now, title="t")
    with pytest.raises(AttributeError):
        one.title = "u"
