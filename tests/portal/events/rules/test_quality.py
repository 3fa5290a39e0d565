import msgspec
import pytest
from tests.portal.events.conftest import NOW, idea

from hsoc.journal.event_sender import Sent
from hsoc.portal.events.rules.quality import BOGONS, FULL, WEIGHTS, report

GOOD = {"Description": "a scan of port 22", "TLP": "TLP:GREEN", "Source": [{"IP4": ["198.18.2.7"]}]}


def sent(identity: str = "a", **more: object) -> Sent:
    given = {"sources": ("198.18.2.7",), "targets": ("198.18.2.10",), "detected": NOW - 60_000, "category": "Recon.Scanning"}
    columns = {name: more.pop(name) for name in tuple(more) if name in Sent.__struct_fields__}
    raw = msgspec.json.encode({key: value for key, value in (idea("example.a", identity) | GOOD | more).items() if value is not None})
    first = columns.get("detected", given["detected"])
    return Sent(**({"id": identity, "received": NOW, "first": first, "last": first, "port": 22, "proto": 6, "raw": raw} | given | columns))


def ours(address: str) -> bool:
    return address.startswith("198.18.2.")


def counts(*events: Sent) -> dict[str, int]:
    return {one.code: one.count for one in report(events, ours=ours).checks if one.count}


def test_good_event_costs_nothing() -> None:
    found = report([sent()], ours=ours)
    assert (found.score, found.looked_at, counts(sent())) == (FULL, 1, {})
    assert (sum(WEIGHTS.values()), [one.code for one in found.checks]) == (FULL, list(WEIGHTS))


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (sent(Source=None, Target=None), "no_subject"),
        (sent(Source=[{"Note": "somebody"}], Target=[{"Port": [22]}]), "no_subject"),
        (sent(DetectTime="2026-03-10T10:00:00"), "no_zone"),
        (sent(CeaseTime="2026-03-10 10:00:00.5"), "no_zone"),
        (sent(detected=NOW + 600_000), "future"),
        (sent(last=NOW + 600_000), "future"),
        (sent(Description=None), "no_description"),
        (sent(Description="  "), "no_description"),
        (sent(sources=("198.18.2.7", "10.1.2.3")), "bogon_source"),
        (sent(sources=("192.168.0.0/24",)), "bogon_source"),
        (sent(targets=("fe80::1",)), "bogon_target"),
        (sent(Category=["Test"]), "other_category"),
        (sent(Category=["Other", "Test"]), "other_category"),
        (sent(Category=["Made.Up"]), "other_category"),
        (sent(Node=[{"Name": "example.a"}]), "no_node_type"),
        (sent(TLP=None), "no_tlp"),
    ],
)
def test_each_fault_is_found_alone(event: Sent, code: str) -> None:
    assert counts(event) == {code: 1}
    assert report([event], ours=ours).score == FULL - WEIGHTS[code]


@pytest.mark.parametrize("zone", ["Z", "z", "+01:00", "-0530"])
def test_zones_and_small_differences_of_clocks_are_no_fault(zone: str) -> None:
    assert counts(sent(DetectTime=f"2026-03-10T10:00:00{zone}", detected=NOW + 60_000)) == {}


def test_addresses_of_members_are_never_bogons() -> None:
    assert any(one.version == 4 and str(one) == "198.18.0.0/15" for one in BOGONS)
    assert counts(sent(targets=("198.18.2.10",)), sent("b", targets=("198.18.9.9",))) == {"bogon_target": 1}


def test_duplicates_are_what_comes_again_under_another_id() -> None:
    assert counts(sent("a"), sent("b"), sent("c")) == {"duplicate": 2}
    assert counts(sent("a"), sent("a"), sent("b", detected=NOW - 1)) == {}


def test_score_is_a_hundred_less_the_weighted_shares_and_examples_are_the_newest() -> None:
    events = [sent(f"e{number}", detected=NOW - 1000 * number, TLP=None if number % 2 else "TLP:CLEAR") for number in range(20)]
    found = report(events, ours=ours)
    check = next(one for one in found.checks if one.code == "no_tlp")
    assert (check.count, check.share, check.cost, check.examples) == (10, 0.5, 2.5, ("e19", "e17", "e15", "e13", "e11"))
    assert found.score == round(FULL - 2.5)


def test_nothing_to_look_at_has_no_score_and_broken_originals_do_not_break_it() -> None:
    assert report([], ours=ours).score is None
    broken = msgspec.structs.replace(sent(), raw=b"\xff{", sources=("not an address", "198.18.2.1-198.18.2.9"))
    assert counts(broken)["no_subject"] == 1
