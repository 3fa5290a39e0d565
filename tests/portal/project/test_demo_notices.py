"""The demo's people find something told and something kept."""

from django.utils import translation
from tests.factories.members import NOW, person

from hsoc.portal.members.rules import Role
from hsoc.portal.notices.models import Notice
from hsoc.portal.notices.share.words import words
from hsoc.portal.project.demo_notices import KEPT, TOLD, settle
from hsoc.portal.search.models import Kept


def test_everybody_was_told_and_keeps_something(db) -> None:
    settle(now=NOW)  # nobody is there yet
    assert not Notice.objects.exists()
    roles = {"operator": Role.OPERATOR, "koordinator": Role.COORDINATOR, "analytik": Role.ANALYST, "manazer": Role.MANAGER}
    for number, (name, role) in enumerate(roles.items(), start=97):
        person(role, number, username=name)
    settle(now=NOW)
    assert (Notice.objects.count(), Notice.objects.filter(read=None).count(), Kept.objects.count()) == (len(TOLD), len(TOLD) - 2, len(KEPT))
    with translation.override("cs"):
        assert [words(one) for one in Notice.objects.all() if "%" in "".join(words(one))] == []
