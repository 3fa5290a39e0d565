"""From the address to the queries' filter, and from the journal's row to the story's value."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.events import row
from tests.factories.members import actor

from hsoc.journal.event_filter import Filter
from hsoc.portal.events.web import reading
from hsoc.portal.members.rules import Role
from hsoc.records.taxonomy import Disposition


@pytest.mark.parametrize(
    ("filters", "sort", "filter_"),
    [
        ({}, "-detected", Filter()),
        (
            {"day": date(2026, 11, 21), "hour": 3},
            "detected",
            Filter(first_day="2026-11-21", last_day="2026-11-21", hour=3, descending=False),
        ),
        ({"disposition": "dropped"}, "-severity", Filter(disposition=("preventive", "reactive"), sort="severity")),
        (
            {"disposition": "passed", "category": "Malware", "q": "ssh"},
            "-x",
            Filter(disposition=("passed",), category=("Malware",), text="ssh"),
        ),
        (
            {"attention": True, "detector": "reflection", "vector": "dns"},
            "-bytes",
            Filter(attention=True, detector=("reflection",), vector="dns", sort="bytes"),
        ),
    ],
)
def test_wanted_is_the_filter_of_the_address(filters, sort, filter_):
    assert reading.wanted(filters, sort) == filter_


def test_told_takes_from_the_row_and_only_the_rest_from_the_original():
    raw = b'{"Format":"IDEA0","ID":"a","DetectTime":"2026-11-21T13:31:07Z","Category":["Malware"],"Confidence":0.5,"Description":"D"}'
    event = reading._told(row(disposition="preventive"), raw)
    assert (event.category, event.disposition, event.confidence, event.description) == (
        ("Recon.Scanning",),
        Disposition.PREVENTIVE,
        0.5,
        "D",
    )


@pytest.mark.parametrize("raw", [None, b"not json", b"[1]", b"{}"])
def test_told_survives_an_original_that_cannot_be_read(raw):
    assert reading._told(row(), raw).id == row().id


def test_indented_shows_what_is_no_json_as_it_came():
    assert reading._indented(b'{"a":1}') == '{\n  "a": 1\n}'
    assert reading._indented(b"\xff<b>") == "\ufffd<b>"


@pytest.mark.django_db
def test_scopes_of_an_analyst_are_the_network_and_the_own_hospital():
    from tests.factories.members import organisation  # noqa: PLC0415  (needs the database)

    for number in (1, 2, 3):
        organisation(number)
    scopes = reading.scopes(actor(Role.ANALYST, 2))
    assert (scopes.network, scopes.members, scopes.connected) == (True, ((2, "Hospital 2"),), 0)
    assert reading.names(actor(Role.OPERATOR, 1)) == {1: "Hospital 1", 2: "Hospital 2", 3: "Hospital 3"}
