from __future__ import annotations

from hsoc.portal.aid.rules import MOST_MATCHES, Kind, Lent, covered, matching


def lent(number, organisation, *, kind=Kind.LAPTOPS, region="Kraj A", amount=5):
    return Lent(number, organisation, kind, region, amount)


def test_the_near_come_first_then_who_has_enough_and_never_ones_own():
    offers = [lent(1, 9), lent(2, 2, region="Kraj B", amount=50), lent(3, 3, amount=4), lent(4, 4, amount=20), lent(5, 5, kind=Kind.FORMS)]
    found = matching(offers, kind=Kind.LAPTOPS, organisation=9, region="Kraj A", amount=10)
    assert [one.number for one in found] == [4, 3, 2]


def test_a_thousand_offers_are_a_short_list():
    found = matching([lent(n, n) for n in range(1000)], kind=Kind.LAPTOPS, organisation=-1, region="", amount=1)
    assert len(found) == MOST_MATCHES


def test_enough_is_enough():
    assert covered([4, 6], wanted=10)
    assert not covered([], wanted=1)
