"""One indicator's page, and the list as a document: what is shown, to whom, and never as HTML or a formula."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.indicators import indicator, sighting
from tests.factories.members import acting, person

from hsoc.portal.feeds.actions.consumers import create_consumer, note_fetch
from hsoc.portal.indicators.actions import revoke, share, sight
from hsoc.portal.indicators.models import Indicator
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP

NOW = datetime.now(UTC)  # noqa: TID251  (pages live in real time)


@pytest.fixture
def user(db):
    return person(Role.MANAGER, 1)


@pytest.fixture
def page(browser, user):
    made = browser(user)
    made.cookies["hsoc_language"] = "en"
    return made


@pytest.fixture
def row(user):
    share(
        actor=actor_of(user),
        organisation=1,
        items=[indicator(title="=1+1", description="<script>alert(1)</script>")],
        via="portal",
        now=NOW,
    )
    return Indicator.objects.get()


def text(answer):
    return answer.content.decode()


def test_the_page_tells_what_it_is_and_why_no_list_has_it(page, row, django_assert_max_num_queries) -> None:
    other = acting(Role.ANALYST, 2)
    sight(actor=other, organisation=2, items=[sighting(count=4)], via="portal", now=NOW)
    share(actor=other, organisation=2, items=[indicator("203.0.113.0/24", kind=Kind.NET, to_block=False)], via="portal", now=NOW)
    with django_assert_max_num_queries(30):
        found = text(page.get(f"/portal/indicators/{row.pk}/"))
    for said in (
        "waits for a second organisation",
        "For the whole community",
        "Watch for it and block it",
        "met it 4×",
        "203.0.113.0/24",
        "Take back",
    ):
        assert said in found
    assert ("<script>alert" in found, "&lt;script&gt;alert" in found, "Hospital 2" in found) == (False, True, False)


def test_who_had_it_is_told_when_it_was_taken_back(page, row, user) -> None:
    actor = actor_of(user)
    consumer, _secret = create_consumer(actor=actor, organisation=1, name="the firewall", now=NOW)
    note_fetch(consumer=consumer, path="/feeds/block/community/green/ip.txt", version=row.added, etag="a", now=NOW)
    made = revoke(actor=actor, organisation=1, identity=str(row.uuid), reason="our own scanner", now=NOW + timedelta(seconds=5))
    found = text(page.get(f"/portal/indicators/{row.pk}/"))
    for said in ("it was taken back", "the firewall", "not yet", "Taken back"):
        assert said in found
    note_fetch(consumer=consumer, path="/feeds/block/community/green/ip.txt", version=made.added, etag="b", now=NOW + timedelta(seconds=9))
    assert "not yet" not in text(page.get(f"/portal/indicators/{made.pk}/"))


def test_what_is_hidden_does_not_exist(browser, row) -> None:
    stranger = browser(Role.ANALYST, 2)
    assert stranger.get(f"/portal/indicators/{row.pk}/").status_code == 200
    Indicator.objects.filter(pk=row.pk).update(audience="own", tlp="TLP:RED")
    assert (stranger.get(f"/portal/indicators/{row.pk}/").status_code, stranger.get("/portal/indicators/99/").status_code) == (404, 404)


def test_an_export_is_the_list_as_it_is_filtered_and_harmless(page, row, user) -> None:
    share(actor=actor_of(user), organisation=1, items=[indicator("evil.example", kind=Kind.DOMAIN, tlp=TLP.RED)], via="portal", now=NOW)
    answer = page.get("/portal/indicators/export/csv/?kind=ip")
    (only,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (only["value"], only["title"]) == ("203.0.113.7", "'=1+1")
    objects = json.loads(page.get("/portal/indicators/export/stix/").content)["objects"]
    assert sum(one["type"] == "indicator" for one in objects) == 2
    assert page.get("/portal/indicators/export/pdf/").status_code == 404
