import pytest

from hsoc.portal.groups.queries import vouching


def test_who_is_vouched_for_is_asked_of_members(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(vouching.members, "vouched", lambda person, circle: bool(asked.append((person, circle))) or person == 7)
    assert (vouching.vouched(7, "hsoc-emergency"), vouching.vouched(8, "hsoc-emergency")) == (True, False)
    assert asked == [(7, "hsoc-emergency"), (8, "hsoc-emergency")]
