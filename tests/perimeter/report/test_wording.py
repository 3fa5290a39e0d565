"""What an event says of its story."""

from tests.factories.findings import SCANNER, START, VICTIM, flood, scan

from hsoc.perimeter.report.outcome import outcome
from hsoc.perimeter.report.story import Story, merge, stand
from hsoc.perimeter.report.wording import event
from hsoc.records.decision import Action
from hsoc.records.event import Endpoint, State
from hsoc.records.taxonomy import Trust


def told(one, *, dry_run=True, acted=False):
    story = Story(key="k", id="i-1", newest=one, opened=one.last, first=one.first, last=one.last, revision=1)
    merge(story, one)
    if acted:
        stand(story, action=Action.FLOWSPEC, entry="e", until=START + 10, made=START, rate=0, rule="r")
    return event(story, outcome(story, dry_run=dry_run), state=State.OPEN, now=START + 9000, node="cz.example.perimeter")


def test_a_scan_names_its_source_and_the_port_it_looks_for():
    found = told(scan())
    assert found.sources == (Endpoint(addresses=(SCANNER,), proto=("tcp",)),)
    assert found.targets == (Endpoint(ports=(3389,), proto=("tcp",)),)
    assert found.description == "Scan of many addresses (syn) from 198.51.100.7 against 90 targets, port 3389: 100 packets, not dropped."
    assert (found.id, found.detected, found.created, found.node) == ("i-1", START + 5000, START + 9000, "cz.example.perimeter")


def test_a_reflection_names_its_victim_and_the_sources_port():
    found = told(flood())
    assert found.targets == (Endpoint(addresses=(VICTIM,), proto=("udp",)),)
    assert found.sources == (Endpoint(ports=(53,), proto=("udp",)),)
    assert found.category == ("Availability.DDoS",)


def test_a_source_that_could_be_forged_is_not_called_forged():
    found = told(scan(trust=0))
    assert (found.sources[0].spoofed, found.trust) == (False, Trust.SPOOFABLE)


def test_regulated_is_said_of_what_routers_did_and_not_of_a_dry_run():
    assert told(flood(), acted=True, dry_run=True).targets[0].types == ()
    assert told(flood(), acted=True, dry_run=False).targets[0].types == ("ActionRegulated",)
    assert told(flood(dropped_packets=9000, dropped_flows=1)).targets[0].types == ("ActionRegulated",)


def test_an_unknown_detector_is_still_told():
    assert told(scan(detector="new_thing", port=-1, vector="")).description.startswith("New thing from 198.51.100.7 against 90 targets: ")
