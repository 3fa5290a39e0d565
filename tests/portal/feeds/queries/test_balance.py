"""Both sides through the gates: what a hospital's own people, another's, and the house may know."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator
from tests.factories.members import HOUSE, acting, organisation
from tests.portal.entities.conftest import journal, members  # noqa: F401  (the same small world)

from hsoc.journal import offers
from hsoc.journal.event_sharing import Rule
from hsoc.portal.events.actions.sharing import set_rules
from hsoc.portal.events.queries import given_by_day, stopped_by_others
from hsoc.portal.feeds.queries.balance import Met, balance
from hsoc.portal.feeds.rules.balance import Period, came, summed
from hsoc.portal.hunts.models import Hunt, Meeting, Part
from hsoc.portal.indicators.actions import share, sight
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.rules import Refused, Role
from hsoc.records.indicator import Kind, Sighting, Verdict
from hsoc.records.tlp import TLP

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
AT = int(NOW.timestamp() * 1000)
PERIOD = Period(date(2026, 10, 5), 7)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    offers.forget()


@pytest.fixture
def lived(journal, members):  # noqa: F811
    """Two days of hospital 2: its own sensor and the house's tell of it."""
    write(
        journal,
        *[row(n, AT - n * 3_600_000, member=2, org=HOUSE, source=f"203.0.113.{n}") for n in range(1, 7)],
        row(10, AT, member=2, org=2, severity=5),
        row(11, AT, member=0, org=2, category="Malware"),
        row(12, AT, member=3, org=HOUSE),
        row(13, AT, member=2, org=3, disposition="passed"),
        row(14, AT, member=2, org=2, test=True),
    )
    return members


def test_events_of_both_sides(lived) -> None:
    manager = acting(Role.MANAGER, 2)
    set_rules(actor=manager, organisation=2, rules=(Rule(least=5, share=False),), reason="what is grave stays at home", now=NOW)
    found = balance(lived[2], organisation(2), PERIOD, now=NOW)
    sums, got = summed(found.lines, PERIOD.named), came(found.lines, PERIOD.named, organisation=2, house=found.house)
    assert (sums.every, sums.given, sums.held) == (9, 8, (("rule", 0, 1),))
    assert (got.every, got.house, got.others, got.dropped, found.stopped) == (7, 6, 1, 6, 6)
    assert (found.reach, found.rules) == ("3-5", 1)


def test_who_gives_nothing_at_all_gives_nothing(lived) -> None:
    home = organisation(2)
    home.opted_out_of_sharing = True
    home.save()
    assert summed(balance(lived[2], home, PERIOD, now=NOW).lines, PERIOD.named).held == (("profile", -1, 9),)


def test_indicators_sightings_and_hunts(lived) -> None:
    two, three = lived[2], lived[3]
    mine = [indicator("203.0.113.7"), indicator("203.0.113.8", tlp=TLP.CLEAR), indicator("203.0.113.9", tlp=TLP.RED)]
    share(actor=two, organisation=2, items=[indicator("203.0.113.10")], via="portal", now=NOW - timedelta(days=20))
    share(actor=two, organisation=2, items=mine, via="portal", now=NOW)
    met = Sighting(
        id="5f0c7f38-0000-4000-8000-000000000001", kind=Kind.IP, value="203.0.113.50", first=AT, last=AT, count=2, verdict=Verdict.SEEN,
        tlp=TLP.GREEN,
    )  # fmt: skip
    sight(actor=two, organisation=2, items=[met], via="portal", now=NOW, audience=Audience.COMMUNITY)
    share(actor=three, organisation=3, items=[indicator("203.0.113.50")], via="portal", now=NOW)
    for value in ("203.0.113.50", "203.0.113.7"):  # the second is our own
        usual = {"low": "0" * 32, "high": "0" * 32, "asked": NOW, "until": NOW}
        hunt, _ = Hunt.objects.get_or_create(kind="ip", value=value, defaults=usual)
        Meeting.objects.create(hunt=hunt, organisation=organisation(2), first=NOW, last=NOW, noted=NOW)
    Part.objects.create(organisation=organisation(2), takes=True, by_id=two.user, since=NOW)
    found = balance(two, organisation(2), PERIOD, now=NOW)
    assert found.shared is not None
    assert (found.shared.indicators, found.shared.public, found.shared.kept, found.shared.sightings) == (2, 1, 1, (("seen", 1),))
    assert (found.met, found.takes_part) == (Met(2, 1), True)
    seen_by_house = balance(acting(Role.COORDINATOR, HOUSE), organisation(2), PERIOD, now=NOW)
    assert (seen_by_house.met, seen_by_house.shared.indicators, seen_by_house.shared.kept) == (None, 2, 0)


def test_nobody_learns_of_anothers(lived) -> None:
    found = balance(lived[3], organisation(2), PERIOD, now=NOW)
    assert (found.sees_events, found.lines, found.stopped, found.met, found.fetched, found.reports) == (False, (), 0, None, None, ())
    with pytest.raises(Refused):
        given_by_day(lived[3], 2, PERIOD.named, now=AT)
    with pytest.raises(Refused):
        stopped_by_others(lived[3], 2, PERIOD.named)
