"""An import is found by its own organisation only, whatever the key."""

from tests.factories.members import NOW, acting

from hsoc.portal.feeds.actions.imports import prepare
from hsoc.portal.feeds.queries.imports import found, original, recent
from hsoc.portal.members.rules import Role

TABLE = b"value;note\n203.0.113.7;x\n"


def test_only_its_own_organisation_finds_it(first, second, settings, tmp_path) -> None:
    settings.DATA = tmp_path
    made = prepare(actor=first, organisation=1, file="list.csv", content=TABLE, format_="", now=NOW)
    assert [one.key for one in recent(first)] == [made.key]
    assert (recent(second), found(second, made.key), found(first, "../../../etc")) == ([], None, None)
    assert original(made) == TABLE
    assert found(acting(Role.ANALYST, 1, username="colleague"), made.key) is not None
    assert found(acting(Role.COLLEAGUE, 1, username="nurse"), made.key) is None  # in the house, but shares nothing in its name
