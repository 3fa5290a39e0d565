"""A report in words: the sum stands there whole, fifteen lines a part, the rest is counted, both languages."""

import pytest
from django.utils import translation
from tests.factories import reports as make

from hsoc.portal.members.models import Organisation
from hsoc.portal.reports.models import Report
from hsoc.portal.reports.rules.content import Content
from hsoc.portal.reports.rules.reckon import MOST_SHOWN, Arithmetic, Part
from hsoc.portal.reports.share.sheet import sheet, span

SUMS = Arithmetic(found=70, released=2, again=1, filtered=2, cut=3, held=4, relapsed=5, reported=57)


def report(**more) -> Report:
    owner = Organisation(number=2, name="Hospital 2")
    return Report(**{"label": "hSOC-2026-11-21-H-0001", "organisation": owner, "severity": 4, "kind": "source"} | more)


def content(*parts: Part, **more) -> Content:
    return Content(make.NOON, make.NOON + make.HOUR, SUMS, parts, **more)


def test_the_sum_is_the_sum_of_its_terms():
    told = sheet(report(), content())
    assert told.total.value == sum(one.value for one in told.sums) == 72
    assert "2" in told.released


def test_fifteen_lines_and_the_rest_counted():
    lines = tuple(make.line(f"198.18.2.{n}", events=2) for n in range(20))
    with translation.override("en"):
        (section,) = sheet(report(), content(Part("malware", lines, more_items=3, more_events=9))).fresh
    assert len(section.lines) == MOST_SHOWN
    assert section.rest == "and 8 more addresses with 19 events"


def test_recurring_stands_apart_and_says_what_was_held_back():
    told = sheet(report(), content(Part("malware", (make.line(),)), Part("malware", (make.line(before=7),), recurring=True)))
    assert (len(told.fresh), len(told.recurring)) == (1, 1)
    assert any("7" in text for _name, text in told.recurring[0].lines[0].facts)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("cs", "[hSOC-2026-11-21-H-0001] TLP:AMBER+STRICT Vysoká – Možné potíže ve vaší síti"),
        ("en", "[hSOC-2026-11-21-H-0001] TLP:AMBER+STRICT High – Possible problems in your network"),
    ],
)
def test_the_subject_begins_with_the_label(language, subject):
    with translation.override(language):
        assert sheet(report(), content()).subject == subject


def test_facts_of_a_line():
    with translation.override("en"):
        line = make.line(others=("203.0.113.7", "203.0.113.8"), other_count=900, services={"22/tcp": 3, "icmp": 9})
        (section,) = sheet(report(kind="target"), content(Part("malware", (line,)))).fresh
    (told,) = section.lines
    assert dict(told.facts) == {
        "Services": "icmp, 22/tcp SSH",
        "Other side": "203.0.113.7, 203.0.113.8 … (900 in all)",
        "Seen by": "Password guessing (3×)",
        "Traffic": "1,200 packets, 80.0\xa0kB, 400 packets of it dropped",
    }
    assert (told.fate, told.events, told.own) == ("passed", "3 events", "198.18.2.10")


def test_unknown_drops_are_not_said_to_be_none():
    with translation.override("en"):
        (section,) = sheet(report(), content(Part("malware", (make.line(unsaid=3, dropped=0),)))).fresh
    assert dict(section.lines[0].facts)["Traffic"] == "1,200 packets, 80.0\xa0kB"


def test_a_span_names_its_day_once():
    with translation.override("en"):
        assert span(make.NOON, make.NOON + 60_000) == "Sat\xa021\xa0Nov 12:00 – 12:01"
        assert span(make.NOON, make.NOON) == "Sat\xa021\xa0Nov 12:00"
        assert span(make.NOON, make.NOON + make.DAY) == "Sat\xa021\xa0Nov 12:00 – Sun\xa022\xa0Nov 12:00"


def test_what_waits_behind_the_login_is_counted():
    with translation.override("en"):
        assert sheet(report(), content(sealed_events=1)).sealed.startswith("1 more event may be read only")
