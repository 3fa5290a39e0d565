from django.template import Context, Template
from django.test import RequestFactory
from tests.factories.members import person
from tests.portal.notices.actions.test_telling import invite


def drawn(user) -> str:
    request = RequestFactory().get("/")
    request.user, request.session = user, {}
    return Template("{% load notices %}{% bell %}").render(Context({"request": request}))


def test_the_bell_counts_and_is_silent_for_visitors(db) -> None:
    me = person()
    assert "count" not in drawn(me)
    for _ in range(101):
        invite([me.pk])
    assert ">99+</span>" in drawn(me)
    assert Template("{% load notices %}{% bell %}").render(Context({})) == ""
    assert drawn(None) == ""
