"""What stands over all engines, for whom it is; who falls silent is not taken for present."""

from datetime import UTC, datetime

import pytest
from tests.factories.force import SCAN, now_ms, said, standing, waiting
from tests.factories.members import HOUSE, actor

from hsoc.portal.members.rules import Role
from hsoc.portal.network.queries import force as queries

NOW = datetime.now(UTC)  # noqa: TID251  (engines live in real time)
OPERATOR = actor(Role.OPERATOR, HOUSE)
ANALYST = actor(Role.ANALYST, 7)


@pytest.fixture(autouse=True)
def house(settings, tmp_path, db):
    settings.DATA = tmp_path
    return tmp_path


def heard():
    return queries.heard(now=datetime.fromtimestamp(now_ms() / 1000, UTC))


def test_an_entry_of_two_engines_is_one_with_hits_added_up(house):
    said(house, standing(), name="north", node="n1")
    said(house, standing(site={"east": "there"}), name="south", node="n2")
    (one,) = queries.entries(OPERATOR, heard())
    assert (one.standing.packets, one.standing.flows) == (120_000, 100)
    assert one.sites == {"n1/north": "there", "n1/south": "no session", "n2/east": "there"}
    assert one.place == "partly"


def test_the_last_word_of_a_silent_engine_is_shown_as_such(house):
    said(house, standing(), ago_ms=60_000)
    found = heard()
    assert (found.silent, len(found.stale), len(queries.entries(OPERATOR, found))) == (True, 1, 1)
    said(house, name="other", node="n2")
    found = heard()
    assert (found.silent, [one.name for one in found.stale], queries.entries(OPERATOR, found)) == (False, ["cz.hsoc.perimeter"], [])
    assert queries.waiting(OPERATOR, found, now=NOW) == []


def test_members_see_their_own_only(house):
    said(house, standing(), standing(SCAN, member=8), waiting=(waiting(member=8),))
    found = heard()
    assert [one.standing.entry.member for one in queries.entries(ANALYST, found)] == [7]
    assert queries.waiting(ANALYST, found, now=NOW) == []
    assert (queries.everything(ANALYST), queries.everything(OPERATOR)) == (False, True)
    assert len(queries.waiting(OPERATOR, found, now=NOW)) == 1


def test_the_day_of_the_engine_is_told_by_the_minute(house):
    assert queries.course(heard()) == ()
    said(house, standing(), ago_ms=60_000)
    said(house)
    assert [one.entries for one in queries.course(heard())] == [1, 0]
