"""A day under two policies: what each drops, whom it hurts, how full the table is; every figure reckoned by hand here."""

import msgspec
import numpy as np
import pyarrow as pa
from tests.factories.flows import mixed

from hsoc.perimeter.detect import horizontal_scan, own_prefix_outside, reflection
from hsoc.perimeter.detect.joint import Joint
from hsoc.perimeter.elsewhere import Word
from hsoc.perimeter.what_if import STEP_MS, placing, under, watches, what_if
from hsoc.records.address import pair
from hsoc.records.decision import Action
from hsoc.records.flow import flow_table
from hsoc.records.policy import Ceiling, Interface, Limit, Member, Platform, Policy
from hsoc.records.scope import Match
from hsoc.records.what_if import Amount, Hurt, Peak

BEGIN = 1_800_000_000_000 // STEP_MS * STEP_MS
INSIDE, OUTSIDE = pair("198.18.7.0")[1], pair("198.19.0.0")[1]
RDP = Limit(name="rdp", match=Match(proto=(6,), dport=((3389, 3389),)), why="w")
SLOW = Limit(name="web", match=Match(proto=(6,), dport=((443, 443),)), action=Action.RATE_LIMIT, rate=1, why="w")
POLICY = Policy(
    members=(Member(number=7, name="Lipová", prefixes=("198.18.7.0/24",)),), protected=("198.18.7.0/24",), profile="hsoc",
    platforms=(Platform(name="border"),), ceiling=Ceiling(most_rules_member=50),
)  # fmt: skip


def flows(count, **given):
    last = BEGIN + np.arange(count) * 100
    usual = {
        "first": last, "last": last, "src_lo": OUTSIDE + np.arange(count) % 40, "dst_lo": INSIDE + 9, "proto": 6, "sport": 50_000,
        "dport": 443, "tcp_flags": 0x1B, "packets": 10, "bytes": 1000,
    }  # fmt: skip
    return flow_table({name: np.broadcast_to(np.asarray(v, np.int64), count) for name, v in (usual | given).items()}, rows=count)


ONE = (reflection.DETECTOR,)
WEB = flows(400)
VENDOR = flows(40, src_lo=OUTSIDE + 1000 + np.arange(40) % 4, dport=3389)
KNOCKS = flows(100, src_lo=OUTSIDE + 2000, dst_lo=INSIDE + np.arange(100), dport=3389, tcp_flags=2, packets=1, bytes=40)
DAY = mixed(WEB, VENDOR, KNOCKS)


def answer(changed, day=DAY, present=POLICY):
    return what_if(iter([(day, 3)]), day="2027-01-15", begin=BEGIN - 1, present=present, changed=changed, detectors=(ONE, ONE))


def test_a_limit_more_is_told_with_what_it_drops_and_whom_it_hurts():
    found = answer(msgspec.structs.replace(POLICY, limits=(RDP,)))
    key = "flowspec destination 198.18.7.0/24 protocol =tcp destination-port =3389"
    assert (found.flows, found.left_out) == (540, 3)
    assert found.present.preventive == Amount()
    assert found.changed.preventive == Amount(140, 500, 44_000)
    assert [(one.name, one.preventive) for one in found.changed.kinds] == [("limit:rdp", True)]
    assert found.present.hurt == (Hurt(member=7, name="Lipová", peers=0, of_peers=44, bytes=0, of_bytes=440_000),)
    assert found.changed.hurt == (Hurt(member=7, name="Lipová", peers=4, of_peers=44, bytes=40_000, of_bytes=440_000),)
    (worst,) = found.changed.worst
    assert (worst.key, worst.story, worst.units, worst.benign_peers, worst.benign_bytes) == (key, "limit:rdp", 1, 4, 40_000)
    assert found.changed.peak == Peak(entries=1, at=BEGIN - 1, preventive=1, units={"border": 1}, members={7: 1})
    assert found.difference.only_changed == (key,)
    assert (found.difference.preventive, found.difference.peers) == (Amount(140, 500, 44_000), 4)


def test_a_rate_limit_drops_what_is_above_its_rate():
    found = answer(msgspec.structs.replace(POLICY, limits=(SLOW,)), day=WEB)
    # two steps of thirty seconds, thirty packets pass in each
    assert found.changed.preventive == Amount(394, 3940, 394_000)
    assert found.changed.hurt[0].peers == 40


