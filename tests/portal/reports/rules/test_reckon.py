"""Nothing is lost and nothing is told twice: the sum holds for every window, and over many windows of one organisation."""

from collections import Counter

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import reports as make

from hsoc.portal.reports.rules import reckon as room
from hsoc.portal.reports.rules.classes import Kind
from hsoc.portal.reports.rules.filters import Filter, filtering
from hsoc.portal.reports.rules.reckon import Arithmetic, Outcome, Told, reckon
from hsoc.portal.reports.rules.timing import TIMINGS, Timing
from hsoc.records.taxonomy import Severity

MEDIUM = TIMINGS[Severity.MEDIUM]
KEY = ("attempt-login-ssh", "198.18.2.10")
BELIEFS = {"bad": 0.2, "doubtful": 0.4}


def reckoned(events, *, kind=Kind.SOURCE, now=make.NOON, told=None, timing=MEDIUM, after=0, **more) -> Outcome:
    return reckon(events, kind=kind, timing=timing, now=now, after=after, told=told or {}, **more)


def counts(outcome: Outcome) -> dict[str, int]:
    return {name: value for name, value in msgspec.structs.asdict(outcome.arithmetic).items() if value}


def remembered(told, outcome):
    kept = dict(told)
    for key, value in outcome.told.items():
        kept.pop(key, None)
        if value is not None:
            kept[key] = value
    return kept


def test_the_first_time_is_reported_and_remembered():
    found = reckoned([make.seen(), make.seen(own="198.18.2.11")])
    assert counts(found) == {"found": 2, "reported": 2}
    assert [(part.name, part.recurring, [one.own for one in part.items]) for part in found.parts] == [
        (KEY[0], False, ["198.18.2.10", "198.18.2.11"])
    ]
    assert found.told[KEY] == Told(make.NOON, make.NOON + MEDIUM.threshold)


def test_the_same_is_held_back_within_the_threshold():
    told = {KEY: Told(make.NOON, make.NOON + MEDIUM.threshold)}
    found = reckoned([make.seen(received=make.NOON + make.HOUR)] * 3, now=make.NOON + 2 * make.HOUR, told=told)
    assert counts(found) == {"found": 3, "held": 3}
    assert (found.parts, found.told[KEY].held, found.told[KEY].tail) == ((), 3, None)


def test_what_goes_on_near_the_end_is_told_again_as_recurring_though_nothing_new_came():
    until = make.NOON + MEDIUM.threshold
    told = {KEY: Told(make.NOON, until)}
    early, near = make.seen(received=make.NOON + make.HOUR), make.seen(received=until - make.HOUR)
    held = reckoned([early, near, near], now=until - 1, told=told)
    assert (held.told[KEY].held, held.told[KEY].tail.events) == (3, 2)
    found = reckoned([], now=until, told=remembered(told, held))
    assert counts(found) == {"released": 2, "relapsed": 2}
    assert [(part.recurring, part.events, part.items[0].before) for part in found.parts] == [(True, 2, 3)]
    assert found.told[KEY] == Told(until, until + MEDIUM.threshold)


def test_what_stopped_before_the_end_is_forgotten():
    until = make.NOON + MEDIUM.threshold
    found = reckoned([], now=until, told={KEY: Told(make.NOON, until, held=5)})
    assert (counts(found), found.parts, found.told) == ({}, (), {KEY: None})


def test_new_ones_after_the_end_come_with_what_was_held_back():
    until = make.NOON + MEDIUM.threshold
    tail = make.line(events=2)
    found = reckoned([make.seen(received=until + 5)], now=until + 10, told={KEY: Told(make.NOON, until, held=4, tail=tail)})
    assert counts(found) == {"found": 1, "released": 2, "relapsed": 3}
    assert [(part.recurring, part.events, part.items[0].before) for part in found.parts] == [(True, 3, 4)]


def test_critical_has_no_relapses():
    timing = TIMINGS[Severity.CRITICAL]
    held = reckoned(
        [make.seen(received=make.NOON + 1)], now=make.NOON + 2, timing=timing, told={KEY: Told(make.NOON, make.NOON + timing.threshold)}
    )
    assert (held.told[KEY].held, held.told[KEY].tail) == (1, None)


def test_what_is_done_to_an_organisation_is_never_held_back_but_told_once():
    events = [make.seen(make.STOPPED, began=5), make.seen(make.STOPPED, began=11)]
    told = {("anomaly-traffic-target", "198.18.2.10"): Told(make.NOON - 1, make.NOON + make.DAY)}
    found = reckoned(events, kind=Kind.TARGET, told=told, after=10)
    assert counts(found) == {"found": 2, "again": 1, "reported": 1}
    assert found.told == {}


def test_a_filter_takes_what_it_names_and_is_counted():
    filtered = filtering([Filter(number=7, network="198.18.2.10/32")])
    found = reckoned([make.seen(), make.seen(own="198.18.2.11")], filtered=filtered)
    assert (counts(found), found.filter_hits) == ({"found": 2, "filtered": 1, "reported": 1}, {7: 1})


