"""Events for n6: only what its restrictions can carry, its own ids and categories, IPv4 only."""

import re

import msgspec
import pytest
from hypothesis import given, settings
from tests.factories.ideas import event, events

from hsoc.exchange.n6 import CARRIES, decode, encode
from hsoc.exchange.n6.terms import CATEGORIES
from hsoc.records.event import Endpoint
from hsoc.records.moment import EARLIEST
from hsoc.records.parcel import Parcel, Taken
from hsoc.records.tlp import TLP

LATER = 200_000_000_000_000
MANDATORY = {"id", "source", "restriction", "confidence", "category", "time", "modified"}


def parcel(*told):
    return Parcel(events=tuple(Taken(one, b"", "") for one in told))


@settings(deadline=None, max_examples=60)
@given(events())
def test_what_is_kept_comes_back_and_no_label_is_wider(told):
    first = max(told.first, EARLIEST)
    changed = {
        "first": first,
        "last": max(told.last, first),
        "created": max(told.created, EARLIEST),
        "sources": (Endpoint(addresses=("192.0.2.1",)),),
    }
    one = event(**{field: getattr(told, field) for field in told.__struct_fields__} | changed)
    written = encode(parcel(one), now=LATER)
    assert written.items + len(written.withheld) == 1
    for document in msgspec.json.decode(written.content):
        assert document.keys() >= MANDATORY
        assert re.fullmatch("[0-9a-f]{32}", document["id"])
        assert document["category"] in CATEGORIES
    for taken in decode(written.content, now=LATER).events:
        kept = [field for field, said in CARRIES.items() if said == "kept"]
        assert {field: getattr(taken.event, field) for field in kept} == {field: getattr(one, field) for field in kept}
        assert taken.event.tlp.narrowness >= one.tlp.narrowness


@pytest.mark.parametrize(("tlp", "said"), [(TLP.CLEAR, "public"), (TLP.GREEN, "need-to-know"), (TLP.AMBER, "need-to-know")])
def test_restrictions(tlp, said):
    assert msgspec.json.decode(encode(parcel(event(tlp=tlp)), now=LATER).content)[0]["restriction"] == said


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"tlp": TLP.AMBER_STRICT}, "tlp"),
        ({"tlp": TLP.RED}, "tlp"),
        ({"test": True, "tlp": TLP.GREEN}, "test"),
        ({"sources": (Endpoint(addresses=("2001:db8::1",)),), "tlp": TLP.GREEN}, "sources"),
    ],
)
def test_what_n6_cannot_carry_is_withheld_by_name(change, place):
    written = encode(parcel(event(**change)), now=LATER)
    assert (written.items, [(one.index, one.place) for one in written.withheld]) == (0, [(0, place)])


def test_the_organisation_that_it_is_about_gets_its_own_as_internal_and_reads_it_back_no_wider():
    held = parcel(*(event(tlp=tlp) for tlp in TLP))
    written = encode(held, now=LATER, own=True)
    assert [one["restriction"] for one in msgspec.json.decode(written.content)].count("internal") == 1
    assert [held.events[one.index].event.tlp for one in written.withheld] == [TLP.RED]
    assert TLP.AMBER_STRICT in {one.event.tlp for one in decode(written.content, now=LATER).events}


def test_newest_first_and_as_a_stream():
    written = encode(parcel(event(first=EARLIEST, tlp=TLP.GREEN), event(first=EARLIEST + 5, tlp=TLP.GREEN)), now=LATER, lines=True)
    times = [msgspec.json.decode(line)["time"] for line in written.content.splitlines()]
    assert times == sorted(times, reverse=True)
    assert len(times) == 2


def test_our_node_does_not_go_out():
    assert b"perimeter" not in encode(parcel(event(tlp=TLP.GREEN)), now=LATER).content
