"""Addresses of the lists behind the figures."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

from hsoc.portal.feeds.rules.balance import Period
from hsoc.portal.feeds.web.balance_links import Links

PERIOD = Period(date(2026, 3, 10), 7)


def asked(href: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(href)
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_each_figure_names_its_rows() -> None:
    mine, house = Links(2, PERIOD, everything=False, mine=True), Links(2, PERIOD, everything=True, mine=False)
    span = {"since": "2026-03-04", "until": "2026-03-10"}
    assert asked(mine.kind("Malware")) == ("/portal/events/", span | {"party": "2", "category": "Malware"})
    assert asked(house.all_came)[1] == span | {"member": "2", "not_sender": "2", "trials": "no"}
    assert asked(mine.held("red"))[1]["tlp"] == "TLP:RED"
    assert asked(mine.held("rule"))[0] == "/portal/sharing/rules/"
    assert asked(mine.taken_back)[1]["state"] == "revoked"
    assert asked(mine.own_indicators)[1]["reach"] == "own"
    assert (bool(mine.advisories), house.advisories) == (True, "")
    assert parse_qs(mine.query) == {"member": ["2"], "days": ["7"], "until": ["2026-03-10"]}