def test_an_attack_is_reactive_and_begins_with_the_step_after_its_decision():
    count = 3000
    answers = flows(
        count, src_lo=OUTSIDE + np.arange(count) % 500, proto=17, sport=123, dport=40_000, tcp_flags=0, packets=100, bytes=46_800,
        first=BEGIN + np.arange(count) * 20, last=BEGIN + np.arange(count) * 20,
    )  # fmt: skip
    found = answer(POLICY, day=answers)
    assert found.present == found.changed
    assert found.present.reactive.packets > 0
    assert found.present.reactive.flows < count
    assert [one.name for one in found.present.kinds] == ["reflection"]
    observing = msgspec.structs.replace(POLICY, ceiling=Ceiling(actions=(Action.OBSERVE,), most_rules_member=50))
    assert answer(observing, day=answers).changed.reactive == Amount()


def test_an_empty_day_has_only_its_limits():
    found = answer(msgspec.structs.replace(POLICY, limits=(RDP,)), day=pa.concat_tables([DAY]).slice(0, 0))
    assert (found.flows, found.changed.peak.entries, found.changed.entries) == (0, 1, 1)


def test_what_both_sides_have_alike_is_judged_once():
    tuned = msgspec.structs.replace(
        horizontal_scan.DETECTOR, settings=msgspec.structs.replace(horizontal_scan.DETECTOR.settings, min_targets=90)
    )
    one, other = watches(((horizontal_scan.DETECTOR, *ONE), (tuned, *ONE)), alike=True)
    assert isinstance(one, Joint)
    assert isinstance(other, Joint)
    assert one._shared == other._shared
    assert (len(one._shared), len(one._own), len(other._own)) == (1, 1, 1)
    assert watches((ONE, ONE), alike=True)[0]._own == ()
    assert watches((ONE, ONE), alike=False)[0]._shared == ()


def test_a_setting_changes_its_own_side_only():
    tuned = msgspec.structs.replace(reflection.DETECTOR, settings=msgspec.structs.replace(reflection.DETECTOR.settings, floor=10**9))
    count = 3000
    answers = flows(
        count, src_lo=OUTSIDE + np.arange(count) % 500, proto=17, sport=123, dport=40_000, tcp_flags=0, packets=100, bytes=46_800,
        first=BEGIN + np.arange(count) * 20, last=BEGIN + np.arange(count) * 20,
    )  # fmt: skip
    found = what_if(iter([(answers, 0)]), day="2027-01-15", begin=BEGIN - 1, present=POLICY, changed=POLICY, detectors=(ONE, (tuned,)))
    assert (found.present.reactive.packets > 0, found.changed.reactive) == (True, Amount())


def test_a_member_that_was_reached_by_others_is_not_defended_against_its_own_sources():
    (member,) = POLICY.members
    alone = msgspec.structs.replace(
        POLICY,
        members=(msgspec.structs.replace(member, single_homed=True),),
        interfaces=(Interface(exporter="192.0.2.1", index=3, role="transit"),),
    )
    own = flows(600, src_lo=INSIDE + 200, exporter=pair("192.0.2.1")[1], ingress_if=3)
    spoofing = (own_prefix_outside.DETECTOR,)

    def asked(*words):
        return what_if(
            iter([(own, 0)]), day="2027-01-15", begin=BEGIN - 1, present=alone, changed=alone, detectors=(spoofing, spoofing),
            elsewhere=words,
        ).present  # fmt: skip

    assert asked().entries > 0
    assert asked(Word(BEGIN - 1, (7,))).entries == 0
    assert asked(Word(BEGIN - 1, (9,)), Word(BEGIN + 70_000, (7,))).entries > 0


def test_flows_are_cut_where_another_word_begins():
    words = (Word(BEGIN), Word(BEGIN + 1000, (7,)), Word(BEGIN + 1000, (7, 9)), Word(BEGIN + 99_999_999, ()))
    assert [(part.num_rows, set(members)) for part, members in under(WEB, words)] == [(10, set()), (390, {7, 9})]
    assert [(part.num_rows, set(members)) for part, members in under(WEB, ())] == [(400, set())]


def test_who_lives_where_is_told_apart_from_what_they_wish():
    (member,) = POLICY.members
    wishing = msgspec.structs.replace(POLICY, members=(msgspec.structs.replace(member, consent_destination_rtbh=True),), limits=(RDP,))
    moved = msgspec.structs.replace(POLICY, members=(msgspec.structs.replace(member, prefixes=("198.18.8.0/24",)),))
    assert placing(wishing) == placing(POLICY)
    assert placing(moved) != placing(POLICY)
