"""Tables out: what CARRIES calls kept comes back, and no cell is a formula."""

import csv
import io

import pytest
from hypothesis import given, settings
from tests.factories.ideas import event, events

from hsoc.exchange.csv import CARRIES, CARRIES_INDICATOR, decode, encode
from hsoc.records.event import Endpoint
from hsoc.records.indicator import Indicator, Kind
from hsoc.records.moment import EARLIEST
from hsoc.records.parcel import Parcel, Taken
from hsoc.records.tlp import PAP, TLP

LATER = 200_000_000_000_000
FORMULAS = ["=2+5", "+1", "-1", "@SUM(A1)", "\tx", "\rx"]


@settings(deadline=None, max_examples=60)
@given(events())
def test_what_is_kept_of_an_event_comes_back(told):
    first = max(told.first, EARLIEST)
    changed = {"detected": max(told.detected, EARLIEST), "first": first, "last": max(told.last, first)}
    changed["sources"] = (Endpoint(addresses=("192.0.2.1", "2001:db8::1"), ports=(80, 81)),)
    one = event(**{field: getattr(told, field) for field in told.__struct_fields__} | changed)
    (taken,) = decode(encode(Parcel(events=(Taken(one, b"", ""),)), now=LATER).content, now=LATER).events
    kept = [field for field, said in CARRIES.items() if said == "kept"]
    assert {field: getattr(taken.event, field) for field in kept} == {field: getattr(one, field) for field in kept}
    assert taken.event.sources[0].addresses == ("192.0.2.1", "2001:db8::1")


@pytest.mark.parametrize("tlp", TLP)
@pytest.mark.parametrize("pap", PAP)
def test_what_is_kept_of_an_indicator_comes_back(tlp, pap):
    one = Indicator(
        id="6f1d9d0e-3d84-4a27-8b57-3f1f8e0a7c11",
        kind=Kind.URL,
        value='http://bad.example/a;b,c"d',
        first=EARLIEST,
        until=EARLIEST + 5,
        created=EARLIEST,
        modified=EARLIEST + 1,
        tlp=tlp,
        pap=pap,
        confidence=0,
        category=("Malware", "Fraud.Phishing"),
        labels=("a", "b c"),
        to_block=True,
        revoked=True,
        title="=2+5",
        description="-x",
        producer="@p",
        reference="https://cert.example/1",
    )
    content = encode(Parcel(indicators=(one,)), now=LATER).content
    assert decode(content, now=LATER).indicators == (one,)
    assert all(said.startswith(("kept", "coarsened")) for said in CARRIES_INDICATOR.values())


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text):
    content = encode(Parcel(events=(Taken(event(description=text, node=text), b"", ""),)), now=LATER).content
    cells = [cell for row in csv.reader(io.StringIO(content.decode(), newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert f"'{text}" in cells


def test_one_table_only_and_the_rest_is_named():
    found = Indicator(id="a", kind=Kind.IP, value="192.0.2.1", first=EARLIEST)
    both = Parcel(events=(Taken(event(), b"", ""),), indicators=(found,))
    assert [one.place for one in encode(both, now=LATER).withheld] == ["indicators"]
    assert [one.place for one in encode(both, now=LATER, kind="indicators").withheld] == ["events"]
