"""Who sees which questions; the present policy and the days come from beside the engine's journal."""

import msgspec
import pytest
from tests.factories.members import HOUSE, NOW, actor, person
from tests.factories.network import hospital

from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import Question
from hsoc.portal.network.queries import what_if as queries
from hsoc.records.policy import Policy


@pytest.fixture(autouse=True)
def house(settings, tmp_path, db):
    settings.FLOW_JOURNALS = (tmp_path / "journal",)
    return tmp_path


def question(**given):
    fields = {"day": "2026-03-10", "policy": "{}", "suffix": ".json", "asked": NOW}
    return Question.objects.create(asker=person(username=f"p{Question.objects.count()}"), **fields | given)


def test_members_see_their_own_and_operators_all():
    mine, other, whole = (question(organisation=one) for one in (hospital(7), hospital(8), None))
    assert set(queries.visible_to(actor(Role.ANALYST, 7))) == {mine}
    assert set(queries.visible_to(actor(Role.OPERATOR, HOUSE))) == {mine, other, whole}
    assert queries.due() == mine
    assert queries.ahead(mine) == 0
    Question.objects.filter(pk=mine.pk).update(state=Question.State.RUNNING)
    assert (queries.running(), queries.due()) == ([mine], other)


def test_what_cannot_be_read_is_nothing(house):
    assert (queries.present(), queries.days()) == (None, [])
    (house / "in-force.json").write_bytes(msgspec.json.encode(Policy(profile="hsoc")))
    assert queries.present() == Policy(profile="hsoc")
    (house / "in-force.json").write_text("{")
    assert queries.present() is None
    assert queries.answer_of(question()) is None
    assert queries.answer_of(question(state=Question.State.DONE, answer="{")) is None
