from __future__ import annotations

import pytest
from django.utils import translation

from hsoc.portal.services.rules.course import Deed
from hsoc.portal.services.web import words


def test_every_deed_has_its_words():
    assert set(words.DEEDS) == set(words.SAID) == set(Deed)


@pytest.mark.django_db
def test_the_readers_language_or_the_other_where_it_is_empty(vrf):
    vrf.price_en = "free"
    with translation.override("cs"):
        told = words.service(vrf)
        assert (told["name"], told["price"]) == ("Zálohy", "free")
    with translation.override("en"):
        assert words.service(vrf)["name"] == "Backups"
