from tests.portal.events.conftest import ANALYST, FOREIGNER, OPERATOR, WHEN

from hsoc.journal.event_sharing import Rule, Rules
from hsoc.portal.events.models import SharingRules
from hsoc.portal.events.queries import given


def test_rules_are_read_as_they_stand_and_shown_to_their_own(register, community) -> None:
    register("example.pot", 2)
    for version, latest in ((1, False), (2, True)):
        SharingRules.objects.create(
            organisation=community[2], version=version, latest=latest, rules=[{"delay": 10 * version}], since=WHEN, reason="because"
        )
    SharingRules.objects.create(organisation=community[3], version=1, since=WHEN, reason="as usual")
    assert given.of_others() == (Rules(org=2, rules=(Rule(delay=20),), since=round(WHEN.timestamp() * 1000)),)
    assert given.of_others({2}) == ()
    assert [one.version for one in given.versions(ANALYST, 2)] == [2, 1]
    assert given.standing(2).version == 2
    assert not given.versions(FOREIGNER, 2).exists()
    assert given.versions(OPERATOR, 3).count() == 1
    assert given.client_names(2) == ("example.pot",)
    assert list(given.organisations(ANALYST)) == [community[2]]
