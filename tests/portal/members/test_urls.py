from __future__ import annotations

from hsoc.portal.members.urls import urlpatterns


def test_every_address_has_a_name_of_its_own() -> None:
    names = [pattern.name for pattern in urlpatterns]
    assert sorted(set(names)) == sorted(names)
    assert None not in names
