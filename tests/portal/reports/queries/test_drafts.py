"""What would be told: by end, trial and address; nothing changes by asking."""

from tests.factories import members as people
from tests.factories import reports as make

from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.reports.actions import wanted
from hsoc.portal.reports.models import Told
from hsoc.portal.reports.queries import drafts as room
from hsoc.portal.reports.queries.making import Due
from hsoc.records.taxonomy import Severity

DUE = Due(2, Severity.HIGH, 0, make.NOON - make.HOUR)
TRIAL = make.BY_NAME["anomaly-traffic", make.Kind.SOURCE]
SEEN = (make.seen(make.BOT), make.seen(make.BOT, own="198.18.2.11"), make.seen(make.STOPPED, severity=4), make.seen(TRIAL))


def drafted(community, seen=SEEN):
    return [
        (one.kind.value, one.shadow, one.own, one.outcome.arithmetic.told) for one in room.drafts(community[2], DUE, seen, now=make.NOON)
    ]


def test_one_for_each_end_and_for_trials(begun):
    assert drafted(begun) == [("source", False, "", 2), ("target", False, "", 1), ("source", True, "", 1)]
    assert Told.objects.count() == 0


def test_each_address_its_own_up_to_a_bound(begun, monkeypatch):
    wanted.save_preference(actor=SYSTEM, organisation=2, addresses={}, language="cs", mode="extra", office_only=False, now=people.NOW)
    first, second, third, *_rest = drafted(begun)
    assert (first, second) == (("source", False, "198.18.2.10", 1), ("source", False, "198.18.2.11", 1))
    assert third == ("target", False, "198.18.2.10", 1)
    monkeypatch.setattr(room, "MOST_EXTRA", 1)
    assert drafted(begun, SEEN[:2]) == [("source", False, "198.18.2.10", 1), ("source", False, "", 1)]
