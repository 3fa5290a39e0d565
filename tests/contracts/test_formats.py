"""What every format folder promises: CARRIES says what becomes of every field, and what it says kept comes back."""

from __future__ import annotations

import importlib
import pkgutil

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.ideas import events

from hsoc import exchange
from hsoc.exchange import idea
from hsoc.exchange.flowspec import compose
from hsoc.exchange.flowspec import decode as flowspec_decode
from hsoc.exchange.flowspec import encode as flowspec_encode
from hsoc.exchange.idea.schema import faults
from hsoc.records.advisory import Advisory
from hsoc.records.event import Event
from hsoc.records.indicator import Indicator, Sighting
from hsoc.records.route import Envelope, Route, Vrp
from hsoc.records.scope import Match

FORMATS = tuple(found.name for found in pkgutil.iter_modules(exchange.__path__) if found.ispkg)
RECORD = {
    "flowspec": Match,
    "bgp": Route,
    "mrt": Envelope,
    "bmp": Envelope,
    "rislive": Route,
    "exabgp": Route,
    "rpki": Vrp,
    "csaf": Advisory,
    "cap": Advisory,
}  # formats that carry something else than events
VERBS = ("kept", "coarsened", "lost")
# what a format may carry besides its record, by the name of the table that says so
BESIDES = {"CARRIES_INDICATOR": Indicator, "CARRIES_SIGHTING": Sighting, "CARRIES_ADVISORY": Advisory}


@pytest.mark.parametrize("name", FORMATS)
def test_carries_says_what_becomes_of_every_field(name):
    carries = importlib.import_module(f"hsoc.exchange.{name}.terms").CARRIES
    assert set(RECORD.get(name, Event).__struct_fields__) - set(carries) == set()
    assert [one for one in carries.values() if not one.startswith(VERBS)] == []


@pytest.mark.parametrize("table", BESIDES)
@pytest.mark.parametrize("name", FORMATS)
def test_what_a_format_carries_besides_is_said_as_fully(name, table):
    carries = getattr(importlib.import_module(f"hsoc.exchange.{name}.terms"), table, None)
    fields = set(BESIDES[table].__struct_fields__)
    assert carries is None or (fields == set(carries) and all(one.startswith(VERBS) for one in carries.values()))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_terms_encode_and_decode(name):
    found = {one.name for one in pkgutil.iter_modules(importlib.import_module(f"hsoc.exchange.{name}").__path__)}
    assert {"terms", "encode", "decode"} <= found


@settings(deadline=None)
@given(events())
def test_idea_brings_back_what_it_carries(event):
    again = idea.decode(msgspec.json.decode(idea.encoded(event)))
    kept = [field for field, said in idea.CARRIES.items() if said == "kept"]
    assert {field: getattr(again, field) for field in kept} == {field: getattr(event, field) for field in kept}


@settings(deadline=None)
@given(events())
def test_idea_writes_valid_documents(event):
    assert faults(msgspec.json.decode(idea.encoded(event))) == ()


RANGES = st.lists(st.tuples(st.integers(0, 65535), st.integers(0, 65535)).map(sorted).map(tuple), max_size=3).map(tuple)
MATCHES = st.builds(
    Match,
    dst=st.sampled_from([None, "192.0.2.0/24", "198.51.100.7/32"]),
    src=st.sampled_from([None, "203.0.113.0/25"]),
    proto=st.sampled_from([(6,), (17,), (6, 17)]),
    dport=RANGES,
    sport=RANGES,
    length=RANGES,
)


@settings(deadline=None)
@given(MATCHES)
def test_flowspec_brings_back_what_it_carries(match):
    rule = compose.rule(compose.canonical(match))
    assert compose.match(flowspec_decode.decode(flowspec_encode.encode(rule), family=4)) == compose.canonical(match)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["Format", "ID", "DetectTime", "Category", "Source", "Target", "Attach", "Node", "Confidence"]), JSON)
)
def test_idea_takes_hostile_documents_for_faults_never_for_crashes(document):
    found = faults(document)
    assert found != ()  # a document without the right Format, ID, DetectTime and Category by chance
    assert [one.message for one in found if len(one.value) > 100] == []
