"""Adding up lines: order and grouping change nothing, counts stay true when lists are cut."""

from hypothesis import given
from hypothesis import strategies as st
from tests.factories import reports as make

from hsoc.portal.reports.rules.items import MOST_OTHERS, added, item, merged


@given(st.lists(make.events(), min_size=3, max_size=6), st.data())
def test_order_and_grouping_change_nothing(events, data):
    lines = [item(one) for one in events]
    lines = [type(one)(**{name: getattr(one, name) for name in one.__struct_fields__} | {"own": "x"}) for one in lines]
    cut = data.draw(st.integers(1, len(lines) - 1))

    def sum_of(some):
        total = some[0]
        for one in some[1:]:
            total = merged(total, one)
        return total

    whole = sum_of(lines)
    assert merged(sum_of(lines[:cut]), sum_of(lines[cut:])) == whole
    assert sum_of(data.draw(st.permutations(lines))) == whole


def test_counts_and_bounds_are_kept():
    later = make.seen(received=make.NOON + 1000, service="3389/tcp", disposition="reactive")
    one = added([make.seen(received=make.NOON, dropped=None), later])
    assert (one.events, one.detections, one.packets, one.bytes, one.dropped, one.unsaid) == (2, 4, 200, 18_000, 60, 1)
    assert (one.first, one.last) == (make.NOON - 60_000, make.NOON + 1000)
    assert one.services == {"22/tcp": 1, "3389/tcp": 1}
    assert one.fates == {"passed": 1, "reactive": 1}
    assert one.detectors == {"login_attempts": 2}


def test_many_others_are_cut_and_said_to_be():
    names = tuple(f"203.0.113.{n}" for n in range(30))
    one = item(make.seen(others=names, other_count=3000))
    assert (len(one.others), one.other_count, one.more_others) == (MOST_OTHERS, 3000, True)
    assert merged(one, item(make.seen())).other_count == 3000


def test_what_is_sealed_once_stays_sealed():
    assert merged(item(make.seen(sealed=True)), item(make.seen())).sealed
