import pytest
from django.db import IntegrityError
from tests.factories.members import NOW

from hsoc.portal.groups.models import AgendaItem, Comment, Decision, Minutes, Task


def test_a_decision_has_a_number_of_its_own(group_of) -> None:
    fields = {"group": group_of(), "year": 2026, "number": 1, "title": "Yes", "text": "Yes.", "tlp": "TLP:GREEN", "at": NOW}
    assert str(Decision.objects.create(**fields)) == "1/2026 Yes"
    with pytest.raises(IntegrityError):
        Decision.objects.create(**fields)


def test_things_are_called_by_their_titles() -> None:
    assert [str(kind(title="x")) for kind in (AgendaItem, Minutes, Task)] == ["x", "x", "x"]
    assert str(Comment(about="task", number=4)) == "task:4"
