"""The page of giving and getting: figures lead to exactly their rows, an empty one teaches, strangers see nothing, few questions."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import translation
from tests.factories.event_rows import row, write
from tests.factories.members import HOUSE
from tests.portal.entities.conftest import journal, members  # noqa: F401  (the same small world)

from hsoc.journal import offers
from hsoc.portal.events.web import reading
from hsoc.portal.members.rules import Role

PAGE, FILE = "/portal/sharing/", "/portal/sharing/figures.csv"
NOW = round(datetime.now(UTC).timestamp() * 1000)  # noqa: TID251  (pages live in real time)
DAY = 86_400_000


@pytest.fixture(autouse=True)
def english():
    offers.forget()
    with translation.override("en"):
        yield


@pytest.fixture
def manager(browser, journal, members):  # noqa: F811
    made = browser(Role.MANAGER, 2)
    made.cookies["hsoc_language"] = "en"
    return made


@pytest.fixture
def lived(journal, members):  # noqa: F811
    write(
        journal,
        *[row(n, NOW - n * DAY // 2, member=2, org=HOUSE, source=f"203.0.113.{n}", disposition="reactive") for n in range(1, 7)],
        row(10, NOW - DAY, member=2, org=2, category="Malware", tlp="TLP:RED"),
        row(11, NOW - DAY, member=2, org=3, disposition="passed"),
        row(12, NOW - DAY, member=3, org=HOUSE),
    )


def test_figures_lead_to_exactly_their_rows(manager, lived, django_assert_max_num_queries, monkeypatch) -> None:
    monkeypatch.setattr(reading, "FIRST_SECONDS", 60.0)  # a busy machine leaves the length of a list unsaid
    with django_assert_max_num_queries(30):
        answer = manager.get(PAGE)
    assert answer.status_code == 200
    assert (answer.context["sums"].every, answer.context["sums"].given) == (8, 7)
    assert "In the last 7 days you gave the others 7 events. You got back 7 events about your network." in answer.content.decode()
    links = answer.context["links"]
    wanted = [(links.events, 8), (links.all_came, 7), (links.dropped, 6), (links.held("red"), 1)]
    wanted += [(href, one.every) for one, href in answer.context["kinds"]]
    for href, count in wanted:
        assert manager.get(href).context["page"].total == count, href
    for period, events in (("1", None), ("30", 8), ("90", 8), ("x", 8)):
        found = manager.get(f"{PAGE}?days={period}")
        assert events in (None, found.context["sums"].every)


def test_file_has_the_figures_of_the_page(manager, lived) -> None:
    text = manager.get(f"{FILE}?days=7&member=2").content.decode("utf-8-sig")
    rows = [line.split(",") for line in text.splitlines()]
    told = {(*one[3:6], one[7]): one[8] for one in rows[1:] if one[4] != "day"}
    assert told["given", "events", "", "given"] == "7"
    assert told["given", "held back", "red", "events"] == "1"
    assert told["got", "events", "", "dropped"] == "6"
    assert sum(int(one[8]) for one in rows if one[4:8:3] == ["day", "given"]) == 7


def test_an_empty_page_teaches(manager) -> None:
    text = manager.get(PAGE).content.decode()
    for said in ("you gave the others nothing. You got back nothing.", "No event of yours in this period.",
                 "look whether all of them are in your profile",
                 "paste it, and it is looked for", "No firewall of yours fetches"):  # fmt: skip
        assert said in text
    assert not re.search(r">\s*None\s*<", text)


def test_strangers_see_nothing_and_the_house_sees_its_part(browser, manager, lived) -> None:
    assert manager.get(f"{PAGE}?member=3").status_code == 404
    assert manager.get(f"{PAGE}?member=٣").status_code == 404
    assert manager.get(f"{FILE}?member=3").status_code == 404
    house = browser(Role.COORDINATOR, HOUSE).get(f"{PAGE}?member=2")
    assert house.context["sums"].given == 7
    auditor = browser(Role.AUDITOR, HOUSE).get(f"{PAGE}?member=2")
    assert (auditor.status_code, auditor.context["found"].sees_events, auditor.context["sums"].every) == (200, False, 0)
    assert browser(Role.COLLEAGUE, 2).get(PAGE).status_code == 403
