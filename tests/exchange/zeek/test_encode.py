"""Events as notices: what CARRIES calls kept comes back, practice does not go out."""

from hypothesis import given, settings
from tests.factories.ideas import event, events

from hsoc.exchange.zeek import CARRIES, decode, encode
from hsoc.records.event import Endpoint
from hsoc.records.moment import EARLIEST
from hsoc.records.parcel import Parcel, Taken

LATER = 200_000_000_000_000


@settings(deadline=None, max_examples=40)
@given(events())
def test_what_is_kept_comes_back(told):
    first = max(told.first, EARLIEST)
    changed = {"detected": max(told.detected, EARLIEST), "first": first, "last": max(told.last, first), "test": False}
    changed["sources"] = (Endpoint(addresses=("192.0.2.1",)),)
    one = event(**{field: getattr(told, field) for field in told.__struct_fields__} | changed)
    (taken,) = decode(encode(Parcel(events=(Taken(one, b"", ""),)), now=LATER).content, now=LATER).events
    kept = [field for field, said in CARRIES.items() if said == "kept"]
    assert {field: getattr(taken.event, field) for field in kept} == {field: getattr(one, field) for field in kept}
    assert taken.event.category == one.category[:1]


def test_practice_and_what_has_no_address_are_left_out_by_name():
    parcel = Parcel(events=(Taken(event(test=True), b"", ""), Taken(event(sources=(), targets=()), b"", "")))
    assert [one.place for one in encode(parcel, now=LATER).withheld] == ["test", "sources"]
