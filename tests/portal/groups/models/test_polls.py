import pytest
from django.db import IntegrityError, models
from tests.factories.members import NOW

from hsoc.portal.groups.models import Answer, Poll, Question, Turnout


def test_an_anonymous_survey_cannot_be_looked_into_while_it_runs(group_of) -> None:
    with pytest.raises(IntegrityError):
        Poll.objects.create(group=group_of(), title="x", per="person", anonymous=True, early=True, created=NOW, closes=NOW)


def test_turnout_knows_no_answer_and_no_time() -> None:
    kinds = {field.name: type(field) for field in Turnout._meta.concrete_fields}
    assert set(kinds) == {"id", "poll", "key"}
    assert not [name for name, kind in kinds.items() if issubclass(kind, models.DateField | models.JSONField)]
    assert (str(Turnout(poll_id=1, key="person:2")), str(Answer(poll_id=1, key="person:2"))) == ("1 person:2", "1 person:2")
    assert (str(Poll(title="a")), str(Question(text="b"))) == ("a", "b")
