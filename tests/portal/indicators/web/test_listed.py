"""The list as people meet it: filters, an address inside a prefix, pages that hold while others write, steps for several of one's own."""

from datetime import UTC, datetime

import pytest
from tests.factories.indicators import indicator
from tests.factories.members import acting, person

from hsoc.portal.indicators import queries
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.web import listed
from hsoc.portal.members.queries import actor_of
from hsoc.portal.members.rules import Role
from hsoc.records.indicator import Kind
from hsoc.records.tlp import TLP

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
LIST = "/portal/indicators/"
BULK = "/portal/indicators/bulk/"


@pytest.fixture
def user(db):
    return person(Role.ANALYST, 1)


@pytest.fixture
def analyst(browser, user):
    made = browser(user)
    made.cookies["hsoc_language"] = "en"
    return made


@pytest.fixture
def mine(user):
    def shared(*values, **more):
        share(actor=actor_of(user), organisation=1, items=[indicator(one, **more) for one in values], via="portal", now=NOW)

    return shared


@pytest.fixture
def theirs(db):
    other = acting(Role.ANALYST, 2)

    def shared(*items):
        share(actor=other, organisation=2, items=items, via="portal", now=NOW)

    return shared


def text(answer):
    return answer.content.decode()


def test_an_empty_list_teaches_and_offers_the_next_step(analyst) -> None:
    page = text(analyst.get(LIST))
    assert ("Nobody has shared an indicator yet." in page, "/portal/indicators/new/" in page) == (True, True)
    assert "No indicator fits these filters." in text(analyst.get(LIST + "?kind=url"))


def test_filters_and_an_address_inside_a_prefix(analyst, mine, theirs) -> None:
    mine("203.0.113.7")
    theirs(indicator("198.51.100.0/24", kind=Kind.NET), indicator("evil.example", kind=Kind.DOMAIN, tlp=TLP.CLEAR, title="<b>bold</b>"))
    page = text(analyst.get(LIST))
    assert ("203.0.113.7" in page, "evil.example" in page, "&lt;b&gt;bold" in page, "<b>bold" in page) == (True, True, True, False)
    found = text(analyst.get(LIST + "?text=198.51.100.9"))
    assert ("198.51.100.0/24" in found, "evil.example" in found) == (True, False)
    assert "203.0.113.7" in text(analyst.get(LIST + "?text=203.0.113.0/24"))
    assert "evil.example" not in text(analyst.get(LIST + "?who=mine"))
    assert "evil.example" in text(analyst.get(LIST + "?tlp=TLP:CLEAR&state=valid&to_block=on&sort=value"))
    assert "another organisation" in page


def test_pages_go_on_where_they_ended_though_others_write(analyst, mine, monkeypatch) -> None:
    monkeypatch.setattr(listed, "PAGE", 2)
    mine(*(f"203.0.113.{number}" for number in range(1, 6)))
    first = text(analyst.get(LIST))
    assert ("203.0.113.5" in first, "203.0.113.3<" in first) == (True, False)
    after = next(part.partition('"')[0] for part in first.split("after=")[1:] if part[0].isdigit())
    mine("203.0.113.200")
    second = text(analyst.get(f"{LIST}?after={after}"))
    assert ("203.0.113.3<" in second, "203.0.113.2<" in second, "203.0.113.4<" in second) == (True, True, False)
    assert analyst.get(LIST + "?sort=value&after=5").status_code == 404


def test_few_queries_however_long_the_list(analyst, mine, django_assert_max_num_queries) -> None:
    mine(*(f"203.0.113.{number}" for number in range(60)))
    with django_assert_max_num_queries(30):
        analyst.get(LIST)


def test_several_of_one_s_own_are_taken_back_or_relabelled_with_a_reason(analyst, mine, theirs) -> None:
    mine("203.0.113.1", "203.0.113.2")
    picked = list(queries.Indicator.objects.values_list("pk", flat=True))
    page = text(analyst.post(BULK, {"act": "revoke", "pick": picked, "reason": "x"}, follow=True))
    assert ("A reason of a few words" in page, 'value="x"' in page) == (True, True)
    labels = {"tlp": "TLP:RED", "pap": "PAP:RED", "audience": "community"}
    assert "does not allow this audience" in text(
        analyst.post(BULK, {"act": "relabel", "pick": picked, "reason": "our own", **labels}, follow=True)
    )
    labels["audience"] = "own"
    assert "2 indicators have other labels." in text(
        analyst.post(BULK, {"act": "relabel", "pick": picked, "reason": "our own", **labels}, follow=True)
    )
    newest = list(queries.Indicator.objects.filter(latest=True).values_list("pk", flat=True))
    assert "2 indicators are taken back." in text(
        analyst.post(BULK, {"act": "revoke", "pick": newest, "reason": "an old scanner"}, follow=True)
    )
    assert set(queries.Indicator.objects.filter(latest=True).values_list("tlp", "revoked")) == {("TLP:RED", True)}
    assert "Choose at least one" in text(analyst.post(BULK, {"act": "revoke"}, follow=True))
    theirs(indicator("203.0.113.9"))
    other = queries.Indicator.objects.get(value="203.0.113.9").pk
    assert analyst.post(BULK, {"act": "revoke", "pick": [other], "reason": "not ours"}).status_code == 403
