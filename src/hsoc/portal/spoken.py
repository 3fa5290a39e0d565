"""In which language a page speaks to somebody who came by the link of a mail. Belongs here: that choice. Never: a right, a guess.

The mail was written in the person's own language, so the page that it opens is, too; the switch on the page, a cookie, decides over both.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def speak(request: HttpRequest, language: str) -> None:
    """Speak that language for the rest of this request, unless the reader chose one by the switch. An unknown one changes nothing."""
    known = dict(settings.LANGUAGES)
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "") in known or language not in known:
        return
    translation.activate(language)
    request.LANGUAGE_CODE = language
