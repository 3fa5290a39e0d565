"""Events as CEF: what CARRIES calls kept comes back, and an event is one line."""

from hypothesis import given, settings
from tests.factories.ideas import event, events

from hsoc.exchange.syslog import CARRIES, decode, encode
from hsoc.records.event import Endpoint
from hsoc.records.moment import EARLIEST
from hsoc.records.parcel import Parcel, Taken

LATER = 90_000_000_000_000
MOST = 89_000_000_000_000  # ms: beyond 1e14 a number is read as microseconds


@settings(deadline=None, max_examples=60)
@given(events())
def test_what_is_kept_comes_back(told):
    first = min(max(told.first, EARLIEST), MOST)
    changed = {"detected": min(max(told.detected, EARLIEST), MOST), "first": first, "last": min(max(told.last, first), MOST)}
    changed["sources"] = (Endpoint(addresses=("192.0.2.1",)),)
    one = event(**{field: getattr(told, field) for field in told.__struct_fields__} | changed)
    content = encode(Parcel(events=(Taken(one, b"", ""),)), now=LATER).content
    assert content.count(b"\n") == 1
    (taken,) = decode(content, now=LATER).events
    kept = [field for field, said in CARRIES.items() if said == "kept"]
    assert {field: getattr(taken.event, field) for field in kept} == {field: getattr(one, field) for field in kept}


def test_no_text_breaks_out_of_its_field():
    told = event(description="a|b=c\nsrc=203.0.113.1\\", vector="x|y", sources=(Endpoint(addresses=("2001:db8::7",)),))
    (taken,) = decode(encode(Parcel(events=(Taken(told, b"", ""),)), now=LATER).content, now=LATER).events
    assert taken.event.sources[0].addresses == ("2001:db8::7",)
    assert taken.event.description.startswith("a|b=c")
