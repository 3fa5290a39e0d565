"""Groups come in their order; a slow room says so and holds nobody up."""

from tests.factories.members import NOW, acting, organisation

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.members.rules import Role
from hsoc.portal.search.queries import everything as module
from hsoc.portal.search.queries.everything import everything, one_group
from hsoc.portal.search.queries.providers import BY_CODE, Provider, wanted_of
from hsoc.portal.search.rules.found import ON_A_PAGE, ON_FIRST


def slow(*_: object) -> list:
    raise TooSlow("too slow")


def wrong(*_: object) -> list:
    raise ValueError("no value")


def test_groups_are_bounded_and_leafed_through(db, asked_at_most) -> None:
    for number in range(1, ON_A_PAGE + 5):
        organisation(number, name=f"Nemocnice {number:02}")
    operator, wanted = acting(Role.OPERATOR, 100), wanted_of("nemocnice", NOW)
    with asked_at_most(20):
        groups = {one.code: one for one in everything(operator, wanted)}
    assert (len(groups["members"].hits), groups["members"].more) == (ON_FIRST, True)
    pages = [one_group(BY_CODE["members"], operator, wanted, number) for number in (1, 2, 3)]
    assert [(len(one.hits), one.more) for one in pages] == [(ON_A_PAGE, True), (4, False), (0, False)]


def test_a_slow_room_says_so(db, monkeypatch) -> None:
    rooms = (Provider(code="slow", name="Slow", find=slow), Provider(code="wrong", name="Wrong", find=wrong), BY_CODE["pages"])
    monkeypatch.setattr(module, "PROVIDERS", rooms)
    found = everything(acting(Role.OPERATOR, 100), wanted_of("hledat", NOW))
    assert [(one.code, one.slow) for one in found][:1] == [("slow", True)]
    assert "wrong" not in {one.code for one in found}
