"""A changed policy is the present one but for what was chosen; files are refused with place and reason."""

import msgspec
import pytest

from hsoc.perimeter.config import Config, detectors
from hsoc.portal.network.rules.changes import CEILING, LARGEST, SETTINGS, Unreadable, changed, differing, read
from hsoc.records.policy import Limit, Member, Policy, Wishes
from hsoc.records.scope import Match

POLICY = Policy(
    members=(Member(number=7, name="Seven", wishes=Wishes(observe_detectors=("a",))), Member(number=8, name="Eight")),
    limits=(Limit(name="rdp", match=Match(proto=(6,))), Limit(name="mem", match=Match(proto=(17,)), profile="network")),
)


def test_nothing_chosen_changes_nothing():
    assert changed(POLICY) == POLICY


def test_for_all_and_for_one_member():
    made = changed(POLICY, profile="hsoc", without=("rdp",), observed=("syn_flood",), most_rules=9, most_benign_peers=None)
    assert (made.profile, [one.name for one in made.limits], made.ceiling.most_rules) == ("hsoc", ["mem"], 9)
    assert [one.wishes.observe_detectors for one in made.members] == [("a", "syn_flood"), ("syn_flood",)]
    assert made.ceiling.most_benign_peers == POLICY.ceiling.most_benign_peers
    one = changed(POLICY, profile="hsoc", observed=("a",), member=7)
    assert (one.profile, one.members[1]) == (POLICY.profile, POLICY.members[1])
    assert one.members[0].wishes == Wishes(profile="hsoc", observe_detectors=("a",))


def test_what_is_offered_exists():
    assert set(differing(POLICY)) == set(CEILING)
    with pytest.raises(msgspec.ValidationError):
        changed(POLICY, most_rules="many")
    tuned = Config(detect={name: {setting: 3} for name, setting in SETTINGS.items()})
    assert {one.name for one in detectors(tuned)} >= set(SETTINGS)  # the engine's own check of names and settings


def test_files_are_read_or_refused_with_the_reason():
    assert read(b'profile = "hsoc"\n', "a.toml") == ('profile = "hsoc"\n', ".toml")
    assert read(msgspec.json.encode(POLICY), "A.JSON")[1] == ".json"
    for content, name, why in (
        (b"x" * (LARGEST + 1), "a.toml", "1024 kB"),
        (b"\xff", "a.toml", "byte 0"),
        (b"x = = 1", "a.toml", "line 1"),
        (b'{"profle": 1}', "a.json", "profle"),
        (b"[" * 100_000, "a.json", "."),
    ):
        with pytest.raises(Unreadable, match=why):
            read(content, name)
