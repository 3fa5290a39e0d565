"""Groups come in their order; a slow room says so and holds nobody up."""

import pytest
from tests.factories.members import NOW, acting, organisation

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.members.rules import Role
from hsoc.portal.search.queries import everything as module
from hsoc.portal.search.queries.asking import Found, Provider, wanted_of
from hsoc.portal.search.queries.everything import everything, one_group
from hsoc.portal.search.queries.providers import BY_CODE
from hsoc.portal.search.rules.found import ON_A_PAGE, ON_FIRST, Hit


@pytest.fixture(autouse=True)
def unhurried(monkeypatch) -> None:
    """A loaded machine makes no room slow here; what is slow says so by itself."""
    monkeypatch.setattr(module, "SECONDS", 60.0)
    monkeypatch.setattr(module, "SECONDS_IN_ALL", 600.0)


def slow(*_: object) -> list:
    raise TooSlow("too slow")


def wrong(*_: object) -> list:
    raise ValueError("no value")


def test_groups_are_bounded_and_leafed_through(db, asked_at_most) -> None:
    for number in range(1, ON_A_PAGE + 5):
        organisation(number, name=f"Nemocnice {number:02}")
    operator, wanted = acting(Role.OPERATOR, 100), wanted_of("nemocnice", NOW)
    with asked_at_most(22):
        groups = {one.code: one for one in everything(operator, wanted)}
    assert (len(groups["members"].hits), groups["members"].more) == (ON_FIRST, True)
    assert (groups["members"].count, groups["members"].counted) == (ON_A_PAGE + 4, str(ON_A_PAGE + 4))
    pages = [one_group(BY_CODE["members"], operator, wanted, number) for number in (1, 2, 3)]
    assert [one.count for one in pages[:2]] == [ON_A_PAGE + 4] * 2
    assert [(len(one.hits), one.more) for one in pages] == [(ON_A_PAGE, True), (4, False), (0, False)]


def test_a_slow_room_says_so(db, monkeypatch) -> None:
    rooms = (Provider(code="slow", name="Slow", find=slow), Provider(code="wrong", name="Wrong", find=wrong), BY_CODE["pages"])
    monkeypatch.setattr(module, "PROVIDERS", rooms)
    found = everything(acting(Role.OPERATOR, 100), wanted_of("hledat", NOW))
    assert [(one.code, one.slow) for one in found][:1] == [("slow", True)]
    assert "wrong" not in {one.code for one in found}


def test_hits_are_counted_as_far_as_it_says_something(db, monkeypatch) -> None:
    many = Found([Hit(title=str(number), href="/") for number in range(300)])
    monkeypatch.setattr(module, "PROVIDERS", (Provider(code="many", name="Many", find=lambda *_: many),))
    (group,) = everything(acting(Role.OPERATOR, 100), wanted_of("hledat", NOW))
    assert (group.counted, len(group.hits)) == ("100+", ON_FIRST)
    (group,) = everything(acting(Role.OPERATOR, 100, username="again"), wanted_of("hledat", NOW), counting=False)
    assert group.count == 0


def test_when_the_time_of_all_is_over_the_rest_says_so(db, monkeypatch) -> None:
    monkeypatch.setattr(module, "SECONDS_IN_ALL", 0.0)
    found = everything(acting(Role.OPERATOR, 100), wanted_of("hledat", NOW))
    assert {one.slow for one in found} == {True}


def test_a_room_that_was_not_looked_through_in_time_says_where_to_search_on(db, monkeypatch) -> None:
    on = Hit(title="Search on", href="/portal/events/?address=203.0.113.7", text="Searched as far as Friday.")
    monkeypatch.setattr(module, "PROVIDERS", (Provider(code="events", name="Threats", find=lambda *_: Found(beyond=on)),))
    (group,) = everything(acting(Role.OPERATOR, 100), wanted_of("203.0.113.7", NOW))
    assert (group.hits, group.count, group.beyond) == ((), 0, on)
