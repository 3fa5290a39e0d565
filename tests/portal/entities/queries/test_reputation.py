"""Reputation as the community gets it: what counts, what never does, and that one and many say the same."""

import pytest
from tests.factories.event_rows import row, write
from tests.factories.indicators import indicator
from tests.factories.members import NOW

from hsoc.journal.reputation import Level
from hsoc.portal.entities.queries import reputation as queries
from hsoc.portal.indicators.actions import share, trust
from hsoc.records.address import texts
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP

AT = int(NOW.timestamp() * 1000)
DAY = 86_400_000
BAD = "203.0.113.7"


def of(text: str, now=NOW) -> queries.Standing | None:
    return queries.standing(queries.subject(text), now=now)


@pytest.fixture
def attacked(journal, members) -> None:
    """A scanner of fourteen days, told by two detectors; one that only the member that does not share met; one inside a member."""
    serials = iter(range(1, 10_000))
    rows = []
    for back in range(14):
        for detector in ("horizontal_scan", "syn_flood"):
            rows += [row(next(serials), AT - back * DAY - n, detector=detector) for n in range(10)]
    rows += [row(next(serials), AT - n, source="203.0.113.66", member=4) for n in range(20)]
    rows += [row(next(serials), AT - n, source="198.18.3.9", member=1) for n in range(20)]
    rows += [row(next(serials), AT - 2 * DAY, source="2001:db8:5::1", member=1)]
    write(journal, *rows)


def test_an_address_stands_at_what_the_formula_says_with_its_reasons(attacked) -> None:
    found = of(BAD)
    assert found is not None
    score = (1 - 0.5**2) * (1 - 0.5**1)
    assert found.by_events == found.rep == pytest.approx(score)
    assert not found.listed
    assert [(why.events, why.nodes, why.detectors) for why, _ in found.days] == [(20, 2, ("horizontal_scan", "syn_flood"))] * 14
    assert [value for _, value in found.days] == pytest.approx([score] * 14)
    assert found.course[-1] == ("2026-10-05", pytest.approx(score))
    assert found.course[0][1] == 0
    assert "hospital" not in repr(found).lower()


def test_members_addresses_and_what_only_hidden_members_met_have_none(attacked) -> None:
    assert of("203.0.113.66") is None
    assert of("198.18.3.9") is None
    assert of("198.18.3.0/24") is None
    assert of("192.0.2.1") is None
    assert queries.of_many(["198.18.3.9", "203.0.113.66", "192.0.2.1"], now=NOW) == [0, 0, 0]


def test_prefixes_and_networks_stand_for_their_addresses(attacked, journal) -> None:
    (journal.parent / "networks.csv").write_text("prefix,asn,country,name\n203.0.113.0/24,64500,CZ,Example Net\n")
    around = dict(of(BAD).around)
    whole, net = of("203.0.113.0/24"), of("AS64500")
    assert {one.text: round(rep, 6) for one, rep in around.items()} == {
        "203.0.113.0/24": round(whole.rep, 6),
        "AS64500": round(net.rep, 6),
    }
    assert 0 < net.rep < whole.rep < of(BAD).rep
    assert net.subject == queries.Subject(Level.NETWORK, "AS64500", "Example Net")
    assert of("2001:db8:5::/48").days[0][0].events == 1
    for wrong in ("203.0.113.0/25", "AS0", "nothing", "203.0.113.1/24"):
        with pytest.raises(ValueError, match=r"."):
            queries.subject(wrong)


def test_indicators_support_events_by_label_and_band_only(attacked, members, coordinator) -> None:
    alone = of(BAD).rep
    for number in (1, 2, 3):
        share(actor=members[number], organisation=number, items=[indicator(BAD, tlp=TLP.AMBER)], via="test", now=NOW)
    found = of(BAD)
    assert found.indicators == (("TLP:AMBER", "3-5"),)
    assert found.rep == pytest.approx(1 - (1 - alone) * (1 - 0.75 * (1 - 0.5**1.5)))
    assert found.listed
    share(actor=members[4], organisation=4, items=[indicator("203.0.113.64/26", kind=Kind.NET)], via="test", now=NOW)
    near = of("203.0.113.99")
    assert (near.by_events, near.indicators) == (0, (("TLP:GREEN", ""),))
    trust(actor=coordinator, organisation=4, reason="they check each one", now=NOW)
    assert of("203.0.113.99").by_indicators == pytest.approx(0.5)


def test_indicators_that_may_not_be_blocked_upon_do_not_count(attacked, members) -> None:
    items = [indicator("203.0.113.80", to_block=False), indicator("203.0.113.81", tlp=TLP.RED), indicator("203.0.113.82", until=1)]
    share(actor=members[1], organisation=1, items=items, via="test", now=NOW)
    assert [of(f"203.0.113.{last}") for last in (80, 81, 82)] == [None] * 3


def test_one_many_and_the_table_say_the_same(attacked, members) -> None:
    for number in (1, 2):
        items = [indicator("203.0.113.90"), indicator("203.0.113.0/24", kind=Kind.NET)]
        share(actor=members[number], organisation=number, items=items, via="test", now=NOW)
    asked = [BAD, "203.0.113.90", "2001:db8:5::1"]
    every = queries.table(NOW)
    told = dict(zip(texts(*queries.reputation_days.unpacked(every.keys)), every.rep.tolist(), strict=True))
    assert queries.of_many(asked, now=NOW) == pytest.approx([of(one).rep for one in asked])
    assert queries.of_many(asked, now=NOW) == pytest.approx([told[one] for one in asked])
    assert len(told) == 3
    assert queries.table(NOW) is every


def test_many_cost_the_database_no_more_than_one(attacked, members, django_assert_max_num_queries) -> None:
    queries.of_many([BAD], now=NOW)
    with django_assert_max_num_queries(10):
        assert len(queries.of_many([f"203.0.113.{n}" for n in range(200)], now=NOW)) == 200


def test_nothing_is_known_where_nothing_happened(journal, members) -> None:
    assert of(BAD) is None
    assert len(queries.table(NOW).keys) == 0
