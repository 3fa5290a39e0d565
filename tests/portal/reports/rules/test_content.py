"""A report survives its storage, and what is sealed is in no copy for the link or the mail."""

import json

from tests.factories import reports as make

from hsoc.portal.reports.rules.content import Content, open_copy, read, stored
from hsoc.portal.reports.rules.reckon import Arithmetic, Part


def content(*parts: Part) -> Content:
    return Content(make.NOON, make.NOON + make.HOUR, Arithmetic(found=9, reported=9), parts)


def test_stored_and_read_again():
    one = content(Part("malware", (make.line(before=3),), recurring=True, more_items=2, more_events=5))
    assert read(json.loads(json.dumps(stored(one)))) == one


def test_sealed_lines_leave_only_their_number():
    one = content(
        Part("malware", (make.line(events=4), make.line("198.18.2.77", events=3, sealed=True))),
        Part("fraud-phishing", (make.line("198.18.2.78", events=2, sealed=True),), more_items=1, more_events=1),
    )
    copy = open_copy(one)
    assert [(part.name, [line.own for line in part.items]) for part in copy.parts] == [("malware", ["198.18.2.10"])]
    assert copy.sealed_events == 6
    text = json.dumps(stored(copy))
    assert "198.18.2.77" not in text
    assert "fraud-phishing" not in text
