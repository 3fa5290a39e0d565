"""When a story is told: at its begin, at a change, at intervals, at its end."""

import msgspec
import pytest
from tests.factories.findings import START, decision, flood, hits, scan, table

from hsoc.perimeter.report.stories import QUIET_MS, REPEAT_MS, Stories
from hsoc.records.decision import Action
from hsoc.records.detection import no_detections
from hsoc.records.event import State
from hsoc.records.scope import Match
from hsoc.records.taxonomy import Basis, Disposition

NOTHING = no_detections()


def at(seconds):
    return START + 1000 * seconds


@pytest.fixture
def stories():
    return Stories(dry_run=False)


def test_a_story_is_told_when_it_begins(stories):
    (told,) = stories.tell(table(scan()), (), (), now=at(6))
    assert (told.revision > 0, told.state, told.why, told.detections) == (True, State.OPEN, "no_rule", 1)


def test_one_attack_is_one_story_however_often_it_is_detected(stories):
    told = [stories.tell(table(scan(last=5 + second, packets=100 + second)), (), (), now=at(6 + second)) for second in range(60)]
    assert [len(one) for one in told] == [1, *[0] * 59]
    (closed,) = stories.close_all(now=at(70))
    assert (closed.id, closed.detections, closed.packets, closed.state) == (told[0][0].id, 60, 159, State.CLOSED)
    assert closed.revision > told[0][0].revision


def test_it_is_told_again_at_the_interval_and_only_if_it_goes_on(stories):
    (first,) = stories.tell(table(scan()), (), (), now=at(6))
    assert stories.tell(NOTHING, (), (), now=at(6) + REPEAT_MS) == ()
    (again,) = stories.tell(table(scan(last=300)), (), (), now=at(7) + REPEAT_MS)
    assert again.revision == first.revision + 1 + REPEAT_MS // 1000


def test_a_change_of_action_is_told_at_once(stories):
    (first,) = stories.tell(table(scan()), (), (), now=at(6))
    (changed,) = stories.tell(NOTHING, (decision(scan()),), (), now=at(6))
    assert (changed.revision - first.revision, changed.action, changed.disposition, changed.why) == (
        1,
        Action.FLOWSPEC,
        Disposition.PASSED,
        "not_yet",
    )


def test_hits_of_our_rule_make_it_reactive(stories):
    stories.tell(table(scan()), (decision(scan()),), hits(0), now=at(6))
    (changed,) = stories.tell(table(scan(last=20, packets=300)), (), hits(200), now=at(20))
    assert (changed.disposition, changed.basis, changed.dropped_packets, changed.why) == (
        Disposition.REACTIVE, Basis.EXPECTED, 200, "ladder.source_plausible",
    )  # fmt: skip


def test_a_refusal_is_told_as_the_reason(stories):
    refused = decision(scan(), refused="This address must never be blocked.", rule="guard.never_block")
    (told,) = stories.tell(table(scan()), (refused,), (), now=at(6))
    assert (told.action, told.why) == (Action.OBSERVE, "guard.never_block")


def test_a_fuse_that_refuses_in_the_same_step_leaves_nothing_standing(stories):
    fused = decision(scan(), refused="The table is full.", rule="fuse.most_rules")
    (told,) = stories.tell(table(scan()), (decision(scan()), fused), (), now=at(6))
    assert (told.action, told.why, told.disposition) == (Action.OBSERVE, "fuse.most_rules", Disposition.PASSED)


def test_a_later_refusal_does_not_hide_what_stands(stories):
    stories.tell(table(scan()), (decision(scan()),), hits(0), now=at(6))
    refused = decision(scan(), refused="no", rule="guard.x", match=Match(dst="192.0.2.0/24"))
    told = stories.tell(table(scan(last=20, packets=300)), (refused,), hits(200), now=at(20))
    assert [one.action for one in told] == [Action.FLOWSPEC]


def test_a_decision_for_an_unknown_story_is_nobodys(stories):
    assert stories.tell(NOTHING, (decision(scan()),), (), now=at(6)) == ()


def test_it_is_closed_after_quiet(stories):
    stories.tell(table(scan()), (), (), now=at(6))
    assert stories.tell(NOTHING, (), (), now=at(5) + QUIET_MS - 1) == ()
    (closed,) = stories.tell(NOTHING, (), (), now=at(20) + QUIET_MS)
    assert (closed.state, len(stories)) == (State.CLOSED, 0)


def test_the_same_key_after_quiet_is_another_story(stories):
    (first,) = stories.tell(table(scan()), (), (), now=at(6))
    later = table(scan(first=700, last=705))
    ended, begun = stories.tell(later, (), (), now=at(8))  # a replay whose clock has not moved
    assert (ended.id, ended.state, begun.state, begun.revision) == (first.id, State.CLOSED, State.OPEN, 1)
    assert begun.id != first.id


def test_a_second_site_tells_the_same_story_under_the_same_id():
    ids = {Stories(dry_run=False).tell(table(scan(first=shift)), (), (), now=at(9))[0].id for shift in (0, 1, 3)}
    assert len(ids) == 1
    assert ids != {Stories(dry_run=False).tell(table(flood()), (), (), now=at(9))[0].id}


def test_open_stories_survive_a_restart():
    before, after = Stories(dry_run=False), Stories(dry_run=False)
    (told,) = before.tell(table(scan()), (decision(scan()),), hits(10), now=at(6))
    after.restore(before.state())
    (closed,) = after.tell(table(scan(last=20, packets=300)), (), hits(300), now=at(400))
    assert (closed.id, closed.dropped_packets) == (told.id, 290)
    assert closed.revision > told.revision


def test_the_newest_telling_of_two_sites_has_the_highest_revision_though_one_began_late():
    early, late = Stories(dry_run=False), Stories(dry_run=False)
    told = list(early.tell(table(scan()), (), (), now=at(6)))
    for minute in range(1, 5):
        told += early.tell(table(scan(last=60 * minute)), (), (), now=at(60 * minute) + REPEAT_MS)
    (begun,) = late.tell(table(scan(first=120, last=600)), (), (), now=at(605))
    (closed,) = late.close_all(now=at(700))
    assert {one.id for one in (*told, begun, closed)} == {told[0].id}
    revisions = [one.revision for one in (*told, begun, closed)]
    assert revisions == sorted(set(revisions))


def test_a_state_that_is_none_is_refused(stories):
    with pytest.raises(msgspec.DecodeError):
        stories.restore(b"\xc1")


def test_the_number_of_open_stories_is_bounded():
    few = Stories(dry_run=False, most=100)
    many = table(*(scan(port=port, last=5 + port) for port in range(200)))
    told = few.tell(many, (), (), now=at(6))
    assert len(few) <= 100
    closed = [one for one in told if one.state is State.CLOSED]
    assert len(closed) == few.evicted == 200 - len(few)
    assert max(one.last for one in closed) == at(5 + len(closed) - 1)  # the quietest went


def test_nothing_in_nothing_out(stories):
    assert (stories.tell(NOTHING, (), (), now=at(0)), stories.close_all(now=at(0))) == ((), ())
