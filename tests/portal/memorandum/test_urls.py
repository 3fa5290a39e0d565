from __future__ import annotations

from hsoc.portal.memorandum.urls import urlpatterns


def test_every_address_has_a_name_of_its_own():
    names = [one.name for one in urlpatterns]
    assert len(set(names)) == len(names)
    assert all(str(name).startswith("memorandum") for name in names)
