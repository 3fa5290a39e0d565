from __future__ import annotations

from hsoc.portal.website.models import Wish


def test_a_wish_begins_unconfirmed():
    assert Wish(kind="town").kind_words != "town"
    assert (Wish().state, str(Wish(organisation="Nemocnice"))) == ("said", "Nemocnice")
