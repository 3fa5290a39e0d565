"""The gate: own meetings and own bands, nobody else's, whoever asks."""

from tests.factories.members import acting
from tests.portal.hunts.conftest import NOON, joined, shared
from tests.portal.hunts.test_actions import VALUE, met

from hsoc.portal.hunts import queries
from hsoc.portal.members.models import User
from hsoc.portal.members.rules import NOBODY, Role


def seen(actor) -> list[int]:
    return [one.organisation.number for one in queries.visible_to(actor)]


def test_a_meeting_is_seen_by_the_members_own_analysts_only(members) -> None:
    shared(members[1], VALUE)
    for number in (2, 3):
        joined(members[number])
    met(2, 3)
    assert (seen(members[1]), seen(members[2]), seen(members[3])) == ([], [2], [3])
    for other in (acting(Role.OPERATOR, 100), acting(Role.COORDINATOR, 100), acting(Role.MANAGER, 2, username="m"), NOBODY):
        assert seen(other) == []
    low = high = "0" * 20 + "ffff" + "cb007107"
    assert queries.met_by(members[2], low, high).count() == 1
    assert queries.met_by(members[2], low[:-2] + "00", high[:-2] + "ff").count() == 1
    assert queries.met_by(members[2], low[:-1] + "8", high[:-1] + "8").count() == 0


def test_a_band_is_told_to_the_sharer_only(members) -> None:
    shared(members[1], VALUE)
    joined(members[2])
    met(2)
    assert [one.band for one in queries.shared_by(members[1])] == [""]
    for other in (members[2], members[3], acting(Role.COORDINATOR, 100), NOBODY):
        assert list(queries.shared_by(other)) == []


def test_readers_are_the_analysts(members) -> None:
    acting(Role.MANAGER, 2, username="boss")
    assert User.objects.get(pk__in=queries.readers(2)).email == "analyst-2@hospital2.example"
    assert queries.choice_of(2) is None
    assert queries.ordered(2, now=NOON) == 0
