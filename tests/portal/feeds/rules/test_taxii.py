"""Headers and arguments of TAXII 2.1, as clients and attackers send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsoc.portal.feeds.rules.taxii import MOST_ABOUT, MOST_PAGE, Bad, about, acceptable, cursor, is_taxii, moment, number, query


@pytest.mark.parametrize(
    ("accept", "fine"),
    [
        ("application/taxii+json;version=2.1", True),
        ("application/taxii+json; version=2.1", True),
        ("application/taxii+json", True),
        ("text/html, application/taxii+json;version=2.1;q=0.5", True),
        ("*/*", True),
        ("application/taxii+json;version=2.0", False),
        ("application/vnd.oasis.taxii+json; version=2.0", False),
        ("application/json", False),
        ("text/html", False),
        ("", False),
    ],
)
def test_what_a_client_takes(accept, fine) -> None:
    assert acceptable(accept) is fine


@pytest.mark.parametrize(
    ("said", "fine"),
    [
        ("application/taxii+json;version=2.1", True),
        ("application/taxii+json", True),
        ("application/json", False),
        ("", False),
        ("*/*", False),
    ],
)
def test_what_a_body_may_be(said, fine) -> None:
    assert is_taxii(said) is fine


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("1970-01-01T00:00:01Z", 1_000_000),
        ("1970-01-01T00:00:01.5Z", 1_500_000),
        ("1970-01-01T00:00:01.0000019Z", 1_000_001),
        ("1970-01-01T02:00:01+02:00", 1_000_000),
        ("1970-01-01t02:00:01 02:00", 1_000_000),
    ],
)
def test_times(text, us) -> None:
    assert number(text) == us


@given(st.integers(0, 4_000_000_000_000_000))
def test_a_number_and_its_time_are_the_same(us) -> None:
    assert number(moment(us)) == us
    assert query({"next": [cursor(us)]}).after == us


@pytest.mark.parametrize(
    "arguments",
    [
        {"limit": ["0"]},
        {"limit": ["-5"]},
        {"limit": ["many"]},
        {"added_after": ["yesterday"]},
        {"added_after": ["2026-13-01T00:00:00Z"]},
        {"next": ["%%%"]},
        {"next": ["eyJhIjogMX0"]},
        {"match[version]": ["newest"]},
        {"match[id]": [",".join(f"indicator--{n}" for n in range(200))]},
    ],
)
def test_what_cannot_be_answered_is_said(arguments) -> None:
    with pytest.raises(Bad, match=r"[a-z]{2}"):
        query(arguments)


def test_arguments_are_read() -> None:
    found = query({"limit": ["1000000"], "match[type]": ["indicator,sighting"], "match[version]": ["all"], "match[spec_version]": ["2.1"]})
    assert (found.limit, found.types, found.versions, found.specs) == (MOST_PAGE, ("indicator", "sighting"), ("all",), ("2.1",))
    assert (query({}).limit, query({}).versions) == (100, ("last",))


def test_of_next_and_added_after_the_farther_counts() -> None:
    both = {"next": [cursor(5_000_000)], "added_after": ["1970-01-01T00:00:07Z"]}
    assert query(both).after == 7_000_000


def test_what_sightings_that_come_alone_are_about() -> None:
    here, there, far = (f"indicator--00000000-0000-4000-8000-{number:012d}" for number in range(3))
    heads = [
        {"type": "indicator", "id": here},
        {"type": "sighting", "id": "sighting--1", "sighting_of_ref": here},
        {"type": "sighting", "id": "sighting--2", "sighting_of_ref": there},
        {"type": "opinion", "object_refs": [far.upper().replace("INDICATOR", "indicator"), there, 7, "malware--1"]},
        {"type": "opinion", "object_refs": "indicator--"},
        {"type": "sighting", "sighting_of_ref": ["x"]},
        "text",
        {"id": 7},
    ]
    assert about(heads) == tuple(one.partition("--")[2] for one in (there, far))
    refs = [[f"indicator--00000000-0000-4000-8000-{n + 1000 * k:012d}" for n in range(999)] for k in range(300)]
    many = [{"type": "opinion", "object_refs": one} for one in refs]
    assert len(about(many)) == MOST_ABOUT
