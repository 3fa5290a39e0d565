from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.utils import translation

from hsoc.portal.spoken import speak


@pytest.mark.parametrize(
    ("language", "cookie", "spoken"),
    [
        ("en", "", "en"),
        ("en", "cs", "cs"),  # the switch decides over the mail
        ("en", "xx", "en"),
        ("", "", "cs"),
        ("xx", "", "cs"),
    ],
)
def test_the_page_speaks_as_the_mail_did_unless_the_reader_switched(settings, language: str, cookie: str, spoken: str) -> None:
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    with translation.override("cs"):  # as the middleware left it
        speak(request, language)
        assert translation.get_language() == spoken
