import pytest
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator
from tests.factories.members import NOW
from tests.portal.entities.conftest import journal, members  # noqa: F401  (the same small world)

from hsoc.portal.feeds.queries.reputation import listed
from hsoc.portal.indicators.actions import share
from hsoc.records.indicator import Kind

AT = int(NOW.timestamp() * 1000)


def test_only_the_bad_are_listed_and_never_what_no_list_holds(journal, members) -> None:  # noqa: F811
    sources = ("203.0.113.7", "2001:db8:5::1", "192.168.1.1", "198.18.3.9")
    serials = iter(range(1, 100_000))
    write(journal, *[row(next(serials), AT - back * 86_400_000, source=source, detector=f"d{n % 6}", member=1)
          for back in range(14) for source in sources for n in range(30)])  # fmt: skip
    for number in range(1, 5):
        items = [indicator("198.18.2.0/23", kind=Kind.NET), indicator("203.0.113.9"), indicator("203.0.113.10")][: 3 - (number == 4)]
        share(actor=members[number], organisation=number, items=items, via="test", now=NOW)
    assert listed(NOW) == [
        ("203.0.113.7", pytest.approx(0.875 * 0.875)),
        ("2001:db8:5::1", pytest.approx(0.875 * 0.875)),
        ("203.0.113.9", pytest.approx(0.75 * 0.75)),
    ]