def test_a_filter_set_meanwhile_takes_what_was_held_back_too():
    until = make.NOON + MEDIUM.threshold
    told = {KEY: Told(make.NOON, until, held=4, tail=make.line(events=2))}
    found = reckoned([], now=until, told=told, filtered=filtering([Filter(number=7, event_class=KEY[0])]))
    assert (counts(found), found.parts, found.filter_hits, found.told) == ({"released": 2, "filtered": 2}, (), {7: 2}, {KEY: None})


def test_a_doubtful_detector_needs_another_one():
    bad = [make.seen(detector="bad")] * 4
    alone = reckoned(bad, credibility=BELIEFS)
    assert (counts(alone), alone.cut_hits, alone.told) == ({"found": 4, "cut": 4}, {"bad": 4}, {})
    both = reckoned([*bad, make.seen(detector="doubtful")], credibility=BELIEFS)  # 1 − 0.8 · 0.6 = 0.52
    assert counts(both) == {"found": 5, "reported": 5}
    assert counts(reckoned([*bad, make.seen(detector="good")], credibility=BELIEFS)) == {"found": 5, "reported": 5}


def test_sealed_events_stand_in_a_line_of_their_own():
    found = reckoned([make.seen(), make.seen(sealed=True)])
    assert [(one.own, one.sealed, one.events) for one in found.parts[0].items] == [("198.18.2.10", False, 1), ("198.18.2.10", True, 1)]


def test_forged_own_addresses_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(room, "MOST_KEYS", 3)
    monkeypatch.setattr(room, "MOST_ITEMS", 2)
    found = reckoned([make.seen(own=f"198.18.2.{n}") for n in range(10)])
    assert counts(found) == {"found": 10, "reported": 10}
    (part,) = found.parts
    assert [(one.own, one.events) for one in part.items] == [("", 7), ("198.18.2.0", 1)]
    assert (part.more_items, part.more_events, part.events, len(found.told)) == (2, 2, 10, 4)


def test_a_sum_that_does_not_hold_is_seen():
    assert Arithmetic(found=3, held=1, reported=2).holds
    assert not Arithmetic(found=3, held=1, reported=1).holds
    assert (Arithmetic(found=3, released=2).all, Arithmetic(relapsed=3, reported=2).told) == (5, 5)


FILTERS = filtering([Filter(number=1, network="198.18.2.11/32"), Filter(number=2, event_class="attempt-login-rdp", detector="good")])


@given(st.sampled_from(list(Kind)).flatmap(lambda kind: st.tuples(st.just(kind), st.lists(make.events(kind), max_size=40))))
def test_every_event_is_in_exactly_one_place(both):
    kind, events = both
    found = reckoned(events, kind=kind, now=make.NOON + make.DAY, after=10, filtered=FILTERS, credibility=BELIEFS)
    sums = found.arithmetic
    assert sums.holds
    assert sums.found == len(events)
    assert sums.reported == sum(part.events for part in found.parts if not part.recurring)
    assert sums.relapsed == sum(part.events for part in found.parts if part.recurring)
    assert sums.filtered == sum(found.filter_hits.values())
    assert sums.cut == sum(found.cut_hits.values())
    assert reckoned(sorted(events, key=repr), kind=kind, now=make.NOON + make.DAY, after=10, filtered=FILTERS, credibility=BELIEFS) == found


SHORT = Timing(period=make.HOUR, threshold=5 * make.HOUR, relapse=2 * make.HOUR)
STEP = make.HOUR


@settings(max_examples=60)
@given(st.lists(st.lists(make.events(begin=0, end=STEP - 1), max_size=5), min_size=4, max_size=16))
def test_over_many_windows_nothing_is_lost_and_nothing_told_twice(windows):
    told: dict = {}
    total: Counter[str] = Counter()
    last: dict = {}
    over = 0
    for number, window in enumerate(windows):
        begin = make.NOON + number * STEP
        now = begin + STEP
        events = [msgspec.structs.replace(one, received=begin + one.received, sealed=False) for one in window]
        found = reckoned(events, now=now, timing=SHORT, told=told)
        assert found.arithmetic.holds
        total.update(msgspec.structs.asdict(found.arithmetic))
        for part in found.parts:
            for one in part.items:
                # the same address and class is told at most once in a threshold
                assert now - last.get((part.name, one.own), -SHORT.threshold) >= SHORT.threshold
                last[part.name, one.own] = now
        ended = [told[key] for key in found.told if key in told and (found.told[key] is None or found.told[key].since == now)]
        over += sum(one.held - (one.tail.events if one.tail else 0) for one in ended)
        told = remembered(told, found)
        for key, one in told.items():
            assert one.until > now, key
            assert one.tail is None or 0 < one.tail.events <= one.held
    assert total["found"] == sum(map(len, windows))
    # what was held back is told as a relapse, is over, or still waits
    assert total["held"] == total["released"] + over + sum(one.held for one in told.values())
    assert total["found"] == total["reported"] + total["held"] + (total["relapsed"] - total["released"])
