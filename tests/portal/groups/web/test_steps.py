from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from hsoc.portal.groups.web.steps import did, now, paged
from hsoc.portal.members.actions.agreement import Unacceptable


class Form(forms.Form):
    word = forms.CharField()


def fail(_given: dict) -> None:
    raise Unacceptable("not so")


def test_one_thing_is_done_or_said_why_not() -> None:
    request = RequestFactory().get("/?page=99")
    request._messages = CookieStorage(request)
    form = Form({"word": "x"})
    assert not did(request, Form({}), fail, "Done.")
    assert not did(request, form, fail, "Done.")
    assert form.non_field_errors() == ["not so"]
    assert not did(request, None, fail, "Done.")
    assert did(request, Form({"word": "x"}), lambda given: given["word"], "Done.")
    assert did(request, None, lambda given: given, "")
    assert [str(one) for one in get_messages(request)] == ["not so", "Done."]
    assert (paged(request, list(range(7)), 3).number, now().tzinfo is not None) == (3, True)
