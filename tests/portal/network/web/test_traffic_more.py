from __future__ import annotations

import re
from html import unescape

import pytest
from tests.factories import traffic

from hsoc.journal import own_traffic_news
from hsoc.portal.members.rules import Role
from hsoc.records.flow import Direction

DAY = 24 * traffic.HOUR


@pytest.fixture
def serving(community, settings, tmp_path):
    settings.DATA, settings.JOURNAL = tmp_path, tmp_path / "journal"
    settings.FLOW_JOURNALS = (tmp_path / "flows",)
    settings.NETWORKS = tmp_path / "networks.csv"
    settings.NETWORKS.write_text("prefix,asn,country,name\n198.19.0.0/24,65536,DE,<b>Wolke</b>\n", encoding="utf-8")
    rows = [
        traffic.flow("198.19.0.2", "198.18.2.5", member=2, direction=Direction.INBOUND, dport=3389, tcp_flags=2),
        traffic.flow("198.18.2.5", "198.19.0.2", member=2, direction=Direction.OUTBOUND, sport=3389, dport=50_000, tcp_flags=18),
        traffic.flow("198.18.2.5", "198.19.0.9", member=2, direction=Direction.OUTBOUND, at=traffic.NOON - DAY),
    ]
    return traffic.written(tmp_path / "flows", traffic.table(*rows))


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_open_door_that_matters_is_marked(browser, serving, url) -> None:
    text = page(browser(Role.ANALYST, 2), url("exposed"))
    assert ("3389/tcp RDP" in text, 'class="risky"' in text, "198.18.2.5" in text) == (True, True, True)


def test_partners_that_take_too_long_are_counted_by_a_click(browser, serving, url, monkeypatch) -> None:
    analyst = browser(Role.ANALYST, 2)
    told = "So much traffic answers within two seconds only without the numbers of partners"
    analyst.cookies["hsoc_language"] = "en"
    assert told not in page(analyst, url("exposed"))
    monkeypatch.setattr(own_traffic_news, "PARTNER_SECONDS", 0)
    text = page(analyst, url("exposed"))
    assert told in text
    assert re.search(r'href="([^"]*port=3389[^"]*)">count</a>', text)


def test_who_is_new(browser, serving, url) -> None:
    text = page(browser(Role.ANALYST, 2), url("new"))
    assert ("198.19.0.2" in text, "198.19.0.9" in text) == (True, False)


def test_networks_are_named_and_escaped(browser, serving, url) -> None:
    analyst = browser(Role.ANALYST, 2)
    text = page(analyst, url("asn"))
    assert ("AS65536" in text, "<b>Wolke" in text, "<b>Wolke</b>" in unescape(text)) == (True, False, True)
    assert "198.19.0.2" in page(analyst, url("partner", asn=65536))
    assert "198.19.0.2" not in page(analyst, url("partner", country="?"))


def test_a_faulty_table_names_nobody(browser, serving, url, settings, tmp_path) -> None:
    settings.NETWORKS = tmp_path / "other.csv"
    settings.NETWORKS.write_text("rubbish", encoding="utf-8")
    assert "AS65536" not in page(browser(Role.ANALYST, 2), url("asn"))


def test_drops_of_routers_stand_apart(browser, house, url) -> None:
    text = page(browser(Role.ANALYST, 2), url("dropped"))
    assert ("3389/tcp" in text, "198.19.16.5" in text, "198.19.16.6" in text) == (True, True, False)
