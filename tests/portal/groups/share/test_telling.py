import sys
from types import ModuleType

import pytest
from tests.factories.members import NOW

from hsoc.portal.groups.share import telling


def test_people_are_told_through_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    fake = ModuleType("hsoc.portal.notices.actions")
    fake.tell = lambda **fields: said.append(fields)
    monkeypatch.setitem(sys.modules, "hsoc.portal.notices.actions", fake)
    monkeypatch.setattr(telling.util, "find_spec", lambda _: fake)
    telling.tell(people=[], kind="groups.asked", values={}, path="/", now=NOW)
    telling.tell(people=[3], kind="groups.asked", values={"group": "x"}, path="/", now=NOW)
    assert [one["people"] for one in said] == [[3]]
