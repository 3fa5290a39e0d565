import pytest
from django.http import Http404
from django.test import RequestFactory
from tests.portal.groups.conftest import founded

from hsoc.portal.groups.rules.standing import Entry
from hsoc.portal.groups.web.frame import opened
from hsoc.portal.members.rules import Refused


def test_a_group_one_does_not_know_of_is_not_found(group_of, people) -> None:
    group_of(Entry.CLOSED)
    request = RequestFactory().get("/")
    for name, error in (("other", Http404), ("coordinator", Refused)):
        request.actor = people[name]
        with pytest.raises(error):
            opened(request, "group-closed", inside=True)
    request.actor = people["coordinator"]
    page = opened(request, "group-closed").page("home")
    assert (page["standing"], page["deeds"]["read"], page["deeds"]["call"], page["tab"]) == ("coordinator", False, True, "home")
    request.actor = people["nobody"]
    founded("Open")
    with pytest.raises(Http404):
        opened(request, "open")
