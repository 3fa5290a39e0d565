from __future__ import annotations

from hsoc.portal.meetings.urls import OUTSIDE, urlpatterns


def test_every_address_has_a_name():
    assert [one for one in (*urlpatterns, *OUTSIDE) if not one.name] == []
