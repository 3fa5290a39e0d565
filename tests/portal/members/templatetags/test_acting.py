from django.template import Context, Template
from django.test import RequestFactory
from tests.factories.members import NOW, organisation, person

from hsoc.portal.members.models import Membership
from hsoc.portal.members.queries import ACTING_KEY
from hsoc.portal.members.rules import Role


def drawn(user, chosen: int) -> str:
    request = RequestFactory().get("/portal/aid/?kind=forms")
    request.user, request.session = user, {ACTING_KEY: chosen}
    return Template("{% load acting %}{% acting_for %}").render(Context({"request": request}))


def test_the_frame_says_for_whom_one_acts_where_there_is_a_choice(db) -> None:
    one = person(Role.ANALYST, 1)
    assert drawn(one, 1) == ""
    Membership.objects.create(user=one, organisation=organisation(2), role=Role.MANAGER, since=NOW)
    assert drawn(one, 0) == ""
    said = drawn(one, 2)
    assert "<span>Hospital 2</span>" in said
    assert 'href="/portal/acting/?next=%2Fportal%2Faid%2F%3Fkind%3Dforms"' in said
    assert Template("{% load acting %}{% acting_for %}").render(Context({})) == ""
