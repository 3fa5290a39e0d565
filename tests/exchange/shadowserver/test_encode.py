"""Events as rows: what CARRIES calls kept comes back."""

from hypothesis import given, settings
from tests.factories.ideas import event, events

from hsoc.exchange.shadowserver import CARRIES, decode, encode
from hsoc.records.event import Endpoint
from hsoc.records.indicator import Indicator, Kind
from hsoc.records.moment import EARLIEST
from hsoc.records.parcel import Parcel, Taken

LATER = 300_000_000_000_000
SOURCE = (Endpoint(addresses=("192.0.2.1",)),)


def parcel(*told):
    return Parcel(events=tuple(Taken(one, b"", "") for one in told))


@settings(deadline=None, max_examples=60)
@given(events())
def test_what_is_kept_comes_back(told):
    first = max(told.first, EARLIEST)
    given_ = {"detected": max(told.detected, EARLIEST), "first": first, "last": max(told.last, first), "sources": SOURCE}
    one = event(**{field: getattr(told, field) for field in told.__struct_fields__} | given_)
    (taken,) = decode(encode(parcel(one), now=LATER).content, now=LATER).events
    kept = [field for field, said in CARRIES.items() if said == "kept"]
    assert {field: getattr(taken.event, field) for field in kept} == {field: getattr(one, field) for field in kept}
    assert taken.event.sources[0].addresses == ("192.0.2.1",)


def test_our_id_comes_back_where_it_is_a_uuid():
    name = "6f1d9d0e-3d84-4a27-8b57-3f1f8e0a7c11"
    (taken,) = decode(encode(parcel(event(id=name)), now=LATER).content, now=LATER).events
    assert taken.event.id == name


def test_no_formula_goes_out_and_what_is_left_out_is_said():
    told = event(sources=(Endpoint(addresses=("192.0.2.1",), hostname=("=2+5",)),), vector="@syn")
    found = Indicator(id="a", kind=Kind.IP, value="192.0.2.1", first=EARLIEST)
    written = encode(Parcel(events=(Taken(told, b"", ""),), indicators=(found,)), now=LATER)
    assert b"'=2+5" in written.content
    assert b",'@syn," in written.content
    assert [(one.place, one.reason.split()[0]) for one in written.withheld] == [("indicators", "1")]
