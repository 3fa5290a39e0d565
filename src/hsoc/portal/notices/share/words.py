"""Notices in words of the active language. Belongs here: title, text, headings. Never: which ones."""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _lazy

from hsoc.portal.notices.models import Notice
from hsoc.portal.notices.rules.kinds import KINDS, Kind, Section, Way, open_title, spoken
from hsoc.portal.notices.rules.timing import Rhythm

SECTIONS: Final = {
    Section.DUTIES: _lazy("What waits for you"),
    Section.NETWORK: _lazy("Your network"),
    Section.COMMUNITY: _lazy("The community"),
}
WAYS: Final = {
    Way.PORTAL: _lazy("portal"),
    Way.MAIL: _lazy("mail at once"),
    Way.DIGEST: _lazy("digest"),
    Way.SMS: _lazy("SMS when urgent"),
}
RHYTHMS: Final = {Rhythm.DAILY: _lazy("every day"), Rhythm.WEEKLY: _lazy("once a week")}


def words(one: Notice) -> tuple[str, str]:
    """(title, text). A kind that no longer exists, or values of an older shape, are told by their code alone."""
    try:
        return spoken(KINDS[one.kind], one.values, gettext, get_language() or "")
    except (KeyError, TypeError, ValueError):
        return one.kind, ""


def open_words(one: Notice) -> str:
    """What a text message may say of it."""
    said = ""
    if one.kind in KINDS:
        try:
            said = open_title(KINDS[one.kind], one.values, gettext, get_language() or "")
        except (KeyError, TypeError, ValueError):
            said = ""
    return said or gettext("Something urgent waits for you in the portal.")


def kind_name(kind: Kind) -> str:
    """The kind for the page of choices: its title where that names nobody, else a plain name."""
    return gettext(kind.title) if "%(" not in kind.title else str(NAMES[kind.code])


NAMES: Final = {"group.called": _lazy("A group is called together")}  # of kinds whose title needs values
