"""Events for tokens: everything once, by time and by serial, and an operator's token gets copies of what is a member's."""

import pytest
from tests.factories.event_rows import row, write
from tests.factories.members import HOUSE, acting, organisation

from hsoc.portal.feeds.queries import passing
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import NOBODY, Role

NOON = 1_773_140_400_000
RAW = b'{"Format": "IDEA0", "ID": "e-%d", "DetectTime": "2026-03-10T10:00:00Z", "Category": ["Recon.Scanning"], "TLP": "GREEN"}'


@pytest.fixture
def held(settings, tmp_path, db):
    settings.JOURNAL = tmp_path
    organisation(HOUSE, kind=Kind.OPERATOR)
    write(tmp_path, *(row(n, NOON + n, member=1 + n % 2, org=1 + n % 2, raw=RAW % n) for n in range(1, 8)))


def names(parcels) -> list[str]:
    return [one.event.id for parcel in parcels for one in parcel.events]


def test_by_time_newest_first_in_portions(held, monkeypatch) -> None:
    monkeypatch.setattr(passing, "PORTION", 2)
    mine = acting(Role.ANALYST, 1)
    assert names(passing.by_time(mine, low=NOON + 3, high=NOON + 7, member=None)) == ["e-6", "e-5", "e-4", "e-3"]
    assert names(passing.by_time(mine, low=NOON, high=NOON + 9, member=1)) == ["e-6", "e-4", "e-2"]


def test_by_serial_goes_on_where_it_ended(held) -> None:
    mine = acting(Role.ANALYST, 1)
    first, last = passing.by_serial(mine, after=0, most=3)
    assert (names([first]), last) == (["e-1", "e-2", "e-3"], 3)
    rest, last = passing.by_serial(mine, after=last, most=100)
    assert (names([rest]), last) == (["e-4", "e-5", "e-6", "e-7"], 7)
    assert passing.by_serial(mine, after=last, most=100)[0].events == ()


def test_an_operators_token_gets_copies(held) -> None:
    parcel, _ = passing.by_serial(acting(Role.OPERATOR, HOUSE), after=0, most=100)
    assert {one.event.member for one in parcel.events} == {0}
    assert {side.addresses for one in parcel.events for side in one.event.targets} == {()}
    assert passing.by_serial(NOBODY, after=0, most=100)[0].events == ()
