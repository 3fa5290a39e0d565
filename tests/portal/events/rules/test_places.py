import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.events.rules.places import Places
from hsoc.records.address import pair

PLACES = Places([(2, "198.18.2.0/24"), (3, "198.18.0.0/16"), (4, "2001:db8:4::/48"), (4, "198.18.2.128/25")])


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("198.18.2.1", 2), ("198.18.2.200", 4), ("198.18.3.1", 3), ("198.18.2.0/24", 4), ("2001:db8:4::1", 4), ("2001:db8:5::1", 0),
        ("203.0.113.1", 0), ("198.17.0.0-198.18.0.5", 3), ("nonsense", 0), ("198.19.0.0", 0),
    ],
)  # fmt: skip
def test_most_specific_prefix_says_whose_an_address_is(address: str, number: int) -> None:
    assert PLACES.of(address) == number


def test_organisations_among_addresses() -> None:
    assert PLACES.among(("198.18.2.1", "203.0.113.1", "2001:db8:4::9")) == {2, 4}
    assert Places([]).among(("198.18.2.1",)) == frozenset()


def key(address: str) -> int:
    hi, lo = pair(address)
    return lo if hi == 0 and lo >> 32 == 0xFFFF else hi


@given(st.ip_addresses())
def test_guarded_prefixes_hold_every_address_of_others(address) -> None:
    text = str(address)
    inside = any(key(text) >> shift in prefixes for shift, prefixes in PLACES.guarded({2}))
    assert inside >= (PLACES.of(text) in {3, 4})


def test_own_prefixes_are_not_guarded() -> None:
    alone = Places([(2, "198.18.2.0/24"), (3, "198.18.3.0/24")])
    assert alone.guarded({2}) == ((8, (key("198.18.3.0") >> 8,)),)
    assert alone.guarded({2, 3}) == ()
