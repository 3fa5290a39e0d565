"""Which entries fit, in which order, and how far one stands at the routers."""

import pytest
from tests.factories.force import NTP, SCAN, standing

from hsoc.portal.network.rules.lists import SORTS, Line, fitting, ordered, short


def line(one, *, sites=None, dry=False, cost=1):
    return Line(id=short(one.entry.key), standing=one, sites=one.site if sites is None else sites, cost=cost, dry=dry)


ATTACK = line(standing(NTP))
SCANNER = line(standing(SCAN, member=8, story="horizontal_scan:198.19.0.9", packets=0, harm=None), sites={"n": "there"}, cost=5)


def test_place_and_kind_are_told_apart():
    assert (ATTACK.place, SCANNER.place) == ("partly", "there")
    assert [line(standing(), sites=sites).place for sites in ({}, {"a": "missing"}, {"a": "no", "b": "missing"})] == [
        "there",
        "missing",
        "missing",
    ]
    assert line(standing(), dry=True).place == "dry"
    assert [line(standing(story=story)).kind for story in ("limit:rdp", "own:3", "x:1")] == ["limit", "own", "reactive"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [ATTACK, SCANNER]),
        ({"member": 8}, [SCANNER]),
        ({"text": "SOURCE-port 123"}, [ATTACK]),
        ({"text": "horizontal"}, [SCANNER]),
        ({"place": "partly", "action": "flowspec", "kind": "reactive"}, [ATTACK]),
        ({"matched": "no"}, [SCANNER]),
        ({"matched": "yes", "member": 8}, []),
    ],
)
def test_fitting(asked, found):
    assert fitting([ATTACK, SCANNER], **asked) == found


def test_ordered_knows_each_sort_both_ways_and_falls_back_to_what_matters():
    for sort in SORTS:
        assert ordered([ATTACK, SCANNER], sort)[0].id in {ATTACK.id, SCANNER.id}
    assert ordered([ATTACK, SCANNER], "cost") == [ATTACK, SCANNER]
    assert ordered([ATTACK, SCANNER], "-cost") == [SCANNER, ATTACK]
    assert ordered([ATTACK, SCANNER], "-harm")[0] is ATTACK
    limit, own, reactive = (line(standing(story=story, harm=None), sites={}) for story in ("limit:rdp", "own:3", "reflection:198.18.7.9"))
    # what the routers lack, what hits ordinary partners, answers to attacks, own rules, limits
    hurting = line(standing(story="limit:dns"), sites={})
    assert ordered([limit, own, reactive, hurting, ATTACK], "nonsense") == [ATTACK, hurting, reactive, own, limit]
