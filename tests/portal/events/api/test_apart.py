"""A body is taken apart the same way at a glance and the long way, and a large call compiles once."""

import json

import pytest
from tests.portal.events.conftest import idea

from hsoc.portal.events.api.apart import LARGE, apart, compile_now
from hsoc.portal.events.rules.door import Refusal, checked

NAME = "example.a"


def body_of(*items: bytes) -> bytes:
    return b"[" + b", ".join(items) + b"]"


def told(number: int, **more) -> bytes:
    return json.dumps(idea(NAME, f"id-{number}") | more).encode()


@pytest.fixture(scope="module", autouse=True)
def ready() -> None:
    compile_now()


def test_both_ways_find_the_same_good_events_and_the_same_faults() -> None:
    items = [told(number) for number in range(490)]
    items[3] = told(3, Ref=["urn:x"])  # unusual and right
    items[5] = told(5, Node=[{"Name": "example.b"}])
    items[7] = told(7, Source=[{"IP4": ["192.0.2.300"]}])
    quick = apart(body_of(*items), name=NAME, test=False)
    assert quick.items == items
    assert [place for place, plain in enumerate(quick.plain) if not plain] == [3, 5, 7]
    good, failures = checked(quick.items, name=NAME, test=False, ours=False, plain=quick.plain)
    assert (good, failures) == checked(items, name=NAME, test=False, ours=False)
    assert [(one.code, one.place) for one in failures] == [(422, 5), (460, 7)]


@pytest.mark.parametrize("odd", [b'{"a": tru}', b'{"a": "\\x"}', b'{"a" 1}', b"{]}"])
def test_one_item_that_is_no_json_makes_all_of_it_undecodable(odd) -> None:
    with pytest.raises(Refusal, match="Deserialization error"):
        apart(body_of(told(1), odd, told(2)), name=NAME, test=False)


def test_a_list_too_long_for_a_glance_goes_the_long_way() -> None:
    items = [told(number) for number in range(501)]
    found = apart(body_of(*items), name=NAME, test=False)
    assert (found.items, found.plain) == (items, ())


def test_bytes_that_are_no_text_are_undecodable() -> None:
    with pytest.raises(Refusal, match="Deserialization error"):
        apart(body_of(b'{"Note": "\xff"}'), name=NAME, test=False)


def test_a_large_event_that_is_plain_is_still_measured() -> None:
    big = told(1, Note="x" * (LARGE * 2))
    found = apart(body_of(big), name=NAME, test=False)
    assert list(found.plain) == [True]
    [failure] = checked(found.items, name=NAME, test=False, ours=False, plain=found.plain, most=LARGE)[1]
    assert failure.code == 413
