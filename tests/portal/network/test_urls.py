from __future__ import annotations

from hsoc.portal.network.urls import urlpatterns


def test_every_address_has_a_name_of_its_own():
    names = [pattern.name for pattern in urlpatterns]
    assert len(names) == len(set(names))
    assert None not in names
