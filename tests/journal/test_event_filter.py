import pytest

from hsoc.journal.event_filter import Filter, exact, where


def test_empty_filter_asks_for_everything() -> None:
    assert where(Filter()) == ("", {})


def test_all_that_comes_from_outside_is_bound() -> None:
    poison = "x'; DROP TABLE stale; --"
    sql, params = where(Filter(text=poison, vector=poison, category=(poison,), why=poison, client=poison, first_day=poison))
    assert "DROP" not in sql
    assert sorted(set(map(str, params.values()))) == sorted({poison, poison.lower(), str([poison])})


def test_host_bits_of_a_prefix_are_masked_and_nonsense_is_refused() -> None:
    assert where(Filter(address="192.0.2.77/24")) == where(Filter(address="192.0.2.0/24"))
    with pytest.raises(ValueError, match=r"192\.0\.2\.300"):
        where(Filter(source="192.0.2.300"))


def test_only_single_addresses_are_exact() -> None:
    wanted = Filter(address="2001:DB8::0:1", source="203.0.113.7", target="198.18.2.0/24", text="scan")
    assert exact(wanted) == ("2001:db8::1", "203.0.113.7")
