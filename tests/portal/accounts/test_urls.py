from __future__ import annotations

from hsoc.portal.accounts.urls import urlpatterns


def test_every_address_has_a_name():
    assert [one for one in urlpatterns if not one.name] == []
