"""How a story adds up over sliding windows."""

import pytest
from tests.factories.findings import START, flood, scan

from hsoc.perimeter.report.story import MOST_STRANDS, Standing, Story, hit, merge, stand
from hsoc.records.decision import Action


def story(*found):
    made = Story(key="k", id="i", newest=found[0], opened=found[0].last, first=found[0].first, last=found[0].last)
    for one in found:
        merge(made, one)
    return made


def packets(*found):
    return story(*found).counts[1]


def test_a_growing_window_is_counted_once():
    assert packets(scan(last=5, packets=100), scan(last=10, packets=220), scan(last=20, packets=400)) == 400


def test_the_same_window_judged_again_adds_nothing():
    assert packets(scan(packets=100), scan(packets=100)) == 100


def test_windows_that_do_not_meet_add_up():
    assert packets(scan(first=0, last=5, packets=100), scan(first=400, last=405, packets=70)) == 170


def test_an_older_window_that_comes_late_adds_nothing():
    assert packets(scan(last=20, packets=400), scan(last=10, packets=220)) == 400


@pytest.mark.parametrize("step", [10, 30, 60])
def test_a_steady_attack_of_an_hour_is_counted_to_two_percent(step):
    rate, window = 7, 300
    seen = [
        scan(first=max(0, end - window), last=end, packets=rate * min(end, window)) for end in range(step, 3600 + 1, step)
    ]  # what a five-minute window shows of 7 packets a second, judged every `step` seconds
    assert packets(*seen) == pytest.approx(3600 * rate, rel=0.02)
    assert max(one.packets for one in seen) == 2100  # the largest window alone would tell a twelfth
    assert sum(one.packets for one in seen) > 100_000  # the sum would tell many times too much


def test_an_attack_that_fades_is_never_told_smaller():
    told = story(scan(last=300, packets=1000))
    before = list(told.counts)
    merge(told, scan(first=250, last=310, packets=20))
    assert all(after >= had for after, had in zip(told.counts, before, strict=True))


def test_vectors_are_counted_apart_and_told_together():
    assert packets(scan(vector="syn", packets=100), scan(vector="fin", packets=50), scan(vector="syn", packets=130, last=9)) == 180


def test_many_vectors_do_not_cost_memory():
    told = story(*(scan(vector=f"v{number}") for number in range(500)))
    assert len(told.strands) == MOST_STRANDS + 1
    assert told.detections == 500


def test_distinct_counts_are_the_largest_of_any_window():
    told = story(scan(targets=90, members=1), scan(targets=70, members=3, last=9))
    assert (told.targets, told.members) == (90, 3)


def test_trust_is_the_least_of_all_and_the_member_only_where_it_is_one():
    told = story(scan(trust=2, member=3), scan(trust=1, member=4, last=9))
    assert (told.trust, told.member) == (1, 0)
    assert story(scan(trust=2)).trust == 2


def test_first_last_and_newest():
    told = story(scan(first=5, last=9), scan(first=2, last=20, port=3389, targets=95))
    assert (told.first, told.last, told.newest.targets) == (START + 2000, START + 20_000, 95)


def test_the_same_decision_again_only_moves_its_end():
    told = story(flood())
    for until in (10, 20):
        stand(told, action=Action.FLOWSPEC, entry="e", until=until, made=until - 10, rate=0, rule="r")
    assert told.standing is not None
    assert (told.standing.made, told.standing.until, told.before) == (0, 20, told.counts)


def test_hits_count_from_the_first_look_and_over_a_restart_of_the_counter():
    standing = Standing(action=Action.FLOWSPEC, entry="e", until=10, made=0, rate=0, rule="r")
    for counter in (50, 80, 80, 5, 9):  # 50 are an older story's; the counter begins anew at 5
        hit(standing, (counter, counter, 40 * counter))
    assert standing.hit == [34, 34, 1360]  # what was matched between the end of one entry and the next look is not claimed
