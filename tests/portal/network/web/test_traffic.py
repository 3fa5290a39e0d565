"""The pages of My traffic: what they show, to whom, and that nothing of others slips through."""

from __future__ import annotations

from html import unescape

import pytest
from tests.factories import members as people

from hsoc.journal.event_rows import TooSlow
from hsoc.portal.audit.models import Entry
from hsoc.portal.members.rules import Role
from hsoc.portal.network.queries.traffic import Traffic
from hsoc.portal.network.web.traffic import VIEWS

EVERY = ("", *VIEWS)
FOREIGN = ("198.18.4.", "999 999", "999999", "777777", "777 777", "198.18.3.80", "198.19.0.3")


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return unescape(answer.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("view", EVERY)
def test_an_analyst_sees_his_own_and_nothing_of_others(browser, house, url, view) -> None:
    text = page(browser(Role.ANALYST, 2), url(view))
    assert [word for word in FOREIGN if word in text] == []
    assert text.count("<h1") == 1


@pytest.mark.parametrize("view", EVERY)
@pytest.mark.parametrize("role", [Role.ANALYST, Role.MANAGER, Role.COORDINATOR, Role.AUDITOR])
def test_nobody_else_gets_in(browser, house, url, view, role) -> None:
    number = 3 if role is Role.ANALYST else 2 if role is Role.MANAGER else people.HOUSE
    text = page(browser(role, number), url(view, member=2), 403)
    assert "198.19.0.1" not in text


@pytest.mark.parametrize("view", EVERY)
def test_an_operator_says_why_and_the_member_reads_it(browser, house, url, view) -> None:
    operator = browser(Role.OPERATOR, people.HOUSE)
    text = page(operator, url(view, member=2), 403)
    assert ('name="reason"' in text, "198.19.0.1" in text) == (True, False)
    given = {"member": "2", "next": url(view, member=2)}
    short = operator.post("/portal/network/traffic/look/", {**given, "reason": "why"})
    assert (short.status_code, Entry.objects.filter(action="member_data.looked_into").count()) == (400, 0)
    answer = operator.post("/portal/network/traffic/look/", {**given, "reason": "complaint about scans"})
    assert (answer.status_code, answer["Location"]) == (302, given["next"])
    assert "complaint about scans" in page(operator, given["next"])
    page(operator, url(view, member=3), 403)


def test_a_look_leads_nowhere_else(browser, house) -> None:
    operator = browser(Role.OPERATOR, people.HOUSE)
    given = {"member": "2", "reason": "complaint about scans", "next": "//evil.example/"}
    assert operator.post("/portal/network/traffic/look/", given)["Location"] == "/portal/network/traffic/?member=2"
    for member in ("", "0", "x", "99999"):
        assert operator.post("/portal/network/traffic/look/", {**given, "member": member}).status_code == 404


def test_an_operator_chooses_whose_first(browser, house) -> None:
    text = page(browser(Role.OPERATOR, people.HOUSE), "/portal/network/traffic/")
    assert [f"member={number}" in text for number in (2, 3, 4)] == [True] * 3


def test_a_visitor_is_sent_to_the_door(client, house, url) -> None:
    for view in EVERY:
        assert client.get(url(view)).status_code == 302


def test_overview_tells_the_story(browser, house, url) -> None:
    text = page(browser(Role.ANALYST, 2), url())
    for told in ("198.19.0.1", "443/tcp HTTPS", "<svg", "12,7 kB", "partner=198.19.0.1"):
        assert told in text, told


def test_filters_narrow_and_can_be_taken_away(browser, house, url) -> None:
    analyst = browser(Role.ANALYST, 2)
    text = page(analyst, url("flows", partner="198.19.0.2"))
    assert ("53/udp DNS" in text, "3389/tcp" in text) == (True, False)
    assert 'href="/portal/network/traffic/flows/?member=2&since=2026-03-10T00%3A00&until=2026-03-11T00%3A00"' in text
    assert "empty" in page(analyst, url("flows", partner="198.19.77.0/24"))


def test_a_filter_that_cannot_be_read_is_named(browser, house, url) -> None:
    text = page(browser(Role.ANALYST, 2), url("flows", partner="nobody"))
    assert ("nobody" in text, "198.19.0.1" in text) == (True, True)


def test_empty_is_friendly(browser, house, url) -> None:
    for view in EVERY:
        assert "empty" in page(browser(Role.ANALYST, 4, username=f"four-{view}"), url(view, proto="gre"))


def test_too_slow_says_so(browser, house, url, monkeypatch) -> None:
    def slow(self, *_, **__):
        raise TooSlow

    for name in ("glance", "totals", "flows", "news", "open_services"):
        monkeypatch.setattr(Traffic, name, slow)
    for view in EVERY:
        page(browser(Role.ANALYST, 2, username=f"two-{view}"), url(view), 503)


def test_sorting_and_paging_are_in_the_address(browser, house, url) -> None:
    analyst = browser(Role.ANALYST, 2)
    assert 'aria-sort="descending"' in page(analyst, url("partner", sort="flows"))
    assert "sort=bytes" in page(analyst, url("flows", sort="bytes", offset="0"))
    page(analyst, url("flows", sort="nothing", offset="²"))


def test_what_is_no_view_is_not_there(browser, house, url) -> None:
    page(browser(Role.ANALYST, 2), url("nothing"), 404)
