from __future__ import annotations

from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import RequestFactory

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.web.steps import done, valid


class Form(forms.Form):
    word = forms.CharField(label="Word", max_length=3)


def posted(**fields: str) -> HttpRequest:
    request = RequestFactory().post("/", fields)
    request.session = {}
    request._messages = CookieStorage(request)
    return request


def test_a_refusal_becomes_a_message_and_what_was_typed_is_kept() -> None:
    def refuses() -> None:
        raise Unacceptable("it cannot be")

    request = posted(word="abc")
    assert not done(request, refuses, "done", form="one")
    assert [str(said) for said in get_messages(request)] == ["it cannot be"]
    assert request.session["unsaved"]["fields"] == {"word": "abc"}


def test_what_cannot_be_read_is_said_by_its_label() -> None:
    request = posted(word="abcd")
    assert valid(request, Form(request.POST), act="one") is None
    assert [str(said).startswith("Word: ") for said in get_messages(request)] == [True]
    assert valid(posted(word="abc"), Form({"word": "abc"})) == {"word": "abc"}
