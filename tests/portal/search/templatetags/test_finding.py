from django.template import Context, Template
from django.test import RequestFactory
from tests.factories.members import person

TAGS = Template("{% load finding %}{% help_href %}|{% star %}")


def drawn(path: str, user: object) -> str:
    request = RequestFactory().get(path)
    request.user, request.session = user, {}
    return TAGS.render(Context({"request": request}))


def test_the_star_keeps_a_page_without_its_place_in_the_list(db, django_assert_max_num_queries) -> None:
    me = person()
    with django_assert_max_num_queries(4):
        shown = drawn("/portal/events/?severity=5&page=4", me)
    assert 'value="/portal/events/?severity=5"' in shown
    assert shown.startswith("/portal/search/help/?of=%2Fportal%2Fevents")


def test_elsewhere_and_for_visitors_there_is_no_star(db) -> None:
    assert "<details" not in drawn("/account/2fa/", person())
    assert "<details" not in drawn("/portal/", None)
    assert Template("{% load finding %}{% help_href %}").render(Context({})).startswith("/portal/search/help/")
