from __future__ import annotations

import pytest
from tests.factories import website

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.website.actions.pages import note_publication
from hsoc.portal.website.models import Article
from hsoc.portal.website.queries import pages

pytestmark = pytest.mark.django_db


def test_the_first_content_is_made_once_and_what_was_edited_stays():
    made = website.settled()
    assert made > 8
    what = pages.by_key("cs", "what")
    what.title = "Změněno"
    what.save()
    pages.by_key("cs", "contacts").delete()
    assert website.settled() == 0
    assert (pages.by_key("cs", "what").title, pages.by_key("cs", "contacts")) == ("Změněno", None)
    assert [one.action for one in Entry.objects.filter(action__startswith="website")] == ["website.settled"]


def test_links_between_the_pages_lead_to_pages_of_the_same_language():
    website.settled()
    front = pages.front("en")
    button = front.body[0].value[0]
    assert (button["page"].specific.key, button["page"].locale.language_code) == ("join", "en")
    assert Article.objects.filter(live=False).count() == 0


def test_what_is_published_is_in_the_log():
    website.settled()
    note_publication(actor=SYSTEM, page=pages.by_key("cs", "what"), action="page.published", now=website.NOW)
    last = Entry.objects.order_by("-sequence").first()
    assert (last.action, '"language":"cs"' in last.details.replace(" ", "")) == ("page.published", True)
